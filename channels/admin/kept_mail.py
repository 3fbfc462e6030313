"""Outgoing mail as it would have gone out: a list, a page to read one, the bytes to save."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from channels.models import KeptMail
from feedback_site.desk_pages import desk_context
from feedback_site.list_pages import older
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs
from feedback_site.typed_numbers import id_in

ROWS = 50


@require_safe
@needs(Ability.READ_OUTGOING)
def kept_mails(request: HttpRequest) -> HttpResponse:
    """List kept mail, newest first, in one statement."""
    rows = KeptMail.objects.defer("raw").order_by("-pk")
    before = id_in(request.GET.get("before"))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: ROWS + 1])
    last = found[ROWS - 1].pk if len(found) > ROWS else None
    pages = older("channels_mail", {}, before=before, last=last)
    return _page(request, "mails", mails=found[:ROWS], **pages)


@require_safe
@needs(Ability.READ_OUTGOING)
def kept_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one mail as its reader sees it: text with links, and HTML in a frame without scripts."""
    row = get_object_or_404(KeptMail, pk=pk)
    mail = message_from_bytes(bytes(row.raw), policy=default)
    shown = ("From", "To", "Reply-To", "Date", "Message-ID", "In-Reply-To")
    return _page(
        request, "mail", mail=row, text=_body(mail, "plain"), html=_in_frame(_body(mail, "html")),
        headers=[(name, str(mail[name])) for name in shown if mail[name]],
    )  # fmt: skip


@require_safe
@needs(Ability.READ_OUTGOING)
def raw_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the bytes to save; never shown by the browser."""
    row = get_object_or_404(KeptMail, pk=pk)
    return HttpResponse(
        bytes(row.raw),
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="mail-{row.pk}.eml"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _body(mail: EmailMessage, subtype: str) -> str:
    part = mail.get_body((subtype,))
    return str(part.get_content()) if part is not None else ""


def _in_frame(html: str) -> str:
    """Let links open beside the desk: within a sandboxed frame they would lead nowhere."""
    return html.replace("<head>", '<head><base target="_blank">', 1)


def _page(request: HttpRequest, name: str, **more: Any) -> HttpResponse:
    context = desk_context(admin.site, request, title=_("Outgoing mail"), **more)
    return render(request, f"channels/desk/{name}.html", context)
