"""What lies on the desk today: stories that are still open, so that no queue is empty."""

from dataclasses import dataclass
from typing import Literal

from reports.demo.plan import BEGINNING

_SOLVED = (*BEGINNING, "resolve")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How a story of these days began, so many hours ago, and how far it has come."""

    hours: float
    category: str
    steps: tuple[str, ...]
    about: Literal["matter", "question", "advert"] = "matter"


def _one(hours: float, category: str, *steps: str) -> Opening:
    return Opening(hours=hours, category=category, steps=steps)


# About as many as four days bring, and no more on one of them than on another. In this order: to be sorted,
# proposed for rejection, begun, due soon, waiting, unanswered, solved a moment ago, to verify, overdue,
# written to again.
OPENINGS = (
    _one(0.1, "print_colour"),
    Opening(hours=0.4, category="print_cut", steps=(), about="question"),
    _one(2.5, "pickup_delayed"),
    _one(5, "wrong_order", "triage"),
    Opening(hours=27, category="service_other", steps=("propose",), about="advert"),
    Opening(hours=3.5, category="service_other", steps=("propose",), about="advert"),
    _one(8, "camera_repair", "triage", "claim"),
    _one(18, "print_colour", *BEGINNING),
    _one(29, "staff_attitude", *BEGINNING, "note"),
    _one(20.5, "price_dispute", "triage", "claim"),
    _one(22.4, "delivery", "triage", "claim"),
    _one(31, "camera_repair", *BEGINNING, "wait"),
    _one(46, "print_banding", *BEGINNING, "note", "wait"),
    _one(58, "missing_item", *BEGINNING, "wait"),
    _one(33, "booking_failed", *BEGINNING, "write"),
    _one(1.5, "pickup_delayed", "triage", "claim", "resolve_just_now"),
    _one(36, "print_blur", *_SOLVED),
    _one(44, "delivery", *_SOLVED),
    _one(54, "print_colour", *_SOLVED),
    _one(57, "wrong_order", *_SOLVED),
    _one(69, "print_cut", *_SOLVED, "no_answer"),
    _one(80, "print_colour", *BEGINNING, "note"),
    _one(84, "staff_attitude", *BEGINNING, "promise"),
    _one(91, "equipment_failure", *BEGINNING),
    _one(77, "material", *_SOLVED, "confirm", "write"),
)
