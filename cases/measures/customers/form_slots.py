"""What forms and letters upstream ask of us: kinds of problem, when a person answers, cases to tell of."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from cases.kinds import EventKind, Klass, LinkKind
from cases.measures.knowledge.answers import find_answers
from cases.measures.knowledge.diagnosis_pages import diagnosis_page, in_words
from cases.measures.merged_cases import cases_over
from cases.models import Case, CaseLink, Category, ClockCycle
from cases.sla.terms import ClockKind
from cases.states import FINISHED, CaseState
from cases.triage.category_tree import BY_CODE, KLASS_NAMES, Words
from cases.triage.languages import Language, detect_language
from cases.triage.urgency import weigh
from channels.panels import Chip, ChipGroup, Suggestion, ToldCase
from feedback_site.organisation.models import User

# The nine that people come to the counter with most; fixed, because fingers learn them.
NUMBER_KEYS = {
    "print_colour": "1",
    "print_blur": "2",
    "print_cut": "3",
    "wrong_size": "4",
    "pickup_delayed": "5",
    "wrong_order": "6",
    "missing_item": "7",
    "equipment_failure": "8",
    "staff_attitude": "9",
}
_KLASS_NAMES: Mapping[str, Words] = {code: KLASS_NAMES[code] for code in KLASS_NAMES}
# A diagnosis and one of its steps, as the link to the form names them.
_CHECK = re.compile(r"([-\w]{1,40})\.([-\w]{1,40})")
# As many cases of one matter in a row are followed; then it is another matter.
_MOST_FOLLOWED = 20
# Whatever of these is due first brings the customer a person's word.
ANSWERING = (ClockKind.FIRST_RESPONSE, ClockKind.CONTACT)


def category_chips(language: str) -> tuple[ChipGroup, ...]:
    """Give the kinds of problem in use, class by class, in the reader's words. One statement."""
    rows = list(Category.objects.filter(is_active=True).order_by("position", "code"))
    return tuple(
        ChipGroup(
            name=_KLASS_NAMES[klass.value].spoken_in(_spoken(language)),
            chips=tuple(_chip(row, language) for row in of_class),
        )
        for klass in Klass
        if (of_class := [row for row in rows if row.klass == klass])
    )


def _chip(row: Category, language: str) -> Chip:
    """A category of the shop's own has no short word; its name serves."""
    seed = BY_CODE.get(row.code)
    label = seed.chip.spoken_in(_spoken(language)) if seed else row.name
    return Chip(code=row.code, label=label, key=NUMBER_KEYS.get(row.code, ""))


def _spoken(language: str) -> Language:
    return language if language in ("zh-hans", "en") else "zh-hant"  # type: ignore[return-value]


def answer_due(reference: str) -> datetime | None:
    """Say by when a person answers this case; None where it is not open yet or was answered."""
    return (
        ClockCycle.objects.running()
        .filter(case__reference=reference, clock__in=ANSWERING, due_at__isnull=False)
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first()
    )


def case_state(reference: str) -> str:
    """Give the code of a case's state; nothing while no case is open."""
    return Case.objects.filter(reference=reference).values_list("state", flat=True).first() or ""


def goes_on(reference: str, now: datetime) -> str:
    """Give the case to which what a customer says next on this one belongs; nothing where it begins another.

    That is itself while it takes messages, else the latest of those that followed it, if that one does.
    """
    for _each in range(_MOST_FOLLOWED):
        if _takes_messages(reference, now):
            return reference
        later = CaseLink.objects.filter(
            target__reference=reference, kind=LinkKind.FOLLOW_UP_OF, undone_at=None
        ).order_by("-made_at", "-pk")
        followed = later.values_list("source__reference", flat=True).first()
        if followed is None:
            break
        reference = followed
    return ""


def _takes_messages(reference: str, now: datetime) -> bool:
    """Say whether a case is still being worked on, or was finished so lately that it may re-open.

    True while no case is open yet. Of a merged one that is said by the case that leads, on which it counts.
    """
    case = Case.objects.filter(reference=reference).only("state").first()
    if case is not None and case.state == CaseState.MERGED:
        case = _leading(case)
    if case is None or case.state not in FINISHED:
        return True
    ended = (
        case.events.filter(went_to=case.state)
        .order_by("-seq")
        .values_list("happened_at", flat=True)
    )
    return ended[0] > now - timedelta(days=settings.REOPEN_GRACE_DAYS)


def _leading(case: Case) -> Case | None:
    for _each in range(_MOST_FOLLOWED):
        link = case.links.filter(kind=LinkKind.MERGED_INTO, undone_at=None).first()
        if link is None:
            return case
        case = link.target
    return case


def category_of(reference: str) -> tuple[str, ...]:
    """Give the codes of a case's category and of the one above it; nothing while it has none."""
    found = (
        Case.objects.filter(reference=reference)
        .values_list("category__code", "category__parent__code")
        .first()
    )
    return tuple(code for code in found or () if code)


def language_of(text: str, default: str) -> str:
    """Give the language a text is written in, `default` where it does not tell."""
    return detect_language(text, _spoken(default))


def help_answers(text: str, language: str) -> tuple[Suggestion, ...]:
    """Give the pages of the help that may answer a question, the best first; none of them is ours alone."""
    return tuple(
        Suggestion(
            solution_id=one.solution_id, version_id=one.version_id, title=one.title, body=one.body,
            url=one.url, score=one.score, is_sure=one.sure and bool(one.url and one.body),
        )
        for one in find_answers(text, language=language, public_only=True)
    )  # fmt: skip


def worries_in(text: str) -> tuple[str, ...]:
    """Name what in a text always needs a person: safety, privacy, law."""
    return tuple(sorted(weigh(text, now=timezone.now()).flags))


def checked(check: str) -> str:
    """Say what somebody answered in a diagnosis, named as code and step; "" for what is none."""
    if (named := _CHECK.fullmatch(check)) is None:
        return ""
    page = diagnosis_page(*named.groups())
    return in_words(page) if page is not None and page.is_end else ""


def told_cases(user: User, case_ids: Collection[int]) -> Mapping[int, ToldCase]:
    """Give what a letter names of those of these cases that a colleague may see now. Two statements."""
    found = Case.objects.visible_to(user).filter(pk__in=case_ids)
    return {
        pk: ToldCase(title=title, is_finished=state in FINISHED)
        for pk, title, state in found.values_list("pk", "title", "state")
    }


def may_see_message(user: User, message_id: int) -> bool:
    """Say whether a case within somebody's reach was split off by this message of another."""
    return (
        Case.objects.visible_to(user)
        .filter(events__kind=EventKind.SPLIT, events__facts__contains={"messages": [message_id]})
        .exists()
    )


def may_see(user: User, conversation_id: int) -> bool:
    """Say whether its case, or one into which that was merged, is within somebody's reach."""
    return Case.objects.visible_to(user).filter(pk__in=cases_over(conversation_id)).exists()
