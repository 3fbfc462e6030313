"""The chain that access tests look at, made once for each of their modules."""

import pytest
from django.db import connection
from django.template import Template
from django.test import override_settings
from django.test.utils import _TestState

from feedback_site import own_acts, remembering
from tests.house import world as worlds
from tests.house.asking import rolled_back


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    with (
        override_settings(
            MEDIA_ROOT=tmp_path_factory.mktemp("media"),
            # Whoever visits leaves no row of a session behind, so that a GET need not write at all.
            SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
            # Rows stay as they are here: what is remembered, such as a person's frame, is drawn once.
            LOOK_UP_SECONDS=3600.0,
        ),
        django_db_blocker.unblock(),
        rolled_back(),
        pytest.MonkeyPatch.context() as patch,
    ):
        # Nobody asks here what was drawn by which template, for which Django copies every context.
        patch.setattr(Template, "_render", _TestState.saved_data.template_render)
        # Acts are undone here, and with them what they would have made a person's frame forget.
        patch.setattr(own_acts, "get_random_string", lambda _length: "")
        built = worlds.build()
        # Else the end of each test would look up all keys of this world again, which is never committed.
        connection.check_constraints()
        remembering.forget()
        yield built
        remembering.forget()
        remembering._next_sweep = 0.0
