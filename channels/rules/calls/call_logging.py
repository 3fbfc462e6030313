"""Enter what a call centre told into the call log; the row of a call is the sum of its events."""

from dataclasses import replace
from datetime import datetime

from channels.calls import CallSoFar, fold
from channels.drafts import CallDraft
from channels.kinds import ContactKind, Disposition
from channels.models import Call, CallEvent, ChannelAccount, RawIntake
from channels.rules.calls.calling_back import settle
from channels.rules.conversations.continuing import dispose
from channels.rules.customers.identifying import find_customer
from channels.rules.items.receiving import actor_of
from channels.rules.looking_up import store_id_of
from feedback_site.ledger.rules.recording import Entry, record
from feedback_site.organisation.models import User
from feedback_site.privacy import sealing


def log_event(raw: RawIntake, told: CallDraft, *, now: datetime) -> Call:
    """Keep one event and sum its call up anew; whatever the order they come in, the row is the same.

    The caller holds the raw item's lock and the transaction. An event "from the future" happened when
    it came in: the clocks of call centres are not ours.
    """
    account = ChannelAccount.objects.get(pk=int(str(raw.context["account"])))
    call = _locked(account, told.external_id, raw)
    fact = replace(told.fact, at=min(told.fact.at, raw.received_at))
    CallEvent.of(call, fact, raw_id=raw.pk).save(force_insert=True)
    _write(call, fold(event.fact() for event in call.events.all()))
    settle(call, now=now)
    call.save()
    dispose(raw, Disposition.LOGGED, now=now)
    return call


def link(raw: RawIntake, *, now: datetime) -> None:
    """Let the call know of what was taken down during it, in the transaction that gave it its place."""
    call = Call.objects.select_for_update(of=("self",)).get(pk=int(str(raw.context["call"])))
    call.conversation_id = raw.conversation_id
    if call.customer_id is None:
        # What was taken down may have begun the customer whom this number belongs to.
        call.customer = find_customer(ContactKind.PHONE, call.number()) if call.number() else None
    clerk = raw.context.get("clerk")
    handle(call, User.objects.filter(pk=int(str(clerk))).first() if clerk else None, now=now)
    entry = Entry(
        verb="call.linked", subject=f"call:{call.pk}", actor=actor_of(raw.context),
        body={"reference": raw.reference},
    )  # fmt: skip
    record([entry], now=now)


def handle(call: Call, actor: User | None, *, now: datetime) -> None:
    """Say who wrote down what a call was about; where the call centre named nobody, they took it."""
    call.handled_by, call.handled_at = actor, now
    call.agent = call.agent or actor
    if call.is_by_hand and call.ended_at is None:
        # Nobody else tells that it is over, nor that the number was the right one.
        call.ended_at = now
        settle(call, now=now)
    call.save(
        update_fields=(
            "conversation", "customer", "note", "handled_by", "handled_at", "agent", "ended_at",
        )
    )  # fmt: skip


def _locked(account: ChannelAccount, external_id: str, raw: RawIntake) -> Call:
    call, _is_new = Call.objects.get_or_create(
        account=account, external_id=external_id,
        defaults={
            "channel_id": raw.channel_id, "wrapped_key": sealing.new_key(),
            "rang_at": raw.received_at,
        },
    )  # fmt: skip
    return Call.objects.select_for_update(of=("self",)).select_related("account").get(pk=call.pk)


def _write(call: Call, known: CallSoFar) -> None:
    call.direction, call.line = known.direction, known.line
    call.store_id = store_id_of(known.store)
    call.rang_at, call.answered_at = known.rang_at, known.answered_at
    call.ended_at, call.outcome = known.ended_at, known.outcome or ""
    if known.agent != call.agent_code:
        call.agent_code = known.agent
        call.agent = User.objects.filter(username=known.agent, is_active=True).first()
    if known.number != call.number():
        call.write_number(known.number)
        call.customer = find_customer(ContactKind.PHONE, known.number) if known.number else None
    call.write_recording(known.recording)
