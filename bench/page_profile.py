"""Where the time of one page goes: a cProfile of N calls in one process, signed in.

    python bench/page_profile.py --home /tmp/bench --path /admin/cases/queue/all_open/ [--sort tottime]

Prints the SQL with its time, and then what costs most in Python.
"""

import argparse
import cProfile
import io
import os
import pstats
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_site.settings.base")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--home", required=True)
    parser.add_argument("--path", default="/admin/cases/queue/all_open/")
    parser.add_argument("--user", default="agent")
    parser.add_argument("--calls", type=int, default=40)
    parser.add_argument("--sort", default="tottime")
    parser.add_argument("--lines", type=int, default=30)
    options = parser.parse_args()
    home = Path(options.home).resolve()
    os.environ["FEEDBACK_HOME"] = str(home)

    from feedback_site.embedded.postgres import running_for

    with running_for(home):
        profile(options)


def profile(options: argparse.Namespace) -> None:
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from feedback_site.organisation.models import User

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username=options.user))
    for _ in range(5):
        assert client.get(options.path).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(options.path)
    for query in captured:
        print(query["time"], " ".join(query["sql"].split())[:200])
    began, used = time.perf_counter(), time.process_time()
    for _ in range(options.calls):
        client.get(options.path)
    wall, own = time.perf_counter() - began, time.process_time() - used
    print(f"{wall / options.calls * 1000:.1f} ms a call, {own / options.calls * 1000:.1f} of CPU")
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(options.calls):
        client.get(options.path)
    profiler.disable()
    out = io.StringIO()
    pstats.Stats(profiler, stream=out).sort_stats(options.sort).print_stats(options.lines)
    print(out.getvalue())
    connection.close()


if __name__ == "__main__":
    main()
