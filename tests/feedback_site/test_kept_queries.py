"""A query that is put together once gives what it would give anew, for other values and other forms."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from channels.models import Customer
from feedback_site.kept_queries import Kept, planned_cursor
from feedback_site.organisation.models import Posting, Store, User
from tests.factories.organisation import StoreFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def people(name, ids, since):
    postings = Posting.objects.filter(user=OuterRef("pk"), ended_at__gte=since)
    return (
        User.objects.filter(Q(username=name) | Q(pk__in=ids))
        .annotate(is_posted=Exists(postings))
        .order_by("pk")
    )


def test_models_annotations_and_lists_come_as_they_would_anew():
    kept: Kept = Kept()
    mei, jun, wei = UserFactory(), UserFactory(), UserFactory()

    for name, ids in ((mei.username, [jun.pk]), (wei.username, [mei.pk, jun.pk, wei.pk]), ("", [])):
        asked = {"name": name, "ids": ids, "since": NOW - timedelta(days=1)}
        found, anew = list(kept.ask(people, **asked)), list(people(**asked))

        assert found == anew
        assert [one.__dict__ | {"_state": 0} for one in found] == [
            one.__dict__ | {"_state": 0} for one in anew
        ]
    assert len(kept._forms) == 3


def test_values_names_and_joins_are_kept_as_well():
    kept: Kept = Kept()
    store = StoreFactory()

    def rows(code):
        return Store.objects.select_related("region").filter(code=code)

    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            [found] = kept.ask(rows, "models", code=store.code)
            assert found.region == store.region
        assert len(asked) == 1
    named = kept.ask(
        lambda code: rows(code).values("pk", "region__code"), "values", code=store.code
    )
    assert list(named) == [{"pk": store.pk, "region__code": store.region.code}]
    assert list(kept.ask(lambda code: rows(code).none(), "none", code=store.code)) == []


def test_bytes_are_values_as_well(django_assert_num_queries):
    kept: Kept = Kept()

    def sealed(indexes):
        rows = Customer.objects.filter(name_index__in=indexes)
        return rows.order_by("pk").values_list("pk", flat=True)

    people = [Customer(first_seen_at=NOW) for _ in range(3)]
    for number, one in enumerate(people):
        one.write_name("Mei")
        one.name_index = bytes([number]) * 32
        one.save()

    for few in (people[:1], people[1:], people[2:]):
        with django_assert_num_queries(1):
            found = list(kept.ask(sealed, indexes=[one.name_index for one in few]))
        assert found == [one.pk for one in few]
    assert len(kept._forms) == 2


@pytest.mark.parametrize(
    ("build", "value"),
    [
        (lambda value: User.objects.filter(username__contains=value), "mei"),
        (lambda value: User.objects.filter(username=value), None),
        (lambda value: User.objects.all(), 7),
    ],
)
def test_what_does_not_stand_in_the_sql_as_it_was_given_is_refused(build, value):
    with pytest.raises(ValueError, match=r"kept query|stand in the SQL"):
        Kept().ask(build, value=value)


def test_the_server_keeps_one_plan_for_all_values_and_forgets_it_with_a_rollback():
    kept: Kept = Kept()
    people_there = [UserFactory() for _ in range(5)]

    def named(pk):
        return User.objects.filter(pk=pk, display_name__startswith="").exclude(username="100 %s %")

    def plans():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT parameter_types::text FROM pg_prepared_statements"
                " WHERE strpos(statement, %s) > 0",
                ["100 %s %"],
            )
            return cursor.fetchall()

    found = [list(kept.ask(named, pk=one.pk)) for one in people_there]

    assert found == [[one] for one in people_there]
    assert plans() == [("{bigint}",)]
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _ = list(kept.ask(named, pk=people_there[0].pk)), 1 / 0
    assert list(kept.ask(named, pk=people_there[1].pk)) == [people_there[1]]


def test_nothing_but_kept_queries_is_prepared_or_remembered_by_the_driver():
    kept: Kept = Kept()
    mei = UserFactory()
    for _ in range(4):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s", ["what a customer wrote"])
        _ = list(kept.ask(lambda name: User.objects.filter(username=name), name=mei.username))

    driver = connection.connection._prepared
    known = [key[0] for key in (*driver._names, *driver._counts)]
    assert any(b"organisation_user" in sql for sql in known)
    assert not any(b"what a customer wrote" in sql for sql in known)


def test_behind_a_pooler_nothing_is_prepared(settings):
    kept: Kept = Kept()
    mei = UserFactory()
    settings.DATABASE_KEEPS_PLANS = False

    for _ in range(4):
        assert list(
            kept.ask(lambda name: User.objects.filter(username=name), name=mei.username)
        ) == [mei]

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%user%'")
        assert cursor.fetchone() == (0,)


def test_a_statement_of_the_program_has_one_plan_for_numbers_of_every_size():
    def asked(number):
        with planned_cursor() as cursor:
            cursor.execute("SELECT %(it)s::bigint + 0, 'planned'", {"it": number})
            return cursor.fetchone()[0]

    numbers = [1, 40_000, 3_000_000_000, -1, 7]

    assert [asked(number) for number in numbers] == numbers
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT parameter_types::text FROM pg_prepared_statements"
            " WHERE strpos(statement, %s) > 0",
            ["0, 'planned'"],
        )
        assert cursor.fetchall() == [("{bigint}",)]
