"""Messages a second of the bounded mail reader, and the slowest of nasty ones.

Run from the checkout: python bench/mail_reading.py [seconds]
"""

import base64
import os
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_site.settings.test")

import django  # noqa: E402

django.setup()

from channels.adapters.email.bounded.reader import read_bounded  # noqa: E402

HANT = "您好，訂單編號 A12345 的照片顏色偏紅，請重新沖印，謝謝。"
OLD = (
    "\r\n\r\n顧客服務 <care@photo.example> 於 2024年1月5日 週五 下午3:20寫道：\r\n\r\n"
    + "> 您好\r\n" * 20
)
HEAD = "From: 王小明 <wang@b.example>\r\nTo: care@photo.example\r\nSubject: 照片\r\nMIME-Version: 1.0\r\n"
MIXED = HEAD + "Content-Type: multipart/mixed; boundary=b\r\n\r\n"


def plain() -> bytes:
    return (HEAD + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + HANT + OLD).encode()


def alternative() -> bytes:
    old = f"<blockquote class=gmail_quote>{'<p>您好</p>' * 50}</blockquote>"
    html = f"<div dir=ltr>{HANT}</div><div class=gmail_quote>{old}</div>"
    parts = (("plain", HANT + OLD), ("html", html))
    body = "".join(
        f"--b\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n{text}\r\n" for kind, text in parts
    )
    return (
        HEAD + f"Content-Type: multipart/alternative; boundary=b\r\n\r\n{body}--b--\r\n"
    ).encode()


def with_photos(megabytes: int) -> bytes:
    photo = base64.encodebytes(os.urandom(1 << 20)).decode()
    part = (
        f"--b\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n{photo}\r\n"
    )
    text = f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{HANT}\r\n"
    return (
        HEAD
        + "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        + text
        + part * megabytes
        + "--b--"
    ).encode()


def newsletter() -> bytes:
    row = "<tr><td style='padding:3px'><a href='https://x.example/?a=1'>照片沖印</a></td><td>&nbsp;$100</td></tr>"
    return (
        HEAD + "Content-Type: text/html; charset=utf-8\r\n\r\n<table>" + row * 2_000 + "</table>"
    ).encode()


CASES = {
    "plain": plain(),
    "alternative with history": alternative(),
    "1 MB photo": with_photos(1),
    "10 MB of photos": with_photos(10),
    "25 MB of photos": with_photos(25),
    "newsletter of 250 KB": newsletter(),
    "10 000 parts": (MIXED + "--b\r\n\r\nx\r\n" * 10_000).encode(),
    "100 000 nested tags": (HEAD + "Content-Type: text/html\r\n\r\n" + "<div>" * 100_000).encode(),
    "3 MB header": b"Subject: " + b"=?utf-8?B?5L2g?= " * 200_000 + b"\r\n\r\n",
}  # fmt: skip


def measure(raw: bytes, seconds: float) -> list[float]:
    times: list[float] = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until or len(times) < 3:
        began = time.perf_counter()
        read_bounded(raw)
        times.append(time.perf_counter() - began)
    return sorted(times)


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    read_bounded(plain())
    titles = ("a second", "median ms", "p99 ms", "slowest ms")
    print("mail".ljust(27) + "".join(title.rjust(11) for title in titles))
    for name, raw in CASES.items():
        times = measure(raw, seconds)
        p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
        rate = len(times) / sum(times)
        shown = [1e3 * value for value in (statistics.median(times), p99, times[-1])]
        print(f"{name:28}{rate:10.1f}" + "".join(f"{value:11.2f}" for value in shown))


if __name__ == "__main__":
    main()
