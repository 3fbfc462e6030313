"""What an adapter reads out of an item, before anything is looked up or decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from channels.calls import CallFact
from channels.kinds import ContactKind, ContactProof


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDraft:
    """One file as it came; a mail may show it in its text by its `content_id`."""

    name: str
    mime: str
    content: bytes
    is_inline: bool = False
    content_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaDraft:
    """One file that the other side still holds; `locator` is what its adapter needs to ask for it."""

    name: str
    locator: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDraft:
    """Who says so; contact values as typed, not yet normalised. `handle` is one of contacts.handle_of.

    `is_named_elsewhere` says that the messenger knows a name, and must be asked for it. `proofs` says which
    of the contacts were proven, and how; what anybody could have typed is in none. `known_as` is the
    word of a colleague who sees them: it is this customer where the number is theirs, whatever else is new.
    """

    name: str = ""
    email: str = ""
    phone: str = ""
    handle: str = ""
    is_named_elsewhere: bool = False
    known_as: int | None = None
    proofs: Mapping[ContactKind, ContactProof] = field(default_factory=dict)

    @property
    def is_reachable(self) -> bool:
        """Whether there is any way to answer."""
        return bool(self.email or self.phone or self.handle)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDraft:
    """What a call centre told of one call, which it knows by `external_id`."""

    external_id: str
    fact: CallFact


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDraft:
    """What a post or review in public has beside its words.

    `stars` are half to five; `stars_given` is how the source wrote them. `reply` was given in public,
    at `replied_at` where its source says when.
    """

    source: str = ""
    url: str = ""
    stars: Decimal | None = None
    stars_given: str = ""
    posted_at: datetime | None = None
    reply: str = ""
    replied_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One piece of feedback, or one more message on a conversation; `call` where it only tells of a call.

    `reference` is set only where the item proves that it belongs to that conversation (signed reply
    address, signed Message-ID, an access code); `claimed_reference` is merely what somebody wrote.
    An insight is kept without a case, until somebody asks for one.
    """

    text: str
    title: str = ""
    full_text: str = ""
    html: str = ""
    language: str = ""
    person: PersonDraft = field(default_factory=PersonDraft)
    is_anonymous: bool = False
    no_contact_reason: str = ""
    store_code: str = ""
    order_number: str = ""
    category_hint: str = ""
    remedy_sought: str = "none_stated"
    captured_at: datetime | None = None
    files: tuple[FileDraft, ...] = ()
    media: tuple[MediaDraft, ...] = ()
    # Set where nothing was said at all: the item opens no case.
    sign: str = ""
    reference: str | None = None
    claimed_reference: str | None = None
    mail_message_id: str = ""
    is_automatic: bool = False
    is_bounce: bool = False
    bounced_addresses: tuple[str, ...] = ()
    is_insight: bool = False
    review: ReviewDraft | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    call: CallDraft | None = None
