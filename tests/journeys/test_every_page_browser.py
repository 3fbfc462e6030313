"""Every page once, in a language, scheme and width in turn; bench/axe_everywhere.py has all of them."""

from itertools import cycle, product
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.house import world as worlds
from tests.house.asking import address
from tests.house.routes import CUSTOMER, MODEL_ROUTES, PARTNER, PUBLIC, ROUTES
from tests.journeys.conftest import DRAWN, lend_session, new_context, speak, violations

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
    "channels:phone_live", "channels:feedback_qr", "admin:channels_chats_live", "admin:channels_chat_news",
    "admin:channels_chat_beside",
    "api:schema", "cases:status_appointment_file",
    "admin:jsi18n", "admin:numbers", "admin:cases_case_changed", "admin:channels_accounts_file",
    "admin:channels_batch_cover", "admin:channels_mail_raw", "admin:reports_export", "admin:search",
    "admin:cases_case_original", "admin:cases_case_solutions", "admin:cases_policy_file",
}  # fmt: skip
# Judged where somebody walks through them, with more on them than here.
WALKED = {
    "home", "channels:feedback_form", "channels:chat", "channels:counter", "channels:phone",
    "channels:poster",
    "channels:sheet_entry", "channels:phone_call", "cases:help", "cases:help_article", "cases:diagnosis",
    "cases:diagnosis_step", "cases:my_cases", "cases:status", "cases:status_find", "admin:index",
    "admin:login",
    "admin:channels_calls", "admin:channels_chats", "admin:channels_chat", "admin:channels_batches",
    "admin:channels_batch", "admin:cases_queue", "admin:cases_case_desk", "admin:cases_case_limits",
    "admin:cases_case_act", "admin:cases_solutions", "admin:cases_solution",
    "admin:cases_solution_new", "admin:cases_solution_version", "admin:cases_learned", "admin:cases_reviews",
    "admin:surveys_call_list", "admin:surveys_call_sheet", "admin:reports_channels", "admin:channels_imports",
    "admin:channels_talks", "admin:channels_letters", "admin:channels_outbox", "admin:reports_listening",
    "admin:cases_review", "admin:channels_account_mapping", "admin:channels_call", "admin:channels_call_back",
    "admin:channels_import", "admin:channels_letter_text", "admin:channels_letter_write",
    "admin:channels_mail", "admin:channels_mail_read", "admin:channels_talk", "admin:reports_drill",
    "admin:reports_overview", "admin:reports_read", "cases:status_object", "channels:counter_likes",
    "channels:counter_words", "channels:notice",
}  # fmt: skip
# Of the same template as one that is looked at.
ALIKE = {
    "admin:cases_category_new", "admin:cases_category_retire", "admin:cases_category_restore",
    "admin:cases_policy_new",
    "admin:cases_coding_decide", "admin:cases_opinion_hand_on", "admin:password_change_done",
    "channels:counter_shell", "admin:app_list",
}  # fmt: skip
# Pages of models are alike but for their fields: one has all four, and one rows of another in a table.
MODELS = {
    *(f"admin:cases_dutyshift_{page}" for page in ("changelist", "add", "change", "history")),
    "admin:cases_responsescheme_change", "admin:organisation_user_change",
}  # fmt: skip
# The menu is the same on all of them, and judged by the journeys.
MENU = ("#nav-sidebar-inner",)


def pages(chain):
    """The address of each page, and whose it is."""
    for name, route in ROUTES.items():
        is_alike = name in MODEL_ROUTES.keys() - MODELS
        if (
            200 not in (route.get or ())
            or route.may == PARTNER
            or is_alike
            or name in NO_PAGES | WALKED | ALIKE
        ):
            continue
        person = "customer" if route.may in (CUSTOMER, PUBLIC) else "chief"
        path = address(name, route.kwargs(chain, chain.objects[person]))
        yield name, person, path + (f"?{urlencode(route.query)}" if route.query else "")


@pytest.fixture
def open_as(chromium, site):
    """One window for each person, whatever the language: what they have loaded once they have."""
    windows = {}

    def opening(viewer, language):
        if viewer.name not in windows:
            context = new_context(chromium, site, language=language)
            # Half a megabyte, which would be sent to each page by itself.
            context.add_init_script(Axe().axe_script)
            lend_session(context, viewer.client, site)
            page = windows[viewer.name] = context.new_page()
            page.complaints = []
            page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page = windows[viewer.name]
        speak(page.context, site, language)
        return page

    yield opening
    for page in windows.values():
        page.context.close()


def wrong_with(page, path):
    """What axe, the width, a script or the server has against a page; nothing where there is none."""
    page.complaints.clear()
    status = page.goto(path).status
    if status == 404:
        return []
    page.evaluate(DRAWN)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [
        *([f"status {status}"] if status != 200 else []),
        *([f"wider by {wide} px"] if wide > 0 else []),
        *violations(page, but=MENU),
        *page.complaints,
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
