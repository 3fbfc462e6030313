"""Addressing all whom an incident concerns: written once, sent to each once, by the outbox.

It answers nobody: the limits of each case go on, and what a customer asked is still owed. Each case is
solved and verified by itself.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from cases.errors import AlreadyDone, MissingFacts, StaleMessage
from cases.incident_kinds import IncidentEventKind, MessageState
from cases.incident_texts import text_for
from cases.kinds import EventKind
from cases.measures.problems.incident_recipients import Planned, planned
from cases.models import AffectedCustomer, Incident, IncidentMessage, IncidentRecipient
from cases.rules.changes.changing import changing
from cases.rules.changes.searching import index_text
from cases.rules.problems.chronicling import SPEAKS, chronicled, require_acting
from channels.kinds import OutboxState
from channels.models import Conversation, Outgoing
from channels.rules.answers import writing
from channels.rules.outbox import recalling
from channels.rules.outbox.enqueuing import enqueue
from feedback_site.organisation.models import User
from feedback_site.sweeping.rules.isolating import one_by_one, stuck
from feedback_site.sweeping.sweeps import Sweep

MOST_RETRIED = 200


def _label_of(recipient_id: int) -> str:
    found = IncidentRecipient.objects.filter(pk=recipient_id)
    return found.values_list("case__reference", flat=True).first() or f"#{recipient_id}"


TELLING = Sweep(
    code="cases.tell_incident", title=_("Tell everybody of an incident"), label=_label_of
)


def compose(
    incident_id: int, texts: Mapping[str, str], *, to_affected: bool, actor: User, now: datetime,
    looked_at: str = "",
) -> IncidentMessage:  # fmt: skip
    """Keep the one draft of an incident; `looked_at` is its version that was read, "" where none was.

    Raises MissingFacts where no language has a text, StaleMessage where somebody was quicker.
    """
    if not any(text.strip() for text in texts.values()):
        raise MissingFacts(names=str(_("Text")))
    with chronicled(incident_id, actor=actor, now=now) as chronicle:
        require_acting(chronicle.incident, actor, SPEAKS)
        _require_fresh(chronicle.incident, looked_at)
        message, is_new = IncidentMessage.objects.update_or_create(
            incident=chronicle.incident, state=MessageState.DRAFT,
            defaults={
                "text_zh_hant": texts.get("zh-hant", "").strip(),
                "text_zh_hans": texts.get("zh-hans", "").strip(),
                "text_en": texts.get("en", "").strip(), "to_affected": to_affected,
                "written_by": actor, "written_at": now,
            },
        )  # fmt: skip
        if is_new:
            chronicle.happened(IncidentEventKind.DRAFTED, message=message.pk)
    return message


def _require_fresh(incident: Incident, looked_at: str) -> None:
    """Raise StaleMessage where the draft, under the incident's lock, is not the one that was read."""
    drafts = incident.messages.filter(state=MessageState.DRAFT).select_related("written_by")
    draft = drafts.first()
    if draft is None and looked_at:
        raise StaleMessage(
            _(
                "The message was sent meanwhile. What you typed is still here; keeping it again "
                "begins another message. Nothing was changed."
            )
        )
    if draft is not None and draft.version != looked_at:
        raise StaleMessage(who=draft.written_by)


def send(message_id: int, *, looked_at: str, actor: User, now: datetime) -> IncidentMessage:
    """Let the draft that was looked at go out to everybody concerned now; `extend` tells later ones.

    Raises AlreadyDone where it went out, or where there is nobody; StaleMessage where it was changed.
    """
    message = IncidentMessage.objects.select_related("incident").get(pk=message_id)
    with chronicled(message.incident_id, actor=actor, now=now) as chronicle:
        require_acting(chronicle.incident, actor, SPEAKS)
        message = IncidentMessage.objects.select_for_update().get(pk=message_id)
        if message.state != MessageState.DRAFT:
            raise AlreadyDone
        _require_fresh(chronicle.incident, looked_at)
        message.state, message.sent_by, message.sent_at = MessageState.SENDING, actor, now
        message.save(update_fields=["state", "sent_by", "sent_at"])
        number = _add(message, chronicle.incident)
        if not number:
            raise AlreadyDone
        chronicle.happened(IncidentEventKind.SENT, message=message.pk, recipients=number)
    return message


def extend(message_id: int, *, actor: User, now: datetime) -> int:
    """Send it to those too who joined or were listed since; their number.

    Raises AlreadyDone where it is a draft, or everybody has it.
    """
    message = IncidentMessage.objects.get(pk=message_id)
    with chronicled(message.incident_id, actor=actor, now=now) as chronicle:
        require_acting(chronicle.incident, actor, SPEAKS)
        message = IncidentMessage.objects.select_for_update().get(pk=message_id)
        number = 0 if message.state == MessageState.DRAFT else _add(message, chronicle.incident)
        if not number:
            raise AlreadyDone
        message.state = MessageState.SENDING
        message.save(update_fields=["state"])
        chronicle.happened(IncidentEventKind.SENT, message=message.pk, recipients=number)
    return number


def _add(message: IncidentMessage, incident: Incident) -> int:
    """Write down who is to be told and is not yet, and give their number."""
    has = message.recipients
    cases = set(has.filter(case__isnull=False).values_list("case", flat=True))
    affected = set(has.filter(affected__isnull=False).values_list("affected", flat=True))
    people = set(has.filter(person__isnull=False).values_list("person", flat=True))
    fresh = [
        one
        for one in planned(incident, to_affected=message.to_affected)
        if (one.case_id is not None and one.case_id not in cases)
        or (
            one.affected_id is not None
            and one.affected_id not in affected
            and one.person not in people
        )
    ]
    return len(IncidentRecipient.objects.bulk_create(_rows(message, fresh)))


def _rows(message: IncidentMessage, many: Iterable[Planned]) -> list[IncidentRecipient]:
    return [
        IncidentRecipient(
            message=message, case_id=one.case_id, affected_id=one.affected_id, person=one.person,
            language=one.language,
        )
        for one in many
    ]  # fmt: skip


def sweep_telling(*, now: datetime, limit: int = 200) -> int:
    """Tell those who wait, in the order in which they were written down; end messages that all have."""
    waiting = IncidentRecipient.objects.filter(told_at=None).exclude(pk__in=stuck(TELLING))
    ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:limit])
    number = one_by_one(TELLING, ids, partial(tell, now=now), now=now)
    untold = IncidentRecipient.objects.filter(message=OuterRef("pk"), told_at=None)
    IncidentMessage.objects.filter(~Exists(untold), state=MessageState.SENDING).update(
        state=MessageState.SENT
    )
    return number


@transaction.atomic
def tell(recipient_id: int, *, now: datetime) -> IncidentRecipient | None:
    """Put the message where one recipient reads it, and one letter for them into the outbox.

    None where that was done. The letter's key names message and person, so that nobody gets two.
    """
    row = (
        IncidentRecipient.objects.select_for_update(of=("self",), no_key=True)
        .select_related("message__sent_by", "message__incident", "affected__contact_point")
        .get(pk=recipient_id)
    )
    if row.told_at is not None:
        return None
    text = text_for(row.message.texts, row.language)
    key = f"incident:{row.message_id}:" + (f"p{row.person}" if row.person else f"c{row.case_id}")
    row.outgoing = (
        _to_affected(row, text, key, now) if row.affected else _to_case(row, text, key, now)
    )
    row.told_at = now
    row.save(update_fields=["outgoing", "told_at"])
    return row


def _to_case(row: IncidentRecipient, text: str, key: str, now: datetime) -> Outgoing | None:
    """The case gets it as an event of its own, which meets no clock."""
    author = row.message.sent_by
    assert row.case_id is not None  # noqa: S101 by constraint, where nobody is affected
    assert author is not None  # noqa: S101 by constraint, for what is sent
    with changing(row.case_id, actor=author, now=now) as change:
        conversation = Conversation.objects.get(submission=change.case.submission_id)
        message, letter = writing.write_to_all(
            conversation, text=text, author=author, dedup_key=key, now=now
        )
        change.happened(
            EventKind.INCIDENT_TOLD, facts={"incident": row.message.incident.code},
            message=message,
        )  # fmt: skip
        index_text(change.case.pk, text)
    return letter


def _to_affected(row: IncidentRecipient, text: str, key: str, now: datetime) -> Outgoing:
    affected: AffectedCustomer = row.affected  # type: ignore[assignment]  # the caller asked
    return enqueue(
        template="incident_notice", dedup_key=key, language=row.language, now=now,
        contact_point=affected.contact_point, context={"text": text},
    )  # fmt: skip


def retry(message_id: int, *, actor: User, now: datetime) -> int:
    """Let the letters of a message be tried again that nobody took; their number.

    Raises AlreadyDone where there are none.
    """
    message = IncidentMessage.objects.get(pk=message_id)
    with chronicled(message.incident_id, actor=actor, now=now) as chronicle:
        require_acting(chronicle.incident, actor, SPEAKS)
        dead = message.recipients.filter(outgoing__state=OutboxState.DEAD).order_by("pk")
        ids = list(dead.values_list("outgoing", flat=True)[:MOST_RETRIED])
        if not ids:
            raise AlreadyDone
        for outgoing_id in ids:
            recalling.requeue(outgoing_id, actor=actor, now=now)
        chronicle.happened(IncidentEventKind.RETRIED, message=message.pk, recipients=len(ids))
    return len(ids)
