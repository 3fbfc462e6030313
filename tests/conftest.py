"""What every test gets: a throw-away PostgreSQL, a fresh site's rows, and one browser."""

pytest_plugins = [
    "tests.plugins.garbage",
    "tests.plugins.browser",
    "tests.plugins.database_server",
    "tests.plugins.founding",
    "tests.plugins.ledger",
    "tests.plugins.order",
    "tests.plugins.sockets",
    "tests.plugins.properties",
    "tests.plugins.remembering",
    "tests.plugins.rewriting",
]
