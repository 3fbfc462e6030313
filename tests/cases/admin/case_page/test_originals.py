"""The original of a mail as it looks: with its own pictures, and with nothing from anywhere else."""

import re
from base64 import b64decode
from email.message import EmailMessage
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image

from cases.rules.openings import opening
from channels.adapters.email.intake import mail_identity
from channels.kinds import ChannelKind
from channels.measures import original_mail
from channels.models import Attachment, Channel, Message
from channels.rules import intake
from tests.factories.opened import NOW

pytestmark = pytest.mark.django_db
HTML = (
    '<p>Look: <img src="cid:photo%40home.example" alt="yellow"><img src="CID:again@home.example">'
    '<img src="cid:none@home.example" alt="gone"><img src="https://spy.example/1.png">'
    '<img src="cid:evil@home.example"></p>'
)


def picture():
    out = BytesIO()
    Image.new("RGB", (12, 9), "gold").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def case(settings, tmp_path):
    """A case begun by a mail that shows pictures in its text."""
    settings.MEDIA_ROOT = tmp_path
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-ID"] = (
        "mei@example.com",
        "相片",
        "<1@home.example>",
    )
    mail.set_content("Look:")
    mail.add_alternative(HTML, subtype="html")
    body = mail.get_payload()[1]
    body.add_related(picture(), "image", "png", cid="<photo@home.example>", filename="photo.png")
    body.add_related(picture(), "image", "png", cid="<again@home.example>", filename="again.png")
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    body.add_related(svg, "image", "svg+xml", cid="<evil@home.example>", filename="evil.svg")
    raw = intake.take(
        channel=Channel.objects.get(kind=ChannelKind.EMAIL), body=mail.as_bytes(), now=NOW,
        content_type="message/rfc822", external_id=mail_identity(mail.as_bytes()),
    )  # fmt: skip
    return opening.open_case(raw.conversation.submission.pk, now=NOW)


def shown(page):
    return re.findall(r'src="data:([a-z/]+);base64,([^"]+)"', page)


def test_the_pictures_of_a_mail_are_in_its_original_as_we_drew_them(at_desk, agent, case):
    message = Message.objects.get()
    address = reverse("admin:cases_case_original", args=(case.reference, message.pk))
    answer = at_desk(agent).get(address)

    page = answer.content.decode()
    drawn = Attachment.objects.get(content_id="photo@home.example").content().read()
    assert [(mime, b64decode(data)) for mime, data in shown(page)] == [("image/jpeg", drawn)] * 2
    assert "cid:" not in page.lower()
    assert "spy.example" not in page
    assert ('alt="yellow"' in page, 'alt="gone"' in page) == (True, True)
    assert answer["Content-Security-Policy"].startswith("default-src 'none';")


def test_a_page_has_room_for_so_much_and_no_more(case, monkeypatch):
    message = Message.objects.get()
    size = len(shown(original_mail.html_with_pictures(message))[0][1])
    monkeypatch.setattr(original_mail, "MOST_BYTES", int(size * 1.9))

    assert len(shown(original_mail.html_with_pictures(message))) == 1
