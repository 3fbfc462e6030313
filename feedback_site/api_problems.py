"""How the API's description tells of errors: RFC 9457 problem details, the same for every route."""

from drf_spectacular.utils import OpenApiResponse

PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable; compare with this."},
        "detail": {"type": "string"},
        "errors": {"type": "object", "description": "By field, where some values were refused."},
    },
}


def problem(description: str) -> OpenApiResponse:
    """Describe one answer that is an error."""
    return OpenApiResponse(response=PROBLEM, description=description)


WRONG_KEY = problem("The key is missing, wrong, revoked or expired.")
TOO_MANY = problem("Too many requests with this key; `Retry-After` says in how many seconds.")
