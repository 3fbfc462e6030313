"""How many simple mails a second one process takes, from raw bytes to an accounted conversation.

    python bench/mail_intake.py                      # a home of its own in a temporary folder
    FEEDBACK_HOME=… python bench/mail_intake.py --here   # the database of that home
    python bench/mail_intake.py --profile            # and where the time goes

One process with one reader's child, full durability; --threads 4 is how the mail door and a watch over
several mailboxes work. The case itself is opened in batches by the workers.
"""

import argparse
import cProfile
import io
import json
import os
import pstats
import random
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_site.settings.base")
MAIL = (
    "From: {name} <c{number}@example.com>\r\nTo: care@photo.example\r\nSubject: =?utf-8?B?{subject}?=\r\n"
    "Message-ID: <{unique}@mail.example>\r\nDate: Fri, 5 Jan 2024 15:20:11 +0800\r\nMIME-Version: 1.0\r\n"
    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    "您好，\r\n\r\n我上週沖印的照片顏色偏紅，請協助重新沖印。訂單編號 A-{unique}。\r\n\r\n謝謝\r\n{name}\r\n"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--mails", type=int, default=2_000)
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--here", action="store_true", help="use the home that FEEDBACK_HOME names")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--statements", action="store_true", help="list the SQL of one mail")
    options = parser.parse_args()
    with ExitStack() as stack:
        if not options.here:
            folder = tempfile.TemporaryDirectory(prefix="bench-mail-")
            os.environ["FEEDBACK_HOME"] = stack.enter_context(folder)
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        from feedback_site.embedded.postgres import running_for

        if "DATABASE_URL" not in os.environ:
            stack.enter_context(running_for(settings.HOME))
        call_command("migrate", verbosity=0)
        measure(options)


def measure(options: argparse.Namespace) -> None:
    import psutil
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    mails = [made(number) for number in range(options.mails)]
    for number in range(50):
        take(made(-1 - number))
    if options.statements:
        with CaptureQueriesContext(connection) as captured:
            take(made(-1_000))
        for query in captured:
            print(query["time"], " ".join(query["sql"].split())[:140])
    child = next(
        one for one in psutil.Process().children() if "child.py" in " ".join(one.cmdline())
    )
    before, began, own = child.cpu_times(), time.perf_counter(), time.process_time()
    profile = cProfile.Profile()
    if options.profile:
        profile.enable()
    if options.threads == 1:
        for mail in mails:
            take(mail)
    else:
        with ThreadPoolExecutor(options.threads) as threads:
            list(threads.map(take, mails))
    profile.disable()
    seconds, after = time.perf_counter() - began, child.cpu_times()
    print(json.dumps({
        "what": "simple mails, raw bytes to an accounted conversation, one process",
        "threads": options.threads,
        "mails": len(mails),
        "per_second": round(len(mails) / seconds, 1),
        "cpu_ms_a_mail": round(1e3 * (time.process_time() - own) / len(mails), 2),
        "cpu_ms_of_the_reader": round(
            1e3 * (sum(after[:2]) - sum(before[:2])) / len(mails), 2
        ),
        "load": round(os.getloadavg()[0], 1),
        "target_per_second": 150,
    }))  # fmt: skip
    if options.profile:
        out = io.StringIO()
        pstats.Stats(profile, stream=out).sort_stats("tottime").print_stats(40)
        print(out.getvalue())


def made(number: int) -> bytes:
    import base64

    unique = f"{random.getrandbits(60):x}"
    subject = base64.b64encode("相片顏色偏紅".encode()).decode()
    return MAIL.format(name="陳大文", number=number, unique=unique, subject=subject).encode()


def take(mail: bytes) -> None:
    from django.utils import timezone

    from channels.adapters.email.intake import mail_identity
    from channels.kinds import ChannelKind, IntakeState
    from channels.models import Channel
    from channels.rules import intake

    global _channel
    _channel = _channel or Channel.objects.get(kind=ChannelKind.EMAIL)
    raw = intake.take(
        channel=_channel, body=mail, content_type="message/rfc822", now=timezone.now(),
        external_id=mail_identity(mail),
    )  # fmt: skip
    if raw.state != IntakeState.DONE:
        raise SystemExit(f"a mail was not accounted for: {raw.error}")


_channel = None

if __name__ == "__main__":
    main()
