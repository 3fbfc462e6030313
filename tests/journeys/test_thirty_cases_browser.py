"""An agent works thirty cases by keys alone: claimed, answered, left waiting, and on; none is lost."""

import pytest

from cases.models import Case, CaseEvent, ComposerDraft
from channels.models import Message
from feedback_site.organisation.roles import Role
from tests.factories.opened import customer_called, opened
from tests.factories.organisation import StoreFactory, posted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CASES = 30


@pytest.fixture
def shop():
    store = StoreFactory()
    for n in range(CASES):
        opened(customer=customer_called(f"客人{n}", f"c{n}@example.com"), store=store)


def answer(page, n):
    """Claim what stands open, write, and let it wait; the next opens by itself."""
    frame = page.locator(".case-frame[data-case]")
    reference = frame.get_attribute("data-case")
    page.keyboard.press("c")
    page.locator(f".case-frame[data-case='{reference}'] [name=waits]").wait_for()
    page.keyboard.press("r")
    page.keyboard.insert_text(f"第 {n} 件：請問訂單編號？")
    for key in ("Tab", "Tab", "ArrowDown", "Control+Enter"):
        page.keyboard.press(key)
    return reference


def test_thirty_cases_by_keys_alone(sit_down, shop):
    agent = posted(Role.AGENT)
    page = sit_down(agent, width=1440, height=900)
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.goto("/admin/cases/queue/unassigned/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator(".case-frame[data-case]").wait_for()

    worked = []
    for n in range(CASES):
        worked.append(answer(page, n))
        if n < CASES - 1:
            page.locator(f".case-frame[data-case]:not([data-case='{worked[-1]}'])").wait_for()
    page.locator(".notice.tone-wait").wait_for()

    assert sorted(worked) == sorted(Case.objects.values_list("reference", flat=True))
    assert set(Case.objects.values_list("owner", "state", "waiting_reason")) == {
        (agent.pk, "waiting", "customer")
    }
    said = dict(
        Message.objects.filter(direction="outbound").values_list("conversation__reference", "text")
    )
    assert said == {name: f"第 {n} 件：請問訂單編號？" for n, name in enumerate(worked)}
    assert CaseEvent.objects.filter(kind="waiting_began").count() == CASES
    assert not ComposerDraft.objects.exists()
    assert page.complaints == []
