"""Tests of the narrative: rule language, fragments, playbook, stance, ideas, composing."""
