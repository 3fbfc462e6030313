"""Openness in the demonstration: promises changed and taken back, cases tied, somebody else asked for."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from cases.models import Case, Promise
from cases.rules.commitments import promising
from cases.rules.escalation import asking_up
from cases.rules.links import relating
from cases.states import CaseState
from feedback_site.organisation.models import User

_LATER = {
    "zh-hant": "相紙晚到一天，抱歉讓您久等。", "zh-hans": "相纸晚到一天，抱歉让您久等。",
    "en": "The paper comes a day late. We are sorry that you have to wait.",
}  # fmt: skip
_NOT_AT_ALL = {
    "zh-hant": "這款相框已停產，我們會改提別的辦法。", "zh-hans": "这款相框已停产，我们会改提别的办法。",
    "en": "This frame is no longer made. We shall suggest something else.",
}  # fmt: skip
_FURIOUS = {
    "zh-hant": "已經第三次說明了，請換一位主管處理。", "zh-hans": "已经第三次说明了，请换一位主管处理。",
    "en": "I have explained it three times. Please let somebody in charge look at it.",
}  # fmt: skip


def live_promises(*, until: datetime) -> None:
    """Do each once, with what the rules allow on what is there."""
    actor, now = User.objects.get(username="supervisor"), until
    open_ones = Promise.objects.open().filter(
        due_at__gt=until, case__state=CaseState.IN_PROGRESS, made_at__lt=now
    )
    for number, promised in enumerate(open_ones.select_related("case").order_by("pk")[:2]):
        if number == 0:
            promising.change_promise(
                promised.pk, text=promised.text, due_at=promised.due_at + timedelta(days=1),
                reason=_in(_LATER, promised.case), actor=actor, now=now,
            )  # fmt: skip
        else:
            reason = _in(_NOT_AT_ALL, promised.case)
            promising.withdraw_promise(promised.pk, reason=reason, actor=actor, now=now)
    worked_on = Case.objects.filter(
        state=CaseState.IN_PROGRESS, customer__isnull=False, opened_at__lt=now
    )
    if asker := worked_on.filter(level=0).order_by("-opened_at").first():
        asking_up.ask_up(asker.pk, words=_in(_FURIOUS, asker), now=now)
    pair = list(worked_on.order_by("opened_at", "pk")[:2])
    if len(pair) == 2:
        relating.relate_cases(
            pair[0].pk, other_reference=pair[1].reference, reason="可能是同一批相紙",
            actor=actor, now=now,
        )  # fmt: skip


def _in(words: Mapping[str, str], case: Case) -> str:
    return words.get(case.language, words["zh-hant"])
