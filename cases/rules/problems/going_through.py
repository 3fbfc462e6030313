"""Going through the runs over an incident's cases: each case once, however often a worker is killed."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from cases.incident_kinds import IncidentState, RunKind, RunResult
from cases.models import Case, Incident, IncidentRun, IncidentRunCase
from cases.rules.problems import declaring, solving_children
from cases.rules.problems.chronicling import Chronicle, finish
from cases.states import UNFINISHED, CaseState
from feedback_site.sweeping.rules.isolating import one_by_one, stuck
from feedback_site.sweeping.sweeps import Sweep


def _label_of(row_id: int) -> str:
    found = IncidentRunCase.objects.filter(pk=row_id).values_list("case__reference", flat=True)
    return found.first() or f"#{row_id}"


RUNNING = Sweep(
    code="cases.run_incident", title=_("Go on with a step over all cases of an incident"),
    label=_label_of,
)  # fmt: skip


def sweep_runs(*, now: datetime, limit: int = 100) -> int:
    """Do the next cases of all runs in the order in which they were asked for; end what is through."""
    undone = IncidentRunCase.objects.filter(done_at=None).exclude(pk__in=stuck(RUNNING))
    ids = list(undone.order_by("pk").values_list("pk", flat=True)[:limit])
    number = one_by_one(RUNNING, ids, partial(go_through, now=now), now=now)
    left = IncidentRunCase.objects.filter(run=OuterRef("pk"), done_at=None)
    IncidentRun.objects.filter(~Exists(left), ended_at=None).update(ended_at=now)
    return number


@transaction.atomic
def go_through(row_id: int, *, now: datetime) -> IncidentRunCase | None:
    """Do the step on one case and note what became of it, in one transaction; None where that was done.

    The incident is locked before the row and the case, as by whoever stops the run.
    """
    incident_id = IncidentRunCase.objects.values_list("run__incident", flat=True).get(pk=row_id)
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident_id)
    row = (
        IncidentRunCase.objects.select_for_update(of=("self",))
        .select_related("run__asked_by")
        .get(pk=row_id)
    )
    if row.done_at is not None:
        return None
    do = _join if row.run.kind == RunKind.JOIN else _solve
    row.result, row.done_at = do(row, incident, now), now
    row.save(update_fields=["result", "done_at"])
    return row


def _join(row: IncidentRunCase, incident: Incident, now: datetime) -> RunResult:
    if not incident.is_open:
        return RunResult.STOPPED
    chronicle = Chronicle(incident=incident, actor=row.run.asked_by, now=now)
    number = declaring.take_in(chronicle, [row.case_id])
    finish(chronicle)
    return RunResult.DONE if number else RunResult.TAKEN


def _solve(row: IncidentRunCase, incident: Incident, now: datetime) -> RunResult:
    """Asked again of each: somebody may have gone further with it, or have opened the incident again."""
    if incident.state != IncidentState.SOLVED:
        return RunResult.STOPPED
    case = Case.objects.get(pk=row.case_id)
    if case.state != CaseState.IN_PROGRESS:
        return RunResult.STATE if case.state in UNFINISHED else RunResult.TAKEN
    if case.incident_id != incident.pk:
        return RunResult.TAKEN
    if case.orders_open or case.steps_owed:
        return RunResult.ORDERS
    is_solved = solving_children.solve_one(
        case.pk, case.language, {**row.run.facts, **solving_children.cause_of(incident)},
        actor=row.run.asked_by, now=now,
    )  # fmt: skip
    return RunResult.DONE if is_solved else RunResult.REFUSED
