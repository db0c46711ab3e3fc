"""The desk: the web application in which notes are reviewed; `server` puts it together."""
