"""What many cases have in common: a paper lot that is proposed, a problem that was accepted, an incident."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cases import order_lists
from cases.incident_kinds import IncidentKind, IncidentState, TaskForceRole
from cases.kinds import Klass
from cases.models import Case, Incident
from cases.models.case import CaseQuerySet
from cases.rules.changes import tracing
from cases.rules.problems import (
    addressing,
    commanding,
    declaring,
    judging,
    listing_affected,
    spotting,
)
from cases.states import UNFINISHED, CaseState
from feedback_site.organisation.models import User
from reports.demo.cast import Cast

_BAD_LOT, _USUAL_LOTS = "GL-2291", ("GL-2270", "GL-2274", "MT-0918", "MT-0925")
_IN_BAD_LOT, _IN_USUAL_LOTS, _CHILDREN = 12, 16, 6
_ORDERS = """訂單編號,聯絡方式,語言
P261007-3301,hsu.meiling@example.com,zh-hant
P261007-3304,lixiaoyu@example.org,zh-hans
P261007-3309,s.harper@example.net,en
P261007-3312,0900-000-931,zh-hant
"""
_TEXTS = {
    "zh-hant": "我們發現中山店三號機近日印出的相片偏黃，原因是藥水溫度異常，機台已停用。"
    "受影響的相片會免費重印，完成後逐一通知您，不需要再來電。造成不便，非常抱歉。",
    "zh-hans": "我们发现中山店三号机近日印出的照片偏黄，原因是药水温度异常，机台已停用。"
    "受影响的照片会免费重印，完成后逐一通知您，不需要再来电。造成不便，非常抱歉。",
    "en": "",
}


def live_troubles(cast: Cast, until: datetime) -> None:
    """Note lots on some cases, let them be counted, and let a manager and a task force decide.

    Cases are touched now: their own stories have been told up to here.
    """
    lead = cast.supervisors[0]
    _note_lots(cast.agents[0], until)
    spotting.spot(int(until.timestamp() // 3600) + 1, now=until, reads_wording=False)
    children = _open_prints(until)
    if len(children) < 2:
        return
    at = until - timedelta(hours=5)
    incident = declaring.declare(
        title="三號機藥水異常，相片整批偏黃", kind=IncidentKind.MACHINE, actor=lead, now=at,
        summary="三號機恆溫器故障，週三起印出的相片偏黃。備援機可接手一半的量。",
    )  # fmt: skip
    _handle(incident, cast, lead, at)
    judging.make_problem("三號機偏黃", children, actor=lead, now=until)
    declaring.join(incident.pk, children, actor=lead, now=until)
    _write(incident, lead, until)


def _handle(incident: Incident, cast: Cast, lead: User, at: datetime) -> None:
    for person, role in zip(
        (cast.agents[1], cast.supervisors[1]),
        (TaskForceRole.COMMUNICATION, TaskForceRole.TECHNICAL),
        strict=True,
    ):
        commanding.call_in(incident.pk, person.pk, role, actor=lead, now=at)
    for number, task in enumerate(incident.tasks.order_by("position")[:2], start=1):
        commanding.tick(incident.pk, task.pk, actor=lead, now=at + timedelta(minutes=20 * number))
    commanding.note(
        incident.pk, text="原廠工程師明天上午到店。", actor=lead, now=at + timedelta(hours=1)
    )
    commanding.move(
        incident.pk, IncidentState.CONTAINED, actor=lead, now=at + timedelta(hours=2),
        facts={"containment": "機台已停用，待印訂單改由信義店處理。"},
    )  # fmt: skip


def _write(incident: Incident, lead: User, until: datetime) -> None:
    """The orders of the same machine are known, and everybody is written to."""
    at = until - timedelta(hours=1)
    listing_affected.list_affected(incident.pk, order_lists.read(_ORDERS).rows, actor=lead, now=at)
    message = addressing.compose(incident.pk, _TEXTS, to_affected=True, actor=lead, now=at)
    addressing.send(message.pk, looked_at=message.version, actor=lead, now=at)
    addressing.sweep_telling(now=at)


def _note_lots(agent: User, at: datetime) -> None:
    """One lot of the last days, and others of the weeks before."""
    prints = Case.objects.filter(klass=Klass.TECHNICAL).exclude(state=CaseState.MERGED)
    fresh = prints.filter(opened_at__gt=at - timedelta(days=6), opened_at__lt=at)
    for case_id in _ids(fresh, _IN_BAD_LOT):
        _trace(case_id, _BAD_LOT, agent, at)
    older = prints.filter(
        opened_at__lt=at - timedelta(days=9), opened_at__gt=at - timedelta(days=80)
    )
    for number, case_id in enumerate(_ids(older, _IN_USUAL_LOTS)):
        _trace(case_id, _USUAL_LOTS[number % len(_USUAL_LOTS)], agent, at)


def _trace(case_id: int, lot: str, agent: User, at: datetime) -> None:
    tracing.trace_case(case_id, machine="", paper_lot=lot, ink_lot="", actor=agent, now=at)


def _open_prints(until: datetime) -> Sequence[int]:
    """Open cases about colour, which a machine may have in common."""
    prints = Case.objects.filter(
        klass=Klass.TECHNICAL, state__in=sorted(UNFINISHED), problem=None, paper_lot=""
    )
    return _ids(prints.exclude(state=CaseState.RESOLVED).filter(opened_at__lt=until), _CHILDREN)


def _ids(cases: CaseQuerySet, most: int) -> list[int]:
    return list(cases.order_by("-opened_at", "-pk").values_list("pk", flat=True)[:most])
