"""What the OpenAPI description cannot see by itself."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter


class PartnerKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The Authorization header of a partner."""

    target_class = "channels.api.authentication.PartnerKeyAuthentication"
    name = "partner_key"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """Describe the header."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Api-Key PREFIX.SECRET`, as shown once when the key was made.",
        }


IDEMPOTENCY_KEY = OpenApiParameter(
    name="Idempotency-Key",
    type=str,
    location=OpenApiParameter.HEADER,
    description=(
        "At most 255 visible ASCII characters, new for each submission. Strongly recommended: with it,"
        " a request may be sent again after a lost answer and is taken once. Without it, each request"
        " is a submission of its own. Keys belong to the partner and do not expire."
    ),
)
