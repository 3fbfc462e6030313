"""The codes of this app: kinds of channel, what became of an item, how a message travels."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChannelKind(models.TextChoices):
    """By what way somebody speaks to us."""

    WEB = "web", _("web form")
    EMAIL = "email", _("e-mail")
    COUNTER = "counter", _("counter")
    PHONE = "phone", _("phone")
    BOX = "box", _("suggestion box")
    CHAT = "chat", _("live chat")
    WECHAT = "wechat", _("WeChat")
    LINE = "line", _("LINE")
    SMS = "sms", _("SMS")
    SOCIAL = "social", _("social media")
    PARTNER = "partner", _("partner API")
    WEBHOOK = "webhook", _("another messenger")
    INTERVIEW = "interview", _("interview")


class AccountKind(models.TextChoices):
    """By what means a channel is connected to the outside."""

    IMAP = "imap", _("mailbox (IMAP)")
    SMTP = "smtp", _("mail server for outgoing mail (SMTP)")
    MAIL_WEBHOOK = "mail_webhook", _("mail service (webhook)")
    WECHAT = "wechat", _("WeChat official account")
    LINE = "line", _("LINE official account")
    SMS = "sms", _("text messages (SMS)")
    WEBHOOK = "webhook", _("signed webhook")
    CALL_CENTRE = "call_centre", _("call centre (events)")
    FEED = "feed", _("feed (RSS, Atom, JSON)")
    WIDGET = "widget", _("feedback button on websites")


# Which kinds of channel can be connected by which means.
MEANS: Mapping[AccountKind, ChannelKind] = MappingProxyType(
    {
        AccountKind.IMAP: ChannelKind.EMAIL,
        AccountKind.SMTP: ChannelKind.EMAIL,
        AccountKind.MAIL_WEBHOOK: ChannelKind.EMAIL,
        AccountKind.WECHAT: ChannelKind.WECHAT,
        AccountKind.LINE: ChannelKind.LINE,
        AccountKind.SMS: ChannelKind.SMS,
        AccountKind.WEBHOOK: ChannelKind.WEBHOOK,
        AccountKind.CALL_CENTRE: ChannelKind.PHONE,
        AccountKind.FEED: ChannelKind.SOCIAL,
        AccountKind.WIDGET: ChannelKind.WEB,
    }
)


class AlarmKind(models.TextChoices):
    """What may be wrong with a channel."""

    SILENT = "silent", _("silent for longer than chance explains")
    FAILING = "failing", _("connection fails")
    UNREAD = "unread", _("items wait unread")
    FAILED = "failed", _("items could not be read")
    DEAD = "dead", _("answers could not be delivered")
    GAPS = "gaps", _("numbers of a counter's device are missing")
    KEPT = "kept", _("entries wait on a counter's device")
    WAITING = "waiting", _("texts wait for a connection")
    DIFFERS = "differs", _("what came in does not add up")


class Standing(models.TextChoices):
    """How a channel is, the worst first."""

    SILENT = "silent", _("silent")
    FAILING = "failing", _("connection fails")
    GAPS = "gaps", _("entries are missing")
    UNREAD = "unread", _("items wait unread")
    KEPT = "kept", _("entries wait on a device")
    WAITING = "waiting", _("texts wait")
    FAILED = "failed", _("items to look at")
    DEAD = "dead", _("answers not delivered")
    DIFFERS = "differs", _("does not add up")
    QUIET = "quiet", _("quieter than usual")
    BUSY = "busy", _("busier than usual")
    USUAL = "usual", _("as usual")
    LEARNING = "learning", _("too little history to judge")
    NEVER = "never", _("nothing has come yet")
    OFF = "off", _("switched off")


class IntakeState(models.TextChoices):
    """How far a raw item has come."""

    STORED = "stored", _("stored, not read yet")
    DONE = "done", _("accounted for")
    FAILED = "failed", _("could not be read")


class Disposition(models.TextChoices):
    """The one thing that became of a raw item (case-lifecycle, L0)."""

    OPENED = "opened", _("opened a case")
    APPENDED = "appended", _("message on a case")
    LOGGED = "logged", _("entry in the call log")
    KEPT = "kept", _("kept as insight, without a case")
    DUPLICATE = "duplicate", _("duplicate of an item we have")
    SPAM = "spam", _("spam, reviewed by a person")
    REJECTED = "rejected", _("rejected with a reason")


class Direction(models.TextChoices):
    """Which way a message went."""

    INBOUND = "inbound", _("from the customer")
    OUTBOUND = "outbound", _("to the customer")


class Moderation(models.TextChoices):
    """Where a review stands at its source, as far as we know."""

    SHOWN = "shown", _("shown publicly")
    REPORTED = "reported", _("reported to the site")
    HIDDEN = "hidden", _("hidden or removed")


class ImportState(models.TextChoices):
    """How far a file of reviews has come."""

    MAPPING = "mapping", _("columns to be confirmed")
    QUEUED = "queued", _("waiting to be read in")
    RUNNING = "running", _("being read in")
    DONE = "done", _("read in")
    FAILED = "failed", _("could not be read in")


class TalkKind(models.TextChoices):
    """How we sat down with customers."""

    INTERVIEW = "interview", _("interview")
    FOCUS_GROUP = "focus_group", _("focus group")
    HEARING = "hearing", _("hearing")


class TextState(models.TextChoices):
    """Whether a version of a letter goes out."""

    DRAFT = "draft", _("draft")
    LIVE = "live", _("goes out")
    RETIRED = "retired", _("taken back")


class FileProblem(models.TextChoices):
    """Why a file is not shown, or was not kept beside the raw item."""

    TOO_MANY = "too_many", _("Not kept here: too many files came with this message.")
    TOGETHER_TOO_LARGE = (
        "together_too_large",
        _("Not kept here: the files of this message are too large together."),
    )
    TOO_LARGE = "too_large", _("Not kept here: this picture is too large.")
    TOO_MANY_PIXELS = (
        "too_many_pixels",
        _("This picture has too many pixels to be shown here. Download it to look at it."),
    )
    UNREADABLE = "unreadable", _("This picture could not be read. Download it to look at it.")
    ON_ITS_WAY = "on_its_way", _("Still being fetched from the messenger.")
    GONE = "gone", _("Not kept: the other side no longer had this file when we asked for it.")
    NOT_PLAYABLE = (
        "not_playable",
        _("Browsers cannot play this kind of recording. Download it to listen to it."),
    )


class ContactKind(models.TextChoices):
    """A way to reach a person."""

    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("phone")
    WECHAT = "wechat", _("WeChat")
    LINE = "line", _("LINE")
    WEBHOOK = "webhook", _("another messenger")


class ContactWay(models.TextChoices):
    """How a customer likes to be reached; the way a letter takes stays the rules' matter."""

    PHONE = "phone", _("by phone")
    EMAIL = "email", _("by e-mail")
    MESSENGER = "messenger", _("by message")
    STORE = "store", _("in the store")


def way_in_words(kind: str) -> str:
    """Name the way that a letter takes; to a phone it is a text."""
    is_text = kind == ContactKind.PHONE
    return str(ChannelKind.SMS.label if is_text else ContactKind(kind).label)


class ContactTime(models.TextChoices):
    """When a customer likes to be reached."""

    MORNING = "morning", _("in the morning")
    AFTERNOON = "afternoon", _("in the afternoon")
    EVENING = "evening", _("in the evening")
    WEEKEND = "weekend", _("at the weekend")


class ContactProof(models.TextChoices):
    """By what somebody showed that a contact is theirs; a contact without any is merely stated."""

    MAIL = "mail", _("a mail came from it")
    CODE = "code", _("a code sent to it was typed")
    CALL = "call", _("a call came from it")
    CLERK = "clerk", _("given in person at a counter")
    ACCOUNT = "account", _("the messenger says so")
    ORDERS = "orders", _("from our own order data")
    # What was there before proof was asked for goes on being found by.
    EARLIER = "earlier", _("known since before contacts were confirmed")


# Whoever writes by these is answered by the same; what the platform says of them is proof.
MESSENGERS: Mapping[ChannelKind, ContactKind] = MappingProxyType(
    {
        ChannelKind.WECHAT: ContactKind.WECHAT,
        ChannelKind.LINE: ContactKind.LINE,
        ChannelKind.WEBHOOK: ContactKind.WEBHOOK,
    }
)
# Where people write in short lines and are answered by the same way. A text proves no number.
WRITTEN_TO_AND_FRO = frozenset({*MESSENGERS, ChannelKind.SMS})


class Sign(models.TextChoices):
    """What a messenger tells of somebody who said nothing."""

    JOINED = "joined", _("follows the account")
    LEFT = "left", _("left or blocked the account")
    TAKEN_BACK = "taken_back", _("took a message back")
    OTHER = "other", _("something else than a message")


class StopReason(models.TextChoices):
    """Why no text goes to a number."""

    ASKED = "asked", _("asked for no more texts")
    UNREACHABLE = "unreachable", _("takes no texts")


# The last error of a message that was sent and came back.
BOUNCED = "bounced"


# Why a text waits; by it the page of the channels' health finds those that do.
NO_CARRIER = "no connection for texts is in use"


class OutboxState(models.TextChoices):
    """How far an outgoing message has come."""

    PENDING = "pending", _("waiting to be sent")
    SENT = "sent", _("sent")
    DEAD = "dead", _("could not be delivered")
    HELD = "held", _("held back")
    RECALLED = "recalled", _("recalled before it went out")


class HoldReason(models.TextChoices):
    """Why a message is held back until a person decides."""

    FLOOD = "flood", _("too many to one address")
    RESTORED = "restored", _("written before the database was restored")


class Remedy(models.TextChoices):
    """What the customer would like, or what was given."""

    NONE_STATED = "none_stated", _("none stated")
    ANSWER = "answer", _("an answer")
    APOLOGY = "apology", _("an apology")
    REPRINT = "reprint", _("reprint")
    REFUND = "refund", _("refund")
    EXCHANGE = "exchange", _("exchange")
    VOUCHER = "voucher", _("voucher")
    REPAIR = "repair", _("repair")


class PairState(models.TextChoices):
    """What was decided about two customers who may be one person."""

    OPEN = "open", _("to decide")
    MERGED = "merged", _("merged")
    DECLINED = "declined", _("not the same person")
