"""The privacy notice as it stands, and as it stood when somebody wrote to us."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from feedback_site.privacy.models import PrivacyNotice


@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """Show the notice in force, or the version asked for (?version=…)."""
    published = PrivacyNotice.objects.filter(valid_from__lte=timezone.now())
    asked_for = request.GET.get("version", "")
    if asked_for:
        published = published.filter(version=asked_for)
    found = published.order_by("-valid_from").first()
    if found is None and asked_for:
        raise Http404
    text = found.text_in(get_language() or "zh-hant") if found else ""
    return render(request, "channels/notice.html", {"notice": found, "text": text})
