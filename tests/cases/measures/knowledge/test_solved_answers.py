"""Answers of solved cases: whose are offered, what is left out of them, and how often they are used."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.errors import AnswerGone, BlankLeft, VariablesLeft
from cases.kinds import EventKind
from cases.measures.knowledge.solved_answers import answers_for
from cases.models import AnswerUse, Case, CaseEvent, CaseLink
from cases.rules.knowledge import using_solutions
from cases.rules.lifecycle import guarding
from cases.rules.replies import replying
from cases.states import CaseState
from cases.triage.learner import sentences
from channels.kinds import ContactKind
from channels.models import ContactPoint, Customer
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW, SubmissionFactory, case_in
from tests.factories.organisation import StoreFactory, posted

pytestmark = pytest.mark.django_db
LIKE = "在中山店沖印的相片整批偏黃，想請你們重印。"
ANSWER = "陳大明先生您好，機器已重新校色，訂單P20391免費重印，電話0912-345-678。請持收據到店更換，謝謝大明。"
FIT = "[…]您好，機器已重新校色，訂單[…]免費重印，電話[…]。請持收據到店更換，謝謝[…]。"
# The pool, what was told, the customers with their rows and contacts, names of colleagues, and the uses.
STATEMENTS = 7


def solved(text=LIKE, answer=ANSWER, *, name="陳大明", **more):
    customer = Customer(first_seen_at=NOW)
    customer.write_name(name)
    customer.save()
    point = ContactPoint(customer=customer, kind=ContactKind.PHONE, created_at=NOW)
    point.write(customer.wrapped_key, f"+8869{customer.pk:08}")
    point.save()
    submission = SubmissionFactory(title="", text=text, customer=customer)
    case = case_in(CaseState.CLOSED, submission=submission, decision_text=answer, **more)
    case.closed_at = NOW
    case.save()
    return case


@pytest.fixture
def case():
    return case_in(
        CaseState.IN_PROGRESS, submission=SubmissionFactory(title="", text="相片整批偏黃，請重印")
    )


@pytest.fixture
def agent():
    return posted(Role.AGENT)


def offered(case, user, now=NOW):
    said = case.submission.text
    return [(one.source.pk, one.text) for one in answers_for(case, said, user=user, now=now)]


def test_the_nearest_solved_answer_is_offered_without_what_is_its_customers(case, agent):
    source = solved()
    solved("相機的快門卡住，送修兩次還是一樣。", "快門已更換，附三個月保固，請來店試用。")

    found = answers_for(case, case.submission.text, user=agent, now=NOW)

    assert [(one.source, one.text, one.key, one.used) for one in found] == [(source, FIT, "4", 0)]


def test_a_colleague_named_in_the_middle_of_a_sentence_is_left_out(case, agent):
    User.objects.create(username="colleague", display_name="淨香蕙")
    source = solved(answer="機器已重新校色，之後淨香蕙與您聯絡，相片由王小華寄給您。")

    assert offered(case, agent) == [
        (source.pk, "機器已重新校色，之後[…]與您聯絡，相片由[…]寄給您。"),
    ]


def test_one_in_another_language_is_met_by_meaning_alone(case, agent, monkeypatch):
    answer = "We have recalibrated the machine and reprint all of it for free."
    source = solved("The whole batch of photos is too yellow, please reprint them", answer)

    assert offered(case, agent) == [(source.pk, f"[…]\n{answer}")]
    monkeypatch.setattr(sentences, "kept_vectors", lambda _levels: None)
    assert offered(case, agent) == []


def again(source):
    CaseEvent.objects.create(
        case=source, seq=90, kind=EventKind.REOPENED, happened_at=NOW, recorded_at=NOW
    )


def followed(source):
    CaseLink.objects.create(
        source=case_in(CaseState.RECEIVED), target=source, kind="repeat_of", made_at=NOW
    )


def erased(source):
    Customer.objects.filter(pk=source.customer_id).update(wrapped_key=None)


@pytest.mark.parametrize(
    "spoil",
    [
        again, followed, erased,
        *(
            lambda source, changed=changed: Case.objects.filter(pk=source.pk).update(**changed)
            for changed in (
                {"outcome": "unreachable"}, {"failed_verifications": 1}, {"is_safety": True},
                {"is_privacy": True}, {"decision_text": ""}, {"decision_text": "0912-345-678"},
                {"closed_at": NOW - timedelta(days=366)},
                {"category": None, "klass": ""},
            )
        ),
    ],
)  # fmt: skip
def test_what_did_not_hold_or_is_delicate_is_never_offered(case, agent, spoil):
    spoil(solved())

    assert offered(case, agent) == []


def test_only_cases_that_the_reader_may_see_are_asked(case):
    here = StoreFactory()
    solved(store=StoreFactory())
    own = solved(store=here, answer="機器已重新校色，免費重印。")

    assert offered(case, posted(Role.AGENT, store=here)) == [
        (own.pk, "[…]\n機器已重新校色，免費重印。")
    ]


def test_the_panel_costs_the_same_however_many_there_are(case, agent):
    solved()
    assert agent.reach.everything  # read once for a request
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as asked:
            answers_for(case, case.submission.text, user=agent, now=NOW)
        counts.append(len(asked))
        for number in range(8):
            solved(answer=f"{ANSWER}{'一二三四五六七八'[number]}")

    assert counts == [STATEMENTS, STATEMENTS]


def test_a_use_is_counted_once_and_refused_to_whoever_may_not(case, agent):
    source = solved()
    for _twice in range(2):
        using_solutions.use_answer(case.pk, source_id=source.pk, actor=agent, now=NOW)

    use = AnswerUse.objects.get()
    assert (use.case, use.source, use.used_by, use.used_at) == (case, source, agent, NOW)
    told = LedgerEvent.objects.get(verb="answer.used")
    assert (told.subject, told.actor) == (f"case:{source.pk}", f"user:{agent.pk}")
    shown = answers_for(case, case.submission.text, user=agent, now=NOW)[0]
    assert (shown.used, shown.is_used_here) == (1, True)
    stranger = posted(Role.AGENT, store=StoreFactory())
    again(source)
    for who, error in (
        (posted(Role.CLERK), NotAllowed),
        (stranger, AnswerGone),
        (agent, AnswerGone),
    ):
        with pytest.raises(error):
            using_solutions.use_answer(case.pk, source_id=source.pk, actor=who, now=NOW)
    assert AnswerUse.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "error"), [(FIT, BlankLeft), ("Dear {name}, until { due }.", VariablesLeft)]
)
def test_an_answer_with_blanks_is_neither_sent_nor_decided(case, text, error):
    with pytest.raises(error):
        replying.reply(case.pk, text=text, actor=case.owner, now=NOW)
    with pytest.raises(error):
        guarding.check_facts(["decision_text"], {"decision_text": text}, now=NOW)
    assert not case.events.filter(kind=EventKind.ANSWERED).exists()
