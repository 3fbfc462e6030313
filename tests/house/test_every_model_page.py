"""Every page of every model in the back office, as everybody; see test_every_route.py."""

import pytest

from tests.house.asking import SITE, wrong_answers
from tests.house.routes import MODEL_ROUTES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", sorted(SITE.keys() & MODEL_ROUTES.keys()))
def test_everybody_gets_what_the_table_says(name, world):
    wrong = list(wrong_answers(name, world))
    assert not wrong, "\n".join(wrong)
