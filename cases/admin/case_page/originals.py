"""Mails of a case as they were sent: to look at safely, or whole to save."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from cases.admin.case_page.dialogs import case_or_404
from cases.measures.merged_cases import conversations_of
from channels.measures.original_mail import html_with_pictures
from channels.models import Message
from channels.rules.items.opening_originals import open_original
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy.sealing import CannotUnseal
from feedback_site.staff_doors import needs, staff_of

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


@require_safe
@needs(Ability.SEE_CASES)
@xframe_options_sameorigin
def original(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Show a mail as it was sent, in a sandbox where nothing of it runs or calls home."""
    message = _message(reference, pk, staff_of(request))
    if not message.html:
        raise Http404
    response = HttpResponse(html_with_pictures(message))
    # Set here, it is left alone by the middleware that sets the back office's own.
    response["Content-Security-Policy"] = POLICY
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_POST
@needs(Ability.REVEAL)
def whole(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Give the bytes of a mail as they came, to save; that they were looked at is logged."""
    user = staff_of(request)
    message = _message(reference, pk, user)
    if message.raw_id is None:
        raise Http404
    try:
        body = open_original(message.raw_id, actor=user, now=timezone.now())
    except CannotUnseal:
        raise Http404 from None
    return HttpResponse(
        body,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{reference}-{message.pk}.eml"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _message(reference: str, pk: int, user: User) -> Message:
    case = case_or_404(reference, user)
    message = Message.objects.filter(pk=pk, conversation__in=conversations_of(case)).first()
    if message is None:
        raise Http404
    return message
