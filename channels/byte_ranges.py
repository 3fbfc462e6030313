"""Parts of a file, as players ask for them (RFC 9110, section 14): Safari plays nothing else."""

import re

_ONE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class NoSuchRange(Exception):
    """The part that was asked for lies behind the end."""


def asked_range(header: str, size: int) -> range | None:
    """Give the bytes that a Range header asks for; None where the whole file answers it best.

    Several parts at once, and what nobody can read, are answered by the whole. Raises NoSuchRange.
    """
    asked = _ONE.fullmatch(header.replace(" ", ""))
    if asked is None or asked[0] == "bytes=-":
        return None
    first, last = asked.groups()
    if not first:
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= stop:
        raise NoSuchRange(header)
    return range(start, stop)
