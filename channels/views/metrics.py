"""Numbers for a machine that watches this site; shut unless a token is set."""

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from channels.measures.metrics import numbers, text_of


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give the numbers to whoever has the token; to everybody else there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    token = settings.METRICS_TOKEN.encode()
    if not token or not hmac.compare_digest(given, token):
        raise Http404
    return HttpResponse(
        text_of(numbers(now=timezone.now())),
        content_type="text/plain; version=0.0.4; charset=utf-8",
    )
