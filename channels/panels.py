"""Named slots: what form and counter show of the work on cases, filled by the app that knows it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from feedback_site.organisation.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One kind of problem to choose; `key` is its number key at the counter, "" for none."""

    code: str
    label: str
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChipGroup:
    """The chips of one class, in their usual order."""

    name: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPromise:
    """What we said we would do, and in words whether we did."""

    text: str
    standing: str
    is_broken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCase:
    """A case of a customer in short; `state` is its code, `outcome` and `remedy` in words.

    `decision` is what the customer was answered; `promises` those that were kept, or were not.
    """

    reference: str
    title: str
    state: str
    state_label: str
    outcome: str
    remedy: str
    decision: str
    promises: tuple[PastPromise, ...]
    opened_at: datetime
    is_finished: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPromise:
    """What we still owe somebody."""

    reference: str
    text: str
    due_at: datetime
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPurchase:
    """What somebody bought in short; `by_order` where only the number on a case says that it is theirs."""

    words: str
    store: str
    bought_at: datetime
    by_order: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCustomer:
    """What a clerk may know of a customer who stands before them; contacts are masked.

    `likes` in words, one thing each; `bought` are the latest of `bought_number` purchases; `customer_id`
    is None, and all of the person empty, where only anonymous cases were found.
    """

    customer_id: int | None
    name: str
    likes: tuple[str, ...]
    bought: tuple[PastPurchase, ...]
    bought_number: int
    contacts: tuple[str, ...]
    cases: tuple[PastCase, ...]
    unfinished: int
    promises: tuple[OpenPromise, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMatter:
    """One thing of a store's day; `reference` leads to its case, `due_at` is None where nothing presses."""

    reference: str
    title: str
    due_at: datetime | None
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedVisit:
    """Somebody who comes by appointment: at which time, what for, and who, masked."""

    reference: str
    clock: str
    purpose: str
    who: str
    may_see: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreDay:
    """What a store has before it today: visitors, promises, finished work to hand over, open cases.

    `expected` are those who come by appointment, at their time by the store's clock; `unanswered` how many
    came earlier or did not, of which nobody has said it.
    """

    promised: tuple[DueMatter, ...]
    ready: tuple[DueMatter, ...]
    open: tuple[DueMatter, ...]
    open_number: int
    expected: tuple[ExpectedVisit, ...] = ()
    unanswered: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldCase:
    """A case as a letter to a colleague names it, where they may see it."""

    title: str
    is_finished: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What the assistant could answer: one version of one published solution, and where it stands.

    `score` is between 0 and 1; `is_sure` says that the library would stake its name on it.
    """

    solution_id: int
    version_id: int
    title: str
    body: str
    url: str
    score: float
    is_sure: bool


CategoriesOf = Callable[[str], tuple[ChipGroup, ...]]
MemoryOf = Callable[[User, str, datetime], tuple[KnownCustomer, ...]]
DayOf = Callable[[User, str, datetime], StoreDay | None]
CardOf = Callable[[User, int, datetime], KnownCustomer | None]
AnswerDue = Callable[[str], datetime | None]
CaseStateOf = Callable[[str], str]
LanguageOf = Callable[[str, str], str]
GoesOn = Callable[[str, datetime], str]
CategoryOf = Callable[[str], tuple[str, ...]]
AnswersTo = Callable[[str, str], tuple[Suggestion, ...]]
WorriesIn = Callable[[str], tuple[str, ...]]
CheckedOf = Callable[[str], str]
ToldOf = Callable[[User, Collection[int]], Mapping[int, ToldCase]]


def _no_categories(language: str) -> tuple[ChipGroup, ...]:
    return ()


def _no_memory(user: User, text: str, now: datetime) -> tuple[KnownCustomer, ...]:
    return ()


def _no_card(user: User, customer_id: int, now: datetime) -> KnownCustomer | None:
    return None


def _no_day(user: User, store_code: str, now: datetime) -> StoreDay | None:
    return None


def _no_due(reference: str) -> datetime | None:
    return None


def _no_state(reference: str) -> str:
    return ""


def _itself(reference: str, now: datetime) -> str:
    return reference


def _no_guess(text: str, default: str) -> str:
    return default


def _no_category(reference: str) -> tuple[str, ...]:
    return ()


def _no_answers(text: str, language: str) -> tuple[Suggestion, ...]:
    return ()


def _no_worries(text: str) -> tuple[str, ...]:
    return ()


def _nothing_checked(check: str) -> str:
    return ""


def _none_told(user: User, case_ids: Collection[int]) -> Mapping[int, ToldCase]:
    return {}


@dataclass(slots=True)
class Slots:
    """The slots as filled; each has an empty answer until an app fills it in its ready().

    `categories` takes a language; `memory` a member of staff, what they typed or scanned, and now;
    `card` a member of staff, the id of a customer, and now, and gives unfinished cases first, None where
    the customer is out of reach;
    `day` a member of staff, the code of a store, and now, and gives what that store has before it today;
    `answer_due` a reference, and gives when a person will have answered, None while not known;
    `case_state` a reference, and gives the code of its case's state, "" while there is no case;
    `goes_on` a reference and now, and gives the reference to which what its customer says next belongs, ""
    where that begins a case of its own;
    `language_of` a text and the language to fall back on, and gives the language it is written in;
    `category_of` a reference, and gives the codes of its case's category and of those above, that first;
    `answers` a question and the language to answer in, and gives published solutions, the best first;
    `worries` a text, and gives codes of what in it always needs a person: safety, privacy, law;
    `checked` where somebody came from, and says in the reader's words what they answered there;
    `told` a member of staff and the ids of cases, and gives those of them that they may see, by id.
    """

    categories: CategoriesOf = _no_categories
    memory: MemoryOf = _no_memory
    card: CardOf = _no_card
    day: DayOf = _no_day
    answer_due: AnswerDue = _no_due
    case_state: CaseStateOf = _no_state
    goes_on: GoesOn = _itself
    language_of: LanguageOf = _no_guess
    category_of: CategoryOf = _no_category
    answers: AnswersTo = _no_answers
    worries: WorriesIn = _no_worries
    checked: CheckedOf = _nothing_checked
    told: ToldOf = _none_told


slots = Slots()
