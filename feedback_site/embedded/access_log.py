"""What the web server notes of a request: no code that opens a case, no search, nobody's address."""

import re
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

LINE = "%(t)s %(m)s %(U)s %(s)s %(b)s %(M)sms"
# The link in a customer's letter: number and code.
_CODE = re.compile(r"(?<=/c/)([^/]+)/.+")


class AccessLog(Logger):  # type: ignore[misc, unused-ignore]
    """Gunicorn's log, with the customer's code left out of the path; queries are not in LINE at all."""

    def atoms(self, *request: Any) -> dict[str, Any]:
        """Give what LINE is filled with."""
        noted: dict[str, Any] = super().atoms(*request)
        return {**noted, "U": _CODE.sub(r"\1/-", noted["U"] or "")}
