"""Asking other servers: bounded in time and size, not redirected, not led into our own network."""

import socket
import threading
import time

import pytest

from channels.errors import AnswerTooLarge, ForbiddenAddress, NoAnswer
from channels.transport import http
from tests.channels.servers import Said, serving


def test_an_answer_is_given_as_it_came():
    with serving(lambda asked: Said(404, b"no", {"X-Why": "gone"})) as server:
        answer = http.ask(
            "POST", f"{server.url}/a", headers={"X-Key": "1"}, params={"q": "相片"}, content=b"body"
        )

    assert (answer.status, answer.content, answer.headers["x-why"]) == (404, b"no", "gone")
    asked = server.asked[0]
    assert (asked.method, asked.path, asked.query, asked.body) == (
        "POST",
        "/a",
        {"q": "相片"},
        b"body",
    )
    assert asked.headers["x-key"] == "1"


def test_a_redirect_is_not_followed():
    with serving(lambda asked: Said(302, b"", {"Location": "/secret"})) as server:
        assert http.ask("GET", f"{server.url}/a").status == 302

    assert server.paths() == ["/a"]


def test_a_long_answer_is_not_read_to_its_end():
    with serving(lambda asked: Said(200, b"x" * 200_000)) as server:
        with pytest.raises(AnswerTooLarge):
            http.ask("GET", server.url, most_bytes=199_999)
        assert len(http.ask("GET", server.url, most_bytes=200_000).content) == 200_000


def test_a_compressed_answer_is_not_unpacked():
    with (
        serving(lambda asked: Said(200, b"x", {"Content-Encoding": "gzip"})) as server,
        pytest.raises(NoAnswer),
    ):
        http.ask("GET", server.url)

    assert server.asked[0].headers["accept-encoding"] == "identity"


@pytest.fixture
def dripping():
    """Run a server that says one byte of its headers every fifty milliseconds, for ever."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def drip():
        connection, _ = listener.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Drip: ")
            while not over.wait(0.05):
                try:
                    connection.sendall(b"x")
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    over.set()
    thread.join()
    listener.close()


def test_a_server_that_drips_is_left_in_time(dripping):
    started = time.monotonic()
    with pytest.raises(NoAnswer):
        http.ask("GET", dripping, most_seconds=0.5)

    assert time.monotonic() - started < 2


def test_nobody_there_is_told_without_the_address():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(NoAnswer) as error:
        http.ask("GET", f"http://127.0.0.1:{port}/?key=secret")

    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://10.1.2.3/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[2002:7f00:1::]/",
        "http://[64:ff9b::7f00:1]/",
        "http://224.0.0.1/",
        "file:///etc/passwd",
        "ftp://example.com/",
        "nonsense",
        "http://",
    ],
)
def test_a_typed_address_leads_nowhere_inside(url):
    with pytest.raises(ForbiddenAddress):
        http.ask("GET", url, is_typed=True, most_seconds=2)


def test_one_inner_address_among_others_is_enough_to_refuse(monkeypatch):
    """A name that points both outside and inside is an attack, whichever comes first."""

    def look_up(host, port, **_kinds):
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in ("93.184.216.34", "127.0.0.1")
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(ForbiddenAddress):
        http.ask("GET", "http://rebinding.example/", is_typed=True)


def test_a_name_is_looked_up_once_and_connected_to_as_it_was_checked(monkeypatch, settings):
    settings.HTTP_OPEN_NETWORKS = ["127.0.0.0/8"]
    asked = []

    def look_up(host, port, **_kinds):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    with serving(lambda request: Said(200, b"here")) as server:
        port = server.url.rpartition(":")[2]
        really = socket.getaddrinfo

        def first_ours(host, port, *args, **kinds):
            return look_up(host, port) if host == "once.example" else really(host, port, *args)

        monkeypatch.setattr(socket, "getaddrinfo", first_ours)
        answer = http.ask("GET", f"http://once.example:{port}/", is_typed=True)

    assert (answer.content, asked) == (b"here", ["once.example"])
    assert server.asked[0].headers["host"] == f"once.example:{port}"


def test_a_network_that_the_settings_open_may_be_asked(settings):
    with serving(lambda asked: Said(200, b"inside")) as server:
        with pytest.raises(ForbiddenAddress):
            http.ask("GET", server.url, is_typed=True)
        settings.HTTP_OPEN_NETWORKS = ["127.0.0.0/8"]
        assert http.ask("GET", server.url, is_typed=True).content == b"inside"
