"""The codes of calls: what the call centre tells, how a call ended, and how calling back goes on."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CallDirection(models.TextChoices):
    """Who called whom."""

    INBOUND = "inbound", pgettext_lazy("call", "from the customer")
    OUTBOUND = "outbound", pgettext_lazy("call", "to the customer")


class CallEventKind(models.TextChoices):
    """What the call centre tells of a call; the order is that in which such things happen."""

    RINGING = "ringing", _("rang")
    ANSWERED = "answered", pgettext_lazy("call", "answered")
    TRANSFERRED = "transferred", _("transferred")
    MISSED = "missed", _("nobody answered")
    VOICEMAIL = "voicemail", _("left a voice message")
    ENDED = "ended", pgettext_lazy("call", "ended")


class CallOutcome(models.TextChoices):
    """How a call ended; while it still rings it has none."""

    ANSWERED = "answered", pgettext_lazy("call", "answered")
    MISSED = "missed", _("nobody answered")
    ABANDONED = "abandoned", _("the caller hung up while waiting")
    VOICEMAIL = "voicemail", _("left a voice message")


# Somebody wanted to speak to us and could not.
UNHEARD = (CallOutcome.MISSED, CallOutcome.ABANDONED, CallOutcome.VOICEMAIL)


class CallBackState(models.TextChoices):
    """How far a call-back has come."""

    OPEN = "open", _("to call back")
    DONE = "done", _("called back")
    FAILED = "failed", pgettext_lazy("call-back", "could not be reached")
    NOT_NEEDED = "not_needed", _("not needed any more")


class TryOutcome(models.TextChoices):
    """How one attempt to call back ended; the order is that of the keys on the page."""

    REACHED = "reached", _("reached")
    NO_ANSWER = "no_answer", _("no answer")
    BUSY = "busy", _("busy")
    CALL_LATER = "call_later", _("call later")
    WRONG_NUMBER = "wrong_number", _("wrong number")
