"""Plant a person through every channel, work the case, and look for them in every column there is."""

import base64
import json
import logging

import pytest
from django.db import connection
from django.utils import timezone

from cases.rules.openings.opening import open_case
from channels.kinds import ChannelKind
from channels.models import Channel, KeptMail, Outgoing, Partner
from channels.rules import intake
from channels.rules.outbox import delivery
from feedback_site.organisation.roles import Role
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
NAME, EMAIL, PHONE = "陸燦之", "canary.q7x@sealed.example", "0987654321"
# As typed, as we write it, and without its country.
NEEDLES = (NAME, EMAIL, EMAIL.partition("@")[0], PHONE, "+886987654321", "987654321")
BOUNDARY = "canary-boundary"
# In the zero-set-up mode outgoing mail goes nowhere but here, to be read by staff as it would have
# gone out; with a mail server nothing is kept.
NOT_SEARCHED = {"channels_keptmail"}


def form(**fields):
    parts = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    return f"{parts}--{BOUNDARY}--\r\n".encode(), f"multipart/form-data; boundary={BOUNDARY}"


def web():
    return form(text="相片太黃", name=NAME, email=EMAIL, phone=PHONE, language="zh-hant")


def mail():
    name = base64.b64encode(NAME.encode()).decode()
    return (
        f"From: =?utf-8?B?{name}?= <{EMAIL}>\r\nTo: care@feedback.example.com\r\n"
        f"Reply-To: {EMAIL}\r\nMessage-ID: <1@sealed.example>\r\nSubject: Prints\r\n"
        "Date: Mon, 04 May 2026 09:30:00 +0800\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\nThe prints are too yellow\r\n"
    ).encode(), "message/rfc822"


def partner():
    body = {"text": "包裹濕了", "customer": {"name": NAME, "email": EMAIL, "phone": PHONE}}
    return json.dumps(body).encode(), "application/json"


SENT = {
    ChannelKind.WEB: web,
    ChannelKind.COUNTER: web,
    ChannelKind.EMAIL: mail,
    ChannelKind.PARTNER: partner,
}


def places_of(needle):
    """Search every column of every table: words as they are, bytes by their hex."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            if table in NOT_SEARCHED:
                continue
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS row'
                " WHERE row::text ILIKE %s OR row::text ILIKE %s",
                [f"%{needle}%", f"%{needle.encode().hex()}%"],
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_the_search_finds_what_lies_open():
    """Else the test below could not fail: words, JSON and bytes are all looked into."""
    channel = Channel.objects.first()
    Partner.objects.create(name=NAME, channel=channel)
    KeptMail.objects.create(
        to=EMAIL, subject="x", mail_message_id="<1>", raw=b"x", kept_at=timezone.now()
    )
    posted(Role.CLERK, user__display_name=PHONE)

    assert "channels_partner" in places_of(NAME)
    assert places_of(PHONE) == ["organisation_user"]
    assert places_of(EMAIL) == []


@pytest.mark.parametrize("kind", SENT, ids=str)
def test_nobody_can_be_read_from_the_database_after_intake(kind, caplog):
    caplog.set_level(logging.DEBUG)
    now = timezone.now()
    channel = Channel.objects.get(kind=kind)
    body, content_type = SENT[kind]()

    raw = intake.take(
        channel=channel, body=body, content_type=content_type, now=now, external_id="canary-1",
        context=_context(kind, channel),
    )  # fmt: skip
    case = open_case(raw.submission.pk, now=now)
    for outgoing in Outgoing.objects.filter(conversation=raw.conversation):
        delivery.deliver(outgoing.pk, now=now)

    assert case.customer.contact_points.exists()
    assert raw.bytes() == body
    assert not {needle: found for needle in NEEDLES if (found := places_of(needle))}
    assert not [needle for needle in NEEDLES if needle in caplog.text]


def _context(kind, channel):
    if kind == ChannelKind.COUNTER:
        return {"clerk": posted(Role.CLERK).pk, "language": "zh-hant"}
    if kind == ChannelKind.PARTNER:
        return {"partner": Partner.objects.create(name="Courier", channel=channel).pk}
    return {}
