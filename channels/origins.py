"""Origins of websites: where a page of ours may stand in a frame."""

import re

# As the frame-ancestors of a Content-Security-Policy takes it: scheme, host (a part of it may be any),
# port. Plain http only on this machine, for trying it out.
_ORIGIN = re.compile(
    r"(?:https://(?:\*\.)?[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?|http://(?:localhost|127\.0\.0\.1))(?::\d{1,5})?"
)


class NoOrigin(ValueError):
    """A line that names no origin."""


def read_origins(text: str) -> tuple[str, ...]:
    """Give the origins written one a line, each once. Raises NoOrigin with the first wrong line."""
    lines = [line.strip().rstrip("/").lower() for line in text.splitlines() if line.strip()]
    for line in lines:
        if not _ORIGIN.fullmatch(line) or ".." in line:
            raise NoOrigin(line)
    return tuple(dict.fromkeys(lines))
