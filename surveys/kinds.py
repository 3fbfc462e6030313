"""The codes of follow-up: how far it is, how an attempt ended, in which part of the day."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FollowUpState(models.TextChoices):
    """How far the asking has come."""

    OPEN = "open", _("to do")
    SOLVED = "solved", _("solved, says the customer")
    NOT_SOLVED = "not_solved", _("not solved, says the customer")
    UNREACHABLE = "unreachable", _("could not be reached")
    GIVEN_UP = "given_up", _("ended without asking")


class AttemptOutcome(models.TextChoices):
    """How one attempt ended; the order is that of the keys on the call sheet."""

    SOLVED = "solved", _("solved")
    NOT_SOLVED = "not_solved", _("not solved")
    NO_ANSWER = "no_answer", _("no answer")
    BUSY = "busy", _("busy")
    CALL_LATER = "call_later", _("call later")
    WRONG_NUMBER = "wrong_number", _("wrong number")
    SENT = "sent", _("message sent")
    DECLINED = "declined", _("does not want to be asked")


class AttemptChannel(models.TextChoices):
    """By what way we tried."""

    PHONE = "phone", _("phone")
    EMAIL = "email", _("e-mail")
    MESSENGER = "messenger", _("messenger")
    LINK = "link", _("the customer's own link")
    IN_PERSON = "in_person", _("in person")


class DayPart(models.TextChoices):
    """Parts of the customer's day."""

    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")
    EVENING = "evening", _("evening")
