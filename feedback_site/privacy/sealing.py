"""Sealing personal data: AES-256-GCM under one key for each person, itself wrapped by the site's key.

Erasing a person is forgetting the wrapped key (NIST SP 800-88, cryptographic erase); whatever was sealed
under it, in the tables and in every backup, is then noise.
"""

import hashlib
import hmac
import os
from functools import cache, lru_cache
from typing import TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

# What a binary column gives: bytes once written, a view of memory when read.
Bytes: TypeAlias = bytes | memoryview
_NONCE = 12
_WRAP = b"key of one person"


class CannotUnseal(Exception):
    """The bytes were changed, belong elsewhere, or were sealed under another key."""


@cache
def _master() -> AESGCM:
    return AESGCM(bytes.fromhex(settings.DATA_KEY))


def new_key() -> bytes:
    """Make a fresh 256-bit key and return it wrapped, fit for a column."""
    nonce = os.urandom(_NONCE)
    return nonce + _master().encrypt(nonce, AESGCM.generate_key(256), _WRAP)


@lru_cache(maxsize=1024)
def _unwrapped(wrapped: bytes) -> AESGCM:
    return AESGCM(_key(wrapped))


def _key(wrapped: bytes) -> bytes:
    try:
        return _master().decrypt(wrapped[:_NONCE], wrapped[_NONCE:], _WRAP)
    except InvalidTag as error:
        raise CannotUnseal from error


def derived(wrapped_key: Bytes, *, salt: bytes, purpose: str) -> AESGCM:
    """Give one long value a key of its own, derived from its owner's (HKDF-SHA256, RFC 5869).

    Forgetting the owner's key forgets it as well. Raises CannotUnseal for a key of another site.
    """
    return AESGCM(
        HKDF(hashes.SHA256(), 32, salt, purpose.encode()).derive(_key(bytes(wrapped_key)))
    )


def seal_bytes(wrapped_key: Bytes, plain: bytes, *, context: str) -> bytes:
    """Encrypt bytes; `context` (table.column) is authenticated, so a value cannot be moved."""
    nonce = os.urandom(_NONCE)
    return nonce + _unwrapped(bytes(wrapped_key)).encrypt(nonce, plain, context.encode())


def unseal_bytes(wrapped_key: Bytes, sealed: Bytes, *, context: str) -> bytes:
    """Decrypt bytes. Raises CannotUnseal where they were changed or belong elsewhere."""
    raw = bytes(sealed)
    try:
        key = _unwrapped(bytes(wrapped_key))
        return key.decrypt(raw[:_NONCE], raw[_NONCE:], context.encode())
    except InvalidTag as error:
        raise CannotUnseal from error


def seal(wrapped_key: Bytes, text: str, *, context: str) -> bytes:
    """Encrypt text as UTF-8."""
    return seal_bytes(wrapped_key, text.encode(), context=context)


def unseal(wrapped_key: Bytes, sealed: Bytes, *, context: str) -> str:
    """Decrypt text. Raises CannotUnseal."""
    return unseal_bytes(wrapped_key, sealed, context=context).decode()


def blind_index(purpose: str, value: str) -> bytes:
    """Give an HMAC-SHA256 by which a value is found without being readable.

    `value` must be normalised by the caller: the same person, the same bytes.
    """
    key = bytes.fromhex(settings.INDEX_KEY)
    return hmac.digest(key, f"{purpose}\x00{value}".encode(), "sha256")


def token_digest(purpose: str, *parts: str) -> bytes:
    """Sign parts for one purpose with the site's token key: HMAC-SHA256."""
    key = bytes.fromhex(settings.TOKEN_KEY)
    return hmac.new(key, "\x00".join((purpose, *parts)).encode(), hashlib.sha256).digest()
