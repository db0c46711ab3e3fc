"""The site: finished notes as plain files that any host serves, with feeds and corrections."""
