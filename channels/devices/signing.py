"""What a device signs with the secret it was given when it was registered (HMAC-SHA256)."""

import hashlib
import hmac
import secrets

SECRET_BYTES = 32


def new_secret() -> str:
    """Give a secret for one device, hex."""
    return secrets.token_hex(SECRET_BYTES)


def signature(secret: str, purpose: str, words: str, content_type: str, body: bytes) -> str:
    """Sign words said beside a body, its type and its bytes; one purpose's signature is no other's."""
    said = "\n".join((purpose, words, content_type, hashlib.sha256(body).hexdigest()))
    return hmac.new(bytes.fromhex(secret), said.encode(), hashlib.sha256).hexdigest()


def fits(given: str, expected: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(given.encode(), expected.encode())
