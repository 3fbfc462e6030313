"""Kill parts of the site with -9 while customers write to it, and prove that nothing is lost or doubled.

    python bench/faults/kill_at_random.py                       # 1 000 items, 24 kills, two to four minutes
    python bench/faults/kill_at_random.py --count 10000 --seconds 900 --kills 120

Prints one JSON object; exits 1 where anything acknowledged is missing, anything is there twice, or an
invariant is broken. Everything stays on 127.0.0.1 and in a temporary folder.
"""

import argparse
import json
import os
import random
import shutil
import socket
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
from copy_of_site import Site, until
from messenger_senders import LineSender, WeChatSender, connect, platforms
from senders import BrowserSender, Item, MailSender, PartnerSender, Sender, Storm

# What is killed, and how often in relation to the others.
TARGETS = {
    "web": 3, "web_child": 3, "worker": 4, "smtp": 3, "beat": 2, "database": 3,
}  # fmt: skip
DOORS: dict[str, tuple[type[Sender], int]] = {
    "api": (PartnerSender, 3), "mail": (MailSender, 2), "web": (BrowserSender, 12),
    "wechat": (WeChatSender, 2), "line": (LineSender, 2),
}  # fmt: skip
SECONDS_TO_RECOVER = 60


def main() -> None:
    options = arguments()
    home = Path(options.home or tempfile.mkdtemp(prefix="feedback-storm-"))
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o711)
    try:
        with platforms() as servers, Site(home, options.port or free_port(), servers) as site:
            report = experiment(site, options)
    finally:
        if not options.home:
            shutil.rmtree(home, ignore_errors=True)
    print(json.dumps(report, ensure_ascii=False))
    sys.exit(0 if report["passed"] else 1)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=1000, help="items to send over all doors")
    parser.add_argument("--kills", type=int, default=24)
    parser.add_argument(
        "--seconds", type=float, default=100, help="time over which both are spread"
    )
    parser.add_argument("--most-seconds", type=float, default=600, help="when senders give up")
    parser.add_argument(
        "--patience", type=float, default=SECONDS_TO_RECOVER,
        help="seconds for a part to come back; three times as long for all to be at rest",
    )  # fmt: skip
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, help="of the site (default: any free one)")
    parser.add_argument("--home", help="keep the copy in this folder (default: a temporary one)")
    return parser.parse_args()


def experiment(site: Site, options: argparse.Namespace) -> dict[str, object]:
    began = time.monotonic()
    look_into(site)
    storm = Storm(
        port=site.port, smtp_port=site.smtp_port, key=site.partner_key(), began=time.monotonic(),
        deadline=time.monotonic() + options.most_seconds, accounts=connect(),
    )  # fmt: skip
    items = planned(options)
    senders = senders_of(storm, items)
    killer = Killer(site, options)
    for thread in (*senders, killer):
        thread.start()
    for thread in (*senders, killer):
        thread.join()
    sent_in = time.monotonic() - storm.began
    rested_in = until(is_at_rest, seconds=3 * options.patience, every=1.0)
    ran_again = lost_task_runs(site, options.patience)
    return {
        **judged(site, items),
        "sent_in_seconds": round(sent_in, 1),
        "at_rest_after_seconds": rested_in and round(rested_in, 1),
        "queued_task_ran_after_kill_in_seconds": ran_again and round(ran_again, 1),
        "kills": killer.counted(),
        "recovery_seconds": killer.recoveries(),
        "errors_seen_by_senders": dict(sorted(storm.errors.items())),
        "seconds": round(time.monotonic() - began, 1),
        "seed": options.seed,
    } | ({} if rested_in is not None and ran_again is not None else {"passed": False})


def look_into(site: Site) -> None:
    """Let this process read the database of the copy."""
    import django

    os.environ["FEEDBACK_HOME"] = str(site.home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_site.settings.base")
    django.setup()


def planned(options: argparse.Namespace) -> list[Item]:
    """As many items for each door, at random moments of the storm."""
    chance = random.Random(options.seed)
    doors = [list(DOORS)[n % len(DOORS)] for n in range(options.count)]
    moments = sorted(chance.uniform(0, options.seconds) for _ in doors)
    return [
        Item(word=f"storm-{options.seed}-{number:06x}", door=door, at=at)
        for number, (door, at) in enumerate(zip(doors, moments, strict=True))
    ]


def senders_of(storm: Storm, items: list[Item]) -> list[Sender]:
    senders: list[Sender] = []
    for door, (kind, threads) in DOORS.items():
        own = [item for item in items if item.door == door]
        senders += [kind(storm, own[n::threads], n) for n in range(threads) if own[n::threads]]
    return senders


class Killer(threading.Thread):
    """Kills at random moments, and measures how long each part stays away."""

    def __init__(self, site: Site, options: argparse.Namespace) -> None:
        super().__init__(daemon=True)
        self.site, self.patience = site, options.patience
        chance = random.Random(options.seed + 1)
        self.moments = sorted(chance.uniform(1, options.seconds) for _ in range(options.kills))
        # Every kind at least once, where there are kills enough for that.
        kinds = list(TARGETS) + chance.choices(
            list(TARGETS), list(TARGETS.values()), k=max(0, options.kills - len(TARGETS))
        )
        chance.shuffle(kinds)
        self.kinds = kinds[: options.kills]
        self.chance = chance
        self.killed: list[tuple[str, float | None]] = []

    def run(self) -> None:
        began, watches = time.monotonic(), []
        for moment, kind in zip(self.moments, self.kinds, strict=True):
            time.sleep(max(0.0, began + moment - time.monotonic()))
            watch = threading.Thread(target=self._kill, args=(kind,))
            watch.start()
            watches.append(watch)
        for watch in watches:
            watch.join()

    def _kill(self, kind: str) -> None:
        """A part that is down already is waited for: killing nobody proves nothing."""
        there: list = []

        def is_there() -> bool:
            there[:] = self.site.processes_of(kind)
            return bool(there)

        if until(is_there, seconds=self.patience) is None:
            self.killed.append((kind, None))
            return
        try:
            self.chance.choice(there).kill()
        except psutil.NoSuchProcess:
            return  # it died by another kill in this very moment, which is counted there
        back = until(lambda: self.site.is_back(kind, there), seconds=self.patience)
        self.killed.append((kind, back))

    def counted(self) -> dict[str, int]:
        kinds = [kind for kind, _back in self.killed]
        return {kind: kinds.count(kind) for kind in TARGETS if kind in kinds}

    def recoveries(self) -> dict[str, object]:
        told: dict[str, object] = {}
        for kind in self.counted():
            took = [back for one, back in self.killed if one == kind]
            good = [back for back in took if back is not None]
            told[kind] = {
                "median": round(statistics.median(good), 1) if good else None,
                "longest": round(max(good), 1) if good else None,
                "never": len(took) - len(good),
            }
        return told


def is_at_rest() -> bool:
    """Whether nothing is on its way any more: all read, opened, and sent or put before a person."""
    from django.db import Error, connection
    from django.utils import timezone

    from cases.models import Case, ClockCycle
    from channels.models import Outgoing, RawIntake, Submission

    try:
        now = timezone.now()
        is_moving = (
            RawIntake.objects.left_behind().exists()
            or Submission.objects.count() != Case.objects.count()
            or Outgoing.objects.pending().filter(due_at__lte=now).exists()
            or ClockCycle.objects.filter(alarm_at__lte=now).exists()
        )
    except Error:
        # Its server was killed: the next question is asked over a new one.
        connection.close()
        return False
    return not is_moving


def lost_task_runs(site: Site, patience: float) -> float | None:
    """Queue a task while no worker lives, and give the seconds until its work is done.

    The task is the daily proof of the clocks, which no sweep does: it mends a limit moved by hand.
    """
    from datetime import timedelta

    from django.db.models import F

    from cases.models import ClockCycle
    from cases.tasks import prove_clocks

    cycle = ClockCycle.objects.running().filter(due_at__isnull=False).order_by("pk").first()
    if cycle is None:
        return None
    for worker in site.processes_of("worker"):
        worker.kill()
    ClockCycle.objects.filter(pk=cycle.pk).update(due_at=F("due_at") + timedelta(days=1))
    prove_clocks.delay()

    def mended() -> bool:
        return ClockCycle.objects.get(pk=cycle.pk).due_at == cycle.due_at

    return until(mended, seconds=patience, every=0.2)


def judged(site: Site, items: list[Item]) -> dict[str, object]:
    """Compare what senders were told with what is there, and let the site check itself."""
    cases = cases_by_word()
    acknowledged = [item for item in items if item.acknowledged]
    lost = [item.word for item in acknowledged if not cases.get(item.word)]
    doubled = [item.word for item in items if cases.get(item.word, 0) > 1]
    list_of_ids = site.home / "acknowledged.txt"
    list_of_ids.write_text("".join(f"{item.acknowledged}\n" for item in acknowledged))
    checked = site.manage(
        "check_invariants", "--json", "--settled", "30", "--acknowledged", str(list_of_ids)
    )
    found = json.loads(checked.stdout) if checked.stdout else {"violations": [checked.stderr]}
    ledger = site.manage("verify_ledger")
    return {
        "passed": not (lost or doubled or checked.returncode or ledger.returncode)
        and len(acknowledged) == len(items),
        "sent": {door: sum(item.door == door for item in items) for door in DOORS},
        "tries": sum(item.tries for item in items),
        "acknowledged": {
            door: sum(item.door == door for item in acknowledged) for door in DOORS
        },
        "refused": [item.refused for item in items if item.refused][:10],
        "unknown": sum(not (item.acknowledged or item.refused) for item in items),
        "cases": sum(cases.values()),
        "lost": lost,
        "doubled": doubled,
        "violations": found["violations"][:50],
        "counts": found.get("counts"),
        "ledger_verified": ledger.returncode == 0,
        "ledger": (ledger.stdout or ledger.stderr).strip(),
    }  # fmt: skip


def cases_by_word() -> dict[str, int]:
    """How many cases carry each item's word."""
    import re

    from cases.models import Case

    counted: dict[str, int] = {}
    for text in Case.objects.values_list("submission__text", flat=True).iterator():
        if found := re.search(r"storm-\d+-[0-9a-f]+", text):
            counted[found[0]] = counted.get(found[0], 0) + 1
    return counted


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
