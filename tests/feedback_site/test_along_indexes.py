"""Along indexes: what was written lately can be sorted in before many keys are looked up."""

import pytest
from django.db import connection

from feedback_site.along_indexes import sort_in

pytestmark = pytest.mark.django_db


_WRITE = "INSERT INTO pending_words SELECT ARRAY[n] FROM generate_series(1, 500) AS n"
_LEFT = "SELECT gin_clean_pending_list('pending_keys'::regclass)"


def test_nothing_is_left_to_be_sorted_in():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE pending_words (keys integer[])")
        cursor.execute("CREATE INDEX pending_keys ON pending_words USING gin (keys)")
        cursor.execute(_WRITE)
        sort_in("pending_keys")
        cursor.execute(_LEFT)
        assert cursor.fetchone() == (0,)
        cursor.execute(_WRITE)
        cursor.execute(_LEFT)
        assert cursor.fetchone()[0] > 0
