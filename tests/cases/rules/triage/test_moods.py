"""Moods that people confirm and correct: what is kept, what is learned, and which version reads."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.errors import AlreadyDone, CaseEnded, WrongFact
from cases.kinds import EventKind
from cases.models import MoodLabel, MoodModel
from cases.rules.triage import learning, mood_learning, mood_setting, recognising
from cases.states import CaseState
from cases.triage.learner import mood_moving
from cases.triage.learner.mood_judging import judgement_of_moods
from cases.triage.learner.shipped import shipped_moods
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import ABILITIES, Ability, Role
from tests.cases.triage.learner.test_mood_moving import labels
from tests.factories.cases import NOW, SubmissionFactory, case_in
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def open_case(text="相片偏黃", mood="neutral", **more):
    submission = SubmissionFactory(title="", text=text)
    return case_in(
        CaseState.IN_PROGRESS, submission=submission, sentiment=mood,
        reading={"sentiment": 0.1, "top3": []}, **more,
    )  # fmt: skip


@pytest.mark.parametrize("role", Role)
def test_whoever_works_on_cases_says_what_the_mood_is(role):
    case, user = open_case(), posted(role)
    if Ability.WORK_CASES not in ABILITIES[role]:
        with pytest.raises(NotAllowed):
            mood_setting.set_mood(case.pk, mood="negative", actor=user, now=NOW)
        assert not MoodLabel.objects.exists()
        return
    before = (case.priority, case.severity)

    mood_setting.set_mood(case.pk, mood="negative", actor=user, now=NOW, version=case.version)

    case.refresh_from_db()
    assert (case.sentiment, case.reading["mood_read"]) == ("negative", "neutral")
    assert (case.priority, case.severity) == before
    label = MoodLabel.objects.get()
    assert (label.mood, label.guessed, label.decided_by, label.decided_at) == (
        "negative", "neutral", user, NOW,
    )  # fmt: skip
    event = case.events.get(kind=EventKind.MOOD_SET)
    assert event.facts == {"mood": "negative", "before": "neutral", "read": "neutral"}
    assert event.actor == user
    assert LedgerEvent.objects.filter(subject=f"case:{case.pk}", actor=f"user:{user.pk}").exists()


def test_a_confirmation_is_kept_once_and_what_was_read_stays():
    case, agent = open_case(), posted(Role.AGENT)
    for mood in ("neutral", "positive"):
        mood_setting.set_mood(case.pk, mood=mood, actor=agent, now=NOW)
        with pytest.raises(AlreadyDone):
            mood_setting.set_mood(case.pk, mood=mood, actor=agent, now=NOW)

    kept = MoodLabel.objects.order_by("pk").values_list("mood", "guessed")
    assert list(kept) == [("neutral", "neutral"), ("positive", "neutral")]
    assert MoodLabel.objects.latest_of_each().get().mood == "positive"


def test_no_other_mood_and_no_ended_case():
    agent = posted(Role.AGENT)
    for case, mood, error in (
        (open_case(), "angry", WrongFact),
        (case_in(CaseState.CLOSED), "negative", CaseEnded),
    ):
        with pytest.raises(error):
            mood_setting.set_mood(case.pk, mood=mood, actor=agent, now=NOW)
        assert not case.events.filter(kind=EventKind.MOOD_SET).exists()
    assert not MoodLabel.objects.exists()


@pytest.fixture
def said():
    """Sixty moods that people said."""
    actor = posted(Role.AGENT)
    return [
        MoodLabel.objects.create(
            case=open_case(one.text), mood=one.label, decided_by=actor, decided_at=NOW
        )
        for one in labels(20)
    ]


def test_a_version_is_learned_judged_and_used_where_it_is_no_worse(said, monkeypatch):
    monkeypatch.setattr(mood_moving, "FIRMNESS", (4.0,))
    monkeypatch.setattr(mood_moving, "FOLDS", 2)
    held_out = [one for one in said if learning.is_held_out(f"\n{one.case.submission.text}")]

    row = mood_learning.learn_moods(now=NOW)

    assert (row.number, row.labels) == (1, 60 - len(held_out))
    found, met = row.metrics["found"], row.metrics["met"]
    assert found["texts"] == met["texts"] == len(held_out)
    assert row.is_in_use is (
        len(held_out) >= learning.LEAST_HELD_OUT
        and found["right"] >= met["right"]
        and found["macro_f1"] >= met["macro_f1"]
    )
    verbs = LedgerEvent.objects.filter(verb__startswith="moods.").values_list("verb", flat=True)
    assert list(verbs) == ["moods.learned", *["moods.put_in_use"] * row.is_in_use]
    assert mood_learning.learn_moods(now=NOW, at_least=1) is None
    MoodModel.objects.update(is_in_use=True)
    read = recognising.moods_in_use().feel("拖到現在，呵呵真行").band
    assert (read, shipped_moods().feel("拖到現在，呵呵真行").band) == ("negative", "neutral")


@pytest.mark.parametrize(
    ("found", "met", "is_used"),
    [
        ("+-----", "+-----", True),
        ("+-----", "+----0", True),
        ("+----0", "+-----", False),
        # As many right, but the rare mood pays for it.
        ("------", "+----0", False),
        ("+---", "+---", False),
    ],
)
def test_no_version_is_used_that_is_worse(found, met, is_used):
    moods = {"+": "positive", "-": "negative", "0": "neutral"}

    def judged(read):
        pairs = zip("+-----"[: len(read)], read, strict=True)
        return judgement_of_moods([(moods[true], moods[one]) for true, one in pairs])

    assert mood_learning.is_no_worse(judged(found), judged(met)) is is_used


def version(number, *, is_in_use=False):
    return MoodModel.objects.create(
        number=number, numbers=b"", labels=120, up_to_label=0, made_at=NOW, is_in_use=is_in_use,
        in_use_since=NOW if is_in_use else None,
        metrics={"found": {"texts": 20, "right": 17, "macro_f1": 0.81}, "met": None, "within": 0.35},
    )  # fmt: skip


def test_the_page_shows_versions_and_one_click_leads_back():
    manager = posted(Role.MANAGER)
    version(1)
    version(2, is_in_use=True)
    desk = signed_in(manager)
    case = open_case()
    mood_setting.set_mood(case.pk, mood="neutral", actor=posted(Role.AGENT), now=timezone.now())

    page = desk.get(reverse("admin:cases_learned"))
    report = page.context["moods"]
    assert (report.labels, report.right, report.new) == (1, 100, 1)
    assert (report.current.row.number, report.current.right, report.current.macro_f1) == (2, 85, 81)
    assert "0.35" in page.text
    assert page.text.count(reverse("admin:cases_learned_moods_use", args=(1,))) == 1
    for number in (1, 0):
        desk.post(reverse("admin:cases_learned_moods_use", args=(number,)))
        in_use = MoodModel.objects.filter(is_in_use=True).values_list("number", flat=True)
        assert list(in_use) == [number] * bool(number)
    subjects = LedgerEvent.objects.filter(verb="moods.put_in_use").values_list("subject", flat=True)
    assert list(subjects) == ["moods:1", "moods:0"]
    with pytest.raises(AlreadyDone):
        mood_learning.put_moods_in_use(0, actor=manager, now=NOW)
    with pytest.raises(NotAllowed):
        mood_learning.put_moods_in_use(
            1, actor=posted(Role.SUPERVISOR, store=StoreFactory()), now=NOW
        )


def test_a_clerk_corrects_it_on_the_case_page():
    case = open_case()
    desk = signed_in(case.owner)
    address = reverse("admin:cases_case_act", args=(case.reference, "mood"))

    assert address in desk.get(reverse("admin:cases_case_desk", args=(case.reference,))).text
    assert desk.post(address, {"mood": ""}).status_code == 422
    desk.post(address, {"mood": "negative", "version": case.version})
    page = desk.get(reverse("admin:cases_case_desk", args=(case.reference,))).text
    assert "corrected by a person; read as neutral" in page
    assert "mood corrected: negative" in page


@pytest.mark.django_db(transaction=True)
def test_of_two_who_choose_at_once_one_version_reads():
    manager = posted(Role.MANAGER)
    version(1)
    version(2)

    def chosen(number):
        try:
            mood_learning.put_moods_in_use(number, actor=manager, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(chosen, (1, 2)))

    assert MoodModel.objects.filter(is_in_use=True).count() == 1
