"""What people do at their screens, what the worker does meanwhile, and the post between them."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from urllib.parse import urlsplit

from django.utils import translation

from cases import tasks as cases_tasks
from cases.models import Case, ClockCycle
from cases.rules.openings import opening
from channels import tasks as channels_tasks
from channels.models import KeptMail
from feedback_site.ledger import tasks as ledger_tasks
from feedback_site.organisation.models import Posting
from reports import tasks as reports_tasks
from surveys import tasks as surveys_tasks
from tests.factories.organisation import UserFactory

CARE = "care@feedback.example.com"
PASSWORD = "a long sentence that nobody guesses"
# A Monday, 10:00 in Taipei: shops are open, and the evening is still to come.
MONDAY = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)


class Walk:
    """One journey: its clock, its pages and its pictures."""

    def __init__(self, *, traveller, visit, assert_good, pictures, looked_at):
        self._traveller, self._visit = traveller, visit
        self._assert_good, self._pictures = assert_good, pictures
        self._pages, self._without_scripts, self._looked_at = [], [], looked_at

    @property
    def now(self):
        return datetime.now(UTC)

    def wait(self, **time):
        """Let time pass, for servers and browsers alike, and let the worker do what is due."""
        self._traveller.shift(timedelta(**time))
        for page in self._pages:
            page.context.clock.set_fixed_time(self.now)
        self.work()

    def work(self):
        """Open what waits, then run each periodic task once, as beat and worker would, the letters last."""
        opening.open_waiting(now=self.now, limit=50)
        for task in (
            channels_tasks.sweep_intakes, cases_tasks.sweep_submissions, cases_tasks.sweep_waiting,
            surveys_tasks.sweep_resolved, cases_tasks.sweep_clocks, channels_tasks.sweep_outbox,
            cases_tasks.sweep_submissions, reports_tasks.refresh, ledger_tasks.seal_ledger,
        ):  # fmt: skip
            task()

    def window(self, *, shares_clock=True, **how):
        """Open a browser window of somebody's own.

        One that shares the journey's clock has no history of its own loading, which the slip asks for.
        """
        page = self._visit(**how)
        # Where no script runs there is no clock to set, and axe would never answer.
        if not how.get("scripts", True):
            self._without_scripts.append(page)
        elif shares_clock:
            page.context.clock.set_fixed_time(self.now)
            self._pages.append(page)
        return page

    def sign_in(self, user, *, width=1100, height=900, language="zh-hant"):
        """Give a window in which somebody has signed in by the page for that.

        Not so wide that a case opens beside its list: test_desk_by_keyboard_browser.py is about that.
        """
        page = self.window(width=width, height=height, language=language)
        page.goto("/admin/")
        self.look(page, "sign-in")
        page.fill("[name=username]", user.username)
        page.fill("[name=password]", PASSWORD)
        page.locator("#login-form button[type=submit], form button[type=submit]").first.click()
        page.wait_for_url("**/admin/")
        return page

    def look(self, page, name):
        """Judge a page the first time that it is met, and keep pictures of it where they are wanted."""
        if page in self._without_scripts or not self._looked_at.claim(name):
            return
        self._assert_good(page)
        self._pictures(page, name)


def person(role, name, **place):
    """Give a member of staff who can sign in; without a place it is the whole chain."""
    user = UserFactory(display_name=name, language="zh-hant")
    user.email = f"{user.username}@shop.example"
    user.set_password(PASSWORD)
    user.save()
    Posting.objects.create(user=user, role=role, **place)
    return user


def words(msgid, language="zh-hant", **values):
    """The site's own words in a language."""
    with translation.override(language):
        return translation.gettext(msgid) % values if values else translation.gettext(msgid)


def heading(page):
    return page.locator("h1").first.inner_text().strip()


class Post:
    """The letters that went out, whether a relay took them or they are kept for reading."""

    def __init__(self, relay=None):
        self._relay = relay

    def letters(self, address):
        """All letters to an address, oldest first."""
        if self._relay is not None:
            return [_parsed(mail.content) for mail in self._relay.mails if address in mail.rcpt_tos]
        kept = KeptMail.objects.filter(to=address).order_by("pk")
        return [_parsed(bytes(mail.raw)) for mail in kept]

    def newest(self, address):
        return self.letters(address)[-1]


def _parsed(content):
    return message_from_bytes(content, policy=default)


def text_of(letter):
    return letter.get_body(("plain",)).get_content()


def link_in(text):
    """The path of the link to a case in a letter; somebody clicks it."""
    return urlsplit(re.search(r"https?://\S+/c/\S+", text)[0]).path


def letter(text, *, charset, sender, to=CARE, subject, photo=None, answers=None):
    """Write a mail as a customer's program does, in the charset that it uses."""
    mail = EmailMessage(policy=SMTP.clone(cte_type="8bit"))
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Message-ID"] = f"<{abs(hash((text, sender)))}@mail.example>"
    if answers is not None:
        mail["In-Reply-To"] = mail["References"] = str(answers["Message-ID"])
    mail.set_content(text, charset=charset, cte="base64")
    if photo is not None:
        mail.add_attachment(photo, "image", "png", filename="照片.png")
    return mail.as_bytes()


def has_limits(case):
    """Whether the two promises that every case makes are running, or are kept."""
    clocks = set(ClockCycle.objects.filter(case=case).values_list("clock", flat=True))
    return {"acknowledge", "first_response", "resolve"} <= clocks


def press_step(page, step):
    """Press the button of a step or an act, which may stand behind "more"."""
    button = page.locator(f"[data-step={step}], [data-act={step}]").first
    if not button.is_visible():
        page.locator("[data-more] summary").click()
    button.click()


class Desk:
    """An agent at the desk."""

    def __init__(self, walk, user):
        self.walk, self.user = walk, user
        self.page = walk.sign_in(user)
        walk.look(self.page, "desk-first-page")

    def claim(self, case):
        """Find a case among the unassigned, claim it there, and open it from one's own."""
        self.page.goto("/admin/cases/queue/unassigned/")
        self.walk.look(self.page, "queue-unassigned")
        row = self.page.locator("[data-row]", has_text=case.reference)
        row.get_by_role("button").click()
        self.page.wait_for_load_state()
        self.page.goto("/admin/cases/queue/mine/")
        self.walk.look(self.page, "queue-mine")
        self.page.locator("[data-row]", has_text=case.reference).locator("[data-open]").click()
        self.page.locator(".case-head").wait_for()
        self.walk.look(self.page, "case")

    def open(self, case):
        self.page.goto(f"/admin/cases/case/{case.reference}/")

    def dialog(self, step, **facts):
        """Press a step's button, answer what its dialog asks, and send it."""
        press_step(self.page, step)
        self.page.locator("dialog[open]").wait_for()
        self.walk.look(self.page, f"dialog-{step}")
        for name, value in facts.items():
            field = self.page.locator(f"dialog [name={name}]")
            if field.first.get_attribute("type") == "radio":
                self.page.locator(f"dialog [name={name}][value={value}]").check()
            elif field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        with self.page.expect_navigation():
            self.page.locator("dialog button[type=submit]").click()

    def reply(self, text):
        self.page.fill("#dialog-text-customer", text)
        with self.page.expect_navigation():
            self.page.locator(".composer-customer button[type=submit]:not([data-solves])").click()
        self.page.locator(".said-staff", has_text=text).wait_for()

    def ask_customer(self, question):
        by = (self.walk.now + timedelta(days=3, hours=8)).strftime("%Y-%m-%dT%H:%M")
        self.dialog(
            "wait", waiting_reason="customer", asked_what=question, asked_whom="顧客", resume_by=by
        )

    def solve(self, decision):
        self.dialog(
            "resolve", root_cause="machine_setting", action_taken="重新校正色彩並重印", remedy="reprint",
            remedy_cost="120", decision_text=decision, told_how="message",
        )  # fmt: skip


class CallSheet:
    """An agent who asks customers whether it is solved."""

    def __init__(self, walk, user):
        self.walk = walk
        self.page = walk.sign_in(user)

    def open(self, case):
        self.page.goto("/admin/follow-up/")
        self.walk.look(self.page, "call-list")
        self.page.locator("tr", has_text=case.reference).locator("[data-row]").click()
        self.page.locator("[data-call-sheet]").wait_for()
        self.walk.look(self.page, "call-sheet")

    def ask_by_letter(self):
        with self.page.expect_navigation():
            self.page.locator("button[formaction$='/message/']").click()

    def give_up_button(self):
        return self.page.locator("button[formaction$='/give-up/']")

    def record(self, outcome, *, score=None, remark=""):
        self.page.locator(f"[name=outcome][value={outcome}]").check(force=True)
        if score:
            self.page.locator(f"[name=score][value='{score}']").check(force=True)
        if remark:
            self.page.fill("#attempt [name=remark]", remark)
        with self.page.expect_navigation():
            self.page.locator("#attempt .call-buttons button").click()


class Customer:
    """Somebody with a case, at their own screen."""

    def __init__(self, walk, page, reference=""):
        self.walk, self.page, self.reference = walk, page, reference

    def enter(self, link):
        self.page.goto(link)
        self.page.wait_for_url("**/case/FB-*/")
        self.reference = self.page.url.rstrip("/").rpartition("/")[2]

    def sees(self, standing, language="zh-hant"):
        """Reload the status page and read its heading, which says in plain words how it stands."""
        self.page.goto(f"/case/{self.reference}/")
        assert heading(self.page) == words(standing, language)
        self.walk.look(self.page, "status-" + re.sub(r"\W+", "-", standing.lower()).strip("-"))

    def reads(self, text):
        self.page.locator(".event-text", has_text=text).first.wait_for()

    def writes(self, text):
        self.page.fill(".reply [name=text]", text)
        self.walk.wait(seconds=20)
        self.page.locator(".reply button[type=submit]").click()
        self.reads(text)
        # Sent is sent: it is not offered again as a draft.
        assert self.page.input_value(".reply [name=text]") == ""


def case_of(reference):
    return Case.objects.get(reference=reference)
