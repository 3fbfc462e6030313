"""What the site is told from outside, and what it must not depend on."""

import os
import subprocess
import sys
import zoneinfo
from importlib.resources import files

import pytest
from django.conf import settings


def test_time_zones_are_those_of_the_locked_package():
    assert zoneinfo.TZPATH == ()
    with files("tzdata.zoneinfo.Asia").joinpath("Taipei").open("rb") as packed:
        shipped = zoneinfo.ZoneInfo.from_file(packed, key="Asia/Taipei")
    assert repr(shipped) == repr(zoneinfo.ZoneInfo("Asia/Taipei"))


def test_a_zone_that_nobody_knows_is_refused():
    with pytest.raises(zoneinfo.ZoneInfoNotFoundError):
        zoneinfo.ZoneInfo("Asia/Atlantis")


def test_scripts_cannot_read_the_session():
    assert settings.SESSION_COOKIE_HTTPONLY
    assert "unsafe-inline" not in str(settings.CONTENT_SECURITY_POLICY)


def test_a_process_reads_texts_with_one_thread_of_its_own():
    program = (
        "import feedback_site.settings.test, os, numpy;"
        " numpy.ones((400, 400)) @ numpy.ones((400, 400)); print(len(os.listdir('/proc/self/task')))"
    )
    environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"}

    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True
    )

    assert said.stdout == "1\n"
