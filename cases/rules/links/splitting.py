"""Splitting a case that holds two matters, and taking that back while nothing has come of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases.errors import CannotSplit, MissingFacts, SplitWentOn
from cases.event_words import title_of
from cases.kinds import EventKind, LinkKind, ToldHow
from cases.measures.queues.owed import earliest, owed_at_merges, owed_to_merged
from cases.models import Case, CaseLink
from cases.rules.changes.changing import Change, changing
from cases.rules.links import merging
from cases.rules.openings import opening
from cases.rules.replies import replying
from cases.states import UNFINISHED
from channels.models import Message, Submission
from channels.rules.answers import writing
from channels.rules.items import splitting
from channels.rules.items.splitting import Part
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

# What a case has in its history before anybody did anything with it.
_NOTHING_YET = frozenset(
    {
        EventKind.RECEIVED, EventKind.ACKNOWLEDGED, EventKind.SPLIT, EventKind.WARNED,
        EventKind.BREACHED,
    }
)  # fmt: skip
# What rules and timers do to any case; by a person each of these is work.
_BY_ITSELF = frozenset(
    {
        EventKind.TRIAGED, EventKind.ESCALATED, EventKind.ASSIGNED, EventKind.STARTED,
        EventKind.POLICY_CHANGED, EventKind.CALENDAR_CHANGED,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """The second matter: whole messages of the customer's, or `words` out of them; `told` is what we say."""

    title: str
    messages: Sequence[int]
    words: str = ""
    told: str = ""


def split_case(
    case_id: int, *, second: Second, reason: str, actor: User, now: datetime,
    version: int | None = None,
) -> Case:  # fmt: skip
    """Open a case of its own for the second matter that a case holds, and return that.

    The messages stay where they are, and their files are shown with both. Limits of the new case count
    from the earliest of them. The customer is told only what `told` says. Raises CannotSplit where that
    does not make two matters, MissingFacts, NotAllowed, StaleCase.
    """
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    if not reason.strip() or not second.title.strip():
        raise MissingFacts(names=_("Reason"))
    with changing(case_id, actor=actor, now=now, version=version) as change:
        origin = change.case
        if origin.state not in UNFINISHED:
            raise CannotSplit(why=_("it is finished"))
        chosen, part = _part_of(origin, second)
        submission = splitting.split_off(_submission(origin), part, actor=actor, now=now)
        child = opening.open_case(submission.pk, now=now)
        _tell_origin(change, child, chosen, reason=reason, is_whole=not second.words.strip())
        with changing(child.pk, actor=actor, now=now) as opened:
            facts = {"from": origin.reference, "reason": reason, "messages": list(part.messages)}
            opened.happened(EventKind.SPLIT, facts=facts)
            if second.told.strip():
                _tell_customer(opened, submission, second.told, actor, now)
        CaseLink.objects.create(
            source=child, target=origin, kind=LinkKind.SPLIT_FROM, made_by=actor, made_at=now
        )
    return opened.case


def unsplit_case(
    child_id: int, *, reason: str, actor: User, now: datetime, version: int | None = None
) -> Case:
    """Put a second matter back into the case that it was split off from: it is merged into that.

    Raises SplitWentOn, and says what, where anything has come of it; CannotSplit where it was not split off.
    """
    with transaction.atomic():
        link = (
            CaseLink.objects.select_for_update(of=("self",))
            .filter(source=child_id, kind=LinkKind.SPLIT_FROM, undone_at=None)
            .select_related("target", "source")
            .first()
        )
        if link is None:
            raise CannotSplit(why=_("it was not split off from another case"))
        list(
            Case.objects.select_for_update()
            .filter(pk__in=(child_id, link.target_id))
            .order_by("pk")
        )
        if why := why_went_on(child_id):
            raise SplitWentOn(reference=link.source.reference, why=why)
        child = merging.merge_case(
            child_id, into_reference=link.target.reference, reason=reason, actor=actor, now=now,
            version=version,
        )  # fmt: skip
        with changing(link.target_id, actor=actor, now=now) as change:
            facts = {"into": child.reference, "reason": reason}
            change.happened(EventKind.UNSPLIT, facts=facts)
        link.undone_at = now
        link.save(update_fields=["undone_at"])
    return child


def why_went_on(child_id: int) -> str:
    """Say what has happened to a new case since it was split off; "" for nothing."""
    events = Case.objects.get(pk=child_id).events.exclude(kind__in=_NOTHING_YET)
    first = events.exclude(kind__in=_BY_ITSELF, actor=None).order_by("seq").first()
    return title_of(first.kind, first.facts) if first is not None else ""


def _submission(case: Case) -> Submission:
    return Submission.objects.select_related("conversation", "channel", "captured_by").get(
        pk=case.submission_id
    )


def _part_of(case: Case, second: Second) -> tuple[list[Message], Part]:
    """Check what was chosen: messages of this very conversation, words that stand in them, and a rest."""
    said = list(
        # Locked, so that nothing is copied that its customer takes back at this moment.
        Message.objects.from_customers()
        .select_for_update(of=("self",))
        .filter(conversation__submission=case.submission_id, taken_back_at=None)
        .order_by("happened_at", "pk")
    )
    chosen = [one for one in said if one.pk in set(second.messages)]
    if not chosen or len(chosen) != len(set(second.messages)):
        raise CannotSplit(why=_("choose messages of this customer"))
    whole = "\n\n".join(one.text for one in chosen)
    words = second.words.strip()
    if words and _level(words) not in _level(whole):
        raise CannotSplit(why=_("the words must stand in the messages as the customer wrote them"))
    if len(chosen) == len(said) and _level(words or whole) == _level(whole):
        raise CannotSplit(why=_("nothing would be left here; name the words of the second matter"))
    part = Part(
        title=second.title.strip()[:200], text=words or whole, said_at=chosen[0].happened_at,
        messages=[one.pk for one in chosen],
    )  # fmt: skip
    return chosen, part


def _level(text: str) -> str:
    return "".join(text.split())


def _tell_origin(
    change: Change, child: Case, chosen: Sequence[Message], *, reason: str, is_whole: bool
) -> None:
    """One event; or one for each whole message, for it is no longer this case's to answer."""
    facts: dict[str, object] = {"into": child.reference, "reason": reason}
    if not is_whole:
        change.happened(EventKind.SPLIT, facts=facts)
        return
    for message in chosen:
        moved = {**facts, "message_at": message.happened_at.isoformat()}
        change.happened(EventKind.SPLIT, facts=moved)
        facts.pop("reason", None)
    _answer_the_rest(change, chosen)


def _answer_the_rest(change: Change, moved: Sequence[Message]) -> None:
    """Since when anybody waits here, a merged customer too, without what went to the other case."""
    case = change.case
    if case.unanswered_since is None:
        return
    left = (
        Message.objects.from_customers()
        .filter(conversation__submission=case.submission_id, happened_at__gte=case.unanswered_since)
        .exclude(pk__in=[one.pk for one in moved])
        .order_by("happened_at")
        .values_list("happened_at", flat=True)
    )
    at_merges = owed_at_merges(case.pk, change.events)
    case.unanswered_since = earliest(left.first(), owed_to_merged(case.pk), at_merges)


def _tell_customer(
    change: Change, submission: Submission, text: str, actor: User, now: datetime
) -> None:
    """On the new conversation, so that they have its number; a person's answer like any other."""
    message = writing.write_to_customer(submission.conversation, text=text, author=actor, now=now)
    replying.answered(change, message, how=ToldHow.MESSAGE)
