"""Where the time of one intake goes: a cProfile of N calls of the API in one process.

    FEEDBACK_HOME=… python bench/intake_profile.py --calls 200 [--sort tottime]

Runs against the database of that home; the bells ring, so opening the case is in it.
"""

import argparse
import cProfile
import io
import json
import os
import pstats
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_site.settings.base")
os.environ.setdefault("FEEDBACK_API_WRITES_A_MINUTE", "10000000")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--sort", default="cumulative")
    parser.add_argument("--lines", type=int, default=45)
    parser.add_argument("--only", default="", help="regular expression for what is listed")
    parser.add_argument("--statements", action="store_true", help="list the SQL of one call")
    parser.add_argument("--no-bells", action="store_true", help="leave out what bells set off")
    options = parser.parse_args()

    import django

    django.setup()
    with served():
        profile(options)


def served():  # type: ignore[no-untyped-def]
    """The home's own server for as long as this lasts, unless DATABASE_URL names another."""
    from contextlib import nullcontext

    from django.conf import settings

    from feedback_site.embedded.postgres import running_for

    return nullcontext() if "DATABASE_URL" in os.environ else running_for(settings.HOME)


def profile(options: argparse.Namespace) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    if options.no_bells:
        from channels import signals

        signals.submission_received.receivers.clear()
        signals.submission_received.sender_receivers_cache.clear()
    call = caller()
    for _ in range(20):
        call()
    if options.statements:
        with CaptureQueriesContext(connection) as captured:
            call()
        for query in captured:
            print(query["time"], " ".join(query["sql"].split())[:150])
    print(json.dumps(measured(call, options.calls)))
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(options.calls):
        call()
    profile.disable()
    out = io.StringIO()
    pstats.Stats(profile, stream=out).sort_stats(options.sort).print_stats(
        *filter(None, (options.only, options.lines))
    )
    print(out.getvalue())


def measured(call, calls):  # type: ignore[no-untyped-def]
    """Milliseconds a call: of the clock, of this process, of the database's process that serves it."""
    import psutil
    from django.db import connection

    connection.ensure_connection()
    backend = psutil.Process(connection.connection.info.backend_pid)
    began, own, its = time.perf_counter(), time.process_time(), sum(backend.cpu_times()[:2])
    for _ in range(calls):
        call()
    took = {
        "wall_ms": time.perf_counter() - began,
        "web_cpu_ms": time.process_time() - own,
        "database_cpu_ms": sum(backend.cpu_times()[:2]) - its,
    }
    return {name: round(seconds / calls * 1000, 2) for name, seconds in took.items()}


def caller():  # type: ignore[no-untyped-def]
    from django.core.handlers.wsgi import WSGIHandler

    from channels.models import Channel, Partner, PartnerKey

    partner, _ = Partner.objects.get_or_create(
        name="profile", defaults={"channel": Channel.objects.get(code="partner")}
    )
    _row, secret = PartnerKey.objects.create_key(name="profile", partner=partner)
    handler = WSGIHandler()

    def call() -> None:
        number = random.getrandbits(40)
        body = json.dumps({
            "text": f"上週在門市印的相片有刮痕,重印之後顏色還是偏綠 #{number}",
            "customer": {"name": "陳大文", "email": f"p{number}@example.com"},
        }).encode()  # fmt: skip
        environ = {
            "REQUEST_METHOD": "POST", "PATH_INFO": "/api/v1/submissions/", "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80", "HTTP_HOST": "127.0.0.1", "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": "http", "wsgi.errors": sys.stderr, "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body)),
            "HTTP_AUTHORIZATION": f"Api-Key {secret}", "HTTP_IDEMPOTENCY_KEY": f"{number:x}",
            "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
            "wsgi.version": (1, 0),
        }  # fmt: skip
        statuses: list[str] = []
        answer = handler(environ, lambda status, headers, error=None: statuses.append(status))
        b"".join(answer)
        answer.close()
        assert statuses == ["201 Created"], statuses

    return call


if __name__ == "__main__":
    main()
