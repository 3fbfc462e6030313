"""Answers that people gave on like cases, solved for good, made fit for another customer."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.kinds import EventKind, LinkKind
from cases.measures.told import told_in
from cases.models import AnswerUse, Case, CaseEvent, CaseLink
from cases.states import CaseState, Outcome
from cases.triage.learner import sentences
from cases.triage.nearness import nearest, prepare
from cases.triage.normalising import normalise
from cases.triage.scripts import spellings
from channels.models import Customer
from channels.models.contact_point import VALUE_CONTEXT
from channels.models.customer import NAME_CONTEXT
from feedback_site.organisation.models import User
from feedback_site.privacy.blanking import BLANK, blanked, names_in
from feedback_site.privacy.sealing import CannotUnseal, unseal
from feedback_site.remembering import remember

WITHIN = timedelta(days=365)
# The newest of the same category: a screen asks for them, and nobody waits for more than these.
COMPARED = 120
OFFERED = 2
# After the keys of the library.
FIRST_KEY = 4
# Below these two texts of one category have no more in common than chance.
LEAST_WORDS, LEAST_MEANING = 0.2, 0.5
# An answer of which less is left says nothing by itself.
LEAST_LETTERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SolvedAnswer:
    """What a person answered on a solved case, with blanks for what was its customer's own."""

    source: Case
    text: str
    used: int
    is_used_here: bool
    key: str


def solved_well(user: User, *, now: datetime) -> QuerySet[Case]:
    """Keep the cases that this person may see whose customer confirmed that they are solved, and stayed away.

    None that was ever opened again, nor of danger or privacy, nor of whoever was erased.
    """
    back = CaseEvent.objects.filter(case=OuterRef("pk"), kind=EventKind.REOPENED)
    followed = CaseLink.objects.filter(
        target=OuterRef("pk"), kind__in=(LinkKind.FOLLOW_UP_OF, LinkKind.REPEAT_OF), undone_at=None
    )
    return (
        Case.objects.visible_to(user)
        .filter(
            ~Exists(back), ~Exists(followed),
            Q(customer=None) | Q(customer__wrapped_key__isnull=False),
            state=CaseState.CLOSED, outcome=Outcome.CONFIRMED, closed_at__gte=now - WITHIN,
            failed_verifications=0, is_safety=False, is_privacy=False,
        )
        .exclude(decision_text="")
    )  # fmt: skip


def answers_for(case: Case, said: str, *, user: User, now: datetime) -> Sequence[SolvedAnswer]:
    """Offer what was answered on the solved cases nearest to this one; seven statements however many."""
    pool = solved_well(user, now=now).exclude(pk=case.pk)
    if case.category_id is not None:
        pool = pool.filter(category=case.category_id)
    found = {
        one.pk: one for one in pool.select_related("resolver").order_by("-closed_at")[:COMPARED]
    }
    told = {pk: words.whole for pk, words in told_in(list(found)).items()} if found else {}
    near = [found[pk] for pk in _ranked(f"{case.title}\n{said}", told)[: 2 * OFFERED]]
    texts = _fit_for_others(near, told)
    uses = AnswerUse.objects.filter(source__in=list(texts)).values_list("source", "case")
    pairs = list(uses) if texts else []
    counted = Counter(source for source, _case in pairs)
    return [
        SolvedAnswer(
            source=found[pk], text=text, used=counted[pk], is_used_here=(pk, case.pk) in pairs,
            key=str(place),
        )
        for place, (pk, text) in enumerate(list(texts.items())[:OFFERED], start=FIRST_KEY)
    ]  # fmt: skip


def answer_of(source: Case) -> str:
    """Give the answer of one solved case, with blanks; empty where nothing would be left."""
    told = told_in([source.pk])[source.pk].whole
    return _fit_for_others([source], {source.pk: told}).get(source.pk, "")


def _ranked(said: str, told: Mapping[int, str]) -> list[int]:
    """Order by words, as the library is, and where vectors can be made by meaning too, across languages."""
    if not told:
        return []
    words = nearest(prepare(told.items()), said)
    meaning = _meaning(said, told)
    near = {
        pk: words.get(pk, 0.0) + meaning.get(pk, 0.0)
        for pk in told
        if words.get(pk, 0.0) >= LEAST_WORDS or meaning.get(pk, 0.0) >= LEAST_MEANING
    }
    return sorted(near, key=lambda pk: (-near[pk], -pk))


def _meaning(said: str, told: Mapping[int, str]) -> Mapping[int, float]:
    made = sentences.kept_vectors([normalise(text) for text in (said, *told.values())])
    if made is None:
        return {}
    return dict(zip(told, (made[1:] @ made[0]).tolist(), strict=True))


def _fit_for_others(cases: Sequence[Case], told: Mapping[int, str]) -> dict[int, str]:
    """Blank what answers say of their customers; left out where names cannot be read, or nothing is left."""
    people = _known_of({one.customer_id for one in cases if one.customer_id is not None})
    staff = remember("names of colleagues, in every script", _colleagues) if cases else ()
    texts: dict[int, str] = {}
    for case in cases:
        known = people.get(case.customer_id) if case.customer_id is not None else ()
        if known is None:
            continue
        ours = [case.resolver.display_name] if case.resolver is not None else []
        own = [*known, *names_in(told[case.pk]), *ours, case.reference]
        text = blanked(
            case.decision_text, known=(one for name in own for one in spellings(name)), ours=staff
        )
        letters = sum(map(str.isalpha, text.replace(BLANK, "")))
        # No machine sees everything: at least the blank for a name must be filled in by whoever read it.
        text = text if BLANK in text else f"{BLANK}\n{text}"
        if letters >= LEAST_LETTERS and text not in texts.values():
            texts[case.pk] = text
    return texts


def _colleagues() -> Sequence[str]:
    """How everybody is called who works here, or did: an answer may name whoever is to call."""
    names = User.objects.exclude(display_name="").values_list("display_name", flat=True)
    return [one for name in names for one in spellings(name)]


def _known_of(customers: Iterable[int]) -> Mapping[int, Sequence[str] | None]:
    """Names and contacts of customers, under all their rows; None where one cannot be read."""
    ids = sorted(customers)
    if not ids:
        return {}
    heads = {one.pk: one.head_id for one in Customer.objects.filter(pk__in=ids)}
    found: dict[int, list[str] | None] = {head: [] for head in heads.values()}
    rows = Customer.objects.same_person(found).prefetch_related("contact_points")
    for one in rows:
        names, so_far = _names_of(one), found.get(one.head_id)
        found[one.head_id] = None if names is None or so_far is None else [*so_far, *names]
    return {pk: found[head] for pk, head in heads.items()}


def _names_of(customer: Customer) -> list[str] | None:
    key = customer.wrapped_key
    if key is None:
        return None
    sealed = [(customer.name_sealed, NAME_CONTEXT)]
    sealed += [(one.value_sealed, VALUE_CONTEXT) for one in customer.contact_points.all()]
    try:
        return [unseal(key, value, context=context) for value, context in sealed if value]
    except CannotUnseal:
        return None
