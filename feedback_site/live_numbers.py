"""The numbers beside links, which pages that stay open ask for again and again: one small answer, or 304."""

import hashlib
import json
from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from feedback_site.sidebar import numbers_of

# Numbers by the address that they lead to, as text.
Provider = Callable[[HttpRequest], Mapping[str, str]]
_providers: list[Provider] = []


def register_numbers(provider: Provider) -> None:
    """Add numbers beside the menu's, once; they must be remembered (own_acts), for every open page asks."""
    if provider not in _providers:
        _providers.append(provider)


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """Give all numbers of this person; whoever knows them already gets 304."""
    found = numbers_of(request)
    for provider in _providers:
        found |= provider(request)
    body = json.dumps(found, sort_keys=True)
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:16]}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    return HttpResponse(body, content_type="application/json", headers={"ETag": etag})
