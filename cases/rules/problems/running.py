"""Running: a step over many cases of an incident is written down case by case, and done by workers.

Each case is locked, counted and told for itself, some thirty milliseconds: a page would not wait for
hundreds of them. What is few is done where it is asked for.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from cases.errors import AlreadyDone, StillRunning
from cases.incident_kinds import IncidentEventKind, RunKind, RunResult
from cases.models import Incident, IncidentRun, IncidentRunCase
from cases.rules.problems.chronicling import Chronicle, chronicled, require_acting
from cases.signals import incident_run_asked
from feedback_site.organisation.models import User

# So many are done in the request that asks for them: well under a second.
AT_ONCE = 20


def begin(
    chronicle: Chronicle, kind: RunKind, case_ids: Sequence[int], facts: Mapping[str, object]
) -> IncidentRun:
    """Write down what is to be done with these cases, under the incident's lock; `go_through` does it."""
    run = IncidentRun.objects.create(
        incident=chronicle.incident, kind=kind, facts=dict(facts), asked_by=chronicle.actor,
        asked_at=chronicle.now,
    )  # fmt: skip
    IncidentRunCase.objects.bulk_create(
        IncidentRunCase(run=run, case_id=case_id) for case_id in case_ids
    )
    chronicle.happened(IncidentEventKind.RUN_ASKED, {"kind": kind.value, "cases": len(case_ids)})
    transaction.on_commit(
        partial(incident_run_asked.send_robust, sender=IncidentRun, run_id=run.pk)
    )
    return run


def require_none_solving(incident: Incident) -> None:
    """Raise StillRunning where its cases are being solved."""
    if incident.runs.filter(kind=RunKind.SOLVE, ended_at=None).exists():
        raise StillRunning


def stop(run_id: int, *, actor: User, now: datetime) -> int:
    """Leave the cases of a run as they are that it has not come to, and give their number.

    Raises AlreadyDone where it has come to all, NotAllowed for whoever is not of the task force.
    """
    run = IncidentRun.objects.get(pk=run_id)
    with chronicled(run.incident_id, actor=actor, now=now) as chronicle:
        require_acting(chronicle.incident, actor)
        number = run.rows.filter(done_at=None).update(result=RunResult.STOPPED, done_at=now)
        if not number:
            raise AlreadyDone
        IncidentRun.objects.filter(pk=run_id).update(ended_at=now)
        chronicle.happened(IncidentEventKind.RUN_ENDED, {"kind": run.kind, "cases": number})
    return number
