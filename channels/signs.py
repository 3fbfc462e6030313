"""Signs of a person: blind, shortened numbers by which two customers are seen to share something.

Each is made while the value is at hand, from one normalised variant of a name, number or address, with the
site's index key; nothing is ever unsealed to be compared. What that costs in privacy: docs/decisions/0016.
"""

from collections.abc import Iterable, Iterator
from enum import IntEnum
from itertools import chain

from channels.contacts import mailbox_of, normal
from channels.kinds import ContactKind
from channels.names import cantonese_sounds_of, folded_name, near_names, sounds_of
from feedback_site.privacy import sealing

# So many digits at the end of a number tell numbers apart, whatever stands before them.
_TAIL = 8
_SHORTEST_LOCAL = 6
_SHARED_MAILBOXES = frozenset(
    {"service", "services", "support", "contact", "account", "accounts", "office", "enquiry",
     "reception", "customer", "noreply", "no-reply", "webmaster", "postmaster"}
)  # fmt: skip
_KIND_BITS = 4


class SignKind(IntEnum):
    """What two customers share; the four lowest bits of a sign."""

    PHONE = 1
    MAILBOX = 2
    HANDLE = 3
    NEAR_PHONE = 4
    LOCAL_PART = 5
    NAME = 6
    SOUND = 7
    NEAR_NAME = 8
    CANTONESE = 9


# Too many people share the others for anybody to be looked for by them alone.
LOOKED_UP_BY = frozenset(SignKind) - {SignKind.NEAR_NAME}


def signs_of(name: str, values: Iterable[tuple[ContactKind, str]]) -> list[int]:
    """Give the signs of a name as typed ("" for none) and of contact values as typed, each once."""
    pairs = chain(_of_name(name), *(_of_value(kind, value) for kind, value in values))
    return sorted({_sign(kind, variant) for kind, variant in pairs})


def kind_of(sign: int) -> SignKind:
    """Say what a sign is of."""
    return SignKind(sign & ((1 << _KIND_BITS) - 1))


def looked_up_by(signs: Iterable[int]) -> list[int]:
    """Keep the signs that lead to few people."""
    return [sign for sign in signs if kind_of(sign) in LOOKED_UP_BY]


def _of_name(name: str) -> Iterator[tuple[SignKind, str]]:
    if folded := folded_name(name):
        yield SignKind.NAME, folded
    for sound in sounds_of(name):
        yield SignKind.SOUND, sound
    for sound in cantonese_sounds_of(name):
        yield SignKind.CANTONESE, sound
    for near in near_names(name):
        yield SignKind.NEAR_NAME, near


def _of_value(kind: ContactKind, value: str) -> Iterator[tuple[SignKind, str]]:
    if kind == ContactKind.PHONE:
        yield from _of_phone(normal(kind, value))
    elif kind == ContactKind.EMAIL:
        yield SignKind.MAILBOX, mailbox_of(value)
        local = mailbox_of(value).partition("@")[0]
        if len(local) >= _SHORTEST_LOCAL and local not in _SHARED_MAILBOXES:
            yield SignKind.LOCAL_PART, local
    else:
        yield SignKind.HANDLE, f"{kind}:{normal(kind, value)}"


def _of_phone(number: str) -> Iterator[tuple[SignKind, str]]:
    """The number, and its end with one digit open or two neighbours in either order.

    Two numbers that differ in one digit, or in two that changed places, have one of these in common.
    """
    yield SignKind.PHONE, number
    tail = "".join(char for char in number if char.isdigit())[-_TAIL:]
    if len(tail) < _TAIL:
        return
    for place in range(_TAIL):
        yield SignKind.NEAR_PHONE, f"{tail[:place]}_{tail[place + 1 :]}"
    for place in range(_TAIL - 1):
        pair = "".join(sorted(tail[place : place + 2]))
        yield SignKind.NEAR_PHONE, f"{tail[:place]}<{pair}>{tail[place + 2 :]}"


def _sign(kind: SignKind, variant: str) -> int:
    """Sixty bits of the blind index, so that even the index key leaves doubt, and the kind; fits a bigint."""
    digest = sealing.blind_index(f"sign {kind.name.lower()}", variant)
    number = int.from_bytes(digest[:8], "big", signed=True)
    return (number >> _KIND_BITS << _KIND_BITS) | kind
