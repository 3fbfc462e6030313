"""What Exchange Online found out about a mail's sender, though it names no server (decisions/0046).

It writes its Authentication-Results directly above the line in which its door says that it took the mail, and
only servers of Microsoft write above that line; whatever came with the mail stands below.
"""

import re
from collections.abc import Sequence

_AUTH_AS = "x-ms-exchange-organization-authas"
_BY = re.compile(rb"\sby\s+([A-Za-z0-9.-]{1,253})(?=[\s(;]|$)", re.IGNORECASE)
_DOOR = re.compile(rb"\.mail\.protection\.(?:partner\.)?outlook\.(?:com|cn)\Z", re.IGNORECASE)
_INSIDE = re.compile(rb"\.outlook\.(?:com|cn)\Z", re.IGNORECASE)
_COMMENT = re.compile(rb"\([^()]*\)")


def own_result(headers: Sequence[tuple[str, bytes]]) -> str:
    """Give the result that Exchange Online itself wrote, from a mail's headers in order; "" for none.

    Only of mail from outside, which it says itself: it takes away such words of others (its header firewall).
    """
    known_as = [value.strip().lower() for name, value in headers if name == _AUTH_AS]
    if known_as != [b"anonymous"]:
        return ""
    found = b""
    for name, value in headers:
        if name == "authentication-results" and not found:
            found = value
        elif name == "received":
            host = _taken_by(value)
            if _DOOR.search(host):
                return _unnamed(found)
            if not _INSIDE.search(host):
                return ""
    return ""


def _taken_by(received: bytes) -> bytes:
    """Give the host that took a mail; nothing where the words of whoever handed it over could be meant."""
    hosts = _BY.findall(_COMMENT.sub(b" ", received).partition(b";")[0])
    return hosts[0] if len(hosts) == 1 else b""


def _unnamed(result: bytes) -> str:
    """Give a result that begins with what was found, and not with the name of some server."""
    words = result.decode("ascii", "replace").strip()
    return words if "=" in words.partition(";")[0].partition(" ")[0] else ""
