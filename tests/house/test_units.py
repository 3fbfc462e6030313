"""The units that we hand out are read by systemd as they are meant, and start what the code knows."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from feedback_site.embedded.programs import THREADS

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
ANALYZE = shutil.which("systemd-analyze")


@pytest.mark.skipif(ANALYZE is None, reason="systemd is not installed")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_takes_each_unit(unit, tmp_path):
    for one in UNITS:
        # Programs are looked for where they will lie on a server, which is not here.
        text = re.sub(r"/srv/feedback/\.venv/bin/\S+", "/bin/true", one.read_text())
        (tmp_path / one.name).write_text(text)

    said = subprocess.run(
        [ANALYZE, "verify", "--man=no", tmp_path / unit.name],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (said.returncode, said.stderr) == (0, "")


def test_web_processes_have_the_threads_of_the_zero_set_up_mode():
    assert f" --threads {THREADS} " in (DEPLOY / "systemd" / "feedback-web.service").read_text()


def test_the_environment_may_be_read_by_a_shell_and_lacks_nothing():
    """An address with & in it would be cut off by a shell, and the bundled server would start instead."""
    said = subprocess.run(
        ["bash", "-c", 'set -a; . "$0"; env', DEPLOY / "feedback.env"],
        capture_output=True, text=True, check=True, env={},
    )  # fmt: skip
    values = dict(line.split("=", 1) for line in said.stdout.splitlines())

    assert said.stderr == ""
    assert values["DATABASE_URL"].endswith("/ca-certificates.crt")
    for name in re.findall(r"^(\w+)=", (DEPLOY / "feedback.env").read_text(), re.MULTILINE):
        assert values[name]


def test_the_proxy_asks_where_the_web_processes_listen():
    """The socket is held by systemd, so that nobody is turned away while they are restarted."""
    socket = (DEPLOY / "systemd" / "feedback-web.socket").read_text()
    [address] = re.findall(r"^ListenStream=(.+)$", socket, re.MULTILINE)

    assert f"    server {address};\n" in (DEPLOY / "nginx.conf").read_text()
    assert " --bind " not in (DEPLOY / "systemd" / "feedback-web.service").read_text()
