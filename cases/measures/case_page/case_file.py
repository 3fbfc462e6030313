"""Everything that stands on a case page, read in a fixed number of statements however long the case is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Replace, Upper

from cases import event_words
from cases.kinds import LinkKind
from cases.measures.appointments.days import Expected, expected
from cases.measures.appointments.other_times import outside_among
from cases.measures.case_page.case_story import (
    MOST_ENTRIES,
    Happened,
    People,
    Said,
    conversation,
    history,
    story_of,
)
from cases.measures.case_page.checklists import ListOnCase, checklists_on
from cases.measures.case_page.quotes import Sheet, quotes_under, sheets_of
from cases.measures.desk_choices import Named, names_of
from cases.measures.merged_cases import leading_of
from cases.measures.queues.work_orders import consultations_on, orders_on
from cases.measures.time_limits.due_words import Limit, limit_of_cycle
from cases.models import (
    Appointment,
    Case,
    CaseLink,
    ClockCycle,
    ComposerDraft,
    Consultation,
    Escalation,
    NearDuplicate,
    Promise,
    Quote,
    WorkOrder,
)
from cases.states import CALLED_OFF, FINISHED, WORKABLE
from channels.measures.purchases import bought_under
from channels.models import ContactPoint, Customer, Purchase, UnsentFile
from feedback_site.kept_queries import Kept
from feedback_site.organisation.models import User

MOST_RELATED = 12
# Links to the case that leads, from one whose customer may still come to an appointment.
_ELSEWHERE = frozenset({LinkKind.MERGED_INTO, LinkKind.DUPLICATE_OF})
ALIKE_WITHIN = timedelta(days=14)
# The same words of the same customer within this time are one matter, sent over two channels.
SENT_TWICE_WITHIN = timedelta(hours=48)
_CASES, _PEOPLE, _CYCLES, _CONTACTS, _RELATED, _NEAR = (Kept[Any]() for _query in range(6))
_LINKS, _LINKED = Kept[Any](), Kept[Any]()
_NEAR_SHOWN = [
    f"{end}__{field}"
    for end in ("case", "other")
    for field in ("reference", "title", "state", "opened_at", "customer__person")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLine:
    """One limit of the case and how it stands."""

    name: str
    number: int
    limit: Limit
    cycle: ClockCycle


@dataclass(frozen=True, slots=True, kw_only=True)
class NearCase:
    """A possible duplicate: the pair, the case at its other end, and how the two belong together."""

    pair: NearDuplicate
    other: Case
    is_later: bool  # this case is the later of the two, and would be merged
    is_same_customer: bool
    is_sent_twice: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A case that a colleague tied to this one by hand: it reads the same from both ends."""

    link: CaseLink
    other: Case


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """What a case page shows beside the case itself."""

    said: Sequence[Said]
    older_before: datetime | None  # where more was said or happened than is shown
    history: Sequence[Happened]
    clocks: Sequence[ClockLine]
    contacts: Sequence[ContactPoint]
    names: Mapping[str, str]  # of its category, store and department
    earlier: Sequence[Case]  # of the same person
    alike: Sequence[Case]
    about: Sequence[Case]  # of others, about the same order or product
    near: Sequence[NearCase]
    promises: Sequence[Promise]
    escalations: Sequence[Escalation]
    orders: Sequence[WorkOrder]
    consultations: Sequence[Consultation]
    checklists: Sequence[ListOnCase]
    appointments: Sequence[Expected]  # the newest first
    bought: Sequence[Purchase]  # under the order number that the case names
    quotes: Sequence[Sheet]
    merged_quotes: Sequence[tuple[Case, Sheet]]  # of cases that this one leads
    links: Sequence[CaseLink]
    linked_from: Sequence[CaseLink]
    related: Sequence[Related]

    @property
    def next_step(self) -> int:
        """The first step of its checklists that is not done; 0 where there is none."""
        steps = (step for one in self.checklists for step in one.steps)
        return next((step.pk for step in steps if not step.is_done), 0)


def read_case(reference: str, user: User) -> Case:
    """Read the case with what its customer said first. Raises Case.DoesNotExist for strangers.

    Staff and short lists are named by `file_of`, which remembers the lists and names everybody at once.
    It also says which of the things that most cases have none of are there: only those are asked for.
    """
    found: list[Case] = list(_CASES.ask(partial(_case_of, user), user.sight, reference=reference))
    if not found:
        raise Case.DoesNotExist
    return found[0]


def _case_of(user: User, reference: str) -> "QuerySet[Case]":
    return (
        Case.objects.visible_to(user)
        .select_related(
            "customer__preference", "submission", "partner", "quality", "incident", "problem"
        )
        .annotate(**_rarities(user))
        .filter(reference=reference)
    )


def _rarities(user: User) -> dict[str, Exists]:
    """One look along an index each; a statement of its own would cost ten times as much."""
    this = OuterRef("pk")
    links, pairs = CaseLink.objects.filter(undone_at=None), NearDuplicate.objects.to_decide()
    talk = OuterRef("submission__conversation")
    order_key = Upper(Replace(OuterRef("concerns"), Value(" "), Value("")))
    return {
        "has_promises": Exists(Promise.objects.filter(case=this)),
        "has_escalations": Exists(Escalation.objects.filter(case=this)),
        "has_links_out": Exists(links.filter(source=this)),
        "has_links_in": Exists(links.filter(target=this)),
        "has_near_before": Exists(pairs.filter(case=this)),
        "has_near_after": Exists(pairs.filter(other=this)),
        "has_appointments": Exists(Appointment.objects.filter(case=this)),
        "has_quotes": Exists(Quote.objects.filter(case=this)),
        "has_purchases": Exists(Purchase.objects.filter(order_key=order_key)),
        "has_files_beside": Exists(UnsentFile.objects.visible_to(user).filter(conversation=talk)),
        "has_drafts": Exists(ComposerDraft.objects.visible_to(user).filter(case=this)),
    }


def file_of(case: Case, user: User, *, now: datetime, before: datetime | None = None) -> CaseFile:
    """Read the rest of the page of a case from `read_case`; with `before` what was said until then.

    Six statements; one more for each of promises, files of messages, escalations, near duplicates, purchases
    where there are any, orders, appointments, consultations, checklists, quotes (of merged cases too),
    and two where the case is linked or took others in.
    """
    story = story_of(case, is_alone=not _has(case, "links_in"), before=before)
    promises = list(case.promises.all()) if _has(case, "promises") else []
    escalations = list(case.escalations.all()) if _has(case, "escalations") else []
    people = _people(
        (case, "owner"), (case, "rejection_proposed_by"),
        *((promise, "owner") for promise in promises),
        *((escalation, "assignee") for escalation in escalations),
        others=story.people(),
    )  # fmt: skip
    names = names_of({*_listed(case), *story.channels()})
    said = conversation(story, people, names)
    is_linked = _has(case, "links_in", "links_out")
    links = _links(case, user) if is_linked else []
    near = _near(case, user) if _has(case, "near_before", "near_after") else []
    related = _related(case, user, {one.other for one in near})
    return CaseFile(
        said=said[-MOST_ENTRIES:],
        older_before=story.older_before(
            said[-MOST_ENTRIES].at if len(said) > MOST_ENTRIES else None
        ),
        history=history(story, people, may_take_back=before is None and case.state in WORKABLE),
        clocks=_clocks(case, now),
        contacts=_contacts(case),
        names={kind: names[kind, pk] for kind, pk in _listed(case)},
        **related,
        near=near,
        promises=promises,
        escalations=escalations,
        orders=orders_on(case),
        consultations=consultations_on(case),
        checklists=checklists_on(case),
        appointments=_appointments(case, links, now),
        bought=_bought(case, user) if _has(case, "purchases") else (),
        quotes=_quotes(case, now) if _has(case, "quotes") else (),
        merged_quotes=quotes_under(_merged_in(case, links), case, now=now),
        links=[link for link in links if link.source_id == case.pk and not link.is_by_hand],
        linked_from=[link for link in links if link.target_id == case.pk and not link.is_by_hand],
        related=[
            Related(link=link, other=link.target if link.source_id == case.pk else link.source)
            for link in links
            if link.is_by_hand
        ],
    )


def _appointments(case: Case, links: Iterable[CaseLink], now: datetime) -> Sequence[Expected]:
    """Of the case and of those that were merged into it: their customers still come."""
    merged = (one.source for one in links if one.target_id == case.pk and one.kind in _ELSEWHERE)
    cases = {one.pk: one for one in (case, *merged) if _has(one, "appointments")}
    if not cases:
        return ()
    found = Appointment.objects.filter(case__in=list(cases)).select_related("store__calendar")
    rows = list(found.order_by("-booked_at"))
    for one in rows:
        one.case = cases[one.case_id]
    outside = outside_among(rows, now=now)
    return [expected(one, may_see=True, now=now, outside=outside) for one in rows]


def _bought(case: Case, user: User) -> Sequence[Purchase]:
    person = case.customer.head_id if case.customer else None
    return bought_under(user, case.concerns, person=person)


def _quotes(case: Case, now: datetime) -> Sequence[Sheet]:
    return sheets_of(case, list(case.quotes.all()), now=now, leading=leading_of(case))


def _merged_in(case: Case, links: Iterable[CaseLink]) -> list[Case]:
    """Those merged into this one whose customers have been sent a quote."""
    return [
        link.source
        for link in links
        if link.target_id == case.pk
        and link.kind == LinkKind.MERGED_INTO
        and _has(link.source, "quotes")
    ]


def _has(case: Case, *rarities: str) -> bool:
    """Whether one of these may be there; of a case that was read elsewhere nobody knows."""
    return any(getattr(case, f"has_{name}", True) for name in rarities)


def _listed(case: Case) -> Iterator[Named]:
    """What of the short lists the case's head names."""
    for kind in ("category", "store", "department"):
        if (pk := getattr(case, f"{kind}_id")) is not None:
            yield kind, pk


def _people(*named: tuple[Model, str], others: Iterable[int | None]) -> People:
    """Read everybody on the page in one statement, and put each where a row refers to them."""
    ids = {getattr(row, f"{relation}_id") for row, relation in named} | set(others)
    people = {one.pk: one for one in _PEOPLE.ask(_named_people, ids=ids - {None})}
    for row, relation in named:
        if (pk := getattr(row, f"{relation}_id")) is not None:
            setattr(row, relation, people[pk])
    return people


def _named_people(ids: Iterable[int]) -> "QuerySet[User]":
    return User.objects.only("display_name", "username").filter(pk__in=ids)


def _cycles_of(case: int) -> "QuerySet[ClockCycle]":
    return ClockCycle.objects.filter(case=case).order_by("started_at", "clock", "number")


def _clocks(case: Case, now: datetime) -> list[ClockLine]:
    cycles = _CYCLES.ask(_cycles_of, case=case.pk)
    return [
        ClockLine(
            name=event_words.clock_name(cycle.clock), number=cycle.number, limit=limit, cycle=cycle
        )
        for cycle in cycles
        if (limit := limit_of_cycle(cycle, now)) is not None
    ]


def _contacts(case: Case) -> list[ContactPoint]:
    """Asked for an anonymous case as well, so that every page costs the same.

    None that was merely stated in another case: nobody is called there about this one.
    """
    # Nobody is 0.
    person = case.customer.head_id if case.customer else 0
    talk = case.submission.conversation_id
    return list(_CONTACTS.ask(_contacts_of, conversation=talk, person=person))


def _contacts_of(conversation: int, person: int) -> "QuerySet[ContactPoint]":
    usable = ContactPoint.objects.usable_in([conversation])
    points = usable.filter(customer__in=Customer.objects.same_person([person]))
    shown = ("kind", "value_masked", "value_index", "proof", "bounced_at")
    return points.only(*shown).order_by("kind", "pk")


def _related(case: Case, user: User, nearly_same: Set[Case]) -> dict[str, list[Case]]:
    """Of the same person, and lately about the same thing, whoever said it: each up to a limit of its own.

    One statement, each part along an index of its own. A stranger's case never stands among a person's.
    """
    asked: dict[str, Any] = {"case": case.pk}
    if case.customer:
        asked["person"] = case.customer.head_id
    if case.concerns and any(char.isdigit() for char in case.concerns):
        asked |= {
            "concerns": case.concerns, "since": case.opened_at - ALIKE_WITHIN,
            "until": case.opened_at + ALIKE_WITHIN,
        }  # fmt: skip
    if len(asked) == 1:
        return _sorted_out((), case, nearly_same)
    rows = _RELATED.ask(partial(_related_rows, user), user.sight, **asked)
    return _sorted_out(rows, case, nearly_same)


def _related_rows(
    user: User, case: int, *, person: int | None = None, concerns: str = "",
    since: datetime | None = None, until: datetime | None = None,
) -> "QuerySet[Case]":  # fmt: skip
    seen = (
        Case.objects.visible_to(user)
        .exclude(pk=case)
        .only("reference", "title", "state", "opened_at")
        .order_by("-opened_at")
    )
    theirs, about = seen.none(), seen.none()
    if person is not None:
        theirs = seen.filter(customer__in=Customer.objects.same_person([person]))
    if concerns:
        about = seen.filter(concerns=concerns, opened_at__range=(since, until))
    first, second = theirs.annotate(own=Value(1)), about.annotate(own=Value(0))
    return first[:MOST_RELATED].union(second[:MOST_RELATED], all=True)


def _sorted_out(rows: Iterable[Case], case: Case, nearly_same: Set[Case]) -> dict[str, list[Case]]:
    """What may be the same complaint stands by itself; of the rest, a person's own apart from others'."""
    newest = sorted(rows, key=lambda one: one.opened_at, reverse=True)
    own = {one for one in newest if getattr(one, "own", 0)}
    rest = [one for one in dict.fromkeys(newest) if not _is_alike(one, case)]
    return {
        "earlier": [one for one in rest if one in own],
        "alike": [
            one for one in dict.fromkeys(newest) if _is_alike(one, case) and one not in nearly_same
        ],
        "about": [one for one in rest if one not in own and one not in nearly_same],
    }


def _links(case: Case, user: User) -> list[CaseLink]:
    """Links to and from what this person may see."""
    links: list[CaseLink] = list(_LINKS.ask(_links_of, case=case.pk))
    ids = {pk for link in links for pk in (link.source_id, link.target_id)} - {case.pk}
    if not ids:
        return []
    others = {one.pk: one for one in _LINKED.ask(partial(_linked, user), user.sight, ids=ids)}
    seen = {case.pk: case, **others}
    links = [link for link in links if link.source_id in seen and link.target_id in seen]
    for link in links:
        link.source, link.target = seen[link.source_id], seen[link.target_id]
    return links[:MOST_RELATED]


def _links_of(case: int) -> "QuerySet[CaseLink]":
    either = CaseLink.objects.filter(Q(source=case) | Q(target=case), undone_at=None)
    return either.order_by("-made_at")[:MOST_ENTRIES]


def _linked(user: User, ids: Iterable[int]) -> "QuerySet[Case]":
    quoted = Exists(Quote.objects.sent().filter(case=OuterRef("pk")))
    booked = Exists(Appointment.objects.filter(case=OuterRef("pk")))
    seen = Case.objects.visible_to(user).filter(pk__in=ids)
    shown = seen.only("reference", "title", "state")
    return shown.annotate(has_quotes=quoted, has_appointments=booked)


def _near(case: Case, user: User) -> list[NearCase]:
    """What nobody has decided yet, as far as this person may see the other case."""
    pairs = _NEAR.ask(partial(_near_rows, user), user.sight, case=case.pk)
    return [_near_case(pair, case) for pair in pairs]


def _near_rows(user: User, case: int) -> "QuerySet[NearDuplicate]":
    either = NearDuplicate.objects.to_decide().filter(Q(case=case) | Q(other=case))
    seen = Case.objects.visible_to(user).exclude(state__in=CALLED_OFF).values("pk")
    pairs = either.filter(case__in=seen, other__in=seen).select_related(
        "case__customer", "other__customer"
    )
    pairs = pairs.only("similarity", "words", *_NEAR_SHOWN)
    return pairs.order_by("-similarity", "pk")[:MOST_RELATED]


def _near_case(pair: NearDuplicate, case: Case) -> NearCase:
    one, other = pair.case, pair.other
    is_same = (
        one.customer is not None
        and other.customer is not None
        and one.customer.head_id == other.customer.head_id
    )
    return NearCase(
        pair=pair,
        other=other if pair.case_id == case.pk else one,
        is_later=pair.case_id == case.pk,
        is_same_customer=is_same,
        is_sent_twice=is_same and abs(one.opened_at - other.opened_at) <= SENT_TWICE_WITHIN,
    )


def _is_alike(other: Case, case: Case) -> bool:
    """Open, and within a fortnight of this one: it may be the same complaint."""
    is_near = abs(other.opened_at - case.opened_at) <= ALIKE_WITHIN
    return is_near and other.state not in FINISHED
