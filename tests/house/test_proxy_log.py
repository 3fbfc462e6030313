"""The configuration of nginx that we hand out keeps the codes of cases, and searches, out of its logs."""

import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

ROOT = Path(__file__).parents[2]
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
CODE, REFERENCE = "K7Q2-SECRET-9XWP-4T6M", "FB-7K3M-92QX"
pytestmark = pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx is not installed")


class Upstream(BaseHTTPRequestHandler):
    """Says what it was asked for; "/slow" answers nothing at all."""

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        self.send_response(302)
        self.send_header("Location", f"/case/{REFERENCE}/")
        self.end_headers()

    def log_message(self, *_args):
        pass


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def upstream():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def proxy(tmp_path, upstream):
    """A running nginx with our configuration, a certificate made; gives its ports and what it wrote."""
    plain, port = free_port(), free_port()
    pem = certificate(tmp_path)
    ours = (ROOT / "deploy" / "nginx.conf").read_text()
    for here, there in {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
        "/etc/ssl/feedback/fullchain.pem": str(pem),
        "/etc/ssl/feedback/key.pem": str(pem),
        "/var/log/nginx": str(tmp_path),
        "127.0.0.1:8000": f"127.0.0.1:{upstream.server_address[1]}",
    }.items():
        assert here in ours
        ours = ours.replace(here, there)
    temp = "\n".join(
        f"{what}_temp_path {tmp_path}/{what};"
        for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = tmp_path / "nginx.conf"
    config.write_text(
        f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log error;\n"
        + ("user root;\n" if tmp_path.owner() == "root" else "")
        + f"events {{}}\nhttp {{\n{temp}\n{ours}\n}}\n"
    )
    running = subprocess.Popen([NGINX, "-p", str(tmp_path), "-c", str(config)])
    until(lambda: answers(port))
    yield plain, port, lambda: "".join(path.read_text() for path in tmp_path.glob("*.log"))
    running.terminate()
    running.wait(60)


def certificate(folder):
    """A key and a certificate that it signed itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "feedback.lumen.example")])
    now = datetime.now(tz=UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, SHA256())
    )
    path = folder / "both.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + signed.public_bytes(Encoding.PEM)
    )
    return path


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ask(port, path, *headers, tls=True):
    """Ask exactly so, with no client that would tidy the path up first; gives the whole answer."""
    lines = [f"GET {path} HTTP/1.1", "Host: feedback.lumen.example", "Connection: close", *headers]
    with socket.create_connection(("127.0.0.1", port), timeout=60) as bare:
        trusting = ssl._create_unverified_context()
        with trusting.wrap_socket(bare) if tls else bare as line:
            line.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
            answer = b""
            while received := line.recv(4096):
                answer += received
    return int(answer.split()[1]), answer.decode()


PATHS = [
    f"/c/{REFERENCE}/{CODE}",
    f"/c/{REFERENCE}/{CODE}/",
    f"/c/{REFERENCE}/{CODE}?utm=1",
    f"/%63/{REFERENCE}/{CODE}",
    f"//c//{REFERENCE}//{CODE}",
    f"/x/../c/{REFERENCE}/{CODE}",
    f"/C/{REFERENCE}/{CODE}",
    f"/c//{CODE}",
    f"/c/{REFERENCE}/%0a{CODE}",
    f"/c/{REFERENCE}/{'%4B' + CODE[1:]}",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("is_away", [False, True], ids=["served", "web processes away"])
def test_no_code_is_noted(proxy, upstream, path, is_away):
    _plain, port, written = proxy
    if is_away:
        upstream.shutdown()
        upstream.server_close()

    status, _answer = ask(port, path)

    assert status == (503 if is_away else 302)

    until(lambda: "GET" in written())
    assert "SECRET" not in written()
    assert "/-" in written()


def test_a_search_and_a_referer_are_not_noted_and_other_paths_are(proxy, upstream):
    _plain, port, written = proxy

    ask(port, "/admin/cases/search/?q=0912345678", f"Referer: https://x/c/{REFERENCE}/{CODE}")

    until(lambda: "GET" in written())
    assert '"/admin/cases/search/" 302' in written()
    assert "0912345678" not in written()
    assert "SECRET" not in written()


def test_what_the_site_needs_to_know_is_passed_on(proxy, upstream):
    _plain, port, _written = proxy

    ask(port, f"/c/{REFERENCE}/{CODE}", "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: http")

    path, headers = upstream.asked[-1]
    assert path == f"/c/{REFERENCE}/{CODE}"
    assert headers["Host"] == "feedback.lumen.example"
    assert headers["X-Forwarded-Proto"] == "https"
    assert headers["X-Forwarded-For"] == "203.0.113.9, 127.0.0.1"


@pytest.mark.parametrize("path", PATHS)
def test_a_link_without_tls_is_led_to_https_and_noted_nowhere(proxy, upstream, path):
    plain, _port, written = proxy

    status, answer = ask(plain, path, tls=False)

    assert status == 301
    assert f"Location: https://feedback.lumen.example{path}\r\n" in answer
    assert upstream.asked == []
    assert written() == ""


def test_the_site_itself_says_what_is_too_large(settings):
    """It says so in the visitor's language; nginx answers in English, whoever asks."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    largest = int(re.findall(r"client_max_body_size (\d+)m;", text)[0]) * 1024 * 1024

    assert largest > settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def test_while_no_web_process_answers_it_is_said_in_three_languages(proxy, upstream):
    _plain, port, written = proxy
    upstream.shutdown()
    upstream.server_close()

    status, answer = ask(port, "/feedback/")

    assert status == 503
    assert "Retry-After: 5\r\n" in answer
    assert "Content-Type: text/html; charset=utf-8\r\n" in answer
    assert [one for one in ("馬上回來", "马上回来", "Back in a moment") if f">{one}</h" in answer] == [
        "馬上回來", "马上回来", "Back in a moment"
    ]  # fmt: skip
    until(lambda: '"/feedback/" 503' in written())
