"""Whether the server that took a mail for us found its sender to be who they say (RFC 8601)."""

import re
from collections.abc import Iterable

_COMMENT = re.compile(r"\([^()]*\)")
_METHOD = re.compile(r"\s*(dmarc|dkim|spf)\s*=\s*([a-z]+)", re.IGNORECASE)
# By which property each method names the domain that it has proved.
_PROVES = {"dmarc": ("header.from",), "dkim": ("header.d", "header.i"), "spf": ("smtp.mailfrom",)}
_PROPERTY = re.compile(r"\b([a-z]+\.[a-z]+)\s*=\s*(\S+)", re.IGNORECASE)
_FAILED = re.compile(r"\b(?:spf|dkim|dmarc)\s*=\s*(?:fail|hardfail)\b", re.IGNORECASE)


def is_vouched_for(sender: str, results: Iterable[str], *, by: str) -> bool:
    """Whether the server of this name passed the sender's own domain, and nobody found it forged.

    `results` are the mail's Authentication-Results, the newest first. Only the newest of our server counts:
    whatever stands below it may have come with the mail. Without a name nobody vouches for anybody.
    """
    told = list(results)
    if not by or any(_FAILED.search(result) for result in told):
        return False
    ours = next((result for result in told if _server(result) == by.strip().lower()), None)
    domain = sender.rpartition("@")[2].strip(".").lower()
    return bool(ours and domain) and any(_covers(one, domain) for one in _proved(ours or ""))


def _server(result: str) -> str:
    return result.partition(";")[0].strip().partition(" ")[0].lower()


def _proved(result: str) -> list[str]:
    """The domains that passed. A value in quotes, or half a comment, may be the sender's own words."""
    bare = _COMMENT.sub(" ", result[:4_000])
    if any(mark in bare for mark in '()"'):
        return []
    found = []
    for part in bare.split(";")[1:]:
        method = _METHOD.match(part)
        if method is None or method[2].lower() != "pass":
            continue
        named = {name.lower(): value for name, value in _PROPERTY.findall(part[method.end() :])}
        values = (named[name] for name in _PROVES[method[1].lower()] if name in named)
        found += [value.rpartition("@")[2].strip(".").lower() for value in values]
    return found


def _covers(proved: str, domain: str) -> bool:
    """A domain vouches for itself and for what lies below it; a name without a dot for nothing."""
    return "." in proved and (domain == proved or domain.endswith(f".{proved}"))
