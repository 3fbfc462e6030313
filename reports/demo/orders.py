"""Work between departments in the demonstration: done, late, sent to and fro; and experts asked."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Max

from cases.kinds import Confidence, ExpertRole
from cases.models import Case, ExpertSeat, Opinion, WorkOrder
from cases.rules.escalation import consulting
from cases.rules.work_orders import ordering, steps
from cases.rules.work_orders.sweeping import sweep_orders
from cases.states import CaseState
from feedback_site.organisation.models import Department, Posting, User
from feedback_site.organisation.roles import Role

_HOUR = timedelta(hours=1)
# kind, title, what is asked, and how it goes on
_STORIES = (
    ("investigate", "查明原因", "請核對當天的紀錄與批號，告訴我們為什麼會這樣。", "done"),
    ("reprint", "重做一份", "訂單資料都在案件內，請優先重做一份。", "working"),
    ("repair", "查看設備", "顧客懷疑是設備的問題，請派員查看並回覆。", "open"),
    ("delivery", "查詢交件狀況", "顧客說沒有收到，請查簽收紀錄並回覆。", "ping_pong"),
    ("refund", "退款申請", "門市已同意退款，請處理並回覆入帳日。", "refused"),
    ("coaching", "與櫃檯同事面談", "請店長與當班同事談談，並回覆結果。", "done"),
)
# Of no case: kind, title, what is asked, who asks, how many hours ago.
_MATTERS = (
    ("parts", "中秋檔期相紙備料", "請預備十箱 10x15 霧面相紙。", "head.stores", 20),
    ("data", "核對網頁下單尺寸", "近日多人說選的是 4x6，請查紀錄。", "head.care", 7 * 24),
)
_SEATS = {
    ExpertRole.TECHNICAL_EXPERT: "specialist", ExpertRole.SERVICE_MANAGER: "head.care",
    ExpertRole.PRODUCT_OWNER: "specialist.product",
}  # fmt: skip
_SAID = {
    ExpertRole.TECHNICAL_EXPERT: (
        "個案補救，並暫停該批材料。", Confidence.HIGH, "同批號已有三件，設備紀錄正常。",
    ),
    ExpertRole.SERVICE_MANAGER: (
        "補救後致電說明，附 200 元折價券。", Confidence.MEDIUM, "顧客已來店兩次，書面道歉恐怕不夠。",
    ),
    ExpertRole.PRODUCT_OWNER: (
        "先補救個案；是否更換供應商待下批檢驗。", Confidence.LOW, "目前只有一批，樣本太少。",
    ),
}  # fmt: skip


def live_orders(*, until: datetime) -> None:
    """Let the cases that are open today have work orders, and two of them consultations."""
    people = {user.username: user for user in User.objects.all()}
    ExpertSeat.objects.bulk_create(
        ExpertSeat(role=role, person=people[name]) for role, name in _SEATS.items()
    )
    cases = _open_cases(until)
    for story, case in zip(_STORIES, cases, strict=False):
        _live_order(case, story, people, until)
    for number, case in enumerate(cases[:2]):
        _consult(case, until, is_whole=number == 0)
    for kind, title, asked, name, hours in _MATTERS:
        ordering.order_work(
            kind=kind, title=title, asked=asked, actor=people[name], now=until - hours * _HOUR
        )
    sweep_orders(now=until)


def _open_cases(until: datetime) -> list[Case]:
    """Cases in progress whose last word is some hours old, so that what follows follows."""
    rows = (
        Case.objects.filter(
            state__in=(CaseState.IN_PROGRESS, CaseState.WAITING), owner__isnull=False
        )
        .annotate(last=Max("events__happened_at"))
        .filter(last__lt=until - 6 * _HOUR)
    )
    return list(rows.select_related("owner").order_by("-opened_at")[: len(_STORIES)])


def _live_order(
    case: Case, story: tuple[str, str, str, str], people: dict[str, User], until: datetime
) -> None:
    kind, title, asked, ending = story
    now = until - 5 * _HOUR
    asker = case.owner or people["supervisor"]
    order = ordering.order_work(
        kind=kind, title=title, asked=asked, actor=asker, now=now, case_id=case.pk
    )
    head = _head(order.department_id)
    for hours, verb, actor, facts in _steps(ending, order, head, asker):
        steps.take_step(order.pk, verb, facts=facts, actor=actor, now=now + hours * _HOUR)


def _steps(
    ending: str, order: WorkOrder, head: User, asker: User
) -> Iterator[tuple[float, str, User, dict[str, object]]]:
    if ending == "open":
        return
    if ending == "refused":
        yield 1, "refuse", head, {"reason": "金額超過門市權限，需附主管簽核。"}
    elif ending == "ping_pong":
        yield from _to_and_fro(order, head)
    else:
        yield 0.5, "accept", head, {}
        yield 1, "start", head, {}
        if ending == "done":
            yield 4, "finish", head, {"result": "已處理：原因確認，紀錄附在工單內。"}


def _to_and_fro(
    order: WorkOrder, head: User
) -> Iterator[tuple[float, str, User, dict[str, object]]]:
    other = Department.objects.get(code="store_operations")
    second = _head(other.pk)
    yield 1, "send_on", head, {"department": str(other.pk), "reason": "貨是門市簽收的。"}
    yield (
        2,
        "send_on",
        second,
        {
            "department": str(order.department_id),
            "reason": "門市沒有簽收紀錄，請再查。",
        },
    )
    yield 3, "send_on", head, {"department": str(other.pk), "reason": "物流附了門市簽名。"}


def _consult(case: Case, until: datetime, *, is_whole: bool) -> None:
    # After whatever became of the work orders on the same case.
    now = until - 2 * _HOUR / 3
    made = consulting.ask(
        case.pk, roles=list(ExpertRole), question="同樣的問題這週第三件：個案處理即可，還是全面檢查？",
        due_at=until + 20 * _HOUR, actor=case.owner or User.objects.get(username="supervisor"),
        now=now,
    )  # fmt: skip
    given = list(Opinion.objects.filter(consultation=made).select_related("person"))
    for number, opinion in enumerate(given if is_whole else given[:1]):
        recommendation, confidence, reasons = _SAID[ExpertRole(opinion.role)]
        consulting.give(
            opinion.pk, recommendation=recommendation, confidence=confidence, reasons=reasons,
            actor=opinion.person, now=now + (number + 1) * _HOUR / 6,
        )  # fmt: skip


def _head(department_id: int) -> User:
    posts = Posting.objects.current().filter(role=Role.DEPARTMENT_HEAD, department=department_id)
    return posts.select_related("user")[0].user
