"""The root of every error that a person may read: a stable code and a sentence fit for a clerk."""

import traceback
from datetime import date, datetime
from pathlib import Path

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_OURS = Path(__file__).resolve().parents[1]


class FeedbackError(Exception):
    """Something that was asked for cannot be done; nothing was changed.

    `code` is stable and never translated; `message` is translated when it is shown; `status` is the
    HTTP status by which a door answers.
    """

    code = "feedback_error"
    message: str | Promise = _("That could not be done. Nothing was changed.")
    status = 400

    def __init__(self, message: str | Promise | None = None, **facts: object) -> None:
        self.facts = facts
        if message is not None:
            self.message = message
        super().__init__(self.code)

    def __str__(self) -> str:
        told = {name: _readable(value) for name, value in self.facts.items()}
        return str(self.message) % told if told else str(self.message)


class NotAllowed(FeedbackError):
    """This person's role does not carry the ability that the step asks for."""

    code = "not_allowed"
    message = _("Your role does not allow this step.")
    status = 403


def _readable(value: object) -> object:
    """A moment as the reader's own clock and calendar show it, anything else as it is."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return formats.date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date) and not isinstance(value, datetime):
        return formats.date_format(value, "SHORT_DATE_FORMAT")
    return value


def place_of(error: Exception) -> str:
    """Give the kind of an error and where in our own code it was met: nothing personal.

    Its message may quote a customer, and so is left out.
    """
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _is_ours(frame.filename)] or frames
    where = f"{Path(ours[-1].filename).name}, line {ours[-1].lineno}" if ours else "nowhere"
    return f"{type(error).__name__} in {where}"


def _is_ours(name: str) -> bool:
    return Path(name).is_relative_to(_OURS) and "site-packages" not in name
