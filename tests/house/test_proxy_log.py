"""The configuration of nginx that we hand out keeps the codes of cases, and searches, out of its logs."""

import re
import shutil
import socket
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

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


def blocks():
    """The two pieces of configuration, as they stand in the documentation."""
    text = (ROOT / "docs" / "operations.md").read_text()
    http, server = re.findall(r"^```nginx\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return http, server


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
    """A running nginx; gives its port and the text of all that it wrote."""
    port, (http, server) = free_port(), blocks()
    server = server.replace("/var/log/nginx", str(tmp_path))
    server = server.replace("127.0.0.1:8000", f"127.0.0.1:{upstream.server_address[1]}")
    temp = "\n".join(
        f"{what}_temp_path {tmp_path}/{what};"
        for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = tmp_path / "nginx.conf"
    config.write_text(
        f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log error;\n"
        + ("user root;\n" if tmp_path.owner() == "root" else "")
        + f"events {{}}\nhttp {{\n{temp}\n{http}\nserver {{ listen 127.0.0.1:{port};\n{server}\n}} }}\n"
    )
    running = subprocess.Popen([NGINX, "-p", str(tmp_path), "-c", str(config)])
    until(lambda: answers(port))
    yield port, lambda: "".join(path.read_text() for path in tmp_path.glob("*.log"))
    running.terminate()
    running.wait(60)


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ask(port, path, *headers):
    """Ask exactly so, with no client that would tidy the path up first."""
    lines = [f"GET {path} HTTP/1.1", "Host: feedback.example.com", "Connection: close", *headers]
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        answer = b""
        while received := line.recv(4096):
            answer += received
    return int(answer.split()[1])


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
    port, written = proxy
    if is_away:
        upstream.shutdown()
        upstream.server_close()

    assert ask(port, path) == (502 if is_away else 302)

    until(lambda: "GET" in written())
    assert "SECRET" not in written()
    assert "/-" in written()


def test_a_search_and_a_referer_are_not_noted_and_other_paths_are(proxy, upstream):
    port, written = proxy

    ask(port, "/admin/cases/search/?q=0912345678", f"Referer: https://x/c/{REFERENCE}/{CODE}")

    until(lambda: "GET" in written())
    assert '"/admin/cases/search/" 302' in written()
    assert "0912345678" not in written()
    assert "SECRET" not in written()


def test_what_the_site_needs_to_know_is_passed_on(proxy, upstream):
    port, _written = proxy

    ask(port, f"/c/{REFERENCE}/{CODE}", "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https")

    path, headers = upstream.asked[-1]
    assert path == f"/c/{REFERENCE}/{CODE}"
    assert headers["Host"] == "feedback.example.com"
    assert headers["X-Forwarded-Proto"] == "http"
    assert headers["X-Forwarded-For"] == "203.0.113.9, 127.0.0.1"
