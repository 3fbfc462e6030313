"""Comparing: a case told in nearly the same words as an earlier one is proposed as its duplicate.

Nothing is merged, closed or hidden by this: a person accepts, by the step of the table with its guards, or
declines, which is remembered.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.errors import AlreadyDone
from cases.kinds import LinkKind, NearState
from cases.measures.triage.near_cases import (
    WITHIN,
    Near,
    grams_of,
    near_to,
    texts_of,
    weights_in_force,
)
from cases.models import Case, CaseLink, NearDuplicate, NearText, NearWeights
from cases.models.case import reference_of
from cases.rules.latest import sweep_latest
from cases.rules.links import merging
from cases.triage import near
from channels.likeness import PROBABLE, likeness
from channels.measures.alike_people import people_of, shared_by
from channels.rules.customers.recognising import propose
from feedback_site.along_indexes import sort_in
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.sweeping.sweeps import Sweep

# Each case is proposed as a duplicate of so many at most.
MOST_PROPOSED = 3
# From so many texts the rarity of words is learned; more change little.
LEARNED_FROM = 20_000
# Of so many at once the index is put in order first.
_MANY = 100
# Weights that are older than the last few are nobody's any more.
KEPT = 3

COMPARING = Sweep(
    code="cases.compare",
    title=gettext_lazy("Compare a case with earlier ones"),
    label=reference_of,
)


def sweep_near(*, now: datetime, limit: int) -> int:
    """Compare the latest cases that have not been compared yet, and give their number."""
    return sweep_latest(COMPARING, NearText, partial(compare, now=now), now=now, limit=limit)


@transaction.atomic
def compare(case_ids: Sequence[int], *, now: datetime) -> list[NearDuplicate]:
    """Propose what earlier cases these may be duplicates of; as many statements for many as for one.

    Where two customers said it, they are proposed to be one person too.
    """
    texts = {
        pk: text for pk, text in texts_of(case_ids).items() if near.can_be_compared(grams_of(text))
    }
    _mark(case_ids, texts)
    if len(texts) >= _MANY:
        sort_in("cases_near_keys")
    kept = near_to(texts, now=now, most=MOST_PROPOSED)
    made = _write(kept, now=now)
    _propose_people(kept, now=now)
    return made


@transaction.atomic
def accept(near_id: int, *, actor: User, now: datetime, version: int | None = None) -> Case:
    """Merge the later case into the earlier one, as it was proposed.

    Raises AlreadyDone where that was decided meanwhile, and what merging raises.
    """
    pair = _open(near_id, actor)
    reason = _("Nearly the same words, %(share)s %%") % {"share": pair.similarity}
    into = Case.objects.get(pk=pair.other_id).reference
    case = merging.merge_case(
        pair.case_id, into_reference=into, reason=reason, actor=actor, now=now, version=version
    )
    _decide(pair, NearState.ACCEPTED, actor=actor, now=now)
    return case


@transaction.atomic
def decline(near_id: int, *, actor: User, now: datetime) -> NearDuplicate:
    """Remember that the two are not one matter. Raises NotAllowed, and AlreadyDone."""
    pair = _open(near_id, actor)
    _decide(pair, NearState.DECLINED, actor=actor, now=now)
    return pair


@transaction.atomic
def weigh(*, now: datetime) -> int:
    """Learn anew from the latest texts how rare each gram is, and give their number.

    Keys of before stay: rarity is taken so roughly that they still meet (near.keys_of).
    """
    latest = Case.objects.filter(opened_at__gt=now - WITHIN).order_by("-pk")
    ids = list(latest.values_list("pk", flat=True)[:LEARNED_FROM])
    weights = near.Weights.counted(grams_of(text) for text in texts_of(ids).values())
    if weights.texts:
        NearWeights.objects.create(
            made_at=now, texts=weights.texts, counts=weights.counts.tobytes()
        )
    old = NearWeights.objects.order_by("-pk").values_list("pk", flat=True)[KEPT:]
    NearWeights.objects.filter(pk__in=list(old)).delete()
    return weights.texts


def _mark(case_ids: Sequence[int], texts: dict[int, str]) -> None:
    """Keep the keys of these, and that they were compared."""
    weights = weights_in_force()
    opened = dict(Case.objects.filter(pk__in=case_ids).values_list("pk", "opened_at"))
    NearText.objects.bulk_create(
        [
            NearText(
                case_id=pk,
                opened_at=at,
                keys=near.keys_of(grams_of(texts[pk]), weights) if pk in texts else [],
            )
            for pk, at in opened.items()
        ],
        ignore_conflicts=True,
    )


def _write(found: Sequence[Near], *, now: datetime) -> list[NearDuplicate]:
    if not found:
        return []
    ids = [one.case_id for one in found]
    # What was split off says the same by nature, and is another matter on purpose.
    split = CaseLink.objects.filter(source__in=ids, kind=LinkKind.SPLIT_FROM)
    pairs = NearDuplicate.objects.filter(case__in=ids).values_list("case", "other")
    known = set(pairs.union(split.values_list("source", "target")))
    fresh = [one for one in found if (one.case_id, one.other_id) not in known]
    made = NearDuplicate.objects.bulk_create(
        [
            NearDuplicate(
                case_id=one.case_id, other_id=one.other_id, words=list(one.words),
                similarity=round(one.similarity * 100), found_at=now,
            )
            for one in fresh
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    entries = [
        Entry(
            verb="case.duplicate_proposed", subject=f"case:{one.case_id}",
            body={"other": one.other_id, "similarity": one.similarity},
        )
        for one in made
    ]  # fmt: skip
    record(entries, now=now)
    return made


def _propose_people(found: Sequence[Near], *, now: datetime) -> None:
    """Two customers who say the same may be one; their other likenesses are added."""
    ids = {pk for one in found for pk in (one.case_id, one.other_id)}
    known = dict(
        Case.objects.filter(pk__in=ids, customer__isnull=False).values_list("pk", "customer")
    )
    pairs = {
        (min(one, other), max(one, other))
        for near_one in found
        if (one := known.get(near_one.case_id)) is not None
        and (other := known.get(near_one.other_id)) is not None
        and one != other
    }
    if not pairs:
        return
    people = people_of({pk for pair in pairs for pk in pair})
    likely = {
        pair: likeness(replace(shared, same_words=True))
        for pair, shared in shared_by(pairs).items()
        if people.head_of[pair[0]] != people.head_of[pair[1]]
    }
    propose(
        {pair: like for pair, like in likely.items() if like.score >= PROBABLE}, people, now=now
    )


def _open(near_id: int, actor: User) -> NearDuplicate:
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    pair = NearDuplicate.objects.select_for_update().get(pk=near_id)
    if pair.state != NearState.OPEN:
        raise AlreadyDone
    return pair


def _decide(pair: NearDuplicate, state: NearState, *, actor: User, now: datetime) -> None:
    pair.state, pair.decided_by, pair.decided_at = state, actor, now
    pair.save(update_fields=["state", "decided_by", "decided_at"])
    entry = Entry(
        verb=f"case.duplicate_{state}", subject=f"case:{pair.case_id}", actor=name_of(actor),
        body={"other": pair.other_id},
    )  # fmt: skip
    record([entry], now=now)
