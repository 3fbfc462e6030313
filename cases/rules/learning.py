"""Learning: a new version of the reading from all decisions, used only where it is no worse.

Always from scratch, from seeds and decisions together. Of a site's cases a part is held out by the hash of
their words and never learned from: by them versions are compared.
"""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Max

from cases.errors import AlreadyDone
from cases.measures.told import told_in
from cases.measures.word_rules import site_book
from cases.models import Category, CategoryLabel, ReadingModel
from cases.rules import recognising
from cases.rules.categorising import active_categories, successors
from cases.rules.locking import one_at_a_time
from cases.triage.category_tree import CATEGORIES
from cases.triage.learned import rule_shares
from cases.triage.learner.files import pack
from cases.triage.learner.fitting import fit
from cases.triage.learner.judging import Judgement, judge
from cases.triage.learner.masking import mask_numbers
from cases.triage.learner.model import Model
from cases.triage.learner.seeding import described
from cases.triage.learner.shipped import seeds
from cases.triage.learner.texts import Labelled
from cases.triage.normalising import normalise
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.remembering import forget

log = logging.getLogger(__name__)
NEW_LABELS = 50
KEPT_VERSIONS = 5
# The newest ones; more tell little more, and fitting takes a minute with as many.
MOST_LABELS = 8_000
# Of a hundred cases, by the hash of their words.
HELD_OUT = 15
# With fewer held out nothing can be compared, and what reads goes on reading.
LEAST_HELD_OUT = 5
# A decision of the site's own counts as much as so many seeds.
OWN_WEIGHT = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lesson:
    """What there is to learn from, and what to be judged by."""

    learned: Sequence[Labelled]
    held_out: Sequence[Labelled]
    up_to_label: int


def learn(
    *,
    now: datetime,
    at_least: int = NEW_LABELS,
    beginning: Sequence[Labelled] | None = None,
) -> ReadingModel | None:
    """Fit the next version where `at_least` decisions are new, and use it where it is no worse.

    `beginning` takes the place of the seeds that came with the product. None where too few are new, or all
    are of one category. Fitting takes a minute and holds no lock; who is second throws theirs away.
    """
    if not is_due(at_least=at_least):
        return None
    lesson = _lesson()
    categories = active_categories()
    codes = {one.code for one in categories}
    first = seeds() if beginning is None else beginning
    standing = successors()
    seeded = (replace(one, label=standing.get(one.label, one.label)) for one in first)
    given = [one for one in (*seeded, *lesson.learned) if one.label in codes]
    if len({one.label for one in given}) < 2:
        return None
    priors = partial(rule_shares, book=site_book())
    model = fit(
        given,
        labels=sorted(codes),
        descriptions=_descriptions(categories),
        priors=priors,
    )
    found = judge(model, lesson.held_out, priors)
    before = recognising.in_use()
    met = judge(before.model, lesson.held_out, priors) if before is not None else None
    return _store(
        model, lesson, found, met, now=now, learned_from=sum(not one.is_seed for one in given)
    )


def is_due(*, at_least: int = NEW_LABELS) -> bool:
    """Whether so many decisions are new since the newest version."""
    newest = ReadingModel.objects.aggregate(up_to=Max("up_to_label"))["up_to"] or 0
    return CategoryLabel.objects.filter(pk__gt=newest).count() >= max(at_least, 1)


def is_held_out(text: str) -> bool:
    """Whether a case with these words is kept for judging; the same words always fall to one side."""
    words = normalise(mask_numbers(text)).encode()
    return int.from_bytes(hashlib.sha256(words).digest()[:4]) % 100 < HELD_OUT


def is_no_worse(found: Judgement, met: Judgement | None) -> bool:
    """No fewer right, and no more wrong ones that nobody would have looked at."""
    if found.whole.texts < LEAST_HELD_OUT:
        return False
    if met is None:
        return True
    return found.whole.right >= met.whole.right and found.sure_wrong <= met.sure_wrong


def _lesson() -> _Lesson:
    rows = (
        CategoryLabel.objects.latest_of_each()
        .order_by("-pk")
        .values_list(
            "pk", "category__code", "case__reference", "case",
        )[:MOST_LABELS]
    )  # fmt: skip
    standing = successors()
    told = told_in([case_id for _pk, _code, _reference, case_id in rows])
    learned: list[Labelled] = []
    held_out: list[Labelled] = []
    up_to = 0
    for pk, code, reference, case_id in rows:
        up_to = max(up_to, pk)
        text = told[case_id].whole
        if not normalise(text):
            continue  # erased since, or a chat that told nothing
        one = Labelled(
            text=mask_numbers(text),
            label=standing.get(code, code),
            name=reference,
            weight=OWN_WEIGHT,
        )
        (held_out if is_held_out(text) else learned).append(one)
    return _Lesson(learned=learned, held_out=held_out, up_to_label=up_to)


def _descriptions(categories: Sequence[Category]) -> dict[str, str]:
    shipped = described(CATEGORIES)
    return {
        one.code: shipped.get(one.code) or f"{one.name_zh_hant} {one.name_zh_hans} {one.name_en}"
        for one in categories
    }


@transaction.atomic
def _store(
    model: Model,
    lesson: _Lesson,
    found: Judgement,
    met: Judgement | None,
    *,
    now: datetime,
    learned_from: int,
) -> ReadingModel | None:
    one_at_a_time("reading model")
    newest = ReadingModel.objects.order_by("-number").first()
    if newest is not None and newest.up_to_label >= lesson.up_to_label:
        return None  # another process was faster
    packed = pack(model)
    row = ReadingModel.objects.create(
        number=newest.number + 1 if newest is not None else 1,
        numbers=packed.numbers,
        words=packed.words,
        labels=learned_from,
        up_to_label=lesson.up_to_label,
        metrics={"found": figures(found), "met": figures(met) if met is not None else None},
        made_at=now,
    )
    _tell("reading.learned", row.number, who="system", now=now, labels=learned_from)
    if is_no_worse(found, met):
        _use(row, actor=None, now=now)
    _drop_old()
    log.info("version %s of the reading: %s", row.number, "used" if row.is_in_use else "not used")
    return row


def figures(judgement: Judgement) -> dict[str, object]:
    """A judgement as it is kept beside its version."""
    return {
        **asdict(judgement.whole),
        "in_top3": judgement.in_top3,
        "calibration_error": round(judgement.calibration_error, 4),
        "by_label": {label: asdict(tally) for label, tally in judgement.by_label.items()},
    }


@transaction.atomic
def put_in_use(number: int, *, actor: User, now: datetime) -> None:
    """Let an earlier version read again, or with 0 the one that came with the product.

    Raises NotAllowed for whoever does not supervise the whole chain, ReadingModel.DoesNotExist,
    and AlreadyDone where it reads already.
    """
    if not actor.can(Ability.SUPERVISE) or not actor.reach.everything:
        raise NotAllowed
    one_at_a_time("reading model")
    current = ReadingModel.objects.filter(is_in_use=True).first()
    if number == (current.number if current is not None else 0):
        raise AlreadyDone
    if number == 0:
        ReadingModel.objects.filter(is_in_use=True).update(is_in_use=False)
        _tell("reading.put_in_use", 0, who=name_of(actor), now=now)
        transaction.on_commit(forget)
    else:
        _use(ReadingModel.objects.get(number=number), actor=actor, now=now)


def _use(row: ReadingModel, *, actor: User | None, now: datetime) -> None:
    ReadingModel.objects.filter(is_in_use=True).update(is_in_use=False)
    row.is_in_use, row.in_use_since, row.put_in_use_by = True, now, actor
    row.save(update_fields=("is_in_use", "in_use_since", "put_in_use_by"))
    _tell("reading.put_in_use", row.number, who=name_of(actor), now=now)
    transaction.on_commit(forget)


def _drop_old() -> None:
    """Keep the newest ones, and what reads however old it is."""
    kept = ReadingModel.objects.order_by("-number").values("pk")[:KEPT_VERSIONS]
    ReadingModel.objects.exclude(pk__in=list(kept.values_list("pk", flat=True))).exclude(
        is_in_use=True
    ).delete()


def _tell(verb: str, number: int, *, who: str, now: datetime, **body: object) -> None:
    record([Entry(verb=verb, subject=f"reading:{number}", actor=who, body=body)], now=now)
