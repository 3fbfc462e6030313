"""How many submissions a second the API takes: 8 clients, one JSON line with rate, p50 and p95.

    python bench/intake.py --start                       # a site of its own in a temporary home
    python bench/intake.py --url http://127.0.0.1:8000 --key PREFIX.SECRET

The clients speak HTTP/1.1 over kept-open sockets and cost about a tenth of a core. With --start it also tells
what each kind of program used of the processors meanwhile, for a machine that is shared.
"""

import argparse
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

PROJECT = Path(__file__).resolve().parents[1]
SENTENCES = (
    "上週在門市印的相片有刮痕,重印之後顏色還是偏綠,請問要怎麼處理?",
    "订单的相册封面印错了名字,客服说三天内回复,现在已经一个星期了。",
    "My canvas print arrived with a torn corner and nobody answers the phone.",
    "取件時店員說找不到我的訂單,等了四十分鐘,態度也不好。",
)


def main() -> None:
    options = arguments()
    if options.start:
        with (
            tempfile.TemporaryDirectory(prefix="bench-intake-") as home,
            Site(Path(home), options.port) as site,
        ):
            report = run(site.url, site.key(), options, used=site.used)
    else:
        report = run(options.url, options.key, options)
    print(json.dumps(report))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--start", action="store_true", help="start a site for this run")
    parser.add_argument("--port", type=int, default=8870)
    parser.add_argument("--url", help="of a running site")
    parser.add_argument("--key", help="a partner's key")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--warm-up", type=float, default=3, help="seconds that are not counted")
    parser.add_argument("--known-customers", type=int, default=0,
                        help="draw customers from this many; 0: each is new")  # fmt: skip
    options = parser.parse_args()
    if not options.start and not (options.url and options.key):
        parser.error("give --start, or --url and --key")
    return options


class Site:
    """A copy of the whole site for one run."""

    def __init__(self, home: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.environment = {
            **os.environ, "FEEDBACK_HOME": str(home), "FEEDBACK_API_WRITES_A_MINUTE": "10000000",
        }  # fmt: skip
        command = ["manage.py", "up", "--home", str(home), "--port", str(port), "--no-demo"]
        self.process = subprocess.Popen(
            [sys.executable, *command], cwd=PROJECT, env=self.environment,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __enter__(self) -> "Site":
        for line in self.process.stdout:
            if line.startswith("ready"):
                threading.Thread(target=self.process.stdout.read, daemon=True).start()
                return self
        raise SystemExit("the site did not start")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(60)

    def key(self) -> str:
        made = subprocess.run(
            [sys.executable, "manage.py", "make_partner_key", "bench"], cwd=PROJECT,
            env=self.environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return made.stdout.split()[-1]

    def used(self) -> Counter[str]:
        """Seconds of the processor that each kind of program has used so far, and the clients here."""
        import psutil

        seconds = Counter({"clients": time.process_time()})
        for process in psutil.Process(self.process.pid).children(recursive=True):
            try:
                line, times = " ".join(process.cmdline()), process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            seconds[kind_of(line)] += times.user + times.system
        return seconds


def kind_of(line: str) -> str:
    """What a program is, by its command; of PostgreSQL the backends apart from what it does for itself."""
    if line.startswith("postgres:") and "127.0.0.1" not in line and "[local]" not in line:
        return "postgres itself"
    names = {"gunicorn": "web", " worker ": "workers", "postgres": "backends"}
    return next((kind for sign, kind in names.items() if sign in line), "others")


class Client(threading.Thread):
    """Sends one submission after the other and notes how long each took."""

    def __init__(self, url: str, key: str, options: argparse.Namespace, number: int) -> None:
        super().__init__(daemon=True)
        where = urlsplit(url)
        self.where = (where.hostname or "127.0.0.1", where.port or 80)
        self.key, self.options = key, options
        self.random = random.Random(number)
        self.stop = threading.Event()
        self.took: list[tuple[float, float]] = []
        self.failed: list[str] = []

    def run(self) -> None:
        with socket.create_connection(self.where) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while not self.stop.is_set():
                request = self.request()
                began = time.perf_counter()
                connection.sendall(request)
                status = read_answer(connection)
                self.took.append((began, time.perf_counter() - began))
                if status != b"201":
                    self.failed.append(status.decode())

    def request(self) -> bytes:
        number = self.random.getrandbits(40)
        if self.options.known_customers:
            number %= self.options.known_customers
        body = json.dumps({
            "text": f"{self.random.choice(SENTENCES)} #{self.random.getrandbits(30)}",
            "customer": {"name": "陳大文", "email": f"c{number}@example.com",
                         "phone": f"+8869{number % 10**8:08d}"},
            "order_number": f"A-{self.random.getrandbits(30)}",
        }).encode()  # fmt: skip
        head = (
            f"POST /api/v1/submissions/ HTTP/1.1\r\nHost: {self.where[0]}:{self.where[1]}\r\n"
            f"Authorization: Api-Key {self.key}\r\nContent-Type: application/json\r\n"
            f"Idempotency-Key: {self.random.getrandbits(128):x}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def read_answer(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += receive(connection)
    head, _, rest = data.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length")
    )
    while len(rest) < length:
        rest += receive(connection)
    return head.split(b" ", 2)[1]


def receive(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise ConnectionError("the server closed the connection")
    return data


def run(
    url: str, key: str, options: argparse.Namespace, used: Callable[[], Counter[str]] = Counter
) -> dict[str, object]:
    clients = [Client(url, key, options, number) for number in range(options.clients)]
    for client in clients:
        client.start()
    time.sleep(options.warm_up)
    since, before = time.perf_counter(), used()
    time.sleep(options.seconds)
    until, spent = time.perf_counter(), used()
    spent.subtract(before)
    for client in clients:
        client.stop.set()
    for client in clients:
        client.join(30)
    took = sorted(
        seconds for client in clients for began, seconds in client.took if since <= began < until
    )
    failed = [status for client in clients for status in client.failed]
    cuts = statistics.quantiles(took, n=100)
    return {
        "what": "intake through the API",
        "clients": options.clients,
        "known_customers": options.known_customers,
        "seconds": round(until - since, 1),
        "taken": len(took),
        "per_second": round(len(took) / (until - since), 1),
        "p50_ms": round(cuts[49] * 1000, 1),
        "p95_ms": round(cuts[94] * 1000, 1),
        "max_ms": round(took[-1] * 1000, 1),
        "cpu_ms_each": {kind: round(1e3 * it / len(took), 2) for kind, it in spent.items()},
        "load": round(os.getloadavg()[0], 1),
        "failed": {status: failed.count(status) for status in set(failed)},
        "target": {"per_second": 450, "p95_ms": 35},
    }


if __name__ == "__main__":
    main()
