"""Addresses that are looked up once for each route are those that `url` gives."""

import pytest
from django.template import Context, Template
from django.urls import reverse


@pytest.mark.parametrize(
    ("route", "parts"),
    [
        ("admin:cases_case_desk", ("FB-2222-333",)),
        ("admin:cases_case_act_on", ("FB-2222-333", "tick", 47)),
        ("admin:cases_case_act_on", ("FB-4444-555", "untick", 8)),
        ("admin:cases_problem", (7,)),
        ("admin:cases_queues", ()),
    ],
)
def test_an_address_is_the_routes_own(route, parts):
    names = " ".join(f"p{at}" for at in range(len(parts)))
    template = Template(f"{{% load drawn %}}{{% address '{route}' {names} %}}")

    drawn = template.render(Context({f"p{at}": part for at, part in enumerate(parts)}))

    assert drawn == reverse(route, args=parts)


def test_what_does_not_belong_into_an_address_is_spelled_for_one():
    template = Template("{% load drawn %}{% address 'admin:cases_case_desk' part %}")

    assert template.render(Context({"part": 'a"b c'})) == reverse(
        "admin:cases_case_desk", args=["x"]
    ).replace("x/", "a%22b%20c/")
