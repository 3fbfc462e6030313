"""The accounts of the demonstration are told in one language, whichever was last active."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import translation

from reports.management.commands.demo_accounts import SHOWN
from tests.factories.organisation import PostingFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
def test_roles_and_places_are_told_in_english(language):
    for name in SHOWN:
        PostingFactory(user=UserFactory(username=name))
    said = StringIO()

    with translation.override(language):
        call_command("demo_accounts", stdout=said)

    assert [line.rpartition("  ")[2] for line in said.getvalue().splitlines()[1:]] == [
        "agent · whole chain"
    ] * len(SHOWN)
