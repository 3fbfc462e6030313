"""Partners sign in with a key in the Authorization header: `Api-Key PREFIX.SECRET`."""

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from channels.models import Partner, PartnerKey


class PartnerKeyAuthentication(BaseAuthentication):
    """Put the partner of a valid key into request.user; a fast hash suffices for a random secret."""

    def authenticate(self, request: Request) -> tuple[Partner, PartnerKey] | None:
        raise NotImplementedError
