"""The chain's own name, colour and logo: readable in both schemes, on pages, slips and in letters."""

import re
from contextlib import suppress
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from channels.rules.letters import composing
from channels.rules.outbox import delivery
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.colours import (
    AA,
    DARK_GROUNDS,
    LIGHT_GROUNDS,
    contrast,
    dark_palette,
    light_palette,
    readable_like,
    readable_share,
    shades,
)
from feedback_site.organisation.logos import HIGHEST, MOST_BYTES, WIDEST, NotALogo, drawn_logo
from feedback_site.organisation.models import Brand
from feedback_site.organisation.roles import Role
from feedback_site.organisation.rules import branding
from tests.doors import CommittingClient
from tests.factories.channels import conversation_with
from tests.factories.organisation import posted

PAGE = "/admin/organisation/brand/add/"
NAMES = {"name_zh_hant": "光影沖印", "name_zh_hans": "光影冲印", "name_en": "Lightwell Prints"}
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.fixture(autouse=True)
def _as_it_came():
    yield
    branding.forget()


@pytest.fixture
def admin(db):
    client = CommittingClient()
    client.cookies["django_language"] = "en"
    client.force_login(posted(Role.ADMINISTRATOR))
    return client


def png(width=600, height=200, colour="#aa2233"):
    out = BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG")
    return out.getvalue()


@given(COLOURS)
def test_whatever_is_made_readable_can_be_read_everywhere_in_both_schemes(colour):
    better = readable_like(colour)
    light, dark = light_palette(better), dark_palette(better)

    for palette, grounds in ((light, LIGHT_GROUNDS), (dark, DARK_GROUNDS)):
        for ground in (*grounds, palette.soft):
            assert contrast(palette.accent, ground) >= AA
        for text in (palette.accent, palette.strong):
            assert contrast(palette.on, text) >= AA
            assert min(contrast(text, ground) for ground in grounds) >= AA
    inks = (("#221d18", "#574e45", light), ("#f3ede5", "#cbc1b5", dark))
    assert all(contrast(ink, palette.soft) >= AA for *both, palette in inks for ink in both)


@given(COLOURS)
def test_a_colour_that_can_be_read_is_left_as_it_is(colour):
    assert (readable_like(colour) == colour) == (readable_share(colour) >= AA)


def test_a_logo_is_small_whatever_came():
    drawn = drawn_logo(png(4000, 3000))

    with Image.open(BytesIO(drawn)) as picture:
        assert (picture.format, picture.width <= WIDEST, picture.height <= HIGHEST) == (
            "WEBP", True, True,
        )  # fmt: skip
    assert len(drawn) <= MOST_BYTES
    for broken in (b"", b"<svg onload='x'/>", png()[:50], b"\0" * 3_000_000):
        with pytest.raises(NotALogo):
            drawn_logo(broken)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This is no picture that can be read."),
        (png()[:50], "This is no picture that can be read."),
        (png(5000, 4000), "This picture is too large."),
        (b"\x89PNG" + b"\0" * 2_000_001, "This picture is too large."),
    ],
)
def test_a_picture_that_cannot_be_the_logo_is_refused_with_what_is_wrong(admin, content, said):
    upload = SimpleUploadedFile("logo.png", content, content_type="image/png")

    answer = admin.post(PAGE, {**NAMES, "colour": "#8a1538", "upload": upload})

    (sentence,) = answer.context["adminform"].form.errors["upload"]
    assert sentence.startswith(said)
    assert not Brand.objects.exists()


@given(COLOURS)
def test_unfolds_scale_can_be_read_as_well(colour):
    scale = shades(readable_like(colour))

    assert contrast("#ffffff", scale["600"]) >= AA
    assert all(contrast(scale["600"], ground) >= AA for ground in LIGHT_GROUNDS)
    for step in ("400", "500"):
        assert all(contrast(scale[step], ground) >= AA for ground in DARK_GROUNDS)


def test_a_pale_colour_is_refused_with_one_that_would_do(admin):
    answer = admin.post(PAGE, {**NAMES, "colour": "#FFCC00"})

    (sentence,) = answer.context["adminform"].form.errors["colour"]
    assert "too pale" in sentence
    better = sentence.partition("4.5 to 1. ")[2][:7]
    assert readable_share(better) >= AA
    assert not Brand.objects.exists()
    assert branding.look_now().version == 0


def test_pages_slips_and_letters_show_the_brand(admin, client):
    client.cookies["django_language"] = "en"
    conversation = conversation_with(language="zh-hant")
    assert "/brand.css" not in client.get("/").content.decode()

    logo = SimpleUploadedFile("logo.png", png(), content_type="image/png")
    answer = admin.post(PAGE, {**NAMES, "colour": "#8A1538", "upload": logo})
    assert answer.status_code == 302

    page = client.get("/").content.decode()
    assert "Lightwell Prints" in page
    assert "Lumen" not in page
    assert 'href="/brand.css?v=1"' in page
    assert 'src="/brand/logo?v=1"' in page
    sheet = client.get("/brand.css?v=1")
    assert sheet.content.decode().startswith(":root{--accent:#8a1538;")
    assert sheet.content.decode().count(f"--accent:{dark_palette('#8a1538').accent};") == 2
    assert "immutable" in sheet["Cache-Control"]
    assert client.get("/brand.css")["Cache-Control"] == "no-cache"
    assert client.get("/brand/logo?v=1")["Content-Type"] == "image/webp"
    row = delivery.tell_customer(
        conversation, template="follow_up", dedup_key="k", now=timezone.now()
    )
    letter = composing.compose(
        row, composing.circumstances_of(row, now=timezone.now()), now=timezone.now()
    )
    assert letter.sender_name == "光影沖印"
    assert "Lumen" not in letter.html
    assert "background: #8a1538; color: #ffffff;" in letter.html
    assert [event.verb for event in LedgerEvent.objects.filter(subject="brand:1")] == [
        "brand.changed"
    ]

    own, unfolds = "/admin/cases/", "/admin/organisation/brand/"
    for door, path in ((admin, own), (admin, unfolds), (client, "/admin/login/")):
        page = door.get(path, follow=True).content.decode()
        sheets = re.findall(r'href="([^"]*\.css[^"]*)"', page)
        tokens = next(at for at, sheet in enumerate(sheets) if "/tokens" in sheet)
        assert sheets.index("/brand.css?v=1") > tokens, path
        assert "/brand/logo?v=1" in page, path
        assert "Lightwell Prints" in page, path
    assert ":root:root{--color-primary-50:" in sheet.content.decode()
    assert "--color-primary-600:#8a1538;" in sheet.content.decode()

    changed = admin.post(
        "/admin/organisation/brand/1/change/", {**NAMES, "colour": "#0f6468", "without_logo": "on"}
    )
    assert changed.status_code == 302
    page = client.get("/").content.decode()
    assert 'href="/brand.css?v=2"' in page
    assert "/brand/logo" not in page
    assert "/brand/logo" not in admin.get(own).content.decode()
    assert client.get("/brand/logo").status_code == 404


def test_other_processes_see_the_brand_and_keep_the_last_one_without_a_database(db, settings):
    settings.BRAND_SECONDS = 0
    assert branding.look_now().version == 0
    brand = Brand(**NAMES, colour="#8a1538", logo=drawn_logo(png()))
    branding.save_brand(brand, actor=posted(Role.ADMINISTRATOR), now=timezone.now())
    # As if another process had saved it: this one is not told.
    branding.forget()

    look = branding.look_now()
    assert (look.version, look.names["en"], look.has_logo) == (1, "Lightwell Prints", True)
    assert look.light.accent == "#8a1538"
    Brand.objects.update(name_en="Elsewhere", logo=None, version=2)
    look = branding.look_now()
    assert (look.version, look.names["en"], look.has_logo) == (2, "Elsewhere", False)
    with transaction.atomic():
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        # Nothing can be asked any more in this transaction.
        assert branding.look_now() == look
        transaction.set_rollback(True)
    settings.BRAND_SECONDS = 60
    assert branding.look_now().version == 2
    Brand.objects.update(version=3)
    assert branding.look_now().version == 2


def test_there_is_one_brand_and_administrators_keep_it(admin, db):
    branding.save_brand(
        Brand(**NAMES, colour="#8a1538"), actor=posted(Role.ADMINISTRATOR), now=timezone.now()
    )

    assert admin.get(PAGE).status_code == 403
    clerk = CommittingClient()
    clerk.force_login(posted(Role.DEPARTMENT_HEAD))
    assert clerk.get("/admin/organisation/brand/1/change/").status_code == 403
