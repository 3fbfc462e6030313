"""Posting: the bytes by which a planned piece of feedback comes in at its channel."""

import json
from dataclasses import dataclass, field
from email.message import EmailMessage
from random import Random
from urllib.parse import urlencode

from channels.drafts import Draft
from channels.models import Partner
from channels.rules.items.drafting import title_of
from reports.demo.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What a door would have stored."""

    body: bytes
    content_type: str
    context: dict[str, object] = field(default_factory=dict)
    is_captured: bool = False


def posted(plan: Plan, rng: Random) -> Item:
    """Write the item as its channel carries it."""
    return {"web": _form, "counter": _form, "mail": _mail, "partner": _document}[plan.channel](
        plan, rng
    )


def words_of(plan: Plan) -> str:
    """What will be read of it: forms ask for no title, their first sentence is taken for one."""
    title = "" if plan.channel in ("web", "counter") else plan.title
    return f"{title_of(Draft(title=title, text=plan.text))}\n{plan.text}"


def _form(plan: Plan, rng: Random) -> Item:
    fields = {
        "text": plan.text, "title": plan.title, "name": plan.name, "email": plan.email,
        "phone": plan.phone, "store": plan.store, "order_number": plan.order,
        # Half of the customers tap a chip.
        "category": plan.category if rng.random() < 0.5 else "", "language": plan.language,
        "remedy": rng.choice(["none_stated", "reprint", "refund", "answer"]),
        "is_anonymous": "on" if plan.is_anonymous else "", "notice_version": "1",
    }  # fmt: skip
    context: dict[str, object] = {"language": plan.language, "notice_version": "1"}
    if plan.channel == "counter":
        context["clerk"] = plan.clerk_id
    return Item(
        body=urlencode(fields).encode(), content_type="application/x-www-form-urlencoded",
        context=context, is_captured=plan.channel == "counter",
    )  # fmt: skip


def _mail(plan: Plan, rng: Random) -> Item:
    mail = EmailMessage()
    mail["From"] = f'"{plan.name}" <{plan.email}>'
    mail["To"] = "care@feedback.example.com"
    mail["Subject"] = plan.title
    mail["Date"] = plan.opened_at
    mail["Message-ID"] = f"<demo.{plan.number}.{rng.getrandbits(48):x}@example.com>"
    mail.set_content(plan.text)
    return Item(
        body=bytes(mail),
        content_type="message/rfc822",
        context={"rcpt_to": ["care@feedback.example.com"]},
    )


def _document(plan: Plan, rng: Random) -> Item:
    body = {
        "text": plan.text, "title": plan.title, "language": plan.language, "store": plan.store,
        "order_number": plan.order, "notice_version": "1",
        "customer": {"name": plan.name, "email": plan.email, "phone": plan.phone},
    }  # fmt: skip
    partner = Partner.objects.order_by("pk").values_list("pk", flat=True).first()
    return Item(
        body=json.dumps(body, ensure_ascii=False).encode(), content_type="application/json",
        context={"partner": partner, "language": plan.language},
    )  # fmt: skip
