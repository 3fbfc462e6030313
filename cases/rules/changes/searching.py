"""Searching cases: by reference, phone, mail address, order number, name, or any word in two scripts."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from cases.kinds import EventKind
from cases.measures.queues.paging import NEWEST, Place, QueuePage, kept_page_of, page_of
from cases.models import Case
from cases.models.case import CaseQuerySet
from cases.triage.bigrams import query_terms, search_terms
from cases.triage.scripts import spellings
from channels.contacts import normal_phone
from channels.kinds import ContactKind
from channels.models import ContactPoint, Customer, Message, Submission
from channels.references import read_reference
from feedback_site.kept_queries import Kept
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.privacy.sealing import blind_index
from feedback_site.remembering import remember

# Of so many people or orders with the same key their cases are shown.
MOST_OF_A_KEY = 200
LONGEST_NAME = 80
_POINTS, _ORDERS, _NAMED = Kept[Any](), Kept[Any](), Kept[Any]()
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """Keeps of cases those that are wanted; `form` names which, None where that follows from the moment."""

    keep: Callable[[CaseQuerySet], CaseQuerySet]
    form: Hashable = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Keyed:
    """Whose cases, or the cases of which submissions, a key leads to."""

    customers: Sequence[int] = ()
    submissions: Sequence[int] = ()


def find_cases(
    user: User, text: str, place: Place | None = None, *, narrow: Narrowing | None = None
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
    if (reference := read_reference(text)) is not None:
        return Found(page=_of_reference(user, reference, place))
    keyed = _by_key(text)
    visible = Case.objects.visible_to(user)
    if narrow is not None:
        visible = narrow.keep(visible)
    ids, is_cut = _by_words(text, visible, is_all=user.reach.everything and narrow is None)
    if not (ids or keyed.customers or keyed.submissions):
        return Found(page=QueuePage(lines=()))
    page = _page(visible, user, place, narrow, _listed(keyed, ids))
    return Found(page=page, newest_of=len(ids) if is_cut and not page.next else 0)


def _of_reference(user: User, reference: str, place: Place | None) -> QueuePage:
    def pick(reference: str) -> CaseQuerySet:
        return Case.objects.visible_to(user).filter(reference=reference)

    return kept_page_of(pick, place, NEWEST, form=("one", user.sight), reference=reference)


def _page(
    visible: CaseQuerySet, user: User, place: Place | None, narrow: Narrowing | None,
    found: Mapping[str, str],
) -> QueuePage:  # fmt: skip
    """One page of what was found; its SQL is kept unless the filters follow from the moment."""

    def pick(**found: str) -> CaseQuerySet:
        return visible.filter(pk__in=_either(**found))

    if narrow is not None and narrow.form is None:
        return page_of(pick(**found), place, NEWEST)
    form = ("found", user.sight, narrow.form if narrow else None)
    return kept_page_of(pick, place, NEWEST, form=form, **found)


def _listed(keyed: _Keyed, ids: Sequence[int]) -> dict[str, str]:
    """Each list of ids is one value, as PostgreSQL spells it: a thousand take long to write."""
    lists = {"customers": keyed.customers, "submissions": keyed.submissions, "cases": ids}
    return {name: f"{{{','.join(map(str, known))}}}" for name, known in lists.items()}


def _either(customers: str, submissions: str, cases: str) -> RawSQL:
    """The cases of a key and those with the words, each looked up by itself: an “or” would read all cases."""
    sql = (
        "SELECT id FROM cases_case WHERE customer_id = ANY(%s::bigint[])"
        " UNION SELECT id FROM cases_case WHERE submission_id = ANY(%s::bigint[])"
        " UNION SELECT unnest(%s::bigint[])"
    )
    return RawSQL(sql, (customers, submissions, cases))  # noqa: S611 all of it is ours


def _by_key(text: str) -> _Keyed:
    """What can be looked up exactly: a contact point, a name, an order number; or nothing.

    The ids are read first, each along its index: one condition over the joined tables would read all cases.
    """
    compact = "".join(text.split())
    if "@" in compact:
        return _Keyed(customers=_of_address(compact))
    digits = "".join(char for char in compact if char.isdigit())
    if len(digits) >= 6 and len(digits) >= len(compact) - 4:
        return _Keyed(customers=_of_number(compact, digits), submissions=_of_order(compact))
    if digits and compact.isascii():
        return _Keyed(submissions=_of_order(compact))
    if 2 <= len(compact) <= LONGEST_NAME:
        return _Keyed(customers=_of_name(compact))
    return _Keyed()


def _of_address(address: str) -> Sequence[int]:
    def points(index: bytes) -> "QuerySet[Any, int]":
        of_address = Q(kind=ContactKind.EMAIL, value_index=index) | Q(claim_index=index)
        return _customers_of(of_address)

    index = ContactPoint.index_of(ContactKind.EMAIL, address)
    return list(_POINTS.ask(points, "address", index=index))


def _of_number(typed: str, digits: str) -> Sequence[int]:
    """Of a number as it is written in full, and of its last digits."""

    def points(index: bytes, tail: bytes) -> "QuerySet[Any, int]":
        of_number = Q(kind=ContactKind.PHONE, value_index=index) | Q(claim_index=index)
        return _customers_of(of_number | Q(tail_index=tail))

    index = ContactPoint.index_of(ContactKind.PHONE, normal_phone(typed))
    tail = ContactPoint.tail_index_of(digits)
    return list(_POINTS.ask(points, "number", index=index, tail=tail))


def _customers_of(points: Q) -> "QuerySet[Any, int]":
    found = ContactPoint.objects.filter(points)
    return found.values_list("customer", flat=True)[:MOST_OF_A_KEY]


def _of_order(number: str) -> Sequence[int]:
    """In the spellings that people use; other numbers of things stand among the words."""

    def submissions(numbers: list[str]) -> "QuerySet[Any, int]":
        found = Submission.objects.filter(order_number__in=numbers)
        return found.values_list("pk", flat=True)[:MOST_OF_A_KEY]

    return list(_ORDERS.ask(submissions, numbers=[number, number.upper(), number.lower()]))


def _of_name(name: str) -> Sequence[int]:
    def people(names: list[bytes]) -> "QuerySet[Any, int]":
        found = Customer.objects.filter(name_index__in=names)
        return found.values_list("pk", flat=True)[:MOST_OF_A_KEY]

    names = {blind_index("name", one.lower()) for one in spellings(name)}
    return list(_NAMED.ask(people, names=sorted(names)))


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
