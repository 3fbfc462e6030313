"""Every page once, in a language, scheme and width in turn; bench/axe_everywhere.py has all of them."""

from itertools import cycle, product
from urllib.parse import urlencode

import pytest
from django.conf import settings

from tests.house import world as worlds
from tests.house.asking import address
from tests.house.routes import CUSTOMER, MODEL_ROUTES, PARTNER, PUBLIC, ROUTES
from tests.journeys.conftest import DRAWN, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES, SCHEMES, SIZES = (
    ("en", "zh-hans", "zh-hant"),
    ("light", "dark"),
    ((1440, 900), (390, 844)),
)
# Files, data and parts of pages: nobody looks at them by themselves.
NO_PAGES = {
    "brand_css", "channels:chat_file", "channels:chat_lines", "channels:counter_worker",
    "channels:counter_manifest", "channels:attachment", "channels:scan", "channels:receipt_codes",
    "channels:phone_live", "admin:channels_chats_live", "admin:channels_chat_news", "api:schema",
    "admin:jsi18n", "admin:numbers", "admin:cases_case_changed", "admin:channels_accounts_file",
    "admin:channels_batch_cover", "admin:channels_mail_raw", "admin:reports_export",
}  # fmt: skip
# Alike but for their fields: one model for each of their templates, beside those with one of their own.
MODELS = ("cases_policy", "organisation_user", "organisation_brand", "channels_channelaccount")


def pages(chain):
    """The address of each page, and whose it is."""
    for name, route in ROUTES.items():
        is_alike = name in MODEL_ROUTES and not name.removeprefix("admin:").startswith(MODELS)
        if 200 not in (route.get or ()) or route.may == PARTNER or name in NO_PAGES or is_alike:
            continue
        person = "customer" if route.may in (CUSTOMER, PUBLIC) else "chief"
        path = address(name, route.kwargs(chain, chain.objects[person]))
        yield name, person, path + (f"?{urlencode(route.query)}" if route.query else "")


@pytest.fixture
def open_as(chromium, site):
    """One window for each person and language: what they have loaded once they have."""
    windows = {}

    def opening(viewer, language):
        if (viewer.name, language) not in windows:
            context = chromium.new_context(base_url=site, reduced_motion="reduce")
            cookies = {"django_language": language}
            if key := viewer.client.cookies.get(settings.SESSION_COOKIE_NAME):
                cookies[settings.SESSION_COOKIE_NAME] = key.value
            context.add_cookies([{"name": n, "value": v, "url": site} for n, v in cookies.items()])
            windows[viewer.name, language] = context.new_page()
        return windows[viewer.name, language]

    yield opening
    for page in windows.values():
        page.context.close()


def wrong_with(page, path):
    """What axe, the width, the policy or the server has against a page."""
    said = []
    page.once("pageerror", lambda error: said.append(str(error)))
    status = page.goto(path).status
    page.evaluate(DRAWN)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [
        *([f"status {status}"] if status != 200 else []),
        *([f"wider by {wide} px"] if wide > 0 else []),
        *violations(page),
        *said,
    ]


def test_every_page_is_good_in_turn(open_as):
    chain = worlds.for_one()
    turns, wrong = cycle(product(SCHEMES, SIZES, LANGUAGES)), {}
    for name, person, path in pages(chain):
        scheme, (width, height), language = next(turns)
        page = open_as(chain.viewers[person], language)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": height})
        if found := wrong_with(page, path):
            wrong[f"{name} {scheme} {width} {language}"] = found
    assert wrong == {}
