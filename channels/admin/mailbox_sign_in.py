"""Signing in for a mailbox: off to its mail service, and back with what it allows."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from channels.errors import ChannelError
from channels.kinds import AccountKind
from channels.mailbox_troubles import advice_on
from channels.models import ChannelAccount
from channels.rules.mailboxes import signing_in
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of

ASKED = "mailbox_consent"


@require_POST
@needs(Ability.MANAGE_SETTINGS)
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Say where one goes on to and as whom; the session keeps what proves the way back.

    The way there is a link: our policy lets no form lead away from us.
    """
    account = get_object_or_404(ChannelAccount, pk=pk)
    try:
        asked = signing_in.ask(account, now=timezone.now())
    except ChannelError as error:
        messages.error(request, str(error))
        return _to(account.pk)
    request.session[ASKED] = asked.kept()
    address = signing_in.address_of(asked, account)
    context = desk_context(
        admin.site, request, title=_("Sign in for: %(name)s") % {"name": account.name}, account=account,
        address=address, host=urlsplit(address).hostname, is_wide=False,
        back=reverse("admin:channels_channelaccount_change", args=(account.pk,)),
    )  # fmt: skip
    return render(request, "channels/desk/mailbox_sign_in.html", context)


@require_safe
@needs(Ability.MANAGE_SETTINGS)
def consented(request: HttpRequest) -> HttpResponse:
    """Take whoever comes back from the mail service to the connection, and say how that went."""
    kept: dict[str, Any] | None = request.session.pop(ASKED, None)
    try:
        account = signing_in.take_back(
            kept, request.GET.dict(), actor=staff_of(request), now=timezone.now()
        )
    except ChannelAccount.DoesNotExist:
        messages.error(request, _("The connection is gone. Nothing was changed."))
        return _to(None)
    except ChannelError as error:
        _explain(request, error, kept)
        return _to(kept["account_id"] if kept else None)
    messages.success(
        request, _("Signed in. The permission is kept, sealed; send a test to see that it works.")
    )
    return _to(account.pk)


def _explain(request: HttpRequest, error: ChannelError, kept: dict[str, Any] | None) -> None:
    messages.error(request, str(error))
    known = ChannelAccount.objects.filter(pk=kept["account_id"]).first() if kept else None
    is_out = known is not None and known.kind == AccountKind.SMTP
    if advice := advice_on(str(error), is_out=is_out):
        messages.info(request, advice)


def _to(account_id: int | None) -> HttpResponseRedirect:
    if account_id is None:
        return redirect("admin:channels_channelaccount_changelist")
    return redirect("admin:channels_channelaccount_change", account_id)
