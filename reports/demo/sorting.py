"""What the demonstration shows of sorting: changed categories, a sample coded twice, a split case."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from cases.kinds import OpenCases
from cases.models import Category, CodingSample
from cases.rules.categories import editing
from cases.rules.links import splitting
from cases.rules.links.splitting import Second
from cases.rules.openings import opening
from cases.rules.triage import double_coding, instructing
from cases.rules.triage.instructing import RuleTerms
from channels.models import Channel, Message, Submission
from channels.rules import intake
from feedback_site.organisation.models import Department, User
from feedback_site.remembering import forget
from reports.demo.cast import Cast

SIZE = 20
# Of so many the second person says what the first said; some are left for whoever tries it.
_AGREED, _LEFT = 0.8, 4
_FRAMING = "framing"
_RUDE = "取件時店員一直滑手機，問了三次才抬頭，講話也很不客氣。"
_TWO_MATTERS = f"上週訂的生日海報印成了 A3，我要的是 A2，請重印。{_RUDE}"


def live_sorting(cast: Cast, until: datetime, rng: Random) -> None:
    """Let all of it happen, when all cases lived."""
    _edit(until)
    _instruct(until)
    _code(until, rng)
    _split(cast, until)


def _instruct(until: datetime) -> None:
    """Two word rules of the house's own: a style that is no fault, and a day that cannot wait."""
    actor = User.objects.get(username="admin")
    style = RuleTerms(
        category="print_colour", points=Decimal(2), words=("底片色調", "復古濾鏡", "film look*"),
        near=("太重", "不對", "wrong"), example="選了底片色調，結果顏色整個不對",
    )  # fmt: skip
    day = RuleTerms(
        urgency="pressing_words", points=Decimal(15), words=("校慶布展", "開展前一天"),
        example="這批是校慶布展要用的",
    )  # fmt: skip
    for terms, reason in ((style, "新推出的底片色調服務"), (day, "學校客戶的急件")):
        instructing.add_rule(terms, reason=reason, actor=actor, now=until - timedelta(days=9))


def _edit(until: datetime) -> None:
    """A category came, got another name, and went; what another asks for, and when."""
    actor, department = (
        User.objects.get(username="admin"),
        Department.objects.get(code="print_quality"),
    )
    new = {
        "name_zh_hant": "裱框", "name_zh_hans": "装裱", "name_en": "Framing", "klass": "technical",
        "department_id": department.pk, "position": 90,
    }  # fmt: skip
    editing.add_category(
        _FRAMING, terms=new, reason="新服務：裱框", actor=actor, now=until - timedelta(days=220)
    )
    framing = Category.objects.get(code=_FRAMING)
    changes: tuple[tuple[int, str, str, dict[str, Any]], ...] = (
        (
            150,
            _FRAMING,
            "也含裝裱",
            {"name_zh_hant": "裱框與裝裱", "name_en": "Framing and mounting"},
        ),
        (60, "delivery", "沒有追蹤號碼查不到包裹", {"required_facts": ["tracking_number"]}),
        (45, "missing_item", "少件多半趕著用", {"default_priority": "high"}),
    )
    for days, code, reason, terms in changes:
        category = Category.objects.filter(code=code).first()
        if category is not None:
            editing.change_category(
                category.pk,
                terms=terms,
                reason=reason,
                actor=actor,
                now=until - timedelta(days=days),
            )
    editing.retire_category(
        framing.pk, successor_id=Category.objects.get(code="print_cut").pk, reason="服務停辦",
        open_cases=OpenCases.STAY, actor=actor, now=until - timedelta(days=12),
    )  # fmt: skip
    forget()


def _code(until: datetime, rng: Random) -> None:
    """Last week's sample; a third person has settled one of those that two saw differently."""
    today = timezone.localdate(until)
    week = today - timedelta(days=today.weekday() + 7)
    sample = double_coding.draw_sample(week, size=SIZE, seed=rng.getrandbits(32), now=until)
    people = list(User.objects.filter(username__in=("agent2", "agent3")).order_by("username"))
    others = list(Category.objects.filter(is_active=True).values_list("code", flat=True))
    for coding in sample.codings.select_related("first")[: max(SIZE - _LEFT, 0)]:
        second = next((one for one in people if one.pk != coding.first_coder_id), None)
        if second is not None:
            agrees = rng.random() < _AGREED
            code = coding.first.code if agrees else rng.choice(others)
            double_coding.code_second(coding.pk, category=code, actor=second, now=until)
    _settle(sample, until)


def _settle(sample: CodingSample, until: datetime) -> None:
    third = User.objects.get(username="supervisor")
    for coding in sample.codings.to_decide(third).select_related("first")[:1]:
        double_coding.decide(coding.pk, category=coding.first.code, actor=third, now=until)


def _split(cast: Cast, until: datetime) -> None:
    """One complaint that held two matters is two cases now."""
    at = until - timedelta(hours=9)
    fields = {
        "text": _TWO_MATTERS, "name": "鄧家豪", "email": "jiahao.deng@example.com", "store": "zhongshan",
        "order_number": "P261002-5521", "language": "zh-hant", "notice_version": "1",
    }  # fmt: skip
    raw = intake.take(
        channel=Channel.objects.get(code="web"), body=urlencode(fields).encode(), now=at,
        content_type="application/x-www-form-urlencoded",
        context={"language": "zh-hant", "notice_version": "1"},
    )  # fmt: skip
    submission = Submission.objects.get(raw=raw)
    case = opening.open_case(submission.pk, now=at)
    said = Message.objects.get(conversation=submission.conversation_id)
    splitting.split_case(
        case.pk,
        second=Second(
            title="取件時店員態度", messages=[said.pk], words=_RUDE,
            told="您提到的店員態度，我們另立一案由門市主管處理，海報重印仍在原來的案件進行。",
        ),
        reason="兩件事由不同部門負責", actor=cast.agents[0], now=until - timedelta(hours=8),
    )  # fmt: skip
