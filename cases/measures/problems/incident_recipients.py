"""Whom a message to all reaches: each person once, by which way, in which language."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models.functions import Coalesce

from cases.incident_texts import language_for
from cases.models import AffectedCustomer, Incident, IncidentMessage
from cases.states import CaseState
from channels.kinds import ContactKind
from channels.letters import LANGUAGES, language_of
from channels.rules.outbox.reaching import BEST_POINT

# Who took it back, or was told that it is none, is concerned no more.
NOT_TOLD = (CaseState.REJECTED, CaseState.WITHDRAWN, CaseState.DUPLICATE)
# Those who can be written to come first: of several cases of one person that one carries the letter.
_CHILDREN = f"""
SELECT one.id, talk.language, coalesce(customer.person_id, customer.id), best.kind
FROM cases_case AS one
JOIN channels_submission AS submission ON submission.id = one.submission_id
JOIN channels_conversation AS talk ON talk.id = submission.conversation_id
LEFT JOIN channels_customer AS customer ON customer.id = talk.customer_id
LEFT JOIN LATERAL {BEST_POINT} AS best ON true
WHERE one.incident_id = %s AND one.state <> ALL(%s)
ORDER BY best.kind IS NULL, one.opened_at DESC, one.id DESC
"""  # noqa: S608 constants only


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A case or an affected customer; `way` is "" for who reads it on their page alone."""

    case_id: int | None = None
    affected_id: int | None = None
    person: int | None
    language: str
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many read it in one language by one way; `written_in` is that of the text they get."""

    language: str
    written_in: str
    way: str
    number: int


def planned(incident: Incident, *, to_affected: bool) -> list[Planned]:
    """Give everybody concerned as things stand: two statements."""
    cases = list(_children(incident))
    heads = {one.person for one in cases if one.person is not None}
    return [*cases, *(_affected(incident, heads) if to_affected else ())]


def shares_of(many: Sequence[Planned], texts: Mapping[str, str]) -> list[Share]:
    """Count letters by language and way, the most first; whoever has several cases gets one letter."""
    letters: dict[object, Planned] = {}
    for one in many:
        key = ("person", one.person) if one.person is not None else ("case", one.case_id)
        letters.setdefault(key, one)
    counts = Counter((one.language, one.way) for one in letters.values())
    found = [
        Share(
            language=language, way=way, number=number, written_in=language_for(texts, language)
        )
        for (language, way), number in counts.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.number, LANGUAGES.index(one.language), one.way))


def to_be_called(incident: Incident) -> int:
    """Count affected customers whom no letter reaches, and whom nobody has called yet."""
    waiting = incident.affected.filter(contacted_how="")
    return waiting.exclude(
        contact_point__kind=ContactKind.EMAIL, contact_point__bounced_at=None
    ).count()


def texts_of(message: IncidentMessage | None) -> Mapping[str, str]:
    """The texts of a message; none where there is none."""
    return message.texts if message is not None else {}


def _children(incident: Incident) -> Iterator[Planned]:
    with connection.cursor() as cursor:
        cursor.execute(_CHILDREN, [incident.pk, [str(state) for state in NOT_TOLD]])
        rows = cursor.fetchall()
    for case_id, language, person, way in rows:
        yield Planned(
            case_id=case_id, person=person, language=language_of(language or ""), way=way or ""
        )


def _affected(incident: Incident, heads: set[int]) -> Iterator[Planned]:
    """Those with a mail address that works, who have no case here by now."""
    rows = AffectedCustomer.objects.filter(
        incident=incident,
        contact_point__kind=ContactKind.EMAIL,
        contact_point__bounced_at=None,
        contact_point__value_sealed__isnull=False,
    ).annotate(head=Coalesce("contact_point__customer__person", "contact_point__customer"))
    for pk, language, head in rows.values_list("pk", "language", "head"):
        if head not in heads:
            yield Planned(
                affected_id=pk, person=head, language=language_of(language),
                way=ContactKind.EMAIL.value,
            )  # fmt: skip
