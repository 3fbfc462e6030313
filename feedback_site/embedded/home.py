"""What settings and manage.py ask of a home folder; nothing here starts anything."""

import os
from pathlib import Path
from typing import Any

from feedback_site.embedded import cluster
from feedback_site.embedded.places import place_for
from feedback_site.embedded.places import secret as secret

PROJECT = Path(__file__).resolve().parents[2]
# Set by `up` for its children, which must not start or stop the server themselves.
SUPERVISED = "FEEDBACK_SUPERVISED"
# Set by `up` for those of its children that show no page: they load pages when they need the address of one.
WITHOUT_PAGES = "FEEDBACK_WITHOUT_PAGES"
TEST_DATABASE = "FEEDBACK_TEST_DATABASE"


def default_home() -> Path:
    """Return FEEDBACK_HOME, else `.local` beside manage.py; the suite has its own."""
    if os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith(".test"):
        return test_home(PROJECT)
    given = os.environ.get("FEEDBACK_HOME")
    return Path(given) if given else PROJECT / ".local"


def test_home(project: Path) -> Path:
    """Return the home folder of the suite's throw-away server."""
    return project / ".local" / "test"


def database_settings(home: Path) -> dict[str, Any]:
    """Return Django's DATABASES entry for this home; starts nothing.

    The password is not looked at (the kernel vouches for the account), but some clients want one.
    """
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": cluster.DATABASE,
        "USER": cluster.ROLE,
        "PASSWORD": "not-looked-at",
        "HOST": str(place_for(home).socket),
        "PORT": str(cluster.PORT),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}},
    }


def test_database_settings(project: Path) -> dict[str, Any]:
    """Return Django's DATABASES entry for the suite's throw-away server; starts nothing."""
    entry = database_settings(test_home(project))
    name = os.environ.get(TEST_DATABASE, cluster.DATABASE)
    return {**entry, "NAME": name, "OPTIONS": {}}
