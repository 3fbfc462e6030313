"""Who was signed in at a device when something was captured: a token that the site signed then."""

from datetime import timedelta

from django.core import signing

# No line is down for longer, and a device that has one gets a new token with each report.
MAX_AGE = timedelta(days=30)
_SALT = "channels.devices.clerk"


def clerk_token(user_id: int) -> str:
    """Sign that this person was signed in; the device keeps it and hands it in with each entry."""
    return signing.dumps(user_id, salt=_SALT)


def clerk_in(token: str) -> int | None:
    """Give whose token it is; None where we did not sign it, or too long ago."""
    try:
        found = signing.loads(token, salt=_SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    return found if isinstance(found, int) else None
