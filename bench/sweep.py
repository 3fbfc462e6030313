"""How long a pass over the time limits takes: with nothing due among a million clocks, and with breaches.

    python bench/sweep.py --home /tmp/bench-sweep --clocks 1000000 --breaches 10000 --workers 2

One case is opened through the rules, with an owner, and its rows are multiplied in SQL. A pass with nothing
due is measured many times. Then the limits of some cases are let pass, and workers sweep side by side until
nothing is left: each breach is told, noted in history and ledger, mailed to its owner, and escalated.
Prints one JSON line; seconds of the processor stand beside those of the clock, for a machine that is shared.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_site.settings.base")
PASSES = 50
# A case's copies have its ids plus so much times their number.
STRIDE = 1_000
# So many people own them; their ids follow those of the first one and of the head.
OWNERS, BESIDE = 200, 1
COPIED = {
    "channels_submission": ("id", "raw_id", "conversation_id"),
    "cases_case": ("id", "submission_id"),
    "cases_caseevent": ("id", "case_id"),
    "cases_clockcycle": ("id", "case_id"),
    "cases_notice": ("id", "cycle_id"),
    "cases_assignment": ("id", "case_id"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--home", required=True, help="a new folder for a copy of its own")
    parser.add_argument("--clocks", type=int, default=1_000_000, help="open clocks at least")
    parser.add_argument("--breaches", type=int, default=10_000, help="of as many cases")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--profile", action="store_true", help="of one pass, instead of all workers"
    )
    parser.add_argument("--as-worker", metavar="NOW", help=argparse.SUPPRESS)
    options = parser.parse_args()
    home = Path(options.home).resolve()
    os.environ["FEEDBACK_HOME"] = str(home)
    if options.as_worker:
        print(json.dumps(swept(options.as_worker)))
        return

    from feedback_site.embedded.postgres import running_for

    with running_for(home) as server:
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=PROJECT, check=True
        )
        print(json.dumps(measured(server, options)))


def measured(server, options: argparse.Namespace) -> dict[str, object]:
    import django

    django.setup()
    from django.utils import timezone

    from cases.models import Case

    # Copies have ids that follow from the first case's: beside those of an earlier run there is no room.
    if Case.objects.exists():
        sys.exit(f"{options.home} holds cases already; each run wants a new home")
    now = timezone.now().replace(microsecond=0)
    case = template(now)
    clocks = multiplied(server, case, options.clocks, options.breaches)
    report: dict[str, object] = {"open_clocks": clocks, **nothing_due(now)}
    late = (timezone.now() + timedelta(hours=1, minutes=5)).replace(microsecond=0)
    if options.profile:
        profiled(late)
        return report
    return report | breaches(late, options)


def template(now):
    """A case with an owner whose first answer is due in an hour, as the rules make it."""
    from cases.models import Case
    from cases.rules.assignment import assigning
    from cases.rules.openings import opening
    from cases.rules.time_limits import alarming
    from channels.models import Channel, Submission
    from channels.rules import intake
    from channels.rules.intake import accounting
    from feedback_site.organisation.models import Posting, User
    from feedback_site.organisation.roles import Role

    agent = User.objects.create(username=f"agent-{now:%H%M%S}", email="agent@example.com")
    head = User.objects.create(username=f"head-{now:%H%M%S}", email="head@example.com",
                               display_name="Chen Mei-ling")  # fmt: skip
    others = [
        User(username=f"agent-{now:%H%M%S}-{n}", email=f"agent{n}@example.com")
        for n in range(OWNERS)
    ]
    people = [agent, *User.objects.bulk_create(others)]
    Posting.objects.bulk_create([Posting(user=one, role=Role.AGENT) for one in people])
    Posting.objects.create(user=head, role=Role.DEPARTMENT_HEAD)
    opened_at = now - timedelta(hours=23)
    taken = intake.receive(
        channel=Channel.objects.get(code="web"), body=b"text=%E5%97%AF", now=opened_at,
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    accounting.account(taken.raw.pk, now=opened_at)
    submission = Submission.objects.get(raw=taken.raw)
    case = opening.open_case(submission.pk, now=opened_at)
    assigning.claim_case(case.pk, actor=agent, now=opened_at)
    # The warnings before the limit were told in their time; the last is due as this is read.
    alarming.ring(case.pk, now=now + timedelta(minutes=5))
    return Case.objects.get(pk=case.pk)


def multiplied(server, case, wanted: int, breaches: int) -> int:
    """Copy the case's rows until there are so many open clocks; as the superuser, without foreign keys.

    The alarms of so many cases are as the rules set them, of the template and its first copies; those of all
    others come days later, so that a number of breaches is swept among any number of clocks.
    """
    from django.db import connection

    from cases.models import ClockCycle

    each = ClockCycle.objects.running().filter(case=case).count()
    copies = wanted // each + 1
    statements = []
    with connection.cursor() as cursor:
        for table, keys in COPIED.items():
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
                " AND table_schema = 'public' AND is_generated = 'NEVER' ORDER BY ordinal_position",
                [table],
            )
            names = [row[0] for row in cursor.fetchall()]
            values = [_value(table, name, name in keys, breaches) for name in names]
            where = {
                "channels_submission": f"row.id = {case.submission_id}",
                "cases_case": f"row.id = {case.pk}",
                "cases_notice": "row.cycle_id IN"
                f" (SELECT id FROM cases_clockcycle WHERE case_id = {case.pk})",
            }.get(table, f"row.case_id = {case.pk}")
            statements.append(
                # A million rows are sorted into their indexes at the end, in a fifth of the time.
                f"UPDATE pg_index SET indisready = false WHERE indrelid = '{table}'::regclass;"
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)}"
                f" FROM generate_series(1, {copies}) AS copy (n) CROSS JOIN {table} AS row WHERE {where};"
                f"REINDEX TABLE {table};"
            )
        statements += [
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}));"
            for table in COPIED
        ]
    database = connection.settings_dict["NAME"]
    connection.close()
    server.query_as_superuser(
        "SET session_replication_role = replica; SET synchronous_commit = off;\n"
        + "\n".join(statements),
        database=database,
    )
    # Written out before anything is measured: a site at rest has nothing of four gigabytes left to write.
    server.query_as_superuser("VACUUM (ANALYZE);\nCHECKPOINT;", database=database)
    return ClockCycle.objects.running().count()


def _value(table: str, name: str, is_key: bool, breaches: int) -> str:
    if is_key:
        return f"row.{name} + copy.n * {STRIDE}"
    if name == "owner_id":  # nobody has half a million cases
        return f'row."{name}" + 1 + copy.n % {OWNERS} + {BESIDE}'
    if (table, name) == ("cases_case", "reference"):
        return "'B-' || lpad(to_hex(copy.n), 8, '0')"
    if name == "alarm_at":
        return f"row.alarm_at + CASE WHEN copy.n < {breaches} THEN 0 ELSE 9 END * interval '1 day'"
    return f'row."{name}"'


def nothing_due(now) -> dict[str, object]:
    from cases.rules.time_limits import alarming

    alarming.sweep_alarms(now=now)
    times, cpu = [], time.process_time()
    for _ in range(PASSES):
        began = time.perf_counter()
        assert alarming.sweep_alarms(now=now) == 0
        times.append(time.perf_counter() - began)
    return {
        "idle_ms_median": round(statistics.median(times) * 1000, 2),
        "idle_ms_p95": round(statistics.quantiles(times, n=20)[-1] * 1000, 2),
        "idle_ms_worst": round(max(times) * 1000, 2),
        "idle_cpu_ms": round((time.process_time() - cpu) / PASSES * 1000, 2),
    }


def breaches(late, options: argparse.Namespace) -> dict[str, object]:
    command = [sys.executable, __file__, "--home", options.home, "--as-worker", late.isoformat()]
    before = told()
    began = time.perf_counter()
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(options.workers)]
    found = [json.loads(worker.communicate()[0]) for worker in workers]
    whole = time.perf_counter() - began
    # A worker also counts what another one told while it read; that is looked at, and not told again.
    count = told() - before
    seconds = max(one["seconds"] for one in found)
    cpu, its = sum(one["cpu"] for one in found), sum(one["database_cpu"] for one in found)
    return {
        "breaches": count, "looked_at": sum(one["cases"] for one in found),
        "workers": options.workers, "seconds": round(seconds, 2),
        "per_second": round(count / seconds), "python_cpu_ms_each": round(1e3 * cpu / count, 3),
        "database_cpu_ms_each": round(1e3 * its / count, 3),
        "per_cpu_second": round(count / (cpu + its)), "with_start_of_workers": round(whole, 2),
    }  # fmt: skip


def told() -> int:
    from cases.kinds import EventKind
    from cases.models import CaseEvent

    return CaseEvent.objects.filter(kind=EventKind.BREACHED).count()


def swept(moment: str) -> dict[str, float]:
    """Sweep until nothing is due."""
    from datetime import datetime

    import django
    import psutil

    django.setup()
    from django.db import connection

    from cases.models import Case
    from cases.rules.time_limits import alarming
    from feedback_site.celery_app import set_program_apart

    set_program_apart()
    late = datetime.fromisoformat(moment)
    Case.objects.first()
    backend = psutil.Process(connection.connection.info.backend_pid)
    began, cpu, count = time.perf_counter(), time.process_time(), 0
    its = sum(backend.cpu_times()[:2])
    while done := alarming.sweep_alarms(now=late):
        count += done
    return {
        "cases": count, "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu, "database_cpu": sum(backend.cpu_times()[:2]) - its,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


def profiled(late) -> None:
    import cProfile
    import pstats

    from cases.rules.time_limits import alarming

    profile = cProfile.Profile()
    alarming.PASS_SECONDS = 600.0
    profile.enable()
    count = alarming.sweep_alarms(now=late)
    profile.disable()
    print(count, "cases", file=sys.stderr)
    pstats.Stats(profile, stream=sys.stderr).sort_stats("cumulative").print_stats(45)


if __name__ == "__main__":
    main()
