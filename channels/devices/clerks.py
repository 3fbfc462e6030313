"""Who was signed in at a device when something was captured: a token that the site signed then."""

from django.core import signing

_SALT = "channels.devices.clerk"


def clerk_token(user_id: int) -> str:
    """Sign that this person was signed in; the device keeps it and hands it in with each entry."""
    return signing.dumps(user_id, salt=_SALT)


def clerk_in(token: str) -> int | None:
    """Give whose token it is; None where we did not sign it."""
    try:
        found = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return found if isinstance(found, int) else None
