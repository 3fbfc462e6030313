"""Compose a letter: our own text in the reader's language, filled with values and nothing else."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.template import Context, TemplateDoesNotExist
from django.utils.dateparse import parse_datetime

from channels import letters
from channels.errors import DeliveryRefused
from channels.kinds import ChannelKind, ContactKind, Direction
from channels.letter_grammar import allowed_in
from channels.letters import Letter
from channels.models import Conversation, Message, Outgoing, Submission
from channels.one_time_codes import pin_of
from channels.panels import ToldCase
from channels.references import spaced
from channels.rules import access
from channels.rules.letters import drawing, inviting, listing, wording
from channels.rules.letters.enclosing import enclosure_of
from channels.rules.letters.listing import Line
from channels.rules.looking_up import notice_in_force
from channels.short_letters import short_of
from feedback_site.floods.lines import source_at
from feedback_site.ledger.rules.sealing import latest_head
from feedback_site.organisation.rules.branding import shop_name

# Ten are enough for every mail program to find the thread, and keep the header short.
_MOST_REFERENCES = 10
# On a messenger a subject stands above the words, but not above those of a person, as if they wrote it.
_WITHOUT_SUBJECT = frozenset({"answered", "incident_update", "incident_notice"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Where the case belongs, and a digest of who caused it from outside (empty: nobody to count).

    `thread` are the Message-IDs of what the customer wrote, oldest first; `ledger_head` and `notice`, the
    version of the privacy notice in force, are for receipts; `told` is what a colleague may see of the cases
    that a letter about limits tells of.
    """

    zone: ZoneInfo
    source: str = ""
    thread: tuple[str, ...] = ()
    ledger_head: tuple[int, str] | None = None
    notice: str = ""
    told: Mapping[int, ToldCase] = field(default_factory=dict)


def circumstances_of(row: Outgoing, *, now: datetime) -> Circumstances:
    """Look up what a letter of this row depends on."""
    return circumstances_of_many([row], now=now)[row.pk]


def circumstances_of_many(rows: Sequence[Outgoing], *, now: datetime) -> dict[int, Circumstances]:
    """Look up what letters of these rows depend on, by row; at most four statements.

    Two more for each colleague who is told of time limits.
    """
    talks = {row.conversation_id for row in rows if row.conversation_id is not None}
    places: dict[int, tuple[str, Mapping[str, object], str]] = {}
    if talks:
        found = Submission.objects.filter(conversation__in=talks).values_list(
            "conversation", "store__calendar__time_zone", "raw__context", "channel__kind"
        )
        places = {talk: (zone, context, kind) for talk, zone, context, kind in found}
    threads = _threads([row for row in rows if row.recipient_id is None])
    told = listing.told_of(rows)
    has_receipts = any(row.template == "received" for row in rows)
    head = latest_head() if has_receipts else None
    notice = notice_in_force(now) if has_receipts else ""
    known = {}
    for row in rows:
        zone, context, kind = places.get(row.conversation_id or 0, ("", {}, ""))
        # A colleague reads moments by the clock that they chose, as on every page.
        zone = row.recipient.time_zone if row.recipient else zone
        known[row.pk] = Circumstances(
            zone=_zone(zone), source=_source(kind, context), ledger_head=head,
            notice=notice, thread=tuple(reversed(threads.get(row.conversation_id or 0, ()))),
            told=told.get(row.pk, {}),
        )  # fmt: skip
    return known


def _threads(rows: Sequence[Outgoing]) -> Mapping[int, Sequence[str]]:
    """Give the Message-IDs of what customers wrote on the conversations of mails, newest first."""
    talks = {
        row.conversation_id for row in rows if row.conversation_id and row.kind == ContactKind.EMAIL
    }
    if not talks:
        return {}
    mine = (
        Message.objects.filter(conversation=OuterRef("pk"), direction=Direction.INBOUND)
        .exclude(mail_message_id="")
        .order_by("-happened_at", "-pk")
        .values("mail_message_id")[:_MOST_REFERENCES]
    )
    named = Conversation.objects.filter(pk__in=talks).annotate(thread=ArraySubquery(mine))
    return dict(named.values_list("pk", "thread"))


def _source(kind: str, context: Mapping[str, object]) -> str:
    """Give a digest of the network address behind an item, where one address is one person or few.

    Who chats may name any address to be answered at. A shop's counter and a partner's server speak for
    many; so do mail relays that the settings name.
    """
    if kind not in {ChannelKind.WEB, ChannelKind.CHAT, ChannelKind.EMAIL}:
        return ""
    address = str(context.get("source") or context.get("peer") or "")
    if not address or address in settings.MAIL_RELAYS:
        return ""
    return source_at(address)


def compose(row: Outgoing, circumstances: Circumstances, *, now: datetime) -> Letter:
    """Render a row's text in its language: our own words where there are some, on messengers too.

    Raises DeliveryRefused where there is no such text.
    """
    language = letters.language_of(row.language)
    if row.kind == ContactKind.PHONE:
        return _short_letter(row, language, circumstances, now=now)
    lines = listing.lines_of(row, circumstances.told, language, circumstances.zone, now=now)
    values = _values(row, language, circumstances, now=now, lines=lines)
    enclosed = enclosure_of(row, language)
    if enclosed.words:
        # With the words, so that no letter of our own wording leaves it out.
        said = "decision" if row.template == "resolved" else "text"
        values[said] = f"{values.get(said, '')}\n\n{enclosed.words}".strip()
    own = wording.own_words(row, language)
    name = f"{row.template}/{language}.txt"
    text = own.render(Context(values, autoescape=False)) if own else _rendered(name, values)
    subject, _, body = text.strip().partition("\n")
    if row.kind == ContactKind.EMAIL:
        html = drawing.html_of(subject, body := _tidy(body), language, values, lines)
    elif own:
        body, html = _tidy(body if row.template in _WITHOUT_SUBJECT else f"{subject}\n\n{body}"), ""
    else:
        about = {**values, "subject": subject, "template": row.template}
        body, html = _tidy(_rendered(f"messenger.{language}.txt", about)), ""
    return Letter(
        subject=subject.strip(), text=body, html=html, language=language,
        sender_name=str(values["shop"]), is_automatic=letters.is_automatic(row.template),
        link=values.get("link", ""), thread=circumstances.thread,
        notice=circumstances.notice if values.get("notice", "\0") in body else "",
        files=(*enclosed.files, *inviting.files_of(row, values, language)),
    )  # fmt: skip


def _short_letter(
    row: Outgoing, language: str, circumstances: Circumstances, *, now: datetime
) -> Letter:
    """Render what is texted: shop, case and link, and nothing that anybody wrote."""
    template = short_of(row.template)
    if template not in letters.TEMPLATES:
        raise DeliveryRefused(why=f"{row.template} is not texted")
    given = _values(row, language, circumstances, now=now)
    values = {name: given[name] for name in allowed_in(template) & given.keys()}
    own, name = wording.own_words(row, language, template=template), f"{template}/{language}.txt"
    text = own.render(Context(values, autoescape=False)) if own else _rendered(name, values)
    subject, _, body = text.strip().partition("\n")
    return Letter(
        subject=subject.strip(), text=re.sub(r"\n{2,}", "\n", body.strip()), html="",
        language=language, sender_name=given["shop"], link=given.get("link", ""),
        is_automatic=letters.is_automatic(row.template),
    )  # fmt: skip


def _rendered(name: str, values: Mapping[str, str]) -> str:
    try:
        return str(drawing.engine().get_template(name).render(Context(values, autoescape=False)))
    except TemplateDoesNotExist as error:
        raise DeliveryRefused(why=f"no text {name}") from error


def _tidy(body: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", body.strip()) + "\n"


def _values(
    row: Outgoing, language: str, circumstances: Circumstances, *, now: datetime,
    lines: Sequence[Line] = (),
) -> dict[str, str]:  # fmt: skip
    """Gather the values a text may use, every one of them a plain string."""
    allowed = letters.TEMPLATES.get(row.template, frozenset()) | letters.ALWAYS
    # Of an appointment, by the clock of the store where it is: the case may belong to another.
    zone = _zone(inviting.zone_of(row)) if inviting.zone_of(row) else circumstances.zone
    values = {
        name: _written(name, value, language, zone, now=now)
        for name, value in row.context.items()
        if name in allowed and value is not None
    }
    values.update(inviting.values_of(row, language))
    values["shop"] = shop_name(language)
    if row.message is not None:
        values["text"] = row.message.text
        values["team"] = str(row.message.author or "")
    values.update(_for_staff(row) if row.recipient_id else _for_customer(row))
    if row.template == "sign_in_code":
        values["pin"] = pin_of(str(row.context.get("drawn")))
    values.update(_missed_clock(row, language))
    values.update(listing.values_of(row, circumstances.told, language, lines))
    if row.template == "received":
        values.update(_for_receipt(circumstances))
    return values


def _for_receipt(circumstances: Circumstances) -> dict[str, str]:
    """Whoever wrote to us by mail or messenger sees the privacy notice here for the first time."""
    values = {}
    if head := circumstances.ledger_head:
        values["ledger_number"], values["ledger_head"] = str(head[0]), head[1]
    if circumstances.notice:
        version = quote(circumstances.notice, safe="")
        values["notice"] = f"{settings.SITE_URL}/privacy/?version={version}"
    return values


def _written(name: str, value: object, language: str, zone: ZoneInfo, *, now: datetime) -> str:
    if name.endswith("_at") or name == "by":
        moment = _moment(value)
        return letters.moment_in(language, moment, zone, now=now) if moment else ""
    if name == "clock":
        return letters.CLOCKS[language].get(str(value), str(value))
    if name == "alarm":
        return letters.ALARMS[language].get(str(value), str(value))
    if name == "news":
        return letters.NEWS[language].get(str(value), str(value))
    return str(value)


def _moment(value: object) -> datetime | None:
    try:
        return parse_datetime(str(value))
    except ValueError:  # well formed, and no such day
        return None


def _zone(name: str | None) -> ZoneInfo:
    """Give a store's time zone, or the site's where its calendar names none that exists."""
    try:
        return ZoneInfo(name or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


def _for_customer(row: Outgoing) -> dict[str, str]:
    if row.conversation is None:
        return {}
    return {
        "reference": row.conversation.reference,
        "link": access.link(row.conversation),
        "code": spaced(row.conversation.access_code),
    }


def _for_staff(row: Outgoing) -> dict[str, str]:
    """A colleague signs in to see what it is about; no customer's code is in their letters."""
    if call_back := row.context.get("call_back"):
        return {"link": f"{settings.SITE_URL}/admin/call-backs/{call_back}/"}
    if row.template == "staff_handed_over":
        return {"link": f"{settings.SITE_URL}/admin/cases/queue/mine/"}
    if order := row.context.get("order"):
        return {"link": f"{settings.SITE_URL}/admin/orders/{order}/"}
    if opinion := row.context.get("opinion"):
        return {"link": f"{settings.SITE_URL}/admin/opinions/{opinion}/"}
    if problem := row.context.get("problem"):
        return {"link": f"{settings.SITE_URL}/admin/problems/{problem}/"}
    reference = row.context.get("reference")
    page = f"cases/case/{reference}/" if reference else "channels/health/"
    return {"link": f"{settings.SITE_URL}/admin/{page}"}


def _missed_clock(row: Outgoing, language: str) -> dict[str, str]:
    """Where a limit raised the case, the reason is that clock's code: name it in words."""
    name = letters.CLOCKS[language].get(str(row.context.get("reason")))
    return {"clock": name} if name and row.template == "staff_escalated" else {}
