"""Gathering: what one pass tells one colleague becomes a letter each, or one that lists all of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from channels.listed_letters import FEW, LISTED_BY, MOST_ROWS
from channels.rules.outbox.enqueuing import StaffLetter, enqueue_many, staff_letter
from feedback_site.organisation.models import User

_RAISED = "staff_escalated"


class Notice(NamedTuple):
    """One thing to tell of a case, the most pressing first: the lower `rank`, then what is due first.

    `number` lets it be told once; of one kind of letter no other has it. `clock` is the limit, or in words
    why a case was raised; `limit` tells two of a kind apart, such as two promises on one case.
    """

    rank: int
    due_at: str
    case_id: int
    number: int
    clock: str
    reference: str
    title: str
    limit: int


class Pile(NamedTuple):
    """What a colleague is told by one kind of letter, and from when on they may be told."""

    person: User
    template: str
    not_before: datetime | None
    notices: Sequence[Notice]


def tell_colleagues(piles: Iterable[Pile], *, now: datetime) -> None:
    """Put notices into the outbox in one statement: a pile of more than FEW as one letter, else one each.

    Only what may be told at the same time is told together: nobody hears of anything off shift.
    """
    letters: list[StaffLetter] = []
    for pile in piles:
        is_many = len(pile.notices) > FEW and pile.template in LISTED_BY
        rows = _rows_of(pile) if is_many else ()
        if len(rows) > FEW:
            letters.append(_list_of(pile, rows, now=now))
        else:
            letters += [_single(pile, one, now=now) for one in pile.notices]
    enqueue_many(letters, now=now)


def _rows_of(pile: Pile) -> list[Notice]:
    """Each limit once, the most pressing first: one missed, and missed for long, in one pass is one row.

    Of escalations each case once, by whatever of its limits it went up.
    """
    rows: dict[object, Notice] = {}
    is_raised = pile.template == _RAISED
    for one in sorted(pile.notices):
        rows.setdefault(one.case_id if is_raised else one.limit, one)
    return list(rows.values())


def _single(pile: Pile, one: Notice, *, now: datetime) -> StaffLetter:
    said: Mapping[str, object] = {"clock": one.clock, "due_at": one.due_at}
    if pile.template == _RAISED:
        said = {"reason": one.clock}
    return staff_letter(
        pile.person, pile.template, number=one.number, now=now, case_id=one.case_id,
        context={"case_id": one.case_id, "reference": one.reference, "title": one.title, **said},
        not_before=pile.not_before,
    )  # fmt: skip


def _list_of(pile: Pile, rows: Sequence[Notice], *, now: datetime) -> StaffLetter:
    """Give a letter, unsaved, that names every case of it, also those it only counts, and no title.

    The same notices have the same key, in whatever order they come.
    """
    person, template = pile.person, LISTED_BY[pile.template]
    told = " ".join(map(str, sorted(one.number for one in pile.notices)))
    return {
        "recipient_id": person.id, "template": template,
        "language": person.language or "zh-hant",
        "due_at": max(now, pile.not_before) if pile.not_before else now,
        "dedup_key": f"cases:{template}:{person.id}:{sha256(told.encode()).hexdigest()[:32]}",
        "context": {
            "count": len(rows),
            "rows": [
                {
                    "case_id": one.case_id, "reference": one.reference, "clock": one.clock,
                    "due_at": one.due_at,
                }
                for one in rows[:MOST_ROWS]
            ],
            "also": [one.case_id for one in rows[MOST_ROWS:]],
        },
    }  # fmt: skip
