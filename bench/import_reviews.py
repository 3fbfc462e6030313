"""How many rows a second a file of reviews is read in, and what a row costs.

    python bench/import_reviews.py                   # a home of its own in a temporary folder
    FEEDBACK_HOME=… python bench/import_reviews.py --here    # the database of that home
    python bench/import_reviews.py --profile         # and where the time goes

One process, full durability; the cases of the bad ones are opened by the workers. A third of the rows have a
reply, half of them are bad and fresh.
"""

import argparse
import cProfile
import csv
import io
import json
import os
import pstats
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_site.settings.base")
TEXTS = (
    "店員很親切，相片隔天就好了，顏色也漂亮。", "整批相片偏黃，跟上次差很多，希望可以重印。",
    "冲印速度快，画质也清晰，会再来。", "裁切歪了，白邊左右不一樣寬。",
    "Good prints, a little slow on Saturdays.", "取件日一延再延，打電話也沒人接。",
)  # fmt: skip
AUTHORS = ("林*", "陳小姐", "王大明", "A. Chen", "攝影迷", "李小華", "Mei Lin")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=4_000)
    parser.add_argument("--here", action="store_true", help="use the home that FEEDBACK_HOME names")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    with ExitStack() as stack:
        if not options.here:
            folder = tempfile.TemporaryDirectory(prefix="bench-import-")
            os.environ["FEEDBACK_HOME"] = stack.enter_context(folder)
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        from feedback_site.embedded.postgres import running_for

        if "DATABASE_URL" not in os.environ:
            stack.enter_context(running_for(settings.HOME))
        call_command("migrate", verbosity=0)
        confirmed(200)  # loads what a worker has loaded long since
        measure(options)


def measure(options: argparse.Namespace) -> None:
    import psutil
    from django.db import connection

    file_id = confirmed(options.rows, is_read=False)
    backend = psutil.Process(connection.connection.info.backend_pid)
    profile = cProfile.Profile()
    if options.profile:
        profile.enable()
    began, own, its = time.perf_counter(), time.process_time(), sum(backend.cpu_times()[:2])
    file = read(file_id)
    seconds = time.perf_counter() - began
    own, its = time.process_time() - own, sum(backend.cpu_times()[:2]) - its
    profile.disable()
    rows = file.position
    print(json.dumps({
        "what": "a file of reviews, from confirmed to read in, one process",
        "rows": rows, "new": file.new, "wrong": file.wrong,
        "per_second": round(rows / seconds, 1),
        "cpu_ms_a_row": round(1e3 * own / rows, 2),
        "database_cpu_ms_a_row": round(1e3 * its / rows, 2),
        "per_second_of_cpu": round(rows / (own + its), 1),
        "load": round(os.getloadavg()[0], 1),
        "target_per_second": 500,
    }))  # fmt: skip
    if options.profile:
        out = io.StringIO()
        pstats.Stats(profile, stream=out).sort_stats("tottime").print_stats(40)
        print(out.getvalue())


def confirmed(rows: int, *, is_read: bool = True) -> int:
    from django.conf import settings
    from django.utils import timezone

    from channels.adapters.social import options_for
    from channels.models import Channel
    from channels.rules.imports import importing

    moment = timezone.now()
    file = importing.begin_import(
        Channel.objects.get(code="reviews"), name="bench.csv", body=table(rows, moment), actor=None,
        now=moment,
    )  # fmt: skip
    options = options_for(zone=settings.TIME_ZONE, source="Maps")
    importing.confirm(file.pk, mapping=file.mapping, options=options, actor=None, now=moment)
    if is_read:
        importing.read_in(file.pk, now=moment)
    return file.pk


def table(rows: int, moment) -> bytes:  # type: ignore[no-untyped-def]
    rng, out = random.Random(rows), io.StringIO()
    lines = csv.writer(out)
    lines.writerow(["id", "author", "rating", "text", "date", "store", "reply"])
    for number in range(rows):
        day = (moment - timedelta(days=rng.randrange(1, 60))).date().isoformat()
        reply = "謝謝您的支持！" if number % 3 == 0 else ""
        lines.writerow([
            f"b{rows}-{rng.getrandbits(50):x}", rng.choice(AUTHORS), rng.choice("12345"),
            rng.choice(TEXTS) + f" {number}", day, "", reply,
        ])  # fmt: skip
    return out.getvalue().encode()


def read(file_id: int):  # type: ignore[no-untyped-def]
    from django.utils import timezone

    from channels.rules.imports import importing

    return importing.read_in(file_id, now=timezone.now())


if __name__ == "__main__":
    main()
