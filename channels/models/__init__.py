"""The tables of what came in and what goes out."""

from channels.models.account import ChannelAccount
from channels.models.account_token import AccountToken
from channels.models.alarm import ChannelAlarm
from channels.models.attachment import Attachment
from channels.models.batch import Batch
from channels.models.batch_event import BatchEvent
from channels.models.batch_scan import BatchScan
from channels.models.batch_sheet import BatchSheet
from channels.models.call import Call
from channels.models.call_back import CallBack
from channels.models.call_back_try import CallBackTry
from channels.models.call_event import CallEvent
from channels.models.channel import Channel, ChannelCounter
from channels.models.chat import Chat
from channels.models.chat_answer import ChatAnswer
from channels.models.chat_event import ChatEvent
from channels.models.chat_presence import ChatPresence
from channels.models.consent import Consent
from channels.models.contact_point import ContactPoint
from channels.models.conversation import Conversation
from channels.models.counter_device import CounterDevice
from channels.models.customer import Customer
from channels.models.customer_pair import CustomerPair
from channels.models.customer_preference import CustomerPreference
from channels.models.customer_signs import CustomerSigns
from channels.models.day_account import DayAccount
from channels.models.device_number import DeviceNumber
from channels.models.errand import Errand
from channels.models.hour import ChannelHour
from channels.models.idempotency import IdempotencyRecord
from channels.models.kept_mail import KeptMail
from channels.models.letter_text import LetterText
from channels.models.mailbox import Mailbox
from channels.models.message import Message
from channels.models.outbox import Outgoing
from channels.models.partner import Partner, PartnerKey
from channels.models.public_reply import PublicReply
from channels.models.purchase import Purchase
from channels.models.purchase_file import PurchaseFile
from channels.models.raw_intake import RawIntake
from channels.models.reserved_reference import ReservedReference
from channels.models.review import Review
from channels.models.review_import import ReviewImport
from channels.models.seen_mail import SeenMail
from channels.models.service_tier import ServiceTier
from channels.models.statement import Statement
from channels.models.stopped_number import StoppedNumber
from channels.models.submission import Submission
from channels.models.talk import Talk
from channels.models.unsent_file import UnsentFile
from channels.models.watch import ChannelWatch
from channels.models.wrong_row import WrongRow

__all__ = [
    "AccountToken",
    "Attachment",
    "Batch",
    "BatchEvent",
    "BatchScan",
    "BatchSheet",
    "Call",
    "CallBack",
    "CallBackTry",
    "CallEvent",
    "Channel",
    "ChannelAccount",
    "ChannelAlarm",
    "ChannelCounter",
    "ChannelHour",
    "ChannelWatch",
    "Chat",
    "ChatAnswer",
    "ChatEvent",
    "ChatPresence",
    "Consent",
    "ContactPoint",
    "Conversation",
    "CounterDevice",
    "Customer",
    "CustomerPair",
    "CustomerPreference",
    "CustomerSigns",
    "DayAccount",
    "DeviceNumber",
    "Errand",
    "IdempotencyRecord",
    "KeptMail",
    "LetterText",
    "Mailbox",
    "Message",
    "Outgoing",
    "Partner",
    "PartnerKey",
    "PublicReply",
    "Purchase",
    "PurchaseFile",
    "RawIntake",
    "ReservedReference",
    "Review",
    "ReviewImport",
    "SeenMail",
    "ServiceTier",
    "Statement",
    "StoppedNumber",
    "Submission",
    "Talk",
    "UnsentFile",
    "WrongRow",
]
