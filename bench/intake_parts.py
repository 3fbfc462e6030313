"""What becomes of an item after the API answered, part by part: processor time of Python and the database.

    python bench/intake_parts.py --items 400 --home /tmp/bench-parts

Items are taken in through the API in this process, with all bells silent; then each part that a bell or the
beat would set off does all of them, in the batches in which workers do them. Prints one JSON line.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_site.settings.base")
os.environ.setdefault("FEEDBACK_API_WRITES_A_MINUTE", "10000000")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--items", type=int, default=400)
    parser.add_argument("--home", required=True, help="folder of a copy of its own")
    parser.add_argument("--profile", help="the part to profile as well")
    options = parser.parse_args()
    os.environ["FEEDBACK_HOME"] = str(Path(options.home).resolve())

    import django

    django.setup()
    import intake_profile
    from django.core.management import call_command

    with intake_profile.served():
        call_command("migrate", verbosity=0)
        print(json.dumps(measured(intake_profile.caller(), options)))


def measured(call, options: argparse.Namespace) -> dict[str, object]:
    from cases.signals import case_opened
    from channels import signals

    for bell in (signals.submission_received, signals.outgoing_enqueued, case_opened):
        bell.receivers.clear()
        bell.sender_receivers_cache.clear()
    for _ in range(20):
        call()
    for part in parts(20).values():
        part()
    report: dict[str, object] = {"load": round(os.getloadavg()[0], 1), "items": options.items}

    def requests() -> None:
        for _ in range(options.items):
            call()

    for name, part in {"request": requests, **parts(options.items)}.items():
        report[name] = timed(part, options.items, is_profiled=name == options.profile)
    return report


def parts(items: int):
    """Each part as its task does it, for so many items, the latest."""
    from django.utils import timezone

    from cases import tasks as cases_tasks
    from cases.models import Case
    from cases.receivers import raise_by_fact
    from cases.rules.links import comparing
    from cases.rules.openings import grading, opening
    from channels import tasks as channels_tasks
    from channels.rules.customers import recognising
    from channels.rules.outbox import delivery
    from feedback_site.ledger.rules import sealing

    def all_of(rule, limit):
        def work() -> None:
            done = 0
            while done < items and (more := rule(now=timezone.now(), limit=min(limit, items))):
                done += more

        return work

    def bells_of_opening() -> None:
        # In a site they ring with what the opening knows; a case that nothing presses costs nothing then.
        latest = Case.objects.order_by("-pk").values_list("pk", "reading", "is_safety")[:items]
        for pk, reading, is_safety in latest:
            if is_safety or {"safety", "legal"} & set(reading.get("flags", ())):
                raise_by_fact(case_id=pk)

    return {
        "opening": all_of(opening.open_waiting, cases_tasks.OPENING_BATCH),
        "bells of opening": bells_of_opening,
        "delivering": all_of(delivery.sweep, channels_tasks.BELL_BATCH),
        "grading": all_of(grading.sweep_quality, cases_tasks.GRADING_BATCH),
        "comparing words": all_of(comparing.sweep_near, cases_tasks.COMPARING_BATCH),
        "comparing people": all_of(recognising.sweep_people, channels_tasks.PEOPLE_BATCH),
        "sealing the ledger": lambda: sealing.seal(now=timezone.now()),
    }


def timed(work, items: int, *, is_profiled: bool) -> dict[str, float]:
    import cProfile
    import pstats

    import psutil
    from django.db import connection

    connection.ensure_connection()
    backend = psutil.Process(connection.connection.info.backend_pid)
    profile = cProfile.Profile()
    if is_profiled:
        profile.enable()
    began, own, its = time.perf_counter(), time.process_time(), sum(backend.cpu_times()[:2])
    work()
    took = {
        "wall_ms": time.perf_counter() - began,
        "python_ms": time.process_time() - own,
        "database_ms": sum(backend.cpu_times()[:2]) - its,
    }
    profile.disable()
    if is_profiled:
        pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(50)
    return {name: round(seconds / items * 1000, 2) for name, seconds in took.items()}


if __name__ == "__main__":
    main()
