"""Wording: letters in our own words, written, looked at, published, and taken back."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from django.db import transaction
from django.db.models import Max, QuerySet
from django.template import Template, TemplateSyntaxError

from channels import letters
from channels.errors import NotADraft, WrongText
from channels.kinds import TextState
from channels.letter_grammar import Fault, compiled_text, faults_of
from channels.models import Channel, LetterText, Outgoing
from channels.panels import slots
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.remembering import remember

log = logging.getLogger(__name__)


@transaction.atomic
def write_text(
    *, template: str, language: str, channel: Channel | None, category: str, subject: str, body: str,
    actor: User, now: datetime,
) -> LetterText:  # fmt: skip
    """Keep a new version as a draft. Raises WrongText where it could not go out as it is."""
    faults = _checked(template, language, subject, body)
    if faults:
        raise WrongText(why=", ".join(f"{one.code} {one.about}".strip() for one in faults))
    same = LetterText.objects.filter(
        template=template, language=language, channel=channel, category=category
    )
    version = (same.aggregate(last=Max("version"))["last"] or 0) + 1
    text = LetterText.objects.create(
        template=template, language=language, channel=channel, category=category, version=version,
        subject=subject.strip(), body=body.replace("\r\n", "\n").strip() + "\n", made_by=actor,
        made_at=now,
    )  # fmt: skip
    _record("letter.written", text, actor=actor, now=now)
    return text


@transaction.atomic
def publish_text(text_id: int, *, actor: User, now: datetime) -> LetterText:
    """Let a version go out from now on, in place of the one that did.

    Raises WrongText where it has faults by today's rules, NotADraft where it goes out already.
    """
    text = _locked(text_id)
    if text.state == TextState.LIVE:
        raise NotADraft
    if _checked(text.template, text.language, text.subject, text.body):
        raise WrongText(why=text.subject)
    _same(text).filter(state=TextState.LIVE).update(state=TextState.RETIRED)
    text.state, text.live_by, text.live_at = TextState.LIVE, actor, now
    text.save(update_fields=("state", "live_by", "live_at"))
    _record("letter.published", text, actor=actor, now=now)
    return text


@transaction.atomic
def retire_text(text_id: int, *, actor: User, now: datetime) -> LetterText:
    """Take a live version back: the next general one goes out, and last of all the shipped text.

    Raises NotADraft where it does not go out.
    """
    text = _locked(text_id)
    if text.state != TextState.LIVE:
        raise NotADraft
    text.state = TextState.RETIRED
    text.save(update_fields=("state",))
    _record("letter.retired", text, actor=actor, now=now)
    return text


def own_words(row: Outgoing, language: str, *, template: str = "") -> Template | None:
    """Give our own text for an outgoing row, the most particular one; None where there is none.

    `template` is the letter that goes out in place of the row's.
    """
    found = _live().get((template or row.template, language))
    if not found:
        return None
    text = _best(found, row)
    if text is None:
        return None
    try:
        return _compiled(text.pk, text.whole)
    except TemplateSyntaxError:
        # It was checked before it went live; should the rules have changed since, the shipped text goes out.
        log.exception("letter text %s does not compile", text.pk)
        return None


def _best(found: Sequence[LetterText], row: Outgoing) -> LetterText | None:
    """Prefer the category to the class, both to the channel, and all to what is for everybody."""
    conversation = row.conversation
    channel_id = conversation.channel_id if conversation else None
    asked = conversation is not None and any(text.category for text in found)
    codes = slots.category_of(conversation.reference) if asked and conversation else ()
    ranks = {code: len(codes) - at for at, code in enumerate(codes)}
    fitting = [
        text
        for text in found
        if text.channel_id in (None, channel_id) and (not text.category or text.category in ranks)
    ]
    return max(
        fitting,
        key=lambda text: (ranks.get(text.category, 0), text.channel_id is not None),
        default=None,
    )


def _live() -> Mapping[tuple[str, str], list[LetterText]]:
    return remember("live letters", _look)


def _look() -> Mapping[tuple[str, str], list[LetterText]]:
    found: dict[tuple[str, str], list[LetterText]] = {}
    for text in LetterText.objects.filter(state=TextState.LIVE):
        found.setdefault((text.template, text.language), []).append(text)
    return found


@lru_cache(maxsize=500)
def _compiled(_text_id: int, whole: str) -> Template:
    return compiled_text(whole)


def _checked(template: str, language: str, subject: str, body: str) -> list[Fault]:
    if template not in letters.TEMPLATES or language not in letters.LANGUAGES:
        return [Fault(code="unknown", about=template)]
    return faults_of(template, subject, body)


def _locked(text_id: int) -> LetterText:
    """Lock all versions of one letter, in one order, so that two are never live."""
    text = LetterText.objects.get(pk=text_id)
    versions = _same(text).select_for_update(of=("self",)).order_by("pk")
    return next(version for version in versions if version.pk == text_id)


def _same(text: LetterText) -> QuerySet[LetterText]:
    return LetterText.objects.filter(
        template=text.template, language=text.language, channel=text.channel_id,
        category=text.category,
    )  # fmt: skip


def _record(verb: str, text: LetterText, *, actor: User, now: datetime) -> None:
    body = {"letter": text.template, "language": text.language, "version": text.version}
    entry = Entry(verb=verb, subject=f"letter_text:{text.pk}", actor=name_of(actor), body=body)
    record([entry], now=now)
