"""The suite's settings: the same site, a throw-away server, fast hashes."""

import os

# Fixed keys: the suite must not depend on what a developer's own copy generated.
for _name, _digit in (
    ("SECRET_KEY", "1"),
    ("FEEDBACK_DATA_KEY", "2"),
    ("FEEDBACK_INDEX_KEY", "3"),
    ("FEEDBACK_TOKEN_KEY", "4"),
    ("FEEDBACK_LEDGER_KEY", "5"),
):
    os.environ.setdefault(_name, _digit * 64)
os.environ.setdefault("SITE_URL", "http://testserver")
os.environ.setdefault("FEEDBACK_TLS", "false")

from feedback_site.embedded.home import test_database_settings, test_home  # noqa: E402
from feedback_site.settings.base import *  # noqa: E402
from feedback_site.settings.base import BASE_DIR, DATABASES, HOME  # noqa: E402

if "DATABASE_URL" not in os.environ:
    DATABASES["default"] = test_database_settings(BASE_DIR)
DATABASES["default"].setdefault("OPTIONS", {}).pop("pool", None)
DATABASES["default"]["TEST"] = {"NAME": "test_feedback"}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Not what a site in this checkout has collected: each client would look at all of its files.
STATIC_ROOT = test_home(BASE_DIR) / "static"
MEDIA_ROOT = HOME / "test-media"
LEDGER_ANCHOR_FILE = HOME / "test-anchors.jsonl"
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in ("default", "counters")
}
# Rows come and go with each test, so nothing is remembered between two look-ups.
LOOK_UP_SECONDS = 0.0
# Answers are in the outbox at once; tests of taking them back say how long they wait.
ANSWER_HOLD_SECONDS = 0
# Pages of tests look as the system came, and ask for nothing of the brand.
BRAND_SECONDS = None
