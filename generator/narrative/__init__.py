"""Facts to an article: rules, playbook, stance, ideas, and the composer."""
