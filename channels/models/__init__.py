"""The tables of what came in and what goes out."""

from channels.models.account import ChannelAccount
from channels.models.alarm import ChannelAlarm
from channels.models.attachment import Attachment
from channels.models.channel import Channel, ChannelCounter
from channels.models.consent import Consent
from channels.models.contact_point import ContactPoint
from channels.models.conversation import Conversation
from channels.models.customer import Customer
from channels.models.hour import ChannelHour
from channels.models.idempotency import IdempotencyRecord
from channels.models.kept_mail import KeptMail
from channels.models.letter_text import LetterText
from channels.models.message import Message
from channels.models.outbox import Outgoing
from channels.models.partner import Partner, PartnerKey
from channels.models.public_reply import PublicReply
from channels.models.raw_intake import RawIntake
from channels.models.review import Review
from channels.models.review_import import ReviewImport
from channels.models.statement import Statement
from channels.models.submission import Submission
from channels.models.talk import Talk
from channels.models.watch import ChannelWatch
from channels.models.wrong_row import WrongRow

__all__ = [
    "Attachment",
    "Channel",
    "ChannelAccount",
    "ChannelAlarm",
    "ChannelCounter",
    "ChannelHour",
    "ChannelWatch",
    "Consent",
    "ContactPoint",
    "Conversation",
    "Customer",
    "IdempotencyRecord",
    "KeptMail",
    "LetterText",
    "Message",
    "Outgoing",
    "Partner",
    "PartnerKey",
    "PublicReply",
    "RawIntake",
    "Review",
    "ReviewImport",
    "Statement",
    "Submission",
    "Talk",
    "WrongRow",
]
