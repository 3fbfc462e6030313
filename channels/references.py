"""References and access codes: what is printed on a slip, and the secret beside it."""

import hashlib
import hmac
import re
import secrets
from functools import lru_cache

# No 0 O 1 I L: 31 characters, a prime, so that the weighted check finds every single wrong character and
# every swap of two neighbours.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
# The last letter of the alphabet: nobody else draws a number that lies printed on a slip already.
OF_DEVICES = "Z"
_VALUE = {char: value for value, char in enumerate(ALPHABET)}
# 31^26 > 2^128: the access code is a secret of 128 bits.
CODE_LENGTH = 26
_SHAPE = re.compile(r"FB-?([0-9A-Z]{4})-?([0-9A-Z]{4})", re.IGNORECASE)


def check_character(seven: str) -> str:
    """Compute the eighth character: the sum of value times position (1 to 7), modulo 31."""
    return ALPHABET[sum(_VALUE[char] * place for place, char in enumerate(seven, 1)) % 31]


def new_reference(*, is_for_device: bool = False) -> str:
    """Draw a reference such as FB-7K3M-92QX; not sequential, about 2.7e10 of them.

    Those that devices print on slips before we know of the item begin with a letter of their own.
    """
    first = OF_DEVICES if is_for_device else secrets.choice(ALPHABET[:-1])
    seven = first + "".join(secrets.choice(ALPHABET) for _ in range(6))
    return f"FB-{seven[:4]}-{seven[4:]}{check_character(seven)}"


def is_of_device(reference: str) -> bool:
    """Whether a reference is one of those that devices print."""
    return reference.startswith(f"FB-{OF_DEVICES}")


def read_reference(text: str) -> str | None:
    """Find one valid reference in what somebody typed, spoke or scanned; None where there is none.

    Case, spaces and missing hyphens do not matter; a wrong check character makes it no reference.
    """
    match = _SHAPE.search(text.replace(" ", "").replace("\u2010", "-").replace("－", "-"))
    if match is None:
        return None
    eight = (match[1] + match[2]).upper()
    if any(char not in _VALUE for char in eight) or check_character(eight[:7]) != eight[7]:
        return None
    return f"FB-{eight[:4]}-{eight[4:]}"


# An item asks three times: for the digest that is kept, the receipt and its link.
@lru_cache(maxsize=64)
def access_code(key: bytes, reference: str, version: int) -> str:
    """Derive the access code of a reference: the database holds only its digest, mails can repeat it.

    Raising `version` revokes all codes given out before.
    """
    digest = hmac.new(key, f"access\x00{reference}\x00{version}".encode(), hashlib.sha512).digest()
    number = int.from_bytes(digest, "big")
    code = ""
    for _ in range(CODE_LENGTH):
        number, rest = divmod(number, 31)
        code += ALPHABET[rest]
    return code


def spaced(code: str) -> str:
    """Group a code in fives for reading aloud."""
    return "-".join(code[i : i + 5] for i in range(0, len(code), 5))


def code_digest(code: str) -> bytes:
    """Hash a typed code; a secret of 128 bits needs no slow hash."""
    return hashlib.sha256(re.sub(r"[\s\-－]", "", code).upper().encode()).digest()
