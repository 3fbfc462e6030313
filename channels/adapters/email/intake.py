"""Mail as intake sees it: one mail becomes a draft, and proof of its thread is looked for."""

import hashlib
from collections.abc import Iterable

from channels.adapters.email.bounded.reader import read_bounded
from channels.adapters.email.exchange_online import own_result
from channels.adapters.email.mime.entities import read_headers
from channels.adapters.email.proofs import (
    reference_of_address,
    reference_of_message_id,
    references_in,
)
from channels.adapters.email.reading import ENVELOPE_RECIPIENTS, MailReading
from channels.adapters.email.sameness import likeness_of
from channels.adapters.email.vouching import is_vouched_for
from channels.drafts import Draft, FileDraft, PersonDraft
from channels.errors import UnreadableIntake
from channels.kinds import ChannelKind, ContactKind, ContactProof
from channels.mail_accounts import UNNAMED_EXCHANGE
from channels.models import RawIntake
from channels.references import read_reference

_NAMELESS = "mail:nameless:"
_IDENTITY_HEADERS = ("message-id", "from", "subject", "date")
_ADDRESSED = (*ENVELOPE_RECIPIENTS, "to", "apparently-to", "cc")


class EmailAdapter:
    """Reads RFC 5322 bytes, in a process that may be killed."""

    kind = ChannelKind.EMAIL

    def read(self, raw: RawIntake, body: bytes) -> Draft:
        """Read one mail. Raises UnreadableIntake where nothing of its content could be read."""
        mail = read_bounded(body)
        if mail.error and not (mail.text or mail.attachments):
            raise UnreadableIntake(why=mail.error)
        return _draft(mail, raw, is_proven=_is_vouched_for(mail, raw, body))


def mail_identity(body: bytes) -> str:
    """Give the id by which the same mail delivered twice is one item: a hash of Message-ID and content.

    Headers that servers add on the way are left out. Two different contents under one Message-ID are
    two items; a mail without Message-ID is known by what all its copies have the same, or, where that
    tells neither when nor by whom it was written, by all its bytes.
    """
    headers, start = read_headers(body, 0, len(body))
    own = [(name, value.strip()) for name, value in headers if name in _IDENTITY_HEADERS]
    if not any(name == "message-id" for name, _ in own):
        likeness = likeness_of(body)
        return _NAMELESS + likeness if likeness else exact_identity(body)
    digest = hashlib.sha256(body[start:])
    for name, value in sorted(own):
        digest.update(b"\x00" + name.encode() + b"\x00" + value)
    return "mail:" + digest.hexdigest()


def exact_identity(body: bytes) -> str:
    """Give the id of a mail by all its bytes: the same only where the same was handed over."""
    return "mail:" + hashlib.sha256(body).hexdigest()


def is_nameless(identity: str) -> bool:
    """Whether an id is of a mail without Message-ID, so that it names one mail for a short while only."""
    return identity.startswith(_NAMELESS)


def proved_references(body: bytes, recipients: Iterable[str]) -> tuple[str, ...]:
    """Give every conversation whose reply address a mail was sent to: the envelope's first, each once.

    Cheap enough for a door: the mail is not parsed, its headers are only searched for our own tokens.
    """
    headers, _start = read_headers(body, 0, len(body))
    addressed = (value.decode("ascii", "replace") for name, value in headers if name in _ADDRESSED)
    found = (reference for text in (*recipients, *addressed) for reference in references_in(text))
    return tuple(dict.fromkeys(found))


def _draft(mail: MailReading, raw: RawIntake, *, is_proven: bool) -> Draft:
    reference = _proved(mail, raw)
    # Anybody can write a From: what is not proved begins a case of its own, which says which case it names.
    claimed = read_reference(mail.subject) if is_proven and not reference else None
    # What begins a case is kept whole: what looks like history may be the complaint that is forwarded.
    text = (mail.reply_text if reference or claimed else "") or mail.text
    return Draft(
        text=text,
        title=mail.subject,
        full_text=mail.text if mail.text != text else "",
        html=mail.safe_html,
        person=PersonDraft(
            name=mail.from_name,
            email=mail.from_email,
            proofs={ContactKind.EMAIL: ContactProof.MAIL} if is_proven else {},
        ),
        files=tuple(
            FileDraft(
                name=file.name,
                mime=file.mime,
                content=file.content,
                is_inline=file.inline,
                content_id=file.content_id,
            )
            for file in mail.attachments
        ),
        reference=reference,
        claimed_reference=claimed,
        mail_message_id=mail.message_id,
        is_automatic=_is_automatic(mail, raw, is_answer=bool(reference or claimed)),
        is_bounce=not _is_feedback(raw) and _came_back(mail, reference),
        bounced_addresses=mail.bounce.recipients if mail.bounce else (),
        facts=_facts(mail),
    )


def _is_feedback(raw: RawIntake) -> bool:
    """Whether a person looked at what was taken for a machine's, and says that it is somebody's."""
    return "is_feedback" in raw.context


def _is_automatic(mail: MailReading, raw: RawIntake, *, is_answer: bool) -> bool:
    """Whether nobody waits for an answer; of an answer to us only what no person writes tells that."""
    return mail.auto and not _is_feedback(raw) and not (is_answer and mail.sounds_auto)


def _came_back(mail: MailReading, reference: str | None) -> bool:
    """Whether a mail of ours came back; a delay that concerns no case of ours concerns nobody either.

    One that only reads like a report counts where it returns a mail of ours: else a person looks at it.
    """
    bounce = mail.bounce
    if bounce is None or (
        bounce.doubtful and not reference_of_message_id(bounce.original_message_id)
    ):
        return False
    return not bounce.delayed or reference is None


def _proved(mail: MailReading, raw: RawIntake) -> str | None:
    """Find the conversation that our own tokens prove: a reply address first, then a Message-ID.

    What the door has found proves, where the mail was sent to several: each item is for one of them.
    """
    if proved := str(raw.context.get("proved") or ""):
        return proved
    envelope = raw.context.get("recipients") or ()
    addresses = (
        *map(str, envelope if isinstance(envelope, list | tuple) else ()),
        *mail.recipients,
    )
    reported = (mail.bounce.original_message_id,) if mail.bounce else ()
    identifiers = (*reported, mail.in_reply_to, *reversed(mail.references))
    return _first(map(reference_of_address, addresses)) or _first(
        map(reference_of_message_id, identifiers)
    )


def _is_vouched_for(mail: MailReading, raw: RawIntake, body: bytes) -> bool:
    """Whether our own server proved the sender; the door names it, for it knows who handed the mail over."""
    checker, results = str(raw.context.get("checked_by") or ""), mail.authentication_results
    if checker == UNNAMED_EXCHANGE:
        own = own_result(read_headers(body, 0, len(body))[0])
        checker, results = "unnamed", (f"unnamed; {own}", *results) if own else ()
    return is_vouched_for(mail.from_email, results, by=checker)


def _first(references: Iterable[str | None]) -> str | None:
    return next((reference for reference in references if reference), None)


def _facts(mail: MailReading) -> dict[str, object]:
    facts: dict[str, object] = {}
    if mail.error:
        facts["reading_error"] = mail.error
    if mail.bounce:
        facts["bounce_is_permanent"] = mail.bounce.permanent
        facts["bounced_message_id"] = mail.bounce.original_message_id
    return facts
