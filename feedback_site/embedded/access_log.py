"""What the web server notes of a request: no code that opens a case, no search, nobody's address."""

import re
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

LINE = "%(t)s %(m)s %(U)s %(s)s %(b)s %(M)sms"
# The link in a customer's letter, as it was written or as somebody spelled it: number and code.
_LINK = re.compile(r"/+c/+(FB-[0-9A-Z]{4}-[0-9A-Z]{4}(?=/))?.*", re.IGNORECASE | re.DOTALL)


class AccessLog(Logger):  # type: ignore[misc, unused-ignore]
    """Gunicorn's log, with the customer's code left out of the path; queries are not in LINE at all."""

    def atoms(self, *request: Any) -> dict[str, Any]:
        """Give what LINE is filled with."""
        noted: dict[str, Any] = super().atoms(*request)
        return {**noted, "U": path_without_code(noted["U"] or "")}


def path_without_code(path: str) -> str:
    """Leave out of a path whatever may be the code of a case."""
    link = _LINK.fullmatch(path)
    return path if link is None else f"/c/{link[1] or '-'}/-"
