"""Stamps in forms: when a page was opened, and that one press of the button is one item."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.http import HttpRequest

_signer = signing.TimestampSigner(salt="channels.form")
# Nobody reads a page and writes a sentence in less.
TOO_QUICK = timedelta(seconds=2)
TOO_OLD = timedelta(days=3)
# What differs between two presses of one button.
_NOT_SAID = frozenset({"csrfmiddlewaretoken", "action", "proof"})


def new_stamp() -> str:
    """Sign a random word with the present time."""
    return _signer.sign(secrets.token_urlsafe(9))


@dataclass(frozen=True, slots=True, kw_only=True)
class StampReading:
    """What a stamp that came back says."""

    is_ours: bool
    is_too_quick: bool = False


def read_stamp(stamp: str) -> StampReading:
    """Check a stamp's signature and age."""
    try:
        _signer.unsign(stamp, max_age=TOO_OLD)
    except signing.BadSignature:
        return StampReading(is_ours=False)
    try:
        _signer.unsign(stamp, max_age=TOO_QUICK)
    except signing.SignatureExpired:
        return StampReading(is_ours=True)
    return StampReading(is_ours=True, is_too_quick=True)


def said_in(request: HttpRequest) -> str:
    """Name what a form says, as the id that intake tells a second press from a second complaint by.

    The same stamp with other words is another item. The browser's CSRF secret is part of it: nobody else
    can ask for the receipt of an item by repeating it.
    """
    digest = hashlib.sha256(str(request.META.get("CSRF_COOKIE", "")).encode())
    for name, values in sorted(request.POST.lists()):
        if name not in _NOT_SAID:
            digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((name, file.name, file.size)).encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return f"form:{digest.hexdigest()}"
