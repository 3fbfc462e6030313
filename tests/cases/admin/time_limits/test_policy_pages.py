"""Time-limit policies in words: written in a form, seen before they are saved, told version by version."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.forms.policies import ATTRIBUTES, initial_of
from cases.forms.policy_rows import rows_of
from cases.models import Category, Policy
from cases.rules.clocks.ruling import rules
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from tests.factories.opened import NOW, opened
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
BY_DAYS = frozenset({"working_days"})


@pytest.fixture
def chief():
    return posted(Role.ADMINISTRATOR)


@pytest.fixture
def administrator(at_desk, chief):
    return at_desk(chief)


def in_force(code="technical"):
    return Policy.objects.get(code=code, until=None)


def at(code="technical"):
    return reverse("admin:cases_policy", args=(code,))


def typed(policy, rows=None, **more):
    """What the page sends where nothing was changed."""
    rows = rows_of(policy.targets, BY_DAYS) if rows is None else rows
    form = initial_of(policy)
    sent = {name: form[name] for name in ("name", "rank", "reopen_mode", "on_disable", "seen")}
    sent |= {name: form[name] for name in ATTRIBUTES}
    sent |= {"is_on": "on"} if policy.is_on else {}
    sent |= {"limits-TOTAL_FORMS": len(rows), "limits-INITIAL_FORMS": len(rows)}
    for number, row in enumerate(rows):
        sent |= {f"limits-{number}-{name}": value for name, value in row.items()}
    return {**sent, **more}


def row(**more):
    (first, *_rest) = rows_of([{"clock": "resolve", "seconds": 3600}], BY_DAYS)
    return {**first, **more}


def said(policy):
    names = ("name", "rank", "match", "targets", "reopen_mode", "on_disable", "is_on")
    return {name: getattr(policy, name) for name in names}


def test_every_shipped_policy_goes_through_the_form_unchanged(administrator):
    for policy in Policy.objects.filter(until=None):
        assert administrator.get(at(policy.code)).status_code == 200
        answer = administrator.post(at(policy.code), typed(policy))
        assert (answer.status_code, said(in_force(policy.code))) == (302, said(policy))

    assert not Policy.objects.filter(version=2).exists()
    assert not LedgerEvent.objects.filter(verb__startswith="policy.").exists()


def test_saving_makes_the_next_version_and_its_page_tells_what_changed(administrator, chief):
    old = in_force()
    rows = [
        row(
            clock="dispatch",
            number=3,
            unit="working_day",
            calendar="working_days",
            warn_before="30",
        ),
        row(clock="resolve", number=20, pause_reasons=["customer", "part"], warn_at="50、100"),
        row(clock="", number=""),
    ]

    answer = administrator.post(at(), typed(old, rows, rank=7, classes=["technical", "service"]))

    assert (answer.status_code, answer.url) == (302, at())
    old.refresh_from_db()
    new = in_force()
    assert (new.version, new.since, new.rank) == (old.version + 1, old.until, 7)
    assert new.match == {"classes": ["service", "technical"]}
    both = {"priorities": [], "anchor": "received", "retarget_mode": "from_start"}
    assert new.targets == [
        {**both, "clock": "dispatch", "seconds": 3 * 86_400, "calendar": "working_days",
         "pause_reasons": [], "warn_at": [50, 80, 100, 150], "warn_before": [30]},
        {**both, "clock": "resolve", "seconds": 72_000, "calendar": "",
         "pause_reasons": ["customer", "part"], "warn_at": [50, 100], "warn_before": []},
    ]  # fmt: skip
    told = LedgerEvent.objects.get(verb="policy.revised")
    assert (told.subject, told.actor) == (f"policy:{new.pk}", f"user:{chief.pk}")
    newest, first = administrator.get(at()).context["versions"]
    assert (newest.number, newest.by, first.by, first.changes) == (2, str(chief), "", [])
    assert [(one.title, one.before, one.after) for one in newest.changes] == [
        ("rank", "100", "7"),
        ("for which cases", "class: technical", "class: service、technical"),
        (
            "Specialist sent", "30 minutes, round the clock",
            ("3 working days, Working days (Monday to Friday, without holidays); "
            "tells 30 working minutes before"),
        ),
        (
            "Solved", "24 hours, round the clock; rests while waiting for the customer's answer",
            ("20 hours, round the clock; rests while waiting for a part、the customer's answer; "
            "tells at 50 %、100 % of the time"),
        ),
    ]  # fmt: skip


def test_what_a_colleague_saved_meanwhile_is_not_overwritten_unseen(administrator):
    old = in_force()
    administrator.post(at(), typed(old, rank=7))

    refused = administrator.post(at(), typed(old, rank=8))

    assert refused.status_code == 409
    assert refused.context["form"]["seen"].value() == "2"
    assert refused.context["form"]["rank"].value() == "8"
    assert in_force().rank == 7


SLIPS = [
    ({"clock": "resolve", "number": ""}, "number", "Write how long it may take."),
    ({"clock": "", "number": 3}, "clock", "Choose what is promised, or take the row away."),
    (
        {"unit": "working_day", "calendar": "@store"}, "calendar",
        ("Working days need hours on which each day is a whole one, such as the calendar of working days. "
        "On these, write hours."),
    ),
    ({"warn_at": "50, many"}, "warn_at", "Write whole numbers from 1 to 1000, such as “50, 80, 100”."),
    (
        {"pause_reasons": ["approval"]}, "pause_reasons",
        "A limit of the customer's cannot be paused for reasons of our own.",
    ),
    ({"clock": "dispatch"}, "number", "Entry 1 says the same limit already."),
    (
        {"number": 90_000}, "number",
        "The calendar is open so little that the limit would not fall within 800 days.",
    ),
    ({"calendar": "working_day"}, "calendar", "“working_day” is not known. Did you mean “working_days”?"),
]  # fmt: skip


@pytest.mark.parametrize(("slip", "field", "words"), SLIPS)
def test_what_cannot_be_kept_is_said_at_its_field(administrator, slip, field, words):
    old = in_force()
    rows = [row(clock="dispatch"), row(**slip)]

    answer = administrator.post(at(), typed(old, rows, name="Mine"))

    assert answer.status_code == 422
    assert [one.errors for one in answer.context["limits"]] == [{}, {field: [words]}]
    assert answer.context["form"]["name"].value() == "Mine"
    assert [in_force(), LedgerEvent.objects.filter(verb__startswith="policy.").exists()] == [
        old,
        False,
    ]


def test_what_is_gone_is_shown_and_named_and_can_be_taken_out_of_use(administrator):
    successor = Category.objects.get(code="print_colour")
    Category.objects.filter(code="print_blur").update(is_active=False, successor=successor)
    Policy.objects.filter(pk=in_force().pk).update(match={"categories": ["print_blur"]})
    old = in_force()

    page = administrator.get(at())
    refused = administrator.post(at(), typed(old, rank=3))
    off = typed(old)
    del off["is_on"]
    taken = administrator.post(at(), off)

    assert "print_blur (no longer in use)" in page.text
    assert refused.context["form"].errors == {
        "categories": ["“print_blur” is not known. Did you mean “print_colour”?"]
    }
    new = in_force()
    assert (taken.status_code, new.is_on, new.match) == (302, False, old.match)


def test_a_policy_without_limits_is_refused_while_it_is_in_use(administrator):
    answer = administrator.post(at(), typed(in_force(), []))

    assert answer.context["form"].non_field_errors() == [
        "There is no limit in it. To have none of these limits, take it out of use."
    ]


def test_rows_come_move_and_go_with_what_was_typed(administrator):
    old = in_force()
    rows = [row(clock="dispatch", number="x"), row(clock="resolve", number=5)]

    def clocks(answer):
        return [one["clock"].value() for one in answer.context["limits"]]

    more = administrator.post(at(), typed(old, rows, name="Mine", more="1"))
    down = administrator.post(at(), typed(old, rows, down="0"))
    gone = administrator.post(
        at(), typed(old, rows, remove="0"), headers={"X-Requested-With": "fetch"}
    )

    assert (more.status_code, clocks(more)) == (200, ["dispatch", "resolve", None])
    assert more.context["form"]["name"].value() == "Mine"
    assert more.context["limits"].forms[0]["number"].value() == "x"
    assert (clocks(down), clocks(gone)) == (["resolve", "dispatch"], ["resolve"])
    assert ("<html" in down.text, "<html" in gone.text) == (True, False)
    assert [in_force()] == [old]


def test_what_it_would_change_is_seen_on_a_case_and_nothing_is_kept(administrator):
    case = opened()
    was = case.cycles.get(clock="first_response").due_at
    sent = typed(in_force("standard"), [row(clock="first_response", number=2)], preview="yes")

    page = administrator.post(at("standard"), {**sent, "case": case.reference.lower()})
    strange = administrator.post(at("standard"), {**sent, "case": "FB-0000-0000"})

    shown = page.context["preview"]
    (first,) = [one for one in shown["limits"] if one.clock == "first_response"]
    assert (page.status_code, first.before) == (200, was)
    assert (was - first.after).total_seconds() == 22 * 3600
    assert [(line.heading, line.time) for line, _due in shown["lines"]] == [
        ("First answer", "2 hours, round the clock")
    ]
    assert (shown["lines"][0][1] - shown["now"].replace(microsecond=0)).total_seconds() == 7200
    assert shown["moved"].moved_cases == 1
    assert strange.context["form"].errors == {
        "case": ["There is no case of this number that you may see."]
    }
    assert not Policy.objects.filter(version=2).exists()
    assert case.cycles.get(clock="first_response").due_at == was


def test_a_policy_made_at_the_page_goes_by_the_rule(administrator, monkeypatch):
    forgotten = []
    monkeypatch.setattr("cases.rules.time_limits.revising.forget", lambda: forgotten.append(1))
    address = reverse("admin:cases_policy_new")
    sent = typed(in_force(), seen=0)

    taken = administrator.post(address, {**sent, "code": "technical"})
    assert (taken.status_code, list(taken.context["form"].errors)) == (422, ["code"])
    answer = administrator.post(address, {**sent, "code": "own", "rank": 7, "name": "Our own"})

    assert (answer.status_code, answer.url) == (302, at("own"))
    made = in_force("own")
    assert (made.version, made.rank, made.name, made.since is None) == (1, 7, "Our own", False)
    assert LedgerEvent.objects.get(verb="policy.made").subject == f"policy:{made.pk}"
    assert rules().policies


def file_of(content):
    return {"file": SimpleUploadedFile("limits.json", json.dumps(content).encode())}


def test_a_file_is_read_into_the_form_and_saved_there(administrator):
    upload = reverse("admin:cases_policy_upload")
    content = administrator.get(reverse("admin:cases_policy_file", args=("technical",))).json()
    content |= {"rank": 7}

    read = administrator.post(upload, file_of(content))
    unknown = administrator.post(upload, file_of({**content, "match": {"class": []}}))
    short = administrator.post(upload, file_of({"code": "x"}))
    other = administrator.post(upload, {"file": SimpleUploadedFile("x.json", b"\xff{")})

    assert (read.status_code, read.context["action"]) == (200, at())
    assert read.context["form"]["rank"].value() == 7
    assert unknown.context["form"].errors["file"] == [
        "For which cases: “class” is not known. Did you mean “classes”?"
    ]
    assert "is_on, match, name, on_disable, rank, reopen_mode, targets" in short.text
    assert "it cannot be read as JSON" in other.text
    assert in_force().version == 1


def test_the_list_asks_as_often_for_many_as_for_few(administrator, django_assert_num_queries):
    Policy.objects.exclude(code="standard").delete()
    address = reverse("admin:cases_policies")
    assert "Every case" in administrator.get(address).text
    with django_assert_num_queries(LIST):
        administrator.get(address)
    one = in_force("standard")
    many = [Policy(**{**said(one), "code": f"own-{n}", "since": NOW}) for n in range(29)]
    Policy.objects.bulk_create(many)

    with django_assert_num_queries(LIST):
        page = administrator.get(address)

    assert len(page.context["in_use"]) == 30


LIST = 15


@pytest.mark.parametrize(
    "junk",
    [
        {"code": "\0"}, {"code": []}, {"name": ["\0"], "rank": {}, "is_on": [], "reopen_mode": []},
        {"match": {"classes": [None, "\0"]}},
        {"targets": [{"clock": ["resolve"], "seconds": 10**30, "calendar": [], "warn_at": [[]]}]},
    ],
)  # fmt: skip
def test_a_file_that_was_written_by_hand_is_shown_or_refused(administrator, junk):
    content = administrator.get(reverse("admin:cases_policy_file", args=("technical",))).json()

    answer = administrator.post(reverse("admin:cases_policy_upload"), file_of(content | junk))

    assert answer.status_code in (200, 422)
