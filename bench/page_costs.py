"""What each page costs the processors: Python's time and its database process's, where others work too.

    python bench/page_costs.py --home /tmp/bench [--only search] [--calls 40]

Asks for the pages of pages.py in this process, 8 times to warm up; the cheapest quarter of the calls is what
a page costs where nobody else uses caches and cores. Old and new code are compared by running both in turn
upon one home.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_site.settings.base")
WARM_UPS = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--home", required=True)
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument("--calls", type=int, default=40)
    options = parser.parse_args()
    home = Path(options.home).resolve()
    os.environ["FEEDBACK_HOME"] = str(home)

    from feedback_site.embedded.postgres import running_for

    with running_for(home):
        import django

        django.setup()
        import pages
        from django.db import connection

        print("| page | Python ms | database ms | bytes |\n|---|--:|--:|--:|")
        for page in pages.pages_of(None):
            if options.only in page["name"]:
                print(line(page, options.calls), flush=True)
        connection.close()


def line(page: dict, calls: int) -> str:
    from django.test import Client

    headers = dict(page["headers"])
    client = Client(SERVER_NAME="127.0.0.1")
    if cookie := headers.pop("Cookie", None):
        client.cookies.load(cookie)
    for _ in range(WARM_UPS):
        answer = client.get(page["path"], headers=headers)
    if answer.status_code != page["expected"]:
        raise SystemExit(f"{page['name']}: {answer.status_code}")
    stat = Path(f"/proc/{backend()}/schedstat")
    own, database = [], []
    for _ in range(calls):
        before, began = int(stat.read_text().split()[0]), time.process_time()
        client.get(page["path"], headers=headers)
        own.append((time.process_time() - began) * 1_000)
        database.append((int(stat.read_text().split()[0]) - before) / 1_000_000)
    return f"| {page['name']} | {cheapest(own):.1f} | {cheapest(database):.1f} | {len(answer.content)} |"


def backend() -> int:
    """The process of the server that answers this one."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def cheapest(took: list[float]) -> float:
    return statistics.mean(sorted(took)[: max(1, len(took) // 4)])


if __name__ == "__main__":
    main()
