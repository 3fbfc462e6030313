"""Asking: what a category wants to be known before a case is sorted into it."""

from collections.abc import Mapping, Sequence

from cases.errors import MissingFacts
from cases.facts import FACTS, OF_CATEGORY, FactCode
from cases.kinds import EventKind
from cases.models import Case, Category
from channels.models import Attachment

_NOTHING = frozenset({"", "not applicable"})


def require(case: Case, category: Category, given: Mapping[str, object]) -> None:
    """Raise MissingFacts where the category asks for something that is neither known nor given."""
    lacking = [
        code for code in missing(case, category, given) if not str(given.get(code) or "").strip()
    ]
    if lacking:
        raise MissingFacts(names="、".join(str(FACTS[code].label) for code in lacking))


def missing(
    case: Case, category: Category, given: Mapping[str, object] | None = None
) -> Sequence[FactCode]:
    """What the category asks for and nobody knows of this case yet, in order.

    A category that asks for nothing costs no question.
    """
    asked = [code for code in OF_CATEGORY if code in category.required_facts]
    if not asked:
        return ()
    known = _told_before(case)
    return [code for code in asked if code not in known and not _is_known(case, code, given or {})]


def _is_known(case: Case, code: FactCode, given: Mapping[str, object]) -> bool:
    """What stands in the case itself: its order or product, its store, a picture that came with it."""
    match code:
        case "order_number" | "product_serial":
            concerns = str(given.get("concerns") or case.concerns).strip().lower()
            return concerns not in _NOTHING
        case "store":
            return case.store_id is not None
        case "photo_of_print":
            files = Attachment.objects.filter(
                message__conversation__submission=case.submission_id, mime__startswith="image/"
            )
            return files.exists()
        case _:
            return False


def _told_before(case: Case) -> set[str]:
    """What was answered when it was sorted before; a case being opened has no history."""
    if not case.pk:
        return set()
    events = case.events.filter(kind__in=(EventKind.TRIAGED, EventKind.RETARGETED))
    return {code for (facts,) in events.values_list("facts") for code in facts}
