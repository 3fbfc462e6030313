"""Load the demonstration: a chain, its staff and 2 000 cases over twelve months, through the rules."""

import gc
import os
import sys
import time
import traceback
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from functools import partial
from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from cases import signals as case_signals
from cases.models import Case
from cases.rules.triage import recognising
from cases.triage.learner import sentences
from channels import signals as channel_signals
from channels.models import Submission
from feedback_site.making_way import alone
from feedback_site.organisation.models import Store, User
from reports.demo.boxes import live_boxes
from reports.demo.buying import live_purchases
from reports.demo.cast import Cast
from reports.demo.chain import found_chain
from reports.demo.chats import live_chats
from reports.demo.drawing import SEED, draw_plans
from reports.demo.habits import live_habits
from reports.demo.hurrying import commit_at_once
from reports.demo.library import backdate, live_library
from reports.demo.likenesses import compare_all, live_likenesses
from reports.demo.liking import live_likes
from reports.demo.limits import found_limits, live_limits
from reports.demo.listening import live_listening
from reports.demo.loading import live_all, settle_outbox
from reports.demo.orders import live_orders
from reports.demo.phone import live_phone
from reports.demo.plan import Plan
from reports.demo.promises import live_promises
from reports.demo.quotes import live_quotes
from reports.demo.sharing import live_sharing
from reports.demo.sorting import live_sorting
from reports.demo.tablets import live_tablets
from reports.demo.texting import live_texts
from reports.demo.troubles import live_troubles
from reports.demo.visiting import live_appointments
from reports.rules.reading import mark_read
from reports.rules.refreshing import refresh_all

# How much of it the product owner has read: each costs the ledger a row.
READ = 24

BELLS = (
    channel_signals.submission_received,
    channel_signals.message_received,
    channel_signals.message_delivered,
    channel_signals.message_refused,
    channel_signals.outgoing_enqueued,
    case_signals.case_moved,
    case_signals.case_opened,
    channel_signals.chat_line_kept,
    channel_signals.chat_taken,
    channel_signals.chat_answered,
    channel_signals.chat_judged,
    channel_signals.customer_named,
)
_REMEMBERED = 3600.0


class Command(BaseCommand):
    """Make the demonstration, once."""

    help = (
        "Load the demonstration data: 3 regions, 12 stores, 40 staff, 2 000 cases over 12 months."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where there are stores"
        )
        parser.add_argument("--cases", type=int, default=2000)
        parser.add_argument("--processes", type=int, default=min(os.cpu_count() or 1, 4))

    def handle(self, *args: Any, **options: Any) -> None:
        if Store.objects.exists() or Case.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError(
                "There are stores or cases here already; the demonstration wants an empty site."
            )
        began = time.monotonic()
        self.stdout.write(f"making the demonstration: {options['cases']} cases, some two minutes")
        with alone():
            self._make(options["cases"], options["processes"], timezone.now())
        seconds = time.monotonic() - began
        self.stdout.write(f"{Case.objects.count()} cases in {seconds:.0f} s")

    def _make(self, cases: int, processes: int, until: datetime) -> None:
        commit_at_once()
        found_chain(now=until)
        found_limits(now=until)
        backdate(until)
        self._live(cases, processes, until)
        # Before anything is found out about the open cases today: quotes were sent some hours ago.
        self._alone(lambda: live_quotes(until=until))
        self._speak(until)
        self._alone(lambda: _set_up_the_week(until))
        settle_outbox(until=until)
        refresh_all(now=until)

    def _live(self, count: int, processes: int, until: datetime) -> None:
        """Share the stories among processes; each lives every n-th, in order of their beginning."""
        recognising.in_use()
        sentences.vector("")  # the model is read from disk once, before there are several of us
        plans = draw_plans(count, until=until, cast_=Cast.assembled())
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
        told, tells = os.pipe()
        children = [self._fork(plans[i::processes], until, tells) for i in range(processes)]
        os.close(tells)
        self._show_progress(told, len(plans))
        failed = [pid for pid in children if os.waitpid(pid, 0)[1] != 0]
        if failed:
            raise CommandError("Some cases of the demonstration could not be made; see above.")

    def _alone(self, work: Callable[[], None]) -> None:
        """Do it where no bell rings."""
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
        if os.waitpid(self._child(work), 0)[1] != 0:
            raise CommandError(
                "Quotes, work orders, tiers, shifts and the closure could not be made; see above."
            )

    def _speak(self, until: datetime) -> None:
        """Let people call, write on paper, post reviews and talk: what the other channels show."""
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
        children = [
            self._child(partial(speak, until)) for speak in (_speak_by_phone, _speak_elsewhere)
        ]
        failed = [pid for pid in children if os.waitpid(pid, 0)[1] != 0]
        if failed:
            raise CommandError("Calls, paper and reviews could not be made; see above.")

    def _show_progress(self, told: int, count: int) -> None:
        """Count what all processes tell, one byte a story, until the last of them has ended."""
        done = 0
        with os.fdopen(told, "rb", buffering=0) as pipe:
            while pipe.read(1):
                done += 1
                if done % 200 == 0:
                    self.stdout.write(f"  {done} of {count}")
                    self.stdout.flush()

    def _fork(self, plans: list[Plan], until: datetime, tells: int) -> int:
        def live() -> None:
            # Nobody changes stores, categories or limits while the stories are lived.
            settings.LOOK_UP_SECONDS = _REMEMBERED
            for _plan in live_all(plans, cast_=Cast.assembled(), until=until):
                os.write(tells, b".")

        return self._child(live)

    def _child(self, work: Callable[[], None]) -> int:
        """Do the work in a process of its own, in which no bell rings, and give its number."""
        pid = os.fork()
        if pid:
            return pid
        code = 1
        try:
            _silence_bells()
            gc.disable()  # a short life with many small objects: collecting costs more than it frees
            commit_at_once()
            work()
            code = 0
        finally:
            if code:
                # The parent sees only an exit code; this copy of it says what went wrong before it ends.
                traceback.print_exc()
            connection.close()
            sys.stdout.flush()
            os._exit(code)


def _set_up_the_week(until: datetime) -> None:
    live_orders(until=until)
    live_limits(until=until)
    live_likes(until=until)
    live_purchases(until=until)
    live_sharing(until=until)
    live_promises(until=until)
    live_appointments(until=until)


def _speak_by_phone(until: datetime) -> None:
    live_phone(Cast.assembled(), until, Random(SEED))  # noqa: S311 a demonstration needs no secrets


def _speak_elsewhere(until: datetime) -> None:
    cast, rng = Cast.assembled(), Random(SEED)  # noqa: S311 a demonstration needs no secrets
    live_boxes(cast, until, rng)
    live_chats(cast, until, rng)
    live_texts(cast, until)
    live_tablets(cast, until)
    live_listening(cast, until, rng)
    _read_some(until)
    live_library(until, rng)
    live_habits(until)
    live_likenesses(cast, until)
    live_sorting(cast, until, rng)
    compare_all(cast, until)
    live_troubles(cast, until)


def _read_some(until: datetime) -> None:
    """Let the product owner have read some of the latest feedback."""
    latest = Submission.objects.order_by("-pk").values_list("pk", flat=True)[:READ]
    for reader in User.objects.filter(username="specialist.product"):
        for submission_id in latest:
            mark_read(submission_id, reader=reader, now=until)


def _silence_bells() -> None:
    """The stories call each rule at its own time; a bell would ring it now. Only in this process."""
    for bell in BELLS:
        bell.receivers = []
        bell.sender_receivers_cache.clear()
