"""What the reading of a text says: frozen values that cross floors."""

from dataclasses import dataclass
from typing import Literal

from cases.triage.category_tree import Severity
from cases.triage.languages import Language

Priority = Literal["low", "normal", "high", "urgent"]
Flag = Literal["safety", "privacy", "legal"]
SentimentBand = Literal["positive", "neutral", "negative"]
UrgencyCode = Literal[
    "safety",
    "event_soon",
    "legal",
    "repeat_contact",
    "time_left",
    "lost_photos",
    "privacy",
    "large_amount",
    "pressing_words",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class FiredWord:
    """One piece of evidence for a category, in the customer's spelling where that is found."""

    category: str
    word: str
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedWord:
    """A word of the text, and by how much the learner would believe less in the category without it."""

    word: str
    lost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LikeKnown:
    """A case that was decided before and reads alike; `likeness` is a cosine."""

    name: str
    category: str
    likeness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The category that was read; `category` and `klass` are None where nothing spoke for any.

    `top3` holds (code, share of belief) best first; `confidence` is the share of the first.
    `auto` says that no person need look: sure enough, and nothing that always needs a person.
    `klass` is the class whose categories are believed in most together; None for labels of no class.
    `version` is that of the learner, None where rules decided alone; 0 came with the product.
    """

    category: str | None
    klass: str | None
    top3: tuple[tuple[str, float], ...]
    confidence: float
    auto: bool
    reasons: tuple[FiredWord, ...]
    words: tuple[LearnedWord, ...] = ()
    alike: tuple[LikeKnown, ...] = ()
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgencyReason:
    """Why points were given: a code to be put into words by the door, and what was read."""

    code: UrgencyCode
    matched: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgency:
    """Points from 0 to 100 and where they come from; the flags always call a person."""

    points: int
    reasons: tuple[UrgencyReason, ...]
    flags: frozenset[Flag]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentiment:
    """A score from -1 (angry) to 1 (delighted) and its band."""

    band: SentimentBand
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """Everything one reading of a text gives to the rule that opens a case."""

    verdict: Verdict
    severity: Severity
    priority: Priority
    urgency: Urgency
    sentiment: Sentiment
    language: Language

    @property
    def category(self) -> str | None:
        """The code that would be chosen; see `Verdict`."""
        return self.verdict.category

    @property
    def klass(self) -> str | None:
        """The class of that category."""
        return self.verdict.klass

    @property
    def flags(self) -> frozenset[Flag]:
        """What always calls a person."""
        return self.urgency.flags
