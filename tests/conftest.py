"""What every test gets: a throw-away PostgreSQL (tests/plugins/database_server.py)."""

pytest_plugins = ["tests.plugins.database_server"]
