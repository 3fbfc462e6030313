"""System checks: what may not be combined, said before anybody comes in.

Commands and `check --deploy` run them; web processes and workers refuse to start by `insist`.
"""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http.request import validate_host

KEYS = ("DATA_KEY", "INDEX_KEY", "TOKEN_KEY", "LEDGER_KEY")
_KEY = re.compile(r"[0-9a-f]{64}", re.IGNORECASE)
# The oldest server that the whole loop was tried on; 13 brought xid8, which the ledger needs.
OLDEST_SERVER = 150_000
_MAKE_ONE = "Make one: python -c 'import secrets; print(secrets.token_hex(32))'"


@register
def keys_fit(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse keys that are no 32 bytes in hex, and one key used for two purposes."""
    values = {name: str(getattr(settings, name)) for name in KEYS}
    wrong: list[CheckMessage] = [
        Error(f"FEEDBACK_{name} must be 64 hex digits.", hint=_MAKE_ONE, id="feedback.E001")
        for name, value in values.items()
        if not _KEY.fullmatch(value)
    ]
    if len({value.lower() for value in values.values()}) < len(KEYS):
        wrong.append(
            Error("Two of the FEEDBACK_…_KEYs are the same.", hint=_MAKE_ONE, id="feedback.E002")
        )
    return wrong


@register
def addresses_fit(**_kwargs: Any) -> list[CheckMessage]:
    """Prove that the links which we send lead back to us, over TLS where that is on."""
    if settings.ZERO_SETUP:
        return []
    return [*_site_url_problems(), *_mail_domain_problems()]


@register
def private_files_stay_private(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse uploads or anchors below the folder that is served to everybody."""
    public = Path(settings.STATIC_ROOT).resolve()
    private = {
        "MEDIA_ROOT": Path(settings.MEDIA_ROOT),
        "LEDGER_ANCHOR_FILE": Path(settings.LEDGER_ANCHOR_FILE),
    }
    return [
        Error(f"{name} lies in STATIC_ROOT, which anybody can read.", id="feedback.E007")
        for name, path in private.items()
        if path.resolve().is_relative_to(public)
    ]


@register
def bucket_fits(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse a bucket whose files, or whose key, would travel in the open."""
    endpoint = urlsplit(_bucket().get("endpoint_url") or "https://")
    if endpoint.scheme == "https" or endpoint.hostname in {"127.0.0.1", "::1", "localhost"}:
        return []
    return [Error("FEEDBACK_FILES names an endpoint without TLS.", id="feedback.E010")]


@register(deploy=True)
def bucket_answers(**_kwargs: Any) -> list[CheckMessage]:
    """Write a file into the bucket, read it and take it away; nothing is asked of a folder."""
    if not _bucket():
        return []
    name = f"check/{uuid4()}"
    try:
        default_storage.save(name, ContentFile(name.encode()))
        with default_storage.open(name) as found:
            is_ours = found.read() == name.encode()
        default_storage.delete(name)
    except OSError as error:
        return [
            Error(
                f"The bucket of FEEDBACK_FILES cannot be used: {error}.",
                hint="Look at address, bucket, key and the rights of the key.",
                id="feedback.E011",
            )
        ]
    return (
        [] if is_ours else [Error("The bucket gave other bytes than it got.", id="feedback.E011")]
    )


@register(deploy=True)
def folders_take_files(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse folders into which this user cannot write: uploads would fail, and seals go unanchored."""
    wanted = {"LEDGER_ANCHOR_FILE": Path(settings.LEDGER_ANCHOR_FILE).parent}
    if not _bucket():
        wanted["MEDIA_ROOT"] = Path(settings.MEDIA_ROOT)
    return [
        Error(f"{name}: {folder} cannot be written by this user.", id="feedback.E013")
        for name, folder in wanted.items()
        if not _takes_files(folder)
    ]


@register(deploy=True)
def proxies_are_counted(**_kwargs: Any) -> list[CheckMessage]:
    """Warn where TLS ends at a proxy which nobody told us of: all visitors would count as one."""
    if not settings.TLS or settings.TRUSTED_PROXIES:
        return []
    return [
        Warning(
            "FEEDBACK_TLS is on and TRUSTED_PROXIES is 0.",
            hint="Say how many proxies of yours add to X-Forwarded-For; else a flood from one"
            " visitor shuts the door for everybody.",
            id="feedback.W001",
        )
    ]


def insist(**_signal: object) -> None:
    """End this process, with words, where keys, addresses or folders do not fit together."""
    wrong = [*keys_fit(), *addresses_fit(), *private_files_stay_private(), *bucket_fits()]
    if wrong:
        sys.exit("\n".join(str(one) for one in wrong))


@register(Tags.database)
def server_fits(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Refuse an older PostgreSQL than was tried, and one that cannot hold Chinese."""
    return [problem for alias in databases or () for problem in _server_problems(alias)]


@register(Tags.database)
def no_half_way_database(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Refuse a database that stopped among migrations which were written as one since then."""
    return [
        Error(
            f"Some of the older migrations of {app} have run here, and some have not.",
            hint="Migrate with the last version that has them, or begin with an empty database;"
            " docs/operations.md (Upgrading) says which.",
            id="feedback.E012",
        )
        for alias in databases or ()
        for app in sorted(_half_way_apps(alias))
    ]


def _half_way_apps(alias: str) -> set[str]:
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    done = MigrationRecorder(connections[alias]).applied_migrations().keys()
    return {
        app
        for (app, _name), migration in loader.disk_migrations.items()
        if 0 < len(done & set(migration.replaces)) < len(migration.replaces)
    }


def _takes_files(folder: Path) -> bool:
    """Tell whether files can be made there, or in a folder that would be made for them."""
    there = next(one for one in (folder, *folder.parents) if os.access(one, os.F_OK))
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def _bucket() -> dict[str, Any]:
    """What the bucket is told; empty where files lie in a folder."""
    options = settings.STORAGES["default"]["OPTIONS"] if settings.BUCKET else {}
    return cast("dict[str, Any]", options)


def _site_url_problems() -> Iterator[CheckMessage]:
    url = urlsplit(settings.SITE_URL)
    if url.scheme not in {"http", "https"} or not url.hostname or settings.SITE_URL.endswith("/"):
        yield Error(
            f"SITE_URL is {settings.SITE_URL!r}.",
            hint="Write it like https://feedback.example.org, without a slash at the end.",
            id="feedback.E003",
        )
        return
    if settings.TLS and url.scheme != "https":
        yield Error("FEEDBACK_TLS is on, but SITE_URL is not https.", id="feedback.E004")
    if not validate_host(url.hostname, settings.ALLOWED_HOSTS):
        yield Error(
            f"ALLOWED_HOSTS does not admit {url.hostname}, the host of SITE_URL.",
            hint="Every link in our mail would be answered with 400.",
            id="feedback.E005",
        )


def _mail_domain_problems() -> Iterator[CheckMessage]:
    if f".{settings.MAIL_DOMAIN}".lower().endswith(".example.com"):
        yield Error(
            f"MAIL_DOMAIN is {settings.MAIL_DOMAIN}, which nobody can answer to.",
            hint="Name the domain whose mail reaches `manage.py receive_smtp`.",
            id="feedback.E006",
        )


def _server_problems(alias: str) -> Iterator[CheckMessage]:
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int")
        version = cursor.fetchone()[0]
        cursor.execute("SHOW server_encoding")
        encoding = cursor.fetchone()[0]
    if version < OLDEST_SERVER:
        yield Error("PostgreSQL 15 or newer is needed.", id="feedback.E008")
    if encoding != "UTF8":
        yield Error(f"The database's encoding is {encoding}; it must be UTF8.", id="feedback.E009")
