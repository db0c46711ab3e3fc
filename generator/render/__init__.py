"""An article to Markdown, HTML, PDF and charts."""
