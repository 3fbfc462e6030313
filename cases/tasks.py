"""Periodic work on cases: each task looks at rows, so that a second run finds it done."""

import subprocess
import sys

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from cases.rules import sweeping
from cases.rules.appointments import reminding
from cases.rules.assignment import giving, handing_over
from cases.rules.desk import clearing_files
from cases.rules.escalation import consulting, pressing
from cases.rules.links import comparing
from cases.rules.openings import grading, opening
from cases.rules.problems import addressing, going_through, spotting
from cases.rules.time_limits import alarming, entitling, recalculating
from cases.rules.triage import carrying, double_coding, learning, mood_learning
from cases.rules.work_orders import sweeping as order_sweeping
from feedback_site.ringing import Bell, answer

# As many as are opened within one moment of everybody else's waiting.
OPENING_BATCH = 50
COMPARING_BATCH = 50
GRADING_BATCH = 500
RUNNING_BATCH = 20


@shared_task(name="cases.open_waiting", ignore_result=True)
def open_waiting(**_later: object) -> None:
    """Open the cases that nobody at a page waits for, many in one transaction."""
    answer(opening_bell, lambda: opening.open_waiting(now=timezone.now(), limit=OPENING_BATCH))


opening_bell = Bell(open_waiting)


@shared_task(name="cases.sweep_submissions", ignore_result=True)
def sweep_submissions(**_later: object) -> None:
    """Make up for lost bells."""
    sweeping.sweep_submissions(now=timezone.now())


@shared_task(name="cases.compare", ignore_result=True)
def compare(**_later: object) -> None:
    """Grade new cases, and compare them with earlier ones; lost bells are made up for by the beat."""
    grading.sweep_quality(now=timezone.now(), limit=GRADING_BATCH)
    answer(comparing_bell, lambda: comparing.sweep_near(now=timezone.now(), limit=COMPARING_BATCH))


comparing_bell = Bell(compare)


@shared_task(name="cases.weigh_words", ignore_result=True)
def weigh_words(**_later: object) -> None:
    """Learn once a day which words are rare."""
    comparing.weigh(now=timezone.now())


@shared_task(name="cases.sweep_clocks", ignore_result=True)
def sweep_clocks(**_later: object) -> None:
    """Ring the clocks that are due."""
    alarming.sweep_alarms(now=timezone.now())


@shared_task(name="cases.sweep_recalculations", ignore_result=True)
def sweep_recalculations(**_later: object) -> None:
    """Go on with changes of working times and policies that are not through yet."""
    recalculating.sweep_recalculations(now=timezone.now())


@shared_task(name="cases.sweep_categories", ignore_result=True)
def sweep_categories(**_later: object) -> None:
    """Let open cases follow their category; draw the week's sample for coding twice."""
    carrying.sweep_carrying(now=timezone.now())
    double_coding.sweep_sample(now=timezone.now())


@shared_task(name="cases.sweep_pressing", ignore_result=True)
def sweep_pressing(**_later: object) -> None:
    """Hand on what nobody acknowledged; tell of work and opinions that are late, and of appointments."""
    pressing.sweep_pressing(now=timezone.now())
    order_sweeping.sweep_orders(now=timezone.now())
    consulting.sweep_consultations(now=timezone.now())
    reminding.sweep_appointments(now=timezone.now())


@shared_task(name="cases.sweep_owners", ignore_result=True)
def sweep_owners(**_later: object) -> None:
    """Hand over what lies with whoever is not there, and give out what nobody has."""
    now = timezone.now()
    handing_over.sweep_handovers(now=now)
    giving.sweep_unowned(now=now)


@shared_task(name="cases.sweep_waiting", ignore_result=True)
def sweep_waiting(**_later: object) -> None:
    """Continue the cases whose date has come."""
    sweeping.sweep_waiting(now=timezone.now())


@shared_task(name="cases.spot", ignore_result=True)
def spot(**_later: object) -> None:
    """Look for recurring problems, once an hour whatever the beat does."""
    spotting.sweep_spikes(now=timezone.now())


@shared_task(name="cases.tell_incidents", ignore_result=True)
def tell_incidents(**_later: object) -> None:
    """Tell everybody of an incident whom a message is to reach; make up for lost bells of its runs."""
    addressing.sweep_telling(now=timezone.now())
    going_through.sweep_runs(now=timezone.now())


@shared_task(name="cases.run_incidents", ignore_result=True)
def run_incidents(**_later: object) -> None:
    """Go on with what is to be done with many cases of an incident."""
    answer(runs_bell, lambda: going_through.sweep_runs(now=timezone.now(), limit=RUNNING_BATCH))


runs_bell = Bell(run_incidents)


@shared_task(name="cases.prove_clocks", ignore_result=True)
def prove_clocks(**_later: object) -> None:
    """Prove that stored clocks equal their history, and that each submission has its case."""
    sweeping.sweep_long_lost(now=timezone.now())
    entitling.sweep_tiers(now=timezone.now())
    sweeping.prove_clocks(now=timezone.now())


@shared_task(name="cases.clear_files", ignore_result=True)
def clear_files(**_later: object) -> None:
    """Clear away once a day the files beside answers that nobody will send."""
    clearing_files.sweep_files(now=timezone.now())


@shared_task(name="cases.learn", ignore_result=True)
def learn(*, at_least: int = learning.NEW_LABELS, **_later: object) -> None:
    """Begin to learn categories and moods anew, where so many decisions on either are new.

    In a process of its own: it takes a minute and 300 MB, for which no mail and no case should wait.
    """
    if learning.is_due(at_least=at_least) or mood_learning.is_due(at_least=at_least):
        command = ("-m", "django", "learn_categories", "--at-least", str(at_least))
        subprocess.Popen([sys.executable, *command], cwd=settings.BASE_DIR)  # noqa: S603 our own
