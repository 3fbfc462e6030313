"""Partners sign in with a key in the Authorization header: `Api-Key PREFIX.SECRET`."""

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from channels.models import Partner, PartnerKey

SCHEME = "Api-Key"
_WRONG = "This key is not valid."


class PartnerKeyAuthentication(BaseAuthentication):
    """Put the partner of a valid key into request.user; a fast hash suffices for a random secret.

    One statement: key, partner and channel come together.
    """

    def authenticate(self, request: Request) -> tuple[Partner, PartnerKey] | None:
        """Give partner and key, or None where the header names another scheme.

        Raises AuthenticationFailed, the same for an unknown, wrong, revoked or expired key.
        """
        scheme, _, secret = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        prefix = secret.strip().partition(".")[0]
        key = (
            PartnerKey.objects.select_related("partner__channel")
            .filter(prefix=prefix, revoked=False)
            .first()
        )
        if key is None or not key.is_valid(secret.strip()) or key.has_expired:
            raise AuthenticationFailed(_WRONG)
        if not (key.partner.is_active and key.partner.channel.is_active):
            raise AuthenticationFailed(_WRONG)
        return key.partner, key

    def authenticate_header(self, request: Request) -> str:
        """Make a missing or wrong key a 401 that says what is expected."""
        return SCHEME
