"""Home folders for servers of their own, gone again afterwards."""

import shutil
import tempfile
from pathlib import Path

import pytest

from feedback_site.embedded.places import OUTSIDE, place_for
from feedback_site.embedded.postgres import EmbeddedPostgres


@pytest.fixture
def home():
    folder = home_folder()
    yield folder
    remove(folder)


def home_folder():
    """Make a folder for a server; hand it to `remove` afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="feedback-test-"))
    folder.chmod(0o711)  # mkdtemp's own 0700 is the private case, which has tests of its own
    return folder


@pytest.fixture
def private_home():
    """A folder that no other account can walk into."""
    folder = Path(tempfile.mkdtemp(prefix="feedback-test-"))
    yield folder / "home"
    remove(folder / "home")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def server(home):
    return EmbeddedPostgres(home, durable=False)


def remove(home):
    """Stops the home's server and clears everything away, also what lies outside."""
    if home.exists():
        EmbeddedPostgres(home).stop()
        place = place_for(home)
        if place.base.is_relative_to(OUTSIDE):
            shutil.rmtree(place.base, ignore_errors=True)
        shutil.rmtree(place.socket, ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)
