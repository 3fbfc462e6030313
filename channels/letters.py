"""Letters: which there are, what values their texts may use, and how a moment is written in each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels.listed_letters import LISTS
from channels.short_letters import with_short, with_short_names

# The texts that come with the site.
TEXTS = Path(__file__).resolve().parent / "templates" / "outgoing"
# Every text may use these; the link is for customers only.
ALWAYS = frozenset({"shop", "reference", "link", "code", "case_id"})
# What letters about an appointment to come may use; all but the moments come from rules/letters/inviting.py.
APPOINTMENT = frozenset({"purpose", "starts_at", "until_at", "store", "address", "phone", "bring"})
# What else the enqueuing rule may put into `context`, each of them optional: codes, moments in ISO 8601
# (names ending in _at, or `by`), and text written by staff. A customer's words never stand here,
# except a case's title in letters to staff.
_LONG: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "received": frozenset({"by", "ledger_number", "ledger_head", "notice"}),
        "in_progress": frozenset({"team", "by"}),
        "answered": frozenset({"text"}),
        "waiting_for_you": frozenset({"asked", "by"}),
        "resolved": frozenset({"decision"}),
        "closed": frozenset({"outcome", "by", "decision"}),
        "reopened": frozenset({"team", "by"}),
        "rejected": frozenset({"reason"}),
        "duplicate": frozenset({"other"}),
        "joined": frozenset(),
        "solved_together": frozenset(),
        "follow_up": frozenset({"by"}),
        "quote_sent": frozenset({"quote", "total", "by"}),
        "quote_answered": frozenset({"quote", "total", "answer"}),
        "quote_withdrawn": frozenset({"quote", "reason"}),
        "promise_changed": frozenset({"text", "by", "reason"}),
        "promise_withdrawn": frozenset({"text", "reason", "ended"}),
        "appointment_booked": APPOINTMENT | {"was_at", "reason"},
        "appointment_reminder": APPOINTMENT,
        "appointment_cancelled": frozenset({"purpose", "starts_at", "store", "reason", "ended"}),
        "incident_update": frozenset({"text"}),
        "incident_notice": frozenset({"text"}),
        "sign_in_code": frozenset({"pin"}),
        "staff_limit_warning": frozenset({"title", "clock", "due_at"}),
        "staff_limit_missed": frozenset({"title", "clock", "due_at"}),
        "staff_escalated": frozenset({"title", "reason", "clock"}),
        "staff_limits_near": frozenset({"count", "cases"}),
        "staff_limits_missed": frozenset({"count", "cases"}),
        "staff_escalations": frozenset({"count", "cases"}),
        "staff_case_given": frozenset({"title", "due_at"}),
        # Its reference is the name of whoever had the cases.
        "staff_handed_over": frozenset(),
        "staff_call_back_late": frozenset({"due_at"}),
        "staff_channel_alarm": frozenset({"channel", "alarm", "since_at"}),
        "staff_work_order": frozenset({"title", "news", "reason", "due_at"}),
        "staff_consultation": frozenset({"title", "news", "question", "due_at"}),
        "staff_quote_answered": frozenset({"title", "news", "total"}),
        "staff_problem_proposed": frozenset({"title", "people"}),
    }
)
TEMPLATES = MappingProxyType(with_short(_LONG))
# What each is called in the back office.
_LONG_NAMES: Mapping[str, Promise] = MappingProxyType(
    {
        "received": _("acknowledgement"),
        "in_progress": _("work has begun"),
        "answered": _("answer"),
        "waiting_for_you": _("question to the customer"),
        "resolved": _("solved, please confirm"),
        "closed": _("closed"),
        "reopened": _("opened again"),
        "rejected": _("rejected"),
        "duplicate": _("duplicate"),
        "joined": _("joined with another case"),
        "solved_together": _("solved together with another case"),
        "follow_up": _("asking whether it is solved"),
        "quote_sent": _("quote to be approved"),
        "quote_answered": _("what was answered to a quote"),
        "quote_withdrawn": _("quote taken back"),
        "promise_changed": _("promise changed"),
        "promise_withdrawn": _("promise taken back"),
        "appointment_booked": _("appointment made or moved"),
        "appointment_reminder": _("reminder of an appointment"),
        "appointment_cancelled": _("appointment cancelled"),
        "incident_update": _("message to all of an incident"),
        "incident_notice": _("message to affected customers without a case"),
        "sign_in_code": _("code to see all one's cases"),
        "staff_limit_warning": _("limit is near"),
        "staff_limit_missed": _("limit was missed"),
        "staff_escalated": _("escalated"),
        "staff_limits_near": _("several limits are near"),
        "staff_limits_missed": _("several limits were missed"),
        "staff_escalations": _("several cases were escalated"),
        "staff_case_given": _("a case was given out"),
        "staff_handed_over": _("cases were handed over"),
        "staff_call_back_late": _("call-back is late"),
        "staff_channel_alarm": _("alarm of a channel"),
        "staff_work_order": _("news of a work order"),
        "staff_consultation": _("news of a consultation"),
        "staff_quote_answered": _("a quote was answered"),
        "staff_problem_proposed": _("a recurring problem is proposed"),
    }
)
NAMES = MappingProxyType(with_short_names(_LONG_NAMES))
_CAUSED_FROM_OUTSIDE = frozenset({"received", "sign_in_code"})
# About no one case: no reference, and no link that opens one.
_ABOUT_NO_CASE = frozenset({"sign_in_code", "sms_sign_in_code"}) | LISTS
_WRITTEN_BY_A_PERSON = frozenset({"answered"})
LANGUAGES = ("zh-hant", "zh-hans", "en")

# The clocks of a case as letters to staff name them; a code that is not here is written as it stands.
CLOCKS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "zh-hant": {
            "acknowledge": "受理通知", "first_response": "首次回覆", "dispatch": "派員",
            "contact": "聯絡顧客", "next_response": "回覆顧客", "remedy": "補救",
            "resolve": "解決", "verify": "確認結果", "promise": "承諾",
            "review": "審核退換", "visit": "到場", "per_assignee": "同一位同事經手",
            "per_vendor": "等候供應商",
        },
        "zh-hans": {
            "acknowledge": "受理通知", "first_response": "首次回复", "dispatch": "派员",
            "contact": "联系顾客", "next_response": "回复顾客", "remedy": "补救",
            "resolve": "解决", "verify": "确认结果", "promise": "承诺",
            "review": "审核退换", "visit": "到场", "per_assignee": "同一位同事经手",
            "per_vendor": "等候供应商",
        },
        "en": {
            "acknowledge": "acknowledging receipt", "first_response": "the first answer",
            "dispatch": "sending somebody", "contact": "contacting the customer",
            "next_response": "answering the customer", "remedy": "the remedy",
            "resolve": "solving it", "verify": "confirming the result", "promise": "a promise",
            "review": "deciding on the refund or return", "visit": "coming on site",
            "per_assignee": "one colleague's work", "per_vendor": "the supplier",
        },
    }
)  # fmt: skip

# What may be wrong with a channel, as letters to its owner say it.
ALARMS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "zh-hant": {
            "silent": "已經很久沒有收到任何意見，比平常久得多", "failing": "連線接連失敗",
            "unread": "收到的項目還沒有被讀取", "failed": "有項目無法讀取",
            "dead": "有回覆寄不出去", "gaps": "有門市裝置上的意見一直沒有送到",
            "kept": "有意見滯留在門市裝置上", "waiting": "簡訊在等待可用的連線",
            "differs": "每日對帳有差異",
        },
        "zh-hans": {
            "silent": "已经很久没有收到任何意见，比平常久得多", "failing": "连接接连失败",
            "unread": "收到的条目还没有被读取", "failed": "有条目无法读取",
            "dead": "有回复发不出去", "gaps": "有门店设备上的意见一直没有送到",
            "kept": "有意见滞留在门店设备上", "waiting": "短信在等待可用的连接",
            "differs": "每日对账有差异",
        },
        "en": {
            "silent": "nothing has come in for far longer than usual",
            "failing": "its connection keeps failing", "unread": "items wait unread",
            "failed": "items could not be read", "dead": "answers could not be delivered",
            "differs": "its daily reconciliation shows a difference",
            "gaps": "entries of a counter's device never came",
            "kept": "entries lie on a counter's device",
            "waiting": "texts wait for a connection",
        },
    }
)  # fmt: skip

# What letters about work orders (their `reference` is the order's), consultations and quotes have to say.
NEWS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "zh-hant": {
            "order_given": "有一張工單交給您或您的部門", "order_near": "工單快到期了",
            "order_missed": "工單已逾期", "order_done": "您要求的工單已完成",
            "order_refused": "您要求的工單被退回", "order_withdrawn": "您手上的工單已撤回",
            "order_ping_pong": "工單在部門之間來回太多次，請兩位主管商量由誰處理",
            "opinion_asked": "請您提供會診意見", "opinion_late": "您的會診意見已逾期",
            "opinions_in": "會診意見都到齊了，請您決定", "opinions_late": "會診意見逾期未到齊",
            "quote_approved": "顧客同意了報價", "quote_declined": "顧客不同意報價",
        },
        "zh-hans": {
            "order_given": "有一张工单交给您或您的部门", "order_near": "工单快到期了",
            "order_missed": "工单已逾期", "order_done": "您要求的工单已完成",
            "order_refused": "您要求的工单被退回", "order_withdrawn": "您手上的工单已撤回",
            "order_ping_pong": "工单在部门之间来回太多次，请两位主管商量由谁处理",
            "opinion_asked": "请您提供会诊意见", "opinion_late": "您的会诊意见已逾期",
            "opinions_in": "会诊意见都到齐了，请您决定", "opinions_late": "会诊意见逾期未到齐",
            "quote_approved": "顾客同意了报价", "quote_declined": "顾客不同意报价",
        },
        "en": {
            "order_given": "a work order was given to you or your department",
            "order_near": "a work order is nearly due", "order_missed": "a work order is overdue",
            "order_done": "the work that you asked for is done",
            "order_refused": "the work that you asked for was refused",
            "order_withdrawn": "a work order of yours was withdrawn",
            "order_ping_pong": "a work order goes to and fro: please agree, both heads, who does it",
            "opinion_asked": "your opinion is asked for", "opinion_late": "your opinion is overdue",
            "opinions_in": "all opinions are in, please decide",
            "opinions_late": "opinions are overdue",
            "quote_approved": "the customer approved the quote",
            "quote_declined": "the customer declined the quote",
        },
    }
)  # fmt: skip

# What an answer says of the files that belong to it; every answer links to the page of its case.
FILES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "zh-hant": {"with": "附件：{names}", "page": "請在案件頁面開啟這些檔案：{names}"},
        "zh-hans": {"with": "附件：{names}", "page": "请在案件页面打开这些文件：{names}"},
        "en": {"with": "Attached: {names}", "page": "On the page of your case you find: {names}"},
    }
)

_WEEKDAYS = {
    "zh-hant": ("週一", "週二", "週三", "週四", "週五", "週六", "週日"),
    "zh-hans": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFile:
    """A file that goes with a letter."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail as its reader sees it; `html` says the same as `text`.

    For messengers it is short: no subject, no html; `link` stands where a text had to be cut. `thread`
    are the Message-IDs of the mails that it answers, oldest first; `notice` is the version of the privacy
    notice that it leads to.
    """

    subject: str
    text: str
    html: str
    language: str
    sender_name: str
    is_automatic: bool
    link: str = ""
    thread: tuple[str, ...] = ()
    notice: str = ""
    files: tuple[LetterFile, ...] = ()


def is_automatic(template: str) -> bool:
    """Whether the system speaks, and not a person."""
    return template not in _WRITTEN_BY_A_PERSON


def is_for_staff(template: str) -> bool:
    """Whether a colleague reads it."""
    return template.startswith("staff_")


def is_about_case(template: str) -> bool:
    """Whether one case is spoken of, by its reference and with a link to its page."""
    return template not in _ABOUT_NO_CASE


def is_caused_from_outside(template: str) -> bool:
    """Whether anybody outside can make us send it as often as they like."""
    return template in _CAUSED_FROM_OUTSIDE


def language_of(language: str) -> str:
    """Give the one of our languages that is nearest; the shop's own where none is."""
    spoken = language.lower().replace("_", "-")
    if spoken.startswith("en"):
        return "en"
    return "zh-hans" if spoken.startswith(("zh-hans", "zh-cn", "zh-sg")) else "zh-hant"


def moment_in(language: str, moment: datetime, zone: ZoneInfo, *, now: datetime) -> str:
    """Write a moment as people say it at that place; with the year where it is not this one."""
    there = moment.astimezone(zone)
    day = _WEEKDAYS[language][there.weekday()]
    another_year = there.year != now.astimezone(zone).year
    clock = f"{there:%H:%M}"
    if language == "en":
        year = f" {there.year}" if another_year else ""
        return f"{day} {there.day} {_MONTHS[there.month - 1]}{year}, {clock}"
    year = f"{there.year}年" if another_year else ""
    return f"{year}{there.month}月{there.day}日（{day}）{clock}"
