"""Pages beside a connection's settings: trying it out, and the mapping of a signed webhook."""

from collections.abc import Sequence

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from channels.adapters.webhook.mapping import Mapped, document_in, mapped
from channels.errors import ChannelError, UnreadableIntake
from channels.forms.mapping import MappingForm
from channels.kinds import AccountKind
from channels.mailbox_troubles import advice_on
from channels.models import ChannelAccount
from channels.rules.connections import connecting, probing
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of


@require_POST
@needs(Ability.MANAGE_SETTINGS)
def try_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Talk to the other side, and say how that went."""
    account = get_object_or_404(ChannelAccount, pk=pk)
    try:
        lying = probing.try_out(account.pk, actor=staff_of(request), now=timezone.now())
    except ChannelError as error:
        messages.error(request, str(error))
        if advice := advice_on(str(error), is_out=account.kind == AccountKind.SMTP):
            messages.info(request, advice)
    else:
        messages.success(request, _("It works: the other side knows this connection."))
        if lying is not None:
            messages.info(request, _what_lies_there(account, lying))
    return redirect("admin:channels_channelaccount_change", account.pk)


def _what_lies_there(account: ChannelAccount, number: int) -> str:
    """Say before anything is taken in how much there is, and what becomes of it."""
    there = ngettext(
        "%(number)s mail lies in the folder.", "%(number)s mails lie in the folder.", number
    ) % {"number": number}
    becomes = _("What arrived before this connection was made stays untouched.")
    if account.values.get("start") == "all":
        becomes = _("Each opens a case and is answered, unless it was taken in before.")
    return f"{there} {becomes}"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.MANAGE_SETTINGS)
def mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Change where each part of a message stands, and see on an example what is found there."""
    account = get_object_or_404(ChannelAccount, pk=pk, kind=AccountKind.WEBHOOK)
    form = MappingForm(request.POST or None, initial=account.values)
    found: Mapped | None = None
    if request.method == "POST" and form.is_valid():
        if "save" in request.POST:
            connecting.change_account(
                account.pk, name=account.name, is_active=account.is_active,
                values={**account.values, **form.paths()}, actor=staff_of(request),
                now=timezone.now(),
            )  # fmt: skip
            messages.success(
                request, _("The mapping is kept. It is used from the next message on.")
            )
            return redirect("admin:channels_channelaccount_change", account.pk)
        found = _preview(form)
    context = desk_context(
        admin.site, request, title=_("Mapping: %(name)s") % {"name": account.name}, form=form,
        found=_rows(found) if found else (), is_message=found is None or found.is_message,
        back=reverse("admin:channels_channelaccount_change", args=(account.pk,)),
    )  # fmt: skip
    return render(
        request, "channels/desk/mapping.html", context, status=422 if form.errors else 200
    )


def _preview(form: MappingForm) -> Mapped | None:
    try:
        return mapped(document_in(form.cleaned_data["example"].encode()), form.paths())
    except UnreadableIntake as error:
        form.add_error("example", str(error))
        return None


def _rows(found: Mapped) -> Sequence[tuple[str, str]]:
    return (
        (_("text"), found.text),
        (_("sender's id"), found.handle),
        (_("name"), found.name),
        (_("contact"), found.contact),
        (_("conversation"), found.conversation),
        (_("files"), "\n".join(found.files)),
        (_("language"), found.language),
        (_("order number"), found.order),
        (_("store"), found.store),
    )
