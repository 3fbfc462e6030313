"""Partners sign in with a key in the Authorization header: `Api-Key PREFIX.SECRET`."""

from typing import cast

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from channels.models import Partner
from channels.rules.connections.keying import partner_of

SCHEME = "Api-Key"
_WRONG = "This key is not valid."


def partner_in(request: Request) -> Partner:
    """Give the key's partner, who stands where others have a user."""
    return cast("Partner", request.user)


class PartnerKeyAuthentication(BaseAuthentication):
    """Put the partner of a valid key into request.user, in one statement."""

    def authenticate(self, request: Request) -> tuple[Partner, None] | None:
        """Give the partner, or None where the header names another scheme.

        Raises AuthenticationFailed, the same for an unknown, wrong, revoked or expired key.
        """
        scheme, _, secret = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        partner = partner_of(secret.strip(), now=timezone.now())
        if partner is None:
            raise AuthenticationFailed(_WRONG)
        return partner, None

    def authenticate_header(self, request: Request) -> str:
        """Make a missing or wrong key a 401 that says what is expected."""
        return SCHEME
