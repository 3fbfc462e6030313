"""Searching cases: by reference, phone, mail address, order number, name, or any word in two scripts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from cases.kinds import EventKind
from cases.measures.queues.paging import NEWEST, Place, QueuePage, page_of
from cases.models import Case
from cases.models.case import CaseQuerySet
from cases.triage.bigrams import query_terms, search_terms
from cases.triage.scripts import spellings
from channels.contacts import normal_phone
from channels.kinds import ContactKind
from channels.models import ContactPoint, Customer, Message, Submission
from channels.models.contact_point import spelled
from channels.references import read_reference
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy.sealing import blind_index
from feedback_site.remembering import remember

# Of so many people or orders with the same key their cases are shown.
MOST_OF_A_KEY = 200
LONGEST_NAME = 80
# Keeps of cases those that are wanted.
Narrow = Callable[[CaseQuerySet], CaseQuerySet]
# So many cases with the words are looked at, the newest; a wider search is told to narrow it down.
MOST_OF_WORDS = 1000
# Words of more cases than this are met soon enough on the way back from the newest, and then in order.
RARE, MOST_OF_COMMON_WORDS = 10_000, 300
# Of so many the database knows it beforehand: gathering would read all that the index has of them in vain.
COMMON = 2 * RARE


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of what was found; `newest_of` tells on the last how many were looked at, if not all."""

    page: QueuePage
    newest_of: int = 0


def find_cases(
    user: User, text: str, place: Place | None = None, *, narrow: Narrow | None = None
) -> Found:
    """Find what this person may see, newest first, a page at a time; `narrow` leaves out what is not wanted.

    A reference is one case, wanted whatever else is. A phone number, mail address, name or order number is
    looked up by index, and found among the words as well: a customer may be called like a paper, and write
    down another's number.
    Empty text finds nothing.
    """
    text = text.strip()
    if not text or not user.can(Ability.SEE_CASES):
        return Found(page=QueuePage(lines=()))
    visible = Case.objects.visible_to(user)
    if (reference := read_reference(text)) is not None:
        return Found(page=page_of(visible.filter(reference=reference), place, NEWEST))
    by_key = _by_key(text)
    if narrow is not None:
        visible = narrow(visible)
    ids, is_cut = _by_words(text, visible, is_all=user.reach.everything and narrow is None)
    if not by_key and not ids:
        return Found(page=QueuePage(lines=()))
    page = page_of(visible.filter(pk__in=_either(by_key, ids)), place, NEWEST)
    return Found(page=page, newest_of=len(ids) if is_cut and not page.next else 0)


def _either(by_key: Q, ids: Sequence[int]) -> RawSQL:
    """The cases of a key and those with the words, each looked up by itself: an “or” would read all cases.

    The ids are one value instead of a thousand, which would take longer to write than to look up.
    """
    sql, values = "SELECT unnest(%s::bigint[])", [ids]
    if by_key:
        keyed, of_key = Case.objects.filter(by_key).values("pk").query.sql_with_params()
        sql, values = f"{keyed} UNION {sql}", [*of_key, ids]
    return RawSQL(sql, values)  # noqa: S611 the ORM wrote it


def _by_key(text: str) -> Q:
    """What can be looked up exactly: a contact point, a name, an order number; nothing is an empty Q.

    The ids are read first, each along its index: one condition over the joined tables would read all cases.
    """
    compact = "".join(text.split())
    if "@" in compact:
        return _of_contacts(spelled(ContactKind.EMAIL, compact))
    digits = "".join(char for char in compact if char.isdigit())
    if len(digits) >= 6 and len(digits) >= len(compact) - 4:
        tail = Q(tail_index=ContactPoint.tail_index_of(digits))
        phone = spelled(ContactKind.PHONE, normal_phone(compact))
        return _of_contacts(phone | tail) | _of_order(compact)
    if digits and compact.isascii():
        return _of_order(compact)
    if 2 <= len(compact) <= LONGEST_NAME:
        names = {blind_index("name", one.lower()) for one in spellings(compact)}
        named = Customer.objects.filter(name_index__in=names)
        return _among("customer", named.values_list("pk", flat=True))
    return Q()


def _of_contacts(points: Q) -> Q:
    found = ContactPoint.objects.filter(points)
    return _among("customer", found.values_list("customer", flat=True))


def _of_order(number: str) -> Q:
    """In the spellings that people use; other numbers of things stand among the words."""
    spellings = {number, number.upper(), number.lower()}
    found = Submission.objects.filter(order_number__in=spellings)
    return _among("submission", found.values_list("pk", flat=True))


def _among(column: str, found: "QuerySet[Any, int]") -> Q:
    ids = list(found[:MOST_OF_A_KEY])
    return Q(**{f"{column}__in": ids}) if ids else Q()


def _by_words(text: str, visible: CaseQuerySet, *, is_all: bool) -> tuple[list[int], bool]:
    """Find the newest of the visible cases with all the words, and whether there are more.

    The planner would walk the primary key backwards hoping to meet a rare word early; gathering the
    matches first and sorting them afterwards is never slow, so the order is kept out of its sight. Only
    of a word that is not rare would gathering stop at some matches, and these are not the newest.
    What somebody may not see or does not want is left out before anything is cut off: it would crowd out
    the rest.
    """
    terms = query_terms(text)
    if not terms:
        return [], False
    query = " & ".join("'" + term.replace("'", "''") + "'" for term in terms)
    matches, values = "FROM cases_casetext WHERE terms @@ %s::tsquery", [query]
    if not is_all:
        try:
            seen, of_seen = visible.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            return [], False
        matches, values = f"{matches} AND case_id IN ({seen})", [query, *of_seen]
    with connection.cursor() as cursor:
        if is_all and len(terms) == 1 and _is_common(cursor, query):
            newest = _newest(cursor, matches, values)
            return newest, len(newest) == MOST_OF_COMMON_WORDS
        cursor.execute(
            f"WITH hits AS MATERIALIZED (SELECT case_id {matches} LIMIT %s)"  # noqa: S608 the ORM wrote it
            " SELECT case_id, (SELECT count(*) FROM hits) FROM hits ORDER BY case_id DESC LIMIT %s",
            [*values, RARE, MOST_OF_WORDS],
        )
        rows = cursor.fetchall()
        number = rows[0][1] if rows else 0
        if number < RARE:
            return [pk for pk, _number in rows], number > len(rows)
        return _newest(cursor, matches, values), True


def _is_common(cursor: Any, query: str) -> bool:
    """Whether a single term is; of several the planner knows no more than the product of their shares."""
    return remember(f"cases with {query}", partial(_expected, cursor, query)) >= COMMON


def _expected(cursor: Any, query: str) -> int:
    """How many cases the planner expects to have these words: it keeps the shares of the commonest."""
    sql = "EXPLAIN (FORMAT JSON) SELECT FROM cases_casetext WHERE terms @@ %s::tsquery"
    cursor.execute(sql, [query])
    return int(cursor.fetchone()[0][0]["Plan"]["Plan Rows"])


def _newest(cursor: Any, matches: str, values: Sequence[Any]) -> list[int]:
    cursor.execute(
        f"SELECT case_id {matches} ORDER BY case_id DESC LIMIT %s",
        [*values, MOST_OF_COMMON_WORDS],
    )
    return [pk for (pk,) in cursor.fetchall()]


def index_text(case_id: int, *texts: str) -> None:
    """Add words to a case's searchable text, in the caller's transaction."""
    index_texts({case_id: "\n".join(texts)})


def index_what_is_left(case: Case) -> None:
    """Let nobody find a case by what was taken back, and still by all else that was said of it."""
    messages = Message.objects.filter(conversation__submission=case.submission_id)
    said = messages.values_list("text", flat=True)
    notes = case.notes.values_list("text", flat=True)
    asked_up = case.events.filter(kind=EventKind.ASKED_UP).values_list("facts__reason", flat=True)
    quoted = case.quotes.values_list("words", flat=True)
    named = (case.title, case.concerns, case.submission.text, case.submission.order_number)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_casetext WHERE case_id = %s", [case.pk])
    index_text(case.pk, *named, *said, *notes, *filter(None, asked_up), *quoted)


def index_texts(texts: Mapping[int, str]) -> None:
    """Do the same for many cases, by their ids, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_casetext (case_id, terms)"
            " SELECT given.id, to_tsvector('simple', given.terms)"
            " FROM unnest(%s::bigint[], %s::text[]) AS given (id, terms)"
            " ON CONFLICT (case_id) DO UPDATE SET terms = cases_casetext.terms || excluded.terms",
            [list(texts), [search_terms(text) for text in texts.values()]],
        )
