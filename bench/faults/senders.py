"""Customers who send feedback by web form, mail and API, and who try again as real ones do.

Each item carries a word of its own (`storm-…`), by which it is found afterwards. All doors
are safe to try again: a partner repeats its Idempotency-Key, a mail server the very same mail, and a
browser the very same form (whose stamp tells a second press from a second complaint).
"""

import html
import http.client
import io
import json
import random
import re
import smtplib
import threading
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid

from PIL import Image

TEXTS = (
    "上週在門市印的相片有刮痕,重印之後顏色還是偏綠,請問要怎麼處理?",
    "订单的相册封面印错了名字,客服说三天内回复,现在已经一个星期了。",
    "My canvas print arrived with a torn corner and nobody answers the phone.",
    "取件時店員說找不到我的訂單,等了四十分鐘,態度也不好。",
)
MAIL_DOMAIN = "feedback.example.com"
# A page must have been open for two seconds before its form is believed.
READING_SECONDS = 2.2
SECONDS_BETWEEN_TRIES = 0.5
PHOTO_SHARE = 0.15


@dataclass
class Item:
    """One thing that a customer sends, and what became of it as they see it."""

    word: str
    door: str
    at: float
    tries: int = 0
    # The id that its source gives it, for doors whose answer names none.
    at_source: str = ""
    acknowledged: str = ""
    refused: str = ""


@dataclass
class Storm:
    """What all senders share."""

    port: int
    smtp_port: int
    key: str
    began: float
    deadline: float
    # Ids of the connections to messengers, ours and the public one, by kind.
    accounts: dict[str, tuple[int, str]] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def failed(self, door: str, why: object) -> None:
        name = f"{door}: {why if isinstance(why, int | str) else type(why).__name__}"
        with self.lock:
            self.errors[name] = self.errors.get(name, 0) + 1

    @property
    def is_over(self) -> bool:
        return time.monotonic() > self.deadline


class Sender(threading.Thread):
    """Sends its items one after the other, each at its time or as soon as it can."""

    def __init__(self, storm: Storm, items: list[Item], number: int) -> None:
        super().__init__(daemon=True)
        self.storm, self.items = storm, items
        self.random = random.Random(number)

    def run(self) -> None:
        for item in self.items:
            time.sleep(max(0.0, self.storm.began + item.at - time.monotonic()))
            prepared = self.prepare(item)
            while not (item.acknowledged or item.refused or self.storm.is_over):
                item.tries += 1
                if not self.send(item, prepared):
                    time.sleep(SECONDS_BETWEEN_TRIES * self.random.uniform(0.5, 1.5))

    def prepare(self, item: Item) -> object:
        raise NotImplementedError

    def send(self, item: Item, prepared: object) -> bool:
        raise NotImplementedError

    def words(self, item: Item) -> str:
        return f"{self.random.choice(TEXTS)} {item.word}"

    def photo(self) -> bytes:
        colour = tuple(self.random.randbytes(3))
        picture = io.BytesIO()
        Image.new("RGB", (120, 80), colour).save(picture, "JPEG")
        return picture.getvalue()

    def answer(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[http.client.HTTPResponse, str] | None:
        """Ask the site; None where no whole answer came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.storm.port, timeout=20)
        try:
            connection.request(method, path, body or None, headers or {})
            response = connection.getresponse()
            return response, response.read().decode()
        except (OSError, http.client.HTTPException) as error:
            self.storm.failed(type(self).door, error)
            return None
        finally:
            connection.close()


class PartnerSender(Sender):
    """A partner's system: the same key and the same bytes until there is a receipt."""

    door = "api"

    def prepare(self, item: Item) -> bytes:
        number = self.random.getrandbits(40)
        return json.dumps({
            "text": self.words(item), "order_number": item.word,
            "customer": {"name": "陳大文", "email": f"p{number}@example.com"},
        }).encode()  # fmt: skip

    def send(self, item: Item, prepared: object) -> bool:
        headers = {
            "Authorization": f"Api-Key {self.storm.key}", "Content-Type": "application/json",
            "Idempotency-Key": item.word,
        }  # fmt: skip
        answered = self.answer("POST", "/api/v1/submissions/", prepared, headers)
        if answered is None:
            return False
        response, text = answered
        if response.status == 201:
            item.acknowledged = json.loads(text)["reference"]
            return True
        self.storm.failed(self.door, response.status)
        # 409: the first try is stored and not read yet; 5xx: come again. All else is our own fault.
        if response.status not in (409, 429) and response.status < 500:
            item.refused = f"{response.status} {text[:200]}"
        return bool(item.refused)


class MailSender(Sender):
    """A mail server: the same mail until it hears 250."""

    door = "mail"

    def prepare(self, item: Item) -> bytes:
        mail = EmailMessage(policy=SMTP)
        mail["From"] = f"Mei <m{self.random.getrandbits(40)}@example.com>"
        mail["To"] = f"care@{MAIL_DOMAIN}"
        mail["Subject"] = f"相片的問題 {item.word}"
        mail["Message-ID"] = make_msgid(domain="example.com")
        mail.set_content(self.words(item) + "\n")
        if self.random.random() < PHOTO_SHARE:
            mail.add_attachment(
                self.photo(), maintype="image", subtype="jpeg", filename="photo.jpg"
            )
        return mail.as_bytes()

    def send(self, item: Item, prepared: object) -> bool:
        try:
            with smtplib.SMTP("127.0.0.1", self.storm.smtp_port, timeout=20) as smtp:
                smtp.sendmail(f"{item.word}@example.com", [f"care@{MAIL_DOMAIN}"], prepared)
        except (OSError, smtplib.SMTPException) as error:
            # A 250 that was followed by a lost QUIT was a 250; sendmail had returned by then.
            self.storm.failed(self.door, getattr(error, "smtp_code", error))
            return False
        item.acknowledged = _identity(prepared)
        return True


class BrowserSender(Sender):
    """A person at the form: opens it, writes, sends; where an error comes up, sends the same again."""

    door = "web"

    def prepare(self, item: Item) -> tuple[dict[str, str], bytes] | None:
        page = self._open(item)
        if page is None:
            return None
        cookie, text = page
        fields = {
            name: html.unescape(found[1])
            for name in ("csrfmiddlewaretoken", "stamp", "notice_version", "language")
            if (found := re.search(rf'name="{name}"[^>]*?value="([^"]*)"', text))
        }
        fields |= {"text": self.words(item), "order_number": item.word, "name": "林美玲",
                   "email": f"w{self.random.getrandbits(40)}@example.com"}  # fmt: skip
        photo = self.photo() if self.random.random() < PHOTO_SHARE else b""
        boundary = f"----{self.random.getrandbits(64):x}"
        headers = {
            **self._from(item), "Cookie": f"csrftoken={cookie}", "Accept-Language": "zh-hant",
            "Content-Type": f"multipart/form-data; boundary={boundary}",
        }  # fmt: skip
        time.sleep(READING_SECONDS)
        return headers, _multipart(boundary, fields, photo)

    def send(self, item: Item, prepared: object) -> bool:
        if prepared is None:
            return False
        headers, body = prepared
        answered = self.answer("POST", "/feedback/", body, headers)
        if answered is None:
            return False
        response, text = answered
        if response.status == 302:
            item.acknowledged = self._receipt(item, response)
            return True
        self.storm.failed(self.door, response.status)
        if response.status < 500:
            item.refused = f"{response.status} {_said_wrong(text)}"
        return bool(item.refused)

    def _open(self, item: Item) -> tuple[str, str] | None:
        while not self.storm.is_over:
            answered = self.answer("GET", "/feedback/", headers=self._from(item))
            if answered and answered[0].status == 200:
                response, text = answered
                cookies = ";".join(response.headers.get_all("Set-Cookie", []))
                return re.search(r"csrftoken=([^;]+)", cookies)[1], text
            time.sleep(SECONDS_BETWEEN_TRIES)
        return None

    def _receipt(self, item: Item, response: http.client.HTTPResponse) -> str:
        """Read the reference off the page that the browser was sent to, reloading it if need be."""
        cookies = ";".join(response.headers.get_all("Set-Cookie", []))
        session = re.search(r"sessionid=([^;]+)", cookies)[1]
        while not self.storm.is_over:
            headers = {**self._from(item), "Cookie": f"sessionid={session}"}
            answered = self.answer("GET", response.headers["Location"], headers=headers)
            found = answered and re.search(r"FB-[0-9A-Z]{4}-[0-9A-Z]{4}", answered[1])
            if found:
                return found[0]
            time.sleep(SECONDS_BETWEEN_TRIES)
        return ""  # the end came before its number was read: unknown, like one never answered

    def _from(self, item: Item) -> dict[str, str]:
        number = int(item.word.rpartition("-")[2], 16)
        return {"X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}


def _identity(mail: bytes) -> str:
    """The id by which the site knows a mail; its code can be loaded only once it runs."""
    from channels.adapters.email.intake import mail_identity

    return mail_identity(mail)


def _multipart(boundary: str, fields: dict[str, str], photo: bytes) -> bytes:
    body = io.BytesIO()
    for name, value in fields.items():
        body.write(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        )
    if photo:
        body.write(
            f'--{boundary}\r\nContent-Disposition: form-data; name="photos"; filename="photo.jpg"\r\n'
            "Content-Type: image/jpeg\r\n\r\n".encode()
        )
        body.write(photo + b"\r\n")
    body.write(f"--{boundary}--\r\n".encode())
    return body.getvalue()


def _said_wrong(page: str) -> str:
    found = re.search(r'class="error-summary.*?</(?:div|section)>', page, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found[0] if found else page)[:300]
