"""Everything the site is told from outside, read from the environment and failing early."""

import os
import zoneinfo
from pathlib import Path
from typing import Any

import bootstrap
import environ
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from feedback_site.embedded.home import database_settings, secret
from feedback_site.settings.files import bucket_of
from feedback_site.settings.unfold import UNFOLD as UNFOLD

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

# Each process reads texts by products of small matrices. NumPy would share each out among all processors,
# whose threads then wait for each other at full speed: on busy ones ten times the time. Read as it loads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Limits must not depend on how old the machine's own time zones are: the locked package tzdata counts.
zoneinfo.reset_tzpath(())

# --- Where this copy lives -------------------------------------------------------------------
HOME = Path(env("FEEDBACK_HOME", default=str(BASE_DIR / ".local"))).resolve()
ZERO_SETUP = "DATABASE_URL" not in env.ENVIRON
DEBUG = env.bool("DEBUG", default=False)


def _secret(variable: str, name: str) -> str:
    """Read a secret from the environment; only the zero-set-up mode may make its own."""
    return secret(HOME, name) if ZERO_SETUP and variable not in env.ENVIRON else env(variable)


SECRET_KEY = _secret("SECRET_KEY", "secret_key")
# 32 random bytes each, hex: the first wraps the keys of personal data, the second makes blind indexes,
# the third signs reply addresses and links, the fourth is the seed of the ledger's Ed25519 key.
DATA_KEY = _secret("FEEDBACK_DATA_KEY", "data_key")
INDEX_KEY = _secret("FEEDBACK_INDEX_KEY", "index_key")
TOKEN_KEY = _secret("FEEDBACK_TOKEN_KEY", "token_key")
LEDGER_KEY = _secret("FEEDBACK_LEDGER_KEY", "ledger_key")
LEDGER_ANCHOR_FILE = Path(env("LEDGER_ANCHOR_FILE", default=str(HOME / "anchors.jsonl")))

ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if ZERO_SETUP else []
)
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000") if ZERO_SETUP else env("SITE_URL")
SITE_NAME = _("Lumen Photo")

# --- Apps: named as strings, from the ground upwards ------------------------------------------
INSTALLED_APPS = [
    # Not "unfold": its default configuration puts a site of its own in place of ours.
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "feedback_site.apps.FeedbackAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "rest_framework_api_key",
    "django_filters",
    "drf_spectacular",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "pgtrigger",
    "pghistory",
    "feedback_site.embedded",
    "feedback_site.organisation",
    "feedback_site.ledger",
    "feedback_site.privacy",
    "feedback_site.sweeping",
    "feedback_site.floods",
    "channels",
    "cases",
    "surveys",
    "reports",
]

MIDDLEWARE = [
    "feedback_site.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "feedback_site.staff_preferences.StaffPreferencesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "feedback_site.health.DatabaseAwayMiddleware",
]

ROOT_URLCONF = "feedback_site.urls"
WSGI_APPLICATION = "feedback_site.wsgi.application"
ASGI_APPLICATION = "feedback_site.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "feedback_site" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {
                "drawn": "feedback_site.drawn_tags",
                "heroicons": "feedback_site.icons",
                "moments": "feedback_site.moments",
            },
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "feedback_site.site_context.site",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- The one truth ------------------------------------------------------------------------------
if ZERO_SETUP:
    DATABASES = {"default": database_settings(HOME)}
else:
    DATABASES = {"default": env.db("DATABASE_URL")}
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),
        "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=8), "timeout": 10},
    }
# Of queries that are kept (feedback_site/kept_queries.py).
DATABASE_KEEPS_PLANS = env.bool("DATABASE_KEEPS_PLANS", default=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "feedback_cache",
    }
}
if cache_url := env("CACHE_URL", default=""):
    CACHES = {"default": env.cache_url_config(cache_url)}
# Counters of every call: shared where there is a cache server, else one for each process in its memory.
CACHES["counters"] = (
    CACHES["default"]
    if cache_url
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "counters",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
)

# --- Who may come in ----------------------------------------------------------------------------
AUTH_USER_MODEL = "organisation.User"
AUTHENTICATION_BACKENDS = ["feedback_site.signed_in.StaffBackend"]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Tries to sign in within a quarter of an hour, for one name from one address and from one address in all,
# and how long it is refused after them.
SIGN_IN_TRIES = env.int("FEEDBACK_SIGN_IN_TRIES", default=5)
SIGN_IN_TRIES_OF_ADDRESS = env.int("FEEDBACK_SIGN_IN_TRIES_OF_ADDRESS", default=30)
SIGN_IN_LOCK_MINUTES = env.int("FEEDBACK_SIGN_IN_LOCK_MINUTES", default=15)

TLS = env.bool("FEEDBACK_TLS", default=not ZERO_SETUP)
SECURE_SSL_REDIRECT = TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = TLS
SECURE_HSTS_PRELOAD = TLS
SESSION_COOKIE_SECURE = TLS
CSRF_COOKIE_SECURE = TLS
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "feedback_site.signed_in"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# How many proxies of our own stand in front and add to X-Forwarded-For; 0 trusts nobody's word.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# Unfold's Alpine needs eval and inline styles; only the back office's own templates run there, and
# every word of a customer is escaped or sanitised (docs/decisions/0003-back-office-csp.md).
ADMIN_CONTENT_SECURITY_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src": [SELF, NONCE, "'unsafe-eval'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "frame-ancestors": [SELF],
}

# --- Words, places, times -----------------------------------------------------------------------
LANGUAGE_CODE = "zh-hant"
LANGUAGES = [("zh-hant", "繁體中文"), ("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = TLS
FORMAT_MODULE_PATH = ["feedback_site.formats"]
LOCALE_PATHS = [BASE_DIR / "feedback_site" / "locale", BASE_DIR / "feedback_site" / "locale_unfold"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env("TIME_ZONE", default="Asia/Taipei")

# --- Files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(HOME / "static")))
STATICFILES_DIRS = [
    BASE_DIR / "feedback_site" / "static",
    ("vendor/bootstrap", Path(bootstrap.__path__[0])),
]
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(HOME / "media")))
# A bucket instead of that folder: s3://bucket/prefix?endpoint=https://…&region=…
BUCKET = env("FEEDBACK_FILES", default="")
BUCKET_KEY, BUCKET_SECRET = (
    env(f"FEEDBACK_FILES_{name}", default="") for name in ("KEY", "SECRET")
)
STORAGES = {
    "default": bucket_of(BUCKET, key=BUCKET_KEY, secret=BUCKET_SECRET)
    if BUCKET
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Compressing takes half a minute, and pays only where a network lies between.
    "staticfiles": {
        "BACKEND": "feedback_site.static_files.HashedFiles"
        if ZERO_SETUP
        else "feedback_site.static_files.CompressedFiles"
    },
}
# A form with photographs is read whole, because its raw bytes are stored before it is parsed.
DATA_UPLOAD_MAX_MEMORY_SIZE = 40 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# --- Mail ---------------------------------------------------------------------------------------
# Without EMAIL_URL the zero-set-up mode keeps outgoing mail for reading in the back office.
# "connection" sends by the mail server that is connected in the back office, and by none before that.
email_url = env("EMAIL_URL", default="" if ZERO_SETUP else environ.Env.NOTSET)
if email_url == "connection":
    MAIL_TRANSPORT = "connection"
elif email_url:
    vars().update(env.email_url_config(email_url))
    MAIL_TRANSPORT = "smtp"
else:
    MAIL_TRANSPORT = "kept"
EMAIL_TIMEOUT = 20
MAIL_DOMAIN = env("MAIL_DOMAIN", default="feedback.example.com")
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"care@{MAIL_DOMAIN}")
SMTP_PORT = env.int("FEEDBACK_SMTP_PORT", default=8025)
# Addresses of mail servers in front of ours: they speak for many senders and are not counted as one.
MAIL_RELAYS = env.list("FEEDBACK_MAIL_RELAYS", default=["127.0.0.1", "::1"])
# The name by which these say in Authentication-Results whether a sender is who they say; empty: none does.
MAIL_CHECKED_BY = env("FEEDBACK_MAIL_CHECKED_BY", default="")

# --- Other servers ------------------------------------------------------------------------------
WECHAT_API_URL = env("FEEDBACK_WECHAT_API_URL", default="https://api.weixin.qq.com")
LINE_API_URL = env("FEEDBACK_LINE_API_URL", default="https://api.line.me")
LINE_DATA_URL = env("FEEDBACK_LINE_DATA_URL", default="https://api-data.line.me")
TWILIO_API_URL = env("FEEDBACK_TWILIO_API_URL", default="https://api.twilio.com")
# Of a topic, by its region and the domain of its part of the world.
SNS_URL = env("FEEDBACK_SNS_URL", default="https://sns.{region}.{domain}")
# Where the bucket is into which Amazon SES puts large mails; empty: Amazon's, in the topic's region.
SES_BUCKET_URL = env("FEEDBACK_SES_BUCKET_URL", default="")
# Networks of our own that addresses typed in the back office may lead to, such as 10.1.0.0/16.
HTTP_OPEN_NETWORKS = env.list("FEEDBACK_HTTP_OPEN_NETWORKS", default=[])

# --- Web processes ------------------------------------------------------------------------------
# Requests that one process works on at once, and open chats beside them: each of those holds a thread, so
# gunicorn's --threads is the sum of both and some more (docs/decisions/0019-live-chat.md).
REQUESTS_AT_ONCE = env.int("FEEDBACK_REQUESTS_AT_ONCE", default=4)
# Code of the working times of chats that belong to no store; empty: no time is promised.
CHAT_CALENDAR = env("FEEDBACK_CHAT_CALENDAR", default="")
CHAT_STREAMS = env.int("FEEDBACK_CHAT_STREAMS", default=32)

# --- Intake -------------------------------------------------------------------------------------
# How long a process remembers channels, stores, the notice in force, and what it drew for one person
# of the back office: frame and numbers, which their own acts end at once (feedback_site/own_acts.py).
LOOK_UP_SECONDS = env.float("FEEDBACK_LOOK_UP_SECONDS", default=10.0)
# How long it remembers the chain's name and colours, which are on every page. None: for ever, what was
# saved by other processes is not seen.
BRAND_SECONDS: float | None = env.float("FEEDBACK_BRAND_SECONDS", default=10.0)

# --- Cases --------------------------------------------------------------------------------------
UNDO_SECONDS = env.int("UNDO_SECONDS", default=300)
# How long an answer of the desk waits before it goes out; 0 sends it at once.
ANSWER_HOLD_SECONDS = env.int("ANSWER_HOLD_SECONDS", default=20)
REOPEN_GRACE_DAYS = env.int("REOPEN_GRACE_DAYS", default=14)
# From this hop on the heads of both departments hear of each.
WORK_ORDER_HOPS = env.int("WORK_ORDER_HOPS", default=3)
# How many of a week's sorted cases a second person sorts again, unseen; 0 for none.
CODED_TWICE_A_WEEK = env.int("FEEDBACK_CODED_TWICE_A_WEEK", default=20)

# --- Tasks --------------------------------------------------------------------------------------
CELERY_BROKER_URL = env(
    "CELERY_BROKER_URL", default="pgmq://" if ZERO_SETUP else environ.Env.NOTSET
)
if CELERY_BROKER_URL == "pgmq://":
    _db = DATABASES["default"]
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        # The URL form cannot carry a socket folder, and the password must not be empty.
        "conn_string": " ".join(
            f"{key}={value}"
            for key, value in (
                ("host", _db["HOST"]),
                ("port", _db.get("PORT") or 5432),
                ("dbname", _db["NAME"]),
                ("user", _db["USER"]),
                ("password", _db.get("PASSWORD") or "none"),
            )
        ),
        "init_extension": False,
        "visibility_timeout": 600,
        "wait_time_seconds": 0,
        "use_notify": True,
        "notify_throttle_interval_ms": 0,
        "polling_interval": 1,
        "pool_size": 3,
    }
    CELERY_WORKER_PREFETCH_MULTIPLIER = 8
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
else:
    # kombu restores every interval x throttle seconds on top of the timeout: keep that short.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "unacked_restore_throttle": 1}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A bell may fail to ring: publishing must not hold a clerk's page when the broker is away.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE = {
    "seal the ledger": {"task": "ledger.seal", "schedule": 1.0, "options": {"expires": 10}},
    "process raw intakes left behind": {
        "task": "channels.sweep_intakes",
        "schedule": 10.0,
        "options": {"expires": 30},
    },
    "deliver what is due": {
        "task": "channels.sweep_outbox",
        "schedule": 5.0,
        "options": {"expires": 30},
    },
    "fetch what messengers still hold": {
        "task": "channels.sweep_errands",
        "schedule": 15.0,
        "options": {"expires": 60},
    },
    "tell of call-backs that are late": {
        "task": "channels.sweep_call_backs",
        "schedule": 15.0,
        "options": {"expires": 60},
    },
    "answer chats whose bell was lost, and end those that were left": {
        "task": "channels.sweep_chats",
        "schedule": 5.0,
        "options": {"expires": 30},
    },
    "watch the channels": {
        "task": "channels.watch",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "compare customers who told us something": {
        "task": "channels.compare_people",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "fetch what is new in public": {
        "task": "channels.collect",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "read in files of reviews": {
        "task": "channels.read_imports",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "open a case for each submission": {
        "task": "cases.sweep_submissions",
        "schedule": 10.0,
        "options": {"expires": 30},
    },
    "compare new cases with earlier ones": {
        "task": "cases.compare",
        "schedule": 15.0,
        "options": {"expires": 30},
    },
    "learn which words are rare": {
        "task": "cases.weigh_words",
        "schedule": crontab(hour="18", minute="40"),
    },
    "ring the clocks that are due": {
        "task": "cases.sweep_clocks",
        "schedule": 5.0,
        "options": {"expires": 30},
    },
    "recompute limits after a change": {
        "task": "cases.sweep_recalculations",
        "schedule": 10.0,
        "options": {"expires": 30},
    },
    "let open cases follow their category": {
        "task": "cases.sweep_categories",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "hand on what nobody acknowledged": {
        "task": "cases.sweep_pressing",
        "schedule": 30.0,
        "options": {"expires": 60},
    },
    "see that each case is with somebody who is there": {
        "task": "cases.sweep_owners",
        "schedule": 15.0,
        "options": {"expires": 30},
    },
    "resume cases whose date has come": {
        "task": "cases.sweep_waiting",
        "schedule": 30.0,
        "options": {"expires": 60},
    },
    "look for recurring problems": {
        "task": "cases.spot",
        "schedule": 600.0,
        "options": {"expires": 300},
    },
    "tell everybody of an incident": {
        "task": "cases.tell_incidents",
        "schedule": 10.0,
        "options": {"expires": 30},
    },
    "plan the follow-up of each resolved case": {
        "task": "surveys.sweep_resolved",
        "schedule": 10.0,
        "options": {"expires": 30},
    },
    "renew the figures that people look at": {
        "task": "reports.refresh",
        "schedule": 15.0,
        "options": {"expires": 30},
    },
    "look through the facts of all cases": {
        "task": "reports.refresh_all",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "look into the mailboxes": {
        "task": "channels.poll_mailboxes",
        "schedule": 15.0,
        "options": {"expires": 30},
    },
    "recount the mailboxes": {
        "task": "channels.recount_mailboxes",
        "schedule": crontab(hour="18", minute="0"),
    },
    "reconcile what came in": {
        "task": "channels.reconcile",
        "schedule": crontab(hour="18", minute="10"),
    },
    "forget files of purchases that nobody read in": {
        "task": "channels.forget_purchases",
        "schedule": crontab(minute="25"),
    },
    "learn from fifty new decisions": {
        "task": "cases.learn",
        "schedule": 600.0,
        "options": {"expires": 300},
    },
    "learn from the day's decisions": {
        "task": "cases.learn",
        "schedule": crontab(hour="19", minute="40"),
        "kwargs": {"at_least": 1},
    },
    "clear away files that nobody sent": {
        "task": "cases.clear_files",
        "schedule": crontab(hour="18", minute="50"),
    },
    "prove the stored clocks": {
        "task": "cases.prove_clocks",
        "schedule": crontab(hour="19", minute="10"),
    },
}

# --- API ----------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["channels.api.authentication.PartnerKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_VERSIONING_CLASS": "rest_framework.versioning.URLPathVersioning",
    "DEFAULT_VERSION": "v1",
    "ALLOWED_VERSIONS": ["v1"],
    "EXCEPTION_HANDLER": "feedback_site.api_errors.problem_response",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
# Calls of one partner within a minute.
API_CALLS_A_MINUTE = {
    "write": env.int("FEEDBACK_API_WRITES_A_MINUTE", default=6_000),
    "read": env.int("FEEDBACK_API_READS_A_MINUTE", default=12_000),
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Feedback API",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SERVE_PUBLIC": True,
}

# --- Being watched ------------------------------------------------------------------------------
# Numbers for Prometheus at /metrics, for whoever sends this as a bearer token; "" shuts the page.
METRICS_TOKEN = env("FEEDBACK_METRICS_TOKEN", default="")

# --- Log ----------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}
