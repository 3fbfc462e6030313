"""What every test gets: a throw-away PostgreSQL, and the rows that a fresh site begins with."""

pytest_plugins = ["tests.plugins.database_server", "tests.plugins.founding"]
