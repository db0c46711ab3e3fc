"""Tests of the rendering: Markdown, HTML, charts, PDF and the worker that makes it."""
