"""The web server's own log holds nothing that opens a case and nothing that names a person."""

import subprocess
import time
import urllib.error
import urllib.request

import pytest

from feedback_site.embedded.access_log import path_without_code
from feedback_site.embedded.programs import Addresses, web
from tests.ports import free_port

CODE = "SECRETCODE"
APPLICATION = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""


def asked_for(address):
    for _ in range(600):
        try:
            with urllib.request.urlopen(address) as answer:
                return answer.status
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError("nobody answers")


def test_neither_code_nor_query_nor_address_is_noted(tmp_path):
    (tmp_path / "small.py").write_text(APPLICATION)
    addresses = Addresses(bind="127.0.0.1", port=free_port(), smtp_port=0)
    command = [
        "small" if part == "feedback_site.wsgi" else part for part in web(addresses, 1).command
    ]
    command[command.index("small") : command.index("small")] = ["--pythonpath", str(tmp_path)]
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            asked_for(f"{addresses.site}/c/FB-7K3M-92QX/{CODE}?q=0912345678")
        finally:
            server.terminate()
            server.wait(120)

    noted = [line for line in (tmp_path / "log").read_text().splitlines() if " GET " in line]
    assert len(noted) == 1
    assert "GET /c/FB-7K3M-92QX/- 200 2" in noted[0]
    assert CODE not in noted[0]
    assert "0912345678" not in noted[0]
    assert "127.0.0.1" not in noted[0]


@pytest.mark.parametrize(
    "path",
    [
        f"/c/FB-7K3M-92QX/{CODE}", f"//c//FB-7K3M-92QX//{CODE}", f"/C/fb-7k3m-92qx/{CODE}/more",
        f"/c/{CODE}", f"/c//{CODE}", f"/c/FB-7K3M-92QX/\n{CODE}", f"/c/FB-7K3M-92QX{CODE}",
        f"/c/x/{CODE}/",
    ],
)  # fmt: skip
def test_however_the_link_is_spelled_its_code_is_left_out(path):
    assert CODE not in path_without_code(path)


@pytest.mark.parametrize("path", ["/", "/case/FB-7K3M-92QX/", "/admin/c/", "/cases/", ""])
def test_other_paths_stand_as_they_are(path):
    assert path_without_code(path) == path
