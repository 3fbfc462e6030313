"""How likely two customers are one person: points for what they share, from signs and from what they told."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels.signs import SignKind

# Out of a hundred. From the first on a pair stands at the top, under the second it is not kept at all.
ALMOST_CERTAIN, PROBABLE = 90, 50
# What speaks for one person, weighed so that nothing but a shared address, number or order is probable
# by itself: families share a phone, and many people a name.
POINTS: Mapping[str, int] = MappingProxyType(
    {
        "same_handle": 90,
        "same_mailbox": 75,
        "same_phone": 70,
        "same_order": 65,
        "same_words": 50,
        "same_name": 30,
        "name_in_other_writing": 30,
        "near_phone": 30,
        "same_local_part": 25,
        "same_sound": 20,
        "same_store_soon": 20,
        "near_name": 10,
    }
)
_OTHER_NAME = -15
REASONS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "same_handle": _("same messenger account"),
        "same_mailbox": _("same mailbox, written in another way"),
        "same_phone": _("same phone number"),
        "same_order": _("same order number"),
        "same_words": _("nearly the same words"),
        "same_name": _("same name"),
        "name_in_other_writing": _("same name, written in another way"),
        "near_phone": _("phone numbers that differ in one digit, or two that changed places"),
        "same_local_part": _("same name before the @, at another provider"),
        "same_sound": _("names that sound the same in Latin letters"),
        "same_store_soon": _("same store within two weeks"),
        "near_name": _("names that differ in one character"),
        "other_name": _("but another name"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What two customers have in common; `same_spelling` of their names as typed."""

    kinds: Set[SignKind]
    both_named: bool
    same_spelling: bool = False
    same_order: bool = False
    same_store_soon: bool = False
    same_words: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """A score out of a hundred, and the codes of its reasons, the weightiest first."""

    score: int
    reasons: tuple[str, ...]


def likeness(shared: Shared) -> Likeness:
    """Add up what speaks for one person; another name speaks against."""
    found = sorted(_found(shared), key=lambda code: -POINTS[code])
    score = sum(POINTS[code] for code in found)
    names = {"same_name", "name_in_other_writing", "same_sound", "near_name"}
    if shared.both_named and not names & set(found):
        found.append("other_name")
        score += _OTHER_NAME
    return Likeness(score=max(0, min(score, 100)), reasons=tuple(found))


def _found(shared: Shared) -> set[str]:
    kinds = shared.kinds
    codes = {code for kind, code in _BY_KIND.items() if kind in kinds}
    # Of each matter only the nearest agreement counts.
    if SignKind.PHONE in kinds:
        codes.discard("near_phone")
    if SignKind.MAILBOX in kinds:
        codes.discard("same_local_part")
    if SignKind.NAME in kinds:
        codes -= {"same_sound", "near_name"}
        if not shared.same_spelling:
            codes = codes - {"same_name"} | {"name_in_other_writing"}
    elif SignKind.SOUND in kinds:
        codes.discard("near_name")
    elif SignKind.NEAR_NAME in kinds:
        # Two Chinese names, which only a coarse spelling would make the same.
        codes.discard("same_sound")
    told = {
        "same_order": shared.same_order,
        "same_store_soon": shared.same_store_soon,
        "same_words": shared.same_words,
    }
    return codes | {code for code, is_so in told.items() if is_so}


_BY_KIND = MappingProxyType(
    {
        SignKind.PHONE: "same_phone",
        SignKind.MAILBOX: "same_mailbox",
        SignKind.HANDLE: "same_handle",
        SignKind.NEAR_PHONE: "near_phone",
        SignKind.LOCAL_PART: "same_local_part",
        SignKind.NAME: "same_name",
        SignKind.SOUND: "same_sound",
        SignKind.CANTONESE: "same_sound",
        SignKind.NEAR_NAME: "near_name",
    }
)
