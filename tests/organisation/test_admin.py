"""Staff, stores and the rest in the back office: who may, and that nobody raises their own rights."""

import pytest
from django.apps import apps
from django.urls import reverse

from feedback_site.organisation.models import Posting, User
from feedback_site.organisation.roles import Role
from tests.factories.organisation import StoreFactory, UserFactory, posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    user = posted(Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def page_of(user, what="change"):
    return reverse(f"admin:organisation_user_{what}", args=(user.pk,))


def typed(user, **more):
    inline = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "9"}
    return {
        "username": user.username, "display_name": "X", "email": "", "language": "", "time_zone": "",
        "is_active": "on", "is_staff": "on",
        **{f"postings-{name}": value for name, value in inline.items()}, **more,
    }  # fmt: skip


def test_language_and_time_zone_are_chosen_from_those_that_exist(client, administrator):
    user = posted(Role.AGENT)

    wrong = client.post(page_of(user), typed(user, time_zone="Asia/Taibei", language="klingon"))

    assert set(wrong.context["adminform"].form.errors) == {"language", "time_zone"}
    user.refresh_from_db()
    assert (user.language, user.time_zone) == ("", "")
    assert client.post(
        page_of(user), typed(user, time_zone="Europe/Berlin", language="en")
    ).headers["Location"]
    user.refresh_from_db()
    assert (user.language, user.time_zone) == ("en", "Europe/Berlin")


def with_posting(role):
    return {
        "postings-TOTAL_FORMS": "1", "postings-0-role": role, "postings-0-store": "",
        "postings-0-region": "", "postings-0-department": "", "postings-0-ended_at_0": "",
        "postings-0-ended_at_1": "",
    }  # fmt: skip


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
@pytest.mark.parametrize(
    "name",
    ["user", "store", "region", "department", "businesscalendar"],
)
def test_settings_are_for_administrators(client, role, name):
    client.force_login(posted(role))

    assert client.get(reverse(f"admin:organisation_{name}_changelist")).status_code == 403


@pytest.mark.parametrize("name", ["user", "store", "region", "department", "businesscalendar"])
def test_lists_and_forms_open(client, administrator, name):
    StoreFactory()

    assert client.get(reverse(f"admin:organisation_{name}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:organisation_{name}_add")).status_code == 200


def test_an_administrator_gives_others_a_role(client, administrator):
    other = UserFactory()

    answer = client.post(page_of(other), typed(other, **with_posting(Role.AGENT)))

    assert answer.status_code == 302
    assert [one.role for one in other.postings.all()] == [Role.AGENT]
    kept = apps.get_model("organisation", "PostingEvent").objects.filter(pgh_obj__user=other)
    assert list(kept.values_list("pgh_label", "role")) == [("insert", Role.AGENT)]


def test_nobody_gives_themselves_a_role(client, administrator):
    client.post(page_of(administrator), typed(administrator, **with_posting(Role.SUPERVISOR)))

    assert [one.role for one in administrator.postings.all()] == [Role.ADMINISTRATOR]


def test_nobody_makes_superusers_but_superusers(client, administrator):
    other = UserFactory()

    client.post(page_of(other), typed(other, is_superuser="on"))

    other.refresh_from_db()
    assert other.display_name == "X"
    assert not other.is_superuser


def test_superusers_are_out_of_reach(client, administrator):
    root = UserFactory(is_superuser=True)
    password = root.password

    assert client.post(page_of(root), typed(root)).status_code == 403
    new = {"password1": "long enough 93", "password2": "long enough 93", "usable_password": "true"}
    answer = client.post(reverse("admin:auth_user_password_change", args=(root.pk,)), new)

    root.refresh_from_db()
    assert answer.status_code == 403
    assert (root.password, root.display_name) != ("", "X")
    assert root.password == password


def test_a_password_is_set_by_djangos_own_form(client, administrator):
    other = UserFactory()
    new = {"password1": "long enough 93", "password2": "long enough 93", "usable_password": "true"}

    client.post(reverse("admin:auth_user_password_change", args=(other.pk,)), new)

    other.refresh_from_db()
    assert other.check_password("long enough 93")


def test_nothing_is_deleted(client, administrator):
    other = posted(Role.AGENT)

    answer = client.post(
        reverse("admin:organisation_user_delete", args=(other.pk,)), {"post": "yes"}
    )

    assert answer.status_code == 403
    assert User.objects.filter(pk=other.pk).exists()
    assert Posting.objects.filter(user=other).exists()


def test_groups_and_bare_keys_are_not_offered(client, administrator):
    assert client.get("/admin/auth/group/").status_code == 404
    assert client.get("/admin/rest_framework_api_key/apikey/").status_code == 404
