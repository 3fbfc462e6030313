"""Searching cases: by reference, phone, mail address, order number, name, or any word in two scripts."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection
from django.db.models import Q

from cases.models import Case
from cases.triage.bigrams import query_terms, search_terms
from channels.contacts import normal_phone
from channels.kinds import ContactKind
from channels.models import ContactPoint, Submission
from channels.references import read_reference
from feedback_site.organisation.models import User
from feedback_site.privacy.sealing import blind_index

# Enough to show and to narrow down; a wider search says so instead of counting.
MOST = 200


def find_cases(user: User, text: str, *, now: datetime) -> list[Case]:
    """Find what this person may see, newest first, at most 200 cases.

    A reference, phone number, mail address or order number is looked up by index; everything else is
    words. Empty text finds nothing.
    """
    text = text.strip()
    if not text:
        return []
    visible = Case.objects.visible_to(user).select_related(
        "category", "store", "owner", "customer", "channel"
    )
    if (reference := read_reference(text)) is not None:
        return list(visible.filter(reference=reference))
    by_key = _by_key(text)
    found = list(visible.filter(by_key).order_by("-opened_at")[:MOST]) if by_key else []
    return found or list(visible.filter(pk__in=_by_words(text)).order_by("-opened_at")[:MOST])


def _by_key(text: str) -> Q | None:
    """What can be looked up exactly: a contact point, a name, an order number.

    The ids are read first, each along its index: one condition over the joined tables would read all cases.
    """
    compact = "".join(text.split())
    if "@" in compact:
        return _of_customers(value_index=ContactPoint.index_of(ContactKind.EMAIL, compact))
    digits = "".join(char for char in compact if char.isdigit())
    if len(digits) >= 6 and len(digits) >= len(compact) - 4:
        phone = ContactPoint.index_of(ContactKind.PHONE, normal_phone(compact))
        tail = ContactPoint.tail_index_of(digits)
        return (
            _of_customers(value_index=phone) | _of_customers(tail_index=tail) | _of_order(compact)
        )
    if digits and compact.isascii():
        return _of_order(compact)
    if 2 <= len(compact) <= 20:
        return Q(customer__name_index=blind_index("name", compact.lower()))
    return None


def _of_customers(**index: bytes) -> Q:
    points = ContactPoint.objects.filter(**index).values_list("customer", flat=True)
    return Q(customer__in=list(points[:MOST]))


def _of_order(number: str) -> Q:
    """In the spellings that people use; other numbers of things stand among the words."""
    spellings = {number, number.upper(), number.lower()}
    orders = Submission.objects.filter(order_number__in=spellings).values_list("pk", flat=True)
    return Q(submission__in=list(orders[:MOST]))


def _by_words(text: str) -> list[int]:
    """Find the newest cases with all the words.

    The planner would walk the primary key backwards hoping to meet a rare word early; gathering the
    matches first and sorting them afterwards is never slow, so the order is kept out of its sight.
    """
    terms = query_terms(text)
    if not terms:
        return []
    query = " & ".join("'" + term.replace("'", "''") + "'" for term in terms)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH hits AS MATERIALIZED"
            " (SELECT case_id FROM cases_casetext WHERE terms @@ %s::tsquery LIMIT 5000)"
            " SELECT case_id FROM hits ORDER BY case_id DESC LIMIT %s",
            [query, MOST * 5],
        )
        return [row[0] for row in cursor.fetchall()]


def index_text(case_id: int, *texts: str) -> None:
    """Add words to a case's searchable text, in the caller's transaction."""
    index_texts({case_id: "\n".join(texts)})


def index_anew(case_id: int, *texts: str) -> None:
    """Let a case be found by these words and no others, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_casetext WHERE case_id = %s", [case_id])
    index_text(case_id, *texts)


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
