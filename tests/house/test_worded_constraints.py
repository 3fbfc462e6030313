"""A form of the back office that breaks a constraint says what to do, and never names the constraint."""

import html

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.models import ResponseScheme, SchemeUse, WorkLimit
from feedback_site.organisation.models import Department, Posting
from feedback_site.organisation.roles import Role
from feedback_site.worded_constraints import WordedCheck, WordedUnique
from tests.factories.channels import PartnerFactory
from tests.factories.organisation import RegionFactory, StoreFactory, posted

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "zh-hant", "zh-hans")


def written_in_forms():
    """The models of which some form of the back office adds or changes rows."""
    for model, page in admin.site._registry.items():
        if getattr(page, "ability_to_change", None) is not None:
            yield model
            yield from (inline.model for inline in page.inlines)


def constraints():
    found = {model: model._meta.constraints for model in written_in_forms()}
    return {one.name: one for several in found.values() for one in several}


def test_every_constraint_of_what_is_written_in_forms_has_words():
    plain = {
        one.name
        for one in constraints().values()
        if not isinstance(one, WordedCheck | WordedUnique)
    }
    assert plain == set()
    assert {"cases_scheme_use_of_one", "organisation_posting_one_place"} <= constraints().keys()


@pytest.mark.parametrize("name", sorted(constraints()))
def test_its_words_are_told_in_every_language_and_no_migration_knows_them(name):
    constraint = constraints()[name]
    told = set()
    for language in LANGUAGES:
        with translation.override(language):
            told.add(str(constraint.get_violation_error_message()))
    assert len(told) == len(LANGUAGES)
    assert not any("onstraint" in words or name in words for words in told)
    path, _args, options = constraint.deconstruct()
    assert path in ("django.db.models.CheckConstraint", "django.db.models.UniqueConstraint")
    assert "violation_error_message" not in options


def at_settings(language):
    client = Client()
    client.force_login(posted(Role.ADMINISTRATOR))
    client.cookies["django_language"] = language
    return client


def posting_in_two_places():
    somebody = posted(Role.AGENT)
    page = reverse("admin:organisation_user_change", args=(somebody.pk,))
    row = {"role": Role.AGENT, "store": StoreFactory().pk, "region": RegionFactory().pk}
    return page, {}, "postings", row


def scheme_for_two():
    scheme = ResponseScheme.objects.create(code="calm", name_en="calm")
    page = reverse("admin:cases_responsescheme_change", args=(scheme.pk,))
    return page, {}, "uses", {"store": StoreFactory().pk, "partner": PartnerFactory().pk}


def the_same_limit_again():
    department = Department.objects.get(code="print_quality")
    WorkLimit.objects.create(department=department, kind="repair", minutes=60)
    sent = {"department": department.pk, "kind": "repair", "minutes": "60", "warn_at": "80"}
    return reverse("admin:cases_worklimit_add"), sent, "", {}


@pytest.mark.parametrize(
    ("breaking", "constraint"),
    [
        (posting_in_two_places, "organisation_posting_one_place"),
        (scheme_for_two, "cases_scheme_use_of_one"),
        (the_same_limit_again, "cases_worklimit_once"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_that_breaks_it_says_what_to_do_and_changes_nothing(breaking, constraint, language):
    page, sent, prefix, row = breaking()
    client = at_settings(language)
    form = client.get(page).context["adminform"].form
    given = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    formsets = client.get(page).context["inline_admin_formsets"]
    for one in formsets:
        given |= {
            f"{one.formset.management_form.prefix}-{name}": value
            for name, value in one.formset.management_form.initial.items()
        }
    if prefix:
        at = int(given[f"{prefix}-INITIAL_FORMS"])
        given[f"{prefix}-TOTAL_FORMS"] = at + 1
        existing = next(one.formset for one in formsets if one.formset.prefix == prefix)
        for bound in existing.initial_forms:
            given |= {f"{bound.prefix}-{name}": bound[name].value() or "" for name in bound.fields}
        given |= {f"{prefix}-{at}-{name}": value for name, value in row.items()}
    models_of = (Posting, SchemeUse, WorkLimit)
    before = [model.objects.count() for model in models_of]

    refused = client.post(page, {**given, **sent})

    with translation.override(language):
        words = str(constraints()[constraint].get_violation_error_message())
    assert refused.status_code == 200
    assert html.escape(words) in refused.text
    assert constraint not in refused.text
    assert [model.objects.count() for model in models_of] == before
