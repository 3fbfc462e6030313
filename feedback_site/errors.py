"""The root of every error that a person may read: a stable code and a sentence fit for a clerk."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


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
        return str(self.message) % self.facts if self.facts else str(self.message)


class NotAllowed(FeedbackError):
    """This person's role does not carry the ability that the step asks for."""

    code = "not_allowed"
    message = _("Your role does not allow this step.")
    status = 403
