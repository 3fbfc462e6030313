"""How pressing a text is: points for facts that make waiting dangerous, never for anger alone."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import cast

from cases.triage.category_tree import Severity
from cases.triage.event_dates import named_days
from cases.triage.money import largest_amount
from cases.triage.normalising import fold, without_addresses
from cases.triage.rule_book import Rule
from cases.triage.rules import fired_in
from cases.triage.spelling import own_spelling
from cases.triage.time_left import time_left
from cases.triage.verdicts import Flag, Priority, Urgency, UrgencyCode, UrgencyReason

POINTS_OF: dict[UrgencyCode, int] = {
    "safety": 60,
    "privacy": 40,
    "legal": 35,
    "event_soon": 30,
    "lost_photos": 30,
    "repeat_contact": 20,
    "time_left": 20,
    "large_amount": 15,
    "pressing_words": 10,
}
EVENT_WITHIN_DAYS = 3
_EVENT_BY_TOMORROW = 10
_THIRD_CONTACT = 2
_SEVERITY_POINTS: dict[Severity, int] = {"low": 0, "normal": 25, "high": 50, "critical": 75}
_LOWEST_POINTS: tuple[tuple[int, Priority], ...] = ((80, "urgent"), (50, "high"), (20, "normal"))
_FLAGS: tuple[Flag, ...] = ("safety", "privacy", "legal")
_NEARBY = 24
_MOST_OCCASIONS = 40

_SAFETY = re.compile(
    r"(?<![到得都在])冒烟|烧焦|焦味|臭火味|臭火|烧起来|起火|着火|火花|触电|漏电|电到|电亲|爆炸|"
    r"鼓包|电池膨胀|电池.{0,4}膨胀|受伤|"
    r"割伤|割到手|划伤手|划到手|切到手|夹到手|夹伤|流血|烫伤|烫到|跌倒|摔倒|滑倒|跌亲|撞伤|砸到|"
    r"过敏|"
    r"\b(?:smoke|smoking|caught fire|on fire|sparks?|sparking|electric(?:al)? shock|got a shock|"
    r"got shocked|"
    r"burning smell|smells? (?:of|like) burn\w*|burnt my|burned my|injur\w+|bleeding|blood|"
    r"explod\w+|"
    r"(?:swollen|swelling|bulging) batter\w+|batter\w+ (?:is |was )?(?:swollen|bulging|swelled)|"
    r"overheat\w*|"
    r"cut (?:my|his|her) (?:finger|hand|arm|leg)|slipped (?:and|on)|tripped (?:and|over)|fell "
    r"(?:over|down)|allergic)\b"
)
_PRIVACY = re.compile(
    r"个资|隐私|个人信息|个人资料|外泄|泄露|泄漏|外流|流出|(?:我|我们|我家)的?(?:照片|相片|"
    r"相)[^,。!?]{0,8}(?:给了?别人|"
    r"被别人|交给别人|给其他人)|别人的(?:照片|相片|证件照|个人|订单|底片|电话|地址)|其他(?:人|"
    r"客人|顾客)的(?:照片|相片|电话|地址)|"
    r"人哋(?:嘅|家)?(?:相|照片)|陌生人的?(?:照片|相片|全家福)|(?:放|贴|传|发|摆|"
    r"po)[到在上]?[^,。!?]{0,6}(?:橱窗|网上|脸书|"
    r"粉专|朋友圈|小红书|ig)|未经(?:我|本人)?(?:的)?同意|没经过我同意|偷拍|盗用|"
    r"\b(?:privacy|data breach|leak(?:ed|ing)?|personal (?:data|information|details)|gdpr|"
    r"(?:someone|somebody) else'?s (?:photos?|pictures?|prints|order|details|id)|"
    r"another (?:customer|family|person)'?s (?:photos?|pictures?|prints|details|order)|"
    r"strangers?'? (?:photos|pictures)|"
    r"(?:photos?|pictures?) of (?:strangers|someone else|another family)|without (?:my|our) "
    r"(?:consent|permission))"
)
_LEGAL = re.compile(
    r"消保官|消保会|消保法|消基会|消协|消委会|消费者(?:保护|委员会|协会|权益)|\b1950\b|12315|"
    r"12345|315投诉|工商局|工商投诉|"
    r"市监局|市场监(?:督|管)|市监|公平会|海关投诉|律师|起诉|告你们|告到底|告上|提告|法院|法律|"
    r"诉讼|存证信函|律师函|小额诉讼|小额钱债|"
    r"仲裁|投诉到|黑猫投诉|媒体|记者|爆料|上新闻|登报|报警|警察局|派出所|民事|刑事|求偿|"
    r"\b(?:lawyers?|attorney|solicitor|legal action|legally|sue|suing|court|consumer council|"
    r"consumer protection|"
    r"consumer affairs|consumer rights|trading standards|regulator|ombudsman|small claims|"
    r"chargeback|"
    r"journalist|newspaper|the press|the media|police)\b"
)
_PICTURES = r"照片|相片|底片|原件|菲林|档案|记忆卡|存储卡|内存卡|随身碟|u盘|老照片|影片|录影带|相"
_LOST = r"弄丢|搞丢|遗失|丢失|丢了|不见|找不到|唔见|被删|删掉|删了|删除|格式化|清空|救不回|冇晒"
_LOST_PHOTOS = re.compile(
    rf"(?:{_PICTURES})[^,。!?]{{0,10}}(?:{_LOST})|(?:{_LOST})[^,。!?]{{0,8}}(?:{_PICTURES})|"
    r"\b(?:lost|losing|misplaced|deleted|erased|formatted|wiped)\b[^.!?]{0,30}\b(?:photos?|"
    r"pictures?|negatives?|film|"
    r"memory card|sd card|originals?|files|usb|slides|tapes?)\b|"
    r"\b(?:photos?|pictures?|negatives?|film|memory card|originals?|files|"
    r"slides)\b[^.!?]{0,25}\b(?:lost|gone|deleted|"
    r"erased|formatted|wiped|misplaced)\b"
)
_REPEAT = re.compile(
    r"第[三四五六七八九十\d]{1,2}次|[三四五六七八九十]次了|第n次|好几次了|多次反映|反映多次|"
    r"反应多次|投诉多次|讲咗好多次|打了[三四五六七八九十\d]{1,2}通|"
    r"打咗[三四五六七八九十\d]{1,2}次|一直没人处理|"
    r"\b(?:third time|fourth time|fifth time|3rd time|4th time|three times|four times|several "
    r"times|many times|"
    r"multiple times|again and again|contacted you (?:twice|\d))\b"
)
_PRESSING = re.compile(
    r"急用|很急|好急|超急|紧急|赶时间|赶着|赶住|尽快|马上|立刻|立即|即刻|来不及|等着用|"
    r"\b(?:urgent(?:ly)?|asap|as soon as possible|immediately|right away|in a hurry|emergency|"
    r"running out of time)\b"
)
_EVENT = re.compile(
    r"婚礼|结婚|喜宴|婚宴|订婚|告别式|丧礼|葬礼|公祭|出殡|追思|毕业|生日|满月|周岁|抓周|寿宴|"
    r"大寿|展览|画展|摄影展|展出|布展|比赛|参赛|"
    r"面试|签证|护照|出国|登机|飞机|上机|出发|移民|报名|考试|典礼|开幕|活动|周年|尾牙|年会|颁奖|"
    r"截止|要用|要交|要送|急用|交给学校|"
    r"送礼|送人|摆酒|拜山|旅行|发表会|演出|校庆|运动会|母亲节|父亲节|圣诞|过年|入职|开学|截件|"
    r"投标|"
    r"\b(?:wedding|funeral|memorial|birthday|exhibition|visa|passport|interview|graduation|"
    r"deadline|flight|fly|"
    r"flying|ceremony|party|anniversary|baptism|christening|event|competition|contest|"
    r"application|appointment at|"
    r"need (?:it|them|these|this)|needed|leaving|travel\w*|trip|gift|exam|christmas|due)\b"
)


def weigh(
    text: str, *, now: datetime, prior_contacts: int = 0, own: Sequence[Rule] = ()
) -> Urgency:
    """Points for `text` from 0 to 100, with reasons and flags.

    Days are counted in the time zone that `now` carries; an event counts from today until
    `EVENT_WITHIN_DAYS` (72 h) ahead. `prior_contacts` are earlier ones about the same matter. Of one code
    the site's `own` rules and ours do not add up: the greater counts.
    """
    folded = fold(without_addresses(text))
    found = [*_reasons(folded, now, prior_contacts), *_own(text, own)]
    reasons = _greatest_of_each(found)
    codes = {reason.code for reason in reasons}
    return Urgency(
        points=min(100, sum(reason.points for reason in reasons)),
        reasons=tuple(_as_written(text, reason) for reason in reasons),
        flags=frozenset(flag for flag in _FLAGS if flag in codes),
    )


def priority(severity: Severity, urgency_points: int) -> Priority:
    """Severity (0, 25, 50 or 75) and urgency added: from 80 urgent, from 50 high, from 20 normal."""
    total = _SEVERITY_POINTS[severity] + urgency_points
    return next((level for lowest, level in _LOWEST_POINTS if total >= lowest), "low")


def _reasons(folded: str, now: datetime, prior_contacts: int) -> Iterator[UrgencyReason]:
    yield from _worded(folded)
    event = list(_soonest_event(folded, now))
    yield from event
    left = "" if event else time_left(folded)
    if left:
        # An occasion that is near says the same with more weight, and is not counted twice.
        yield _reason("time_left", left)
    yield from _repetition(folded, prior_contacts)
    amount = largest_amount(folded)
    if amount:
        yield _reason("large_amount", amount)


def _own(text: str, rules: Sequence[Rule]) -> Iterator[UrgencyReason]:
    for fired in fired_in(text, rules=rules) if rules else ():
        yield UrgencyReason(
            code=cast(UrgencyCode, fired.category), matched=fired.word.rstrip("*"),
            points=int(fired.points),
        )  # fmt: skip


def _greatest_of_each(found: Sequence[UrgencyReason]) -> list[UrgencyReason]:
    """The strongest reason of each code, strongest first."""
    kept: dict[UrgencyCode, UrgencyReason] = {}
    for reason in sorted(found, key=lambda reason: -reason.points):
        kept.setdefault(reason.code, reason)
    return list(kept.values())


def _worded(folded: str) -> Iterator[UrgencyReason]:
    patterns: tuple[tuple[UrgencyCode, re.Pattern[str]], ...] = (
        ("safety", _SAFETY),
        ("privacy", _PRIVACY),
        ("legal", _LEGAL),
        ("lost_photos", _LOST_PHOTOS),
        ("pressing_words", _PRESSING),
    )
    for code, pattern in patterns:
        match = pattern.search(folded)
        if match:
            yield _reason(code, match[0])


def _soonest_event(folded: str, now: datetime) -> Iterator[UrgencyReason]:
    """The nearest coming day that stands close to an occasion."""
    found = islice(_EVENT.finditer(folded), _MOST_OCCASIONS)
    occasions = [match.span() for match in found]
    today = now.date()
    near = [
        named
        for named in (named_days(folded, today) if occasions else ())
        if 0 <= (named.day - today).days <= EVENT_WITHIN_DAYS
        and _close((named.start, named.end), occasions)
    ]
    if near:
        soonest = min(near, key=lambda named: named.day)
        extra = _EVENT_BY_TOMORROW if (soonest.day - today).days <= 1 else 0
        yield _reason("event_soon", soonest.words, extra)


def _close(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(start - span[1] <= _NEARBY and span[0] - end <= _NEARBY for start, end in others)


def _repetition(folded: str, prior_contacts: int) -> Iterator[UrgencyReason]:
    match = _REPEAT.search(folded)
    if match:
        yield _reason("repeat_contact", match[0])
    elif prior_contacts >= _THIRD_CONTACT:
        yield _reason("repeat_contact", str(prior_contacts + 1))


def _as_written(text: str, reason: UrgencyReason) -> UrgencyReason:
    return replace(reason, matched=own_spelling(text, reason.matched))


def _reason(code: UrgencyCode, matched: str, extra: int = 0) -> UrgencyReason:
    return UrgencyReason(code=code, matched=matched.strip(), points=POINTS_OF[code] + extra)
