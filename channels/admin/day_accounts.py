"""What came in day by day, what became of it, and whether it adds up with the outside; as a file too."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from channels.kinds import ChannelKind, Disposition, IntakeState
from channels.measures.device_days import device_days
from channels.measures.troubles import home_zone
from channels.models import Batch, Channel, CounterDevice, DayAccount, RawIntake
from feedback_site.csv_cells import csv_text
from feedback_site.desk_pages import desk_context
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.staff_doors import needs, staff_of
from feedback_site.typed_numbers import id_in

DAYS = 14
ITEMS = 50
MOST_DAYS = 366
WRONG = {
    "left_stored": gettext_lazy("not read yet"),
    "left_failed": gettext_lazy("could not be read, waits for a person"),
    "gap": gettext_lazy("numbers are missing"),
    "opened_nothing": gettext_lazy("opened a case, but there is no feedback"),
    "kept_nothing": gettext_lazy("kept as insight, but there is no feedback"),
    "appended_nothing": gettext_lazy("added to a case, but there is no message"),
    "logged_nothing": gettext_lazy("logged as a call, but there is no entry"),
    "no_intake.received": gettext_lazy("the ledger does not know of its receipt"),
    "no_intake.accounted": gettext_lazy("the ledger does not know what became of it"),
    "number_missing": gettext_lazy("numbers of a counter's device are missing"),
    "mail_not_fetched": gettext_lazy("lies in the mailbox, not fetched"),
    "mail_missed": gettext_lazy("was missed in the mailbox, and fetched by the recount"),
}


@require_safe
@needs(Ability.WATCH_CHANNELS)
def accounts(request: HttpRequest) -> HttpResponse:
    """Show the last days by channel, what does not add up first to be seen."""
    rows = list(_chosen(request, DAYS))
    context = desk_context(
        admin.site,
        request,
        title=_("Reconciliation"),
        rows=rows,
        channels=list(Channel.objects.all()),
        chosen=request.GET.get("channel", ""),
        differing=sum(bool(row.difference) for row in rows),
        days=DAYS,
        last_at=max((row.reconciled_at for row in rows), default=None),
        dispositions=[(one.value, one.label) for one in Disposition],
        query=request.GET.urlencode(),
    )
    return render(request, "channels/desk/accounts.html", context)


@require_safe
@needs(Ability.WATCH_CHANNELS)
def accounts_file(request: HttpRequest) -> HttpResponse:
    """Give the same as CSV, of a year at most."""
    head = [
        _("Day"), _("Channel"), _("Received"), *(str(one.label) for one in Disposition),
        _("Unread"), _("Failed"), _("Outside"), _("Not here"), _("Difference"),
    ]  # fmt: skip
    return HttpResponse(
        csv_text([head, *_lines(_chosen(request, MOST_DAYS))]),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="reconciliation.csv"'},
    )


@require_safe
@needs(Ability.WATCH_CHANNELS)
def account_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is wrong with one day of one channel, and its items."""
    user = staff_of(request)
    rows = DayAccount.objects.visible_to(user).select_related("channel")
    found = get_object_or_404(rows, pk=pk)
    became = request.GET.get("became", "")
    seen = RawIntake.objects.visible_to(user).filter(_of_day(found)).filter(_became(became))
    items = list(seen.defer("body", "wrapped_key").order_by("-pk")[: ITEMS + 1])
    context = desk_context(
        admin.site,
        request,
        title=f"{found.channel.name} · {found.day}",
        account=found,
        findings=[_finding(code, subject) for code, subject in found.findings],
        parts=list(_parts(found)),
        became=became,
        items=items[:ITEMS],
        is_cut=len(items) > ITEMS,
        devices=_devices(found, user),
        batches=list(_batches(found, user)),
    )
    return render(request, "channels/desk/account_day.html", context)


def _chosen(request: HttpRequest, days: int) -> QuerySet[DayAccount]:
    today = timezone.now().astimezone(home_zone()).date()
    rows = DayAccount.objects.visible_to(staff_of(request)).filter(
        day__gt=today - timedelta(days=days)
    )
    if channel := request.GET.get("channel", "")[:50]:
        rows = rows.filter(channel__code=channel)
    if "differing" in request.GET:
        rows = rows.differing()
    return rows.select_related("channel").order_by("-day", "channel__code")


def _lines(rows: QuerySet[DayAccount]) -> Iterator[list[object]]:
    for row in rows:
        yield [
            row.day, row.channel.code, row.received,
            *(row.accounted.get(one.value, 0) for one in Disposition),
            row.unread, row.failed, row.outside, row.not_here, row.difference,
        ]  # fmt: skip


def _of_day(account: DayAccount) -> Q:
    zone = home_zone()
    begins = datetime.combine(account.day, time(), zone)
    return Q(
        channel=account.channel_id,
        received_at__gte=begins,
        received_at__lt=begins + timedelta(days=1),
    )


def _became(became: str) -> Q:
    if became in Disposition.values:
        return Q(disposition=became)
    states = {"unread": IntakeState.STORED, "failed": IntakeState.FAILED}
    return Q(state=states[became]) if became in states else Q()


def _devices(account: DayAccount, user: User) -> Sequence[Mapping[str, Any]]:
    """What each device counted itself; those of other stores are counted, and not named."""
    if account.channel.kind != ChannelKind.COUNTER:
        return ()
    seen = set(CounterDevice.objects.visible_to(user).values_list("pk", flat=True))
    rows = device_days(first=account.day, last=account.day, now=timezone.now())
    return [
        {"day": row, "is_seen": row.device_id in seen}
        for row in rows
        if row.channel_id == account.channel_id
    ]


def _batches(account: DayAccount, user: User) -> QuerySet[Batch]:
    """The collections of that day whose paper this person may see, each with its own count."""
    begins = datetime.combine(account.day, time(), home_zone())
    return (
        Batch.objects.visible_to(user)
        .filter(
            channel=account.channel_id,
            collected_at__gte=begins,
            collected_at__lt=begins + timedelta(days=1),
        )
        .select_related("store")
    )


def _parts(account: DayAccount) -> Iterator[Mapping[str, Any]]:
    """What became of its items, each with its number and how it is asked for."""
    for one in Disposition:
        if number := account.accounted.get(one.value, 0):
            yield {"code": one.value, "label": one.label, "number": number}
    for code, label, number in (
        ("unread", _("unread"), account.unread),
        ("failed", _("failed"), account.failed),
    ):
        if number:
            yield {"code": code, "label": label, "number": number}


def _finding(code: str, subject: str) -> Mapping[str, Any]:
    kind, _colon, pk = subject.partition(":")
    item = id_in(pk) if kind == "intake" else None
    return {"what": WRONG.get(code, code), "subject": subject, "item": item}
