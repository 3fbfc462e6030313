"""Every route of the URL configuration, as everybody, on one's own, a colleague's and a stranger's objects.

The pages of models, which are many and alike, are in test_every_model_page.py.
"""

import pytest

from tests.house.asking import SITE, wrong_answers
from tests.house.routes import MODEL_ROUTES, ROUTES

pytestmark = pytest.mark.django_db


def test_every_route_has_an_entry_and_every_entry_a_route():
    missing, stale = SITE.keys() - ROUTES.keys(), ROUTES.keys() - SITE.keys()
    assert not missing, f"give it an entry in tests/house/routes.py: {sorted(missing)}"
    assert not stale, f"these routes are gone, take their entries away: {sorted(stale)}"


@pytest.mark.parametrize("name", sorted(SITE.keys() & ROUTES.keys() - MODEL_ROUTES.keys()))
def test_everybody_gets_what_the_table_says(name, world):
    wrong = list(wrong_answers(name, world))
    assert not wrong, "\n".join(wrong)
