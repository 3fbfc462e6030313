"""Gathering: what one pass tells one colleague becomes a letter each, or one that lists all of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from channels.listed_letters import FEW, LISTED_BY, MOST_ROWS
from channels.rules.outbox.enqueuing import StaffLetter, enqueue_many, staff_letter
from feedback_site.organisation.models import User


@dataclass(slots=True, kw_only=True)
class Notice:
    """One thing to tell a colleague about a case; `number` lets it be told once.

    The lower `rank`, the more pressing it is, and among equals what is due first. `said` is what a letter
    about it alone says beside reference and title.
    """

    person: User
    template: str
    number: int
    case_id: int
    reference: str
    title: str
    said: Mapping[str, object]
    rank: int
    clock: str
    due_at: str = ""
    not_before: datetime | None = None


def tell_colleagues(notices: Iterable[Notice], *, now: datetime) -> None:
    """Put notices into the outbox in one statement: more than FEW of a kind to one person in one letter.

    Only what may be told at the same time is told together: nobody hears of anything off shift.
    """
    piles: dict[tuple[int, str, datetime], list[Notice]] = {}
    for one in notices:
        at = max(now, one.not_before) if one.not_before else now
        piles.setdefault((one.person.id, one.template, at), []).append(one)
    letters: list[StaffLetter] = []
    for (_person, template, at), pile in piles.items():
        rows = _rows_of(pile) if len(pile) > FEW and template in LISTED_BY else []
        if len(rows) > FEW:
            letters.append(_list_of(pile, rows, at=at))
        else:
            letters += [_single(one, now=now) for one in pile]
    enqueue_many(letters, now=now)


def _rows_of(pile: Sequence[Notice]) -> list[Notice]:
    """Each limit once, the most pressing first: one missed, and missed for long, in one pass is one row.

    Of escalations each case once, by whatever of its limits it went up.
    """
    rows: dict[object, Notice] = {}
    for one in sorted(pile, key=_pressing):
        is_raised = one.template == "staff_escalated"
        rows.setdefault(one.case_id if is_raised else (one.case_id, one.clock), one)
    return list(rows.values())


def _pressing(one: Notice) -> tuple[int, str, int]:
    return one.rank, one.due_at, one.case_id


def _single(one: Notice, *, now: datetime) -> StaffLetter:
    return staff_letter(
        one.person, one.template, number=one.number, now=now, case_id=one.case_id,
        context={
            "case_id": one.case_id, "reference": one.reference, "title": one.title, **one.said,
        },
        not_before=one.not_before,
    )  # fmt: skip


def _list_of(pile: Sequence[Notice], rows: Sequence[Notice], *, at: datetime) -> StaffLetter:
    """Give a letter, unsaved, that names every case of it, also those it only counts, and no title.

    The same notices have the same key, in whatever order they come.
    """
    person, template = pile[0].person, LISTED_BY[pile[0].template]
    told = " ".join(sorted(f"{one.case_id}:{one.number}" for one in pile))
    return {
        "recipient_id": person.id, "template": template,
        "language": person.language or "zh-hant", "due_at": at,
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
