"""The codes of live chats: how far one has come, how it ended, what happened in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChatState(models.TextChoices):
    """Who the customer is with."""

    ASSISTANT = "assistant", _("with the assistant")
    WAITING = "waiting", _("waiting for a person")
    WITH_PERSON = "with_person", _("with a person")
    ENDED = "ended", _("ended")


class ChatEnding(models.TextChoices):
    """How a chat came to its end."""

    HELPED = "helped", _("solved by the assistant, says the customer")
    CLOSED = "closed", _("ended by us")
    LEFT = "left", _("the customer left")


class AskedWhy(models.TextChoices):
    """Why a person was asked for."""

    WISHED = "wished", _("the customer asked for a person")
    UNSURE = "unsure", _("the assistant was not sure")
    NOT_SOLVED = "not_solved", _("the answer did not solve it")
    WORRY = "worry", _("safety, privacy or law: always a person")
    STAFF = "staff", _("a colleague asked for a case")


class ChatEventKind(models.TextChoices):
    """What can happen in a chat beside messages."""

    STARTED = "started", _("chat began")
    PROMPTED = "prompted", _("the assistant asked what happened")
    ASKED = "asked", _("a person was asked for")
    CLAIMED = "claimed", _("taken on by a person")
    HANDED_BACK = "handed_back", _("handed back to those who wait")
    TRANSFERRED = "transferred", _("handed to a colleague")
    NAMED = "named", _("the customer left a contact")
    ENDED = "ended", _("chat ended")
