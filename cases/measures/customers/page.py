"""What stands on a customer's page, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from cases.measures.case_page.quotes import Sheet
from cases.measures.customers.words import Standing, Words
from cases.states import CaseState
from feedback_site.ledger.placing import Place

NextKind = Literal[
    "promise",
    "answer",
    "specialist",
    "remedy",
    "solution",
    "asking",
    "your_answer",
    "your_decision",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFile:
    """A file of a message; one that was refused has no content to open.

    Its parts are called as those of the attachment, for the component that shows either.
    """

    pk: int
    name: str
    size: int
    is_kept: bool
    is_safe_picture: bool
    is_playable: bool
    is_turned: bool
    length: str
    problem_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the timeline."""

    at: datetime
    kind: Literal["customer", "staff", "system"]
    title: Words
    text: str = ""
    due_at: datetime | None = None
    files: tuple[CustomerFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """What the customer may expect next, and by when."""

    kind: NextKind
    due_at: datetime
    text: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What the customer may do now; the rules decide again when they do it."""

    may_confirm: bool = False
    may_object: bool = False
    object_until: datetime | None = None
    is_past_grace: bool = False
    may_withdraw: bool = False
    may_visit: bool = False
    may_book: bool = False
    may_ask_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """An appointment at a store; day and clock are the store's."""

    pk: int
    store_code: str
    store: str
    address: str
    phone: str
    purpose: str
    purpose_name: str
    words: str
    day: date
    clock: str
    starts_at: datetime
    zone: str
    may_change: bool
    # Until when that is so, in words.
    until: str
    is_over: bool
    # False where the store said that it did not take place.
    is_booked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerTimeline:
    """Everything on a status page; `case_id` is None while the item has not been read yet."""

    case_id: int | None
    reference: str
    state: CaseState
    standing: Standing
    team: str = ""
    store: str = ""
    store_code: str = ""
    next: Next | None = None
    promises: tuple[Next, ...] = ()
    entries: tuple[Entry, ...] = ()
    # What work would cost, the newest quote first.
    quotes: tuple[Sheet, ...] = ()
    visit: Visit | None = None
    rights: Rights = Rights()
    is_anonymous: bool = False
    place: Place | None = None

    def quote(self, number: int) -> Sheet | None:
        """Give the quote of this number; None where there is none."""
        return next((one for one in self.quotes if one.number == number), None)
