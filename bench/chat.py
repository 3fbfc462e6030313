"""How many open chats the web processes carry, and whether ordinary pages stay fast meanwhile.

    python bench/chat.py --home /tmp/bench-chat --chats 50

Starts a copy with `manage.py up`, opens so many chats, each with its stream (or, without a seat, asking every
2.5 seconds as the page's script does), measures some pages beside them, lets ten of the chats write, and
measures the same pages once more when all of them are shut. Prints a table and one line of JSON: how many
got a seat, how long a line takes until its own page shows it, and what the chats cost while nobody writes.
"""

import argparse
import json
import re
import statistics
import sys
import threading
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent / "faults"))

import psutil
from copy_of_site import Site
from kill_at_random import free_port

RUNS, WRITERS = 60, 10
ASK_EVERY = 2.5
PAGES = {"start page": "/", "help": "/help/", "form": "/feedback/", "health": "/healthz"}


class Visitor:
    """One browser: its cookies, its chat, and what came to it."""

    def __init__(self, port: int, number: int) -> None:
        self.port, self.address = port, f"203.0.{number // 250}.{number % 250 + 1}"
        self.cookies: dict[str, str] = {"django_language": "en"}
        self.cursor, self.has_seat = "", False
        self.seen: dict[str, float] = {}
        self.is_going_on = True

    def ask(self, path: str, body: str | None = None) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = self._headers()
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Requested-With": "fetch",
            }
        connection.request("POST" if body is not None else "GET", path, body, headers)
        answer = connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def say(self, text: str) -> None:
        token = self.cookies["csrftoken"]
        body = urlencode({"csrfmiddlewaretoken": token, "text": text, "key": text})
        status, answer = self.ask("/chat/say/", body)
        if status != 200:
            raise SystemExit(f"a line was answered with {status}: {answer[:200]}")

    def follow(self) -> None:
        """Follow the chat as its page does: by stream, else by asking."""
        while self.is_going_on:
            if not self._stream():
                status, text = self.ask(f"/chat/lines/?after={self.cursor}")
                if status == 200:
                    self._take(text)
                time.sleep(ASK_EVERY)

    def _stream(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", f"/chat/stream/?after={self.cursor}", headers=self._headers())
        answer = connection.getresponse()
        self.has_seat = answer.status == 200
        if not self.has_seat:
            connection.close()
            return False
        while self.is_going_on and (line := answer.readline()):
            if line.startswith(b"data: "):
                self._take(line[6:].decode())
        connection.close()
        return True

    def _take(self, text: str) -> None:
        part = json.loads(text)
        self.cursor = part["cursor"]
        for said in re.findall(r"line-\d+-\d+", part["lines"]):
            self.seen.setdefault(said, time.monotonic())

    def _headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
        return {"Cookie": cookies, "X-Forwarded-For": self.address}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--home", required=True)
    parser.add_argument("--chats", type=int, default=50)
    options = parser.parse_args()
    with Site(Path(options.home), free_port()) as site:
        pages(site.port)  # what is made once is made now
        visitors = [Visitor(site.port, number) for number in range(options.chats)]
        for visitor in visitors:
            visitor.ask("/chat/")
            visitor.say("Why are my prints too yellow?")
        for visitor in visitors:
            threading.Thread(target=visitor.follow, daemon=True).start()
        time.sleep(5)
        quiet = cost(site, 10)
        beside = pages(site.port)
        waits = written(visitors)
        seats = sum(visitor.has_seat for visitor in visitors)
        memory = sum(one.memory_info().rss for one in site.processes_of("web_child")) // 2**20
        for visitor in visitors:
            visitor.is_going_on = False
        time.sleep(30)  # longer than a stream
        alone = pages(site.port)
    found = {
        "chats": options.chats, "by stream": seats, "web processes MB": memory,
        "processor share of web and database, nobody writing": round(quiet, 3),
        "a line until its own page shows it, ms": summed(waits), "alone": alone, "beside": beside,
    }  # fmt: skip
    print("| page | alone p50 / p95 ms | beside p50 / p95 ms |\n|---|--:|--:|")
    for name, before in alone.items():
        print(f"| {name} | {before[0]} / {before[1]} | {beside[name][0]} / {beside[name][1]} |")
    print(json.dumps(found))


def pages(port: int) -> dict[str, tuple[float, float]]:
    """Ask for each page over a kept-open connection; median and 95th percentile."""
    found = {}
    for name, path in PAGES.items():
        connection, times = HTTPConnection("127.0.0.1", port, timeout=60), []
        for _ in range(RUNS):
            started = time.monotonic()
            connection.request("GET", path, headers={"Cookie": "django_language=en"})
            connection.getresponse().read()
            times.append(time.monotonic() - started)
        found[name] = summed(times[5:])
    return found


def written(visitors: list[Visitor]) -> list[float]:
    """Let some of them write, one after the other, and wait until each own page shows it."""
    waits = []
    for turn in range(3):
        for number, visitor in enumerate(visitors[:WRITERS]):
            text = f"line-{turn}-{number}"
            started = time.monotonic()
            visitor.say(text)
            while text not in visitor.seen and time.monotonic() - started < 30:
                time.sleep(0.005)
            waits.append(visitor.seen.get(text, started + 30) - started)
    return waits


def cost(site: Site, seconds: float) -> float:
    """Give how much of one processor web and database use."""
    watched = [*site.processes_of("web_child"), *_all_of(site.processes_of("database"))]
    before, started = sum(map(_used, watched)), time.monotonic()
    time.sleep(seconds)
    return (sum(map(_used, watched)) - before) / (time.monotonic() - started)


def _all_of(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [one for process in processes for one in (process, *process.children(recursive=True))]


def _used(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system


def summed(times: list[float]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    return (
        round(statistics.median(times) * 1000, 1),
        round(statistics.quantiles(times, n=20)[-1] * 1000, 1),
    )


if __name__ == "__main__":
    main()
