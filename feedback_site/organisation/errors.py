"""What the organisation refuses."""

from datetime import datetime
from math import ceil

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from feedback_site.errors import FeedbackError


class NoSuchClosure(FeedbackError):
    """A store cannot be shut for this span."""

    code = "no_such_closure"
    message = _(
        "A closure needs a reason, begins at most 7 days ago, ends after now, and lasts 31 days at most. "
        "Nothing was changed."
    )
    status = 422


class AlreadyOpen(FeedbackError):
    """The closure is over."""

    code = "already_open"
    message = _("This store is open again already. Nothing was changed.")
    status = 409


class NoSuchAbsence(FeedbackError):
    """Somebody cannot be away like this."""

    code = "no_such_absence"
    message = _(
        "An away time ends after it begins and after now, lasts 400 days at most, overlaps no other of the "
        "same person, and somebody else stands in. Nothing was changed."
    )
    status = 422


class AlreadyBack(FeedbackError):
    """The away time is over."""

    code = "already_back"
    message = _("This away time is over already. Nothing was changed.")
    status = 409


class SignInLocked(FeedbackError):
    """Somebody at this address tried too often; whether the name or the password was right is not said."""

    code = "sign_in_locked"
    message = _(
        "Signing in was tried too often from here. You can try again at %(time)s, in %(minutes)s min."
    )
    status = 429

    def __init__(self, *, again_at: datetime, now: datetime) -> None:
        self.seconds = max(1, ceil((again_at - now).total_seconds()))
        super().__init__(
            minutes=ceil(self.seconds / 60),
            time=date_format(timezone.localtime(again_at), "TIME_FORMAT"),
        )


class ColourTooPale(FeedbackError):
    """Text in this colour, or white text on it, cannot be read by everybody."""

    code = "colour_too_pale"
    message = _(
        "This colour is too pale: its contrast is %(share)s to 1, and text needs 4.5 to 1. "
        "%(better)s is the same colour, dark enough. Nothing was changed."
    )
    status = 422
