"""Zero set-up mode: the bundled PostgreSQL, and every process of the site under one supervisor."""
