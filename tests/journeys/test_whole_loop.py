"""One complaint through each door, from the first word to the figure in the report."""

import json
import re
import smtplib
from dataclasses import dataclass
from io import StringIO
from urllib.request import Request, urlopen

import pytest
from django.core.management import call_command
from django.utils import timezone

from cases.models import Case, CaseEvent
from cases.rules.openings import opening
from channels.models import Channel, RawIntake
from channels.rules.monitoring import sweeping
from feedback_site.organisation.models import Department
from feedback_site.organisation.roles import Role
from surveys.models import FollowUp
from tests.channels.mail_door import eventually, open_door
from tests.doors import PNG
from tests.factories.channels import PartnerFactory, partner_key
from tests.factories.organisation import StoreFactory
from tests.journeys.walking import (
    CARE,
    CallSheet,
    Customer,
    Desk,
    case_of,
    has_limits,
    letter,
    link_in,
    person,
    text_of,
)

pytestmark = pytest.mark.browser
MEI, LI, ANN = "mei@example.com", "li@example.cn", "ann@example.org"
AT_THE_COUNTER = "放大照邊緣模糊，要求重印"
ON_THE_WEB = "婚紗照整批偏黃，膚色很不自然，請重印。"
BY_MAIL = "照片颜色偏黄，跟电脑上看到的不一样，请重印。附上照片。"
BY_API = "Something was odd with my order and I am not happy with how it went."
ANSWER, QUESTION = "我們已收到，正在查看色彩設定。", "請問原始檔案是手機還是相機拍的？"
DECISION = "已重新校色並重印，請到中山店領取。"
SORTED = {
    "severity": "normal", "concerns": "not applicable", "is_safety": "no", "is_privacy": "no",
    "duplicates_checked": "yes",
}  # fmt: skip
PHOTO = {"name": "print.png", "mimeType": "image/png", "buffer": PNG}


@pytest.fixture
def store():
    return StoreFactory(code="zhongshan")


@pytest.fixture
def smtp():
    with open_door() as door, smtplib.SMTP("127.0.0.1", door["port"], timeout=60) as client:
        yield client


def post(smtp, sender, mail, to=CARE):
    """Send a mail to the site, and wait until it was read."""
    known = RawIntake.objects.count()
    smtp.sendmail(sender, [to], mail)
    eventually(lambda: RawIntake.objects.filter(state="done").count() == known + 1)
    # Reading goes on in the door's thread; what its bell asks for, a worker does.
    opening.open_waiting(now=timezone.now(), limit=50)
    eventually(
        lambda: (
            CaseEvent.objects.filter(message__raw=RawIntake.objects.latest("pk")).exists()
            or Case.objects.filter(submission__raw=RawIntake.objects.latest("pk")).exists()
        )
    )


def through_the_counter(walk, store):
    clerk = walk.sign_in(person(Role.CLERK, "林小芳", store=store), width=1024, height=768)
    clerk.goto("/counter/")
    walk.look(clerk, "counter")
    clerk.fill("[name=phone]", "0912345678")
    clerk.fill("[name=name]", "陳美玲")
    clerk.check("[name=category][value=print_blur]", force=True)
    clerk.fill("form[data-entry] [name=text]", AT_THE_COUNTER)
    walk.wait(seconds=40)
    clerk.keyboard.press("Control+Enter")
    clerk.wait_for_url("**/counter/slip/**")
    walk.look(clerk, "slip")
    reference = clerk.inner_text(".slip-reference").strip()
    customer = Customer(walk, walk.window(), reference)
    customer.page.goto("/case/")
    walk.look(customer.page, "find")
    customer.page.fill("[name=reference]", reference)
    customer.page.fill("[name=code]", clerk.inner_text(".slip-code"))
    customer.page.locator("form[action='/case/'] button[type=submit]").click()
    customer.page.wait_for_url(f"**/case/{reference}/")
    return customer


def through_the_web(walk, store, mailed):
    page = walk.window()
    page.goto("/")
    walk.look(page, "home")
    page.locator("a[href^='/feedback/']").first.click()
    walk.look(page, "form")
    page.fill("[name=text]", ON_THE_WEB)
    page.get_by_label("色偏").check(force=True)
    page.select_option("[name=store]", store.code)
    page.fill("[name=order_number]", "ZS-1107")
    page.fill("[name=name]", "王大明")
    page.fill("[name=email]", MEI)
    page.set_input_files("[name=photos]", PHOTO)
    page.locator(".photo-list canvas, .photo-list svg").first.wait_for()
    walk.look(page, "form-filled")
    walk.wait(seconds=90)
    page.locator("form.feedback button[type=submit]").click()
    page.wait_for_url("**/feedback/done/")
    walk.look(page, "done")
    reference = page.inner_text("#reference-value")
    walk.work()
    receipt = mailed.newest(MEI)
    assert reference in receipt["Subject"]
    assert "我們收到您的意見了" in receipt["Subject"]
    customer = Customer(walk, page)
    customer.enter(link_in(text_of(receipt)))
    assert customer.reference == reference
    return customer


def through_mail(walk, smtp, mailed):
    mail = letter(BY_MAIL, charset="gb18030", sender=f"李伟 <{LI}>", subject="照片偏黄", photo=PNG)
    assert BY_MAIL.encode() not in mail
    post(smtp, LI, mail)
    walk.wait(seconds=5)
    receipt = mailed.newest(LI)
    assert "我们收到您的意见了" in receipt["Subject"]
    customer = Customer(walk, walk.window(width=390, language="zh-hans"))
    customer.enter(link_in(text_of(receipt)))
    customer.reads(BY_MAIL)
    customer.page.locator(".file, .print").first.wait_for()
    return customer


def through_the_api(walk, site, mailed):
    body = {"text": BY_API, "language": "en", "customer": {"name": "Ann Lee", "email": ANN}}
    partner = PartnerFactory(name="雲端相簿", channel=Channel.objects.get(code="partner"))
    call = Request(
        f"{site}/api/v1/submissions/", json.dumps(body).encode(), method="POST",
        headers={
            "Authorization": partner_key(partner), "Content-Type": "application/json",
            "Idempotency-Key": "order-77",
        },
    )  # fmt: skip
    receipts = []
    for _ in range(2):
        with urlopen(call) as answer:
            receipts.append(json.load(answer))
    assert receipts[0] == receipts[1]
    walk.work()
    assert receipts[0]["reference"] in mailed.newest(ANN)["Subject"]
    customer = Customer(walk, walk.window(width=390, language="en"))
    customer.enter(receipts[0]["status_url"])
    assert customer.reference == receipts[0]["reference"]
    return customer


@dataclass(frozen=True, kw_only=True)
class Told:
    """One complaint: its customer at their screen, their language, and where letters reach them."""

    customer: Customer
    language: str
    address: str = ""

    @property
    def case(self):
        return case_of(self.customer.reference)

    def sees(self, standing):
        self.customer.sees(standing, self.language)


def test_every_door_leads_through_the_whole_loop(walk, relayed, smtp, site, store):
    quality = Department.objects.get(code="print_quality")
    agent, caller = person(Role.AGENT, "張雅婷"), person(Role.AGENT, "吳志明")
    person(Role.DEPARTMENT_HEAD, "許部長", department=quality)
    by_counter = Told(customer=through_the_counter(walk, store), language="zh-hant")
    by_web = Told(customer=through_the_web(walk, store, relayed), language="zh-hant", address=MEI)
    by_mail = Told(customer=through_mail(walk, smtp, relayed), language="zh-hans", address=LI)
    by_api = Told(customer=through_the_api(walk, site, relayed), language="en", address=ANN)
    everybody = [by_counter, by_web, by_mail, by_api]

    each_is_sorted_or_waits_for_a_person(everybody)
    desk = Desk(walk, agent)
    each_is_answered_and_asked(walk, desk, everybody, relayed)
    by_counter.customer.writes("是手機拍的。")
    by_web.customer.writes("是手機拍的。")
    answer_by_mail(smtp, relayed.newest(LI), sender=LI)
    answer_by_mail(smtp, relayed.newest(ANN), sender="ann.at.work@example.net")
    each_goes_on(walk, everybody)
    each_is_solved(walk, desk, everybody, relayed)
    who_solved_it_may_not_ask(walk, desk, everybody)
    each_is_asked_by_somebody_else(walk, CallSheet(walk, caller), everybody)
    the_report_counts_them(walk, everybody)
    nothing_was_lost()


def each_is_sorted_or_waits_for_a_person(everybody):
    """By rule where the rules are sure; either way with limits and a department, and nobody's yet."""
    by_counter, by_web, by_mail, by_api = (one.case for one in everybody)
    for case in (by_counter, by_web, by_mail):
        assert (case.state, case.klass) == ("triaged", "technical")
    assert (by_counter.category.code, by_web.category.code) == ("print_blur", "print_colour")
    assert by_mail.category.code == "print_colour"
    assert (by_api.state, by_api.category) == ("received", None)
    for one in everybody:
        assert one.case.language == one.language
        assert has_limits(one.case)
        assert (one.case.owner, one.case.department is None) == (None, False)
        is_sorted = one.case.state == "triaged"
        one.sees("We have looked at it" if is_sorted else "We have received it")


def each_is_answered_and_asked(walk, desk, everybody, mailed):
    for one in everybody:
        case = one.case
        desk.claim(case)
        if case.state == "received":
            desk.dialog("triage", category="staff_attitude", **SORTED)
            desk.dialog("start")  # the one who claimed it is proposed
        assert one.case.owner == desk.user
        walk.wait(minutes=2)
        one.sees("We are solving it")
        desk.open(case)
        desk.reply(ANSWER)
        desk.ask_customer(QUESTION)
        walk.wait(minutes=1)
        one.sees("We need your answer")
        one.customer.reads(ANSWER)
        one.customer.reads(QUESTION)
    for one in everybody:
        if one.address:
            letters = mailed.letters(one.address)
            for said in (ANSWER, QUESTION):
                assert any(said in text_of(letter) for letter in letters)
            assert all(one.case.reference in letter["Subject"] for letter in letters)


def answer_by_mail(smtp, asked, *, sender):
    """Answer at the address that the question gave, from any address at all."""
    reply_to = asked["Reply-To"].addresses[0].addr_spec
    reply = letter(
        "相机拍的。", charset="gb18030", sender=sender, to=reply_to,
        subject=f"Re: {asked['Subject']}", answers=asked,
    )  # fmt: skip
    post(smtp, sender, reply, to=reply_to)


def each_goes_on(walk, everybody):
    """An answer opened no second case, and ended the waiting."""
    walk.wait(seconds=30)
    assert Case.objects.count() == len(everybody)
    for one in everybody:
        assert one.case.state == "in_progress"
        one.sees("We are solving it")


def each_is_solved(walk, desk, everybody, mailed):
    """Until the time for undoing is over nobody is told by letter."""
    for one in everybody:
        desk.open(one.case)
        desk.solve(DECISION)
        walk.work()
        one.sees("We think it is solved")
    assert not any(DECISION in text_of(letter) for letter in mailed.letters(MEI))
    walk.wait(minutes=6)
    for one in everybody:
        if one.address:
            assert any(DECISION in text_of(letter) for letter in mailed.letters(one.address))


def who_solved_it_may_not_ask(walk, desk, everybody):
    """Not from the list, not by the sheet's address, not by the step."""
    walk.wait(hours=1)
    desk.page.goto("/admin/follow-up/")
    for one in everybody:
        assert desk.page.get_by_text(one.case.reference).count() == 0
    follow_up = FollowUp.objects.get(case=everybody[0].case)
    steps = f"/admin/cases/case/{everybody[0].case.reference}/step/"
    assert desk.page.goto(f"/admin/follow-up/{follow_up.pk}/").status == 404
    assert desk.page.goto(f"{steps}closed/").status == 403
    assert everybody[0].case.state == "verifying"


def each_is_asked_by_somebody_else(walk, calls, everybody):
    for one in everybody:
        calls.open(one.case)
        calls.record("solved", score=5)
        assert (one.case.state, one.case.outcome) == ("closed", "confirmed")
        walk.wait(minutes=3)
        one.sees("Solved, and confirmed by you")


def the_report_counts_them(walk, everybody):
    """And the list behind the number is exactly these."""
    boss = walk.sign_in(person(Role.MANAGER, "周經理"))
    walk.look(boss, "manager-first-page")
    boss.goto("/admin/reports/")
    walk.look(boss, "report")
    boss.locator("a[href*='measure=verified']").first.click()
    boss.wait_for_url("**/reports/cases/**")
    walk.look(boss, "drill")
    listed = re.findall(r"FB-\w{4}-\w{4}", boss.inner_text("main table"))
    assert sorted(listed) == sorted(one.case.reference for one in everybody)
    assert boss.inner_text("main h1 .tabular") == str(len(everybody))


def nothing_was_lost():
    """The ledger verifies, and each raw item has its one disposition."""
    said = StringIO()
    call_command("verify_ledger", stdout=said)
    assert "events verified" in said.getvalue()
    assert sweeping.reconcile(now=timezone.now()) == []
    assert sorted(RawIntake.objects.values_list("channel__kind", "state", "disposition")) == [
        ("counter", "done", "opened"), ("email", "done", "appended"), ("email", "done", "appended"),
        ("email", "done", "opened"), ("partner", "done", "opened"), ("web", "done", "appended"),
        ("web", "done", "appended"), ("web", "done", "opened"),
    ]  # fmt: skip
    for case in Case.objects.all():
        kinds = list(
            CaseEvent.objects.filter(case=case).order_by("seq").values_list("kind", flat=True)
        )
        assert kinds.count("resolved") == kinds.count("closed") == 1
