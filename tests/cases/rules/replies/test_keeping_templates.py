"""Reply templates: who may write, share and take away; what is filled in, and what that leaves behind."""

from datetime import timedelta

import pytest

from cases.errors import AlreadyDone, MissingFacts
from cases.models import ReplyTemplate
from cases.rules.commitments import promising
from cases.rules.replies import keeping_templates
from cases.rules.replies.keeping_templates import TemplateNameTaken, Wording, WrongTemplate
from feedback_site.errors import NotAllowed
from feedback_site.ledger.models import LedgerEvent
from feedback_site.organisation.roles import Role
from feedback_site.privacy.models import Reveal
from tests.factories.opened import NOW, customer_called, opened
from tests.factories.organisation import DepartmentFactory, StoreFactory, posted

pytestmark = pytest.mark.django_db


def wording(name="Late", text="Dear {name}", **more):
    return Wording(name=name, texts={"en": text}, **more)


def keep(actor, *args, **more):
    template = more.pop("template_id", None)
    return keeping_templates.keep_template(
        wording(*args, **more), actor=actor, now=NOW, template_id=template
    )


def verbs():
    return list(
        LedgerEvent.objects.filter(verb__startswith="reply_template")
        .order_by("pk")
        .values_list("verb", flat=True)
    )


def test_one_keeps_ones_own_and_nobody_else_sees_it():
    agent, other = posted(Role.AGENT), posted(Role.AGENT)
    mine = keep(agent)

    assert list(ReplyTemplate.objects.visible_to(agent)) == [mine]
    assert list(ReplyTemplate.objects.visible_to(other)) == []
    with pytest.raises(TemplateNameTaken):
        keep(agent)
    for refused in (
        lambda: keep(other, template_id=mine.pk),
        lambda: keeping_templates.drop_template(mine.pk, actor=other, now=NOW),
        lambda: keep(agent, "All", is_shared=True),
        lambda: keep(posted(Role.AUDITOR)),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert list(ReplyTemplate.objects.values_list("name", "dropped_at")) == [("Late", None)]
    assert verbs() == []


def test_a_supervisor_shares_with_all_or_with_a_team_and_that_is_written_down():
    team, elsewhere = DepartmentFactory(), DepartmentFactory(code="elsewhere")
    head = posted(Role.DEPARTMENT_HEAD, department=team)
    member = posted(Role.AGENT, department=team)
    stranger = posted(Role.AGENT, department=elsewhere)
    of_team = keep(head, "Team", is_shared=True, department_id=team.pk)
    of_all = keep(head, "All", is_shared=True)

    assert list(ReplyTemplate.objects.visible_to(member).order_by("pk")) == [of_team, of_all]
    assert list(ReplyTemplate.objects.visible_to(stranger)) == [of_all]
    with pytest.raises(NotAllowed):
        keep(head, "Theirs", is_shared=True, department_id=elsewhere.pk)
    keeping_templates.drop_template(of_all.pk, actor=posted(Role.SUPERVISOR), now=NOW)
    with pytest.raises(AlreadyDone):
        keeping_templates.drop_template(of_all.pk, actor=head, now=NOW)
    keeping_templates.restore_template(of_all.pk, actor=head, now=NOW)
    assert ReplyTemplate.objects.kept().count() == 2
    assert verbs() == [f"reply_template.{one}" for one in ("kept", "kept", "dropped", "restored")]


@pytest.mark.parametrize(
    ("text", "error"), [("Dear {nmae}", WrongTemplate), ("{{ name }}", WrongTemplate), (" ", MissingFacts)]
)  # fmt: skip
def test_what_could_not_be_filled_is_not_kept(text, error):
    with pytest.raises(error):
        keep(posted(Role.AGENT), text=text)

    assert not ReplyTemplate.objects.exists()


def test_values_come_in_the_language_of_the_text_and_the_name_leaves_a_trace():
    store = StoreFactory(name_en="Zhongshan")
    agent = posted(Role.AGENT)
    case = opened(customer=customer_called("陳美玲"), store=store)
    promising.promise(case.pk, text="call", due_at=NOW + timedelta(days=1), actor=agent, now=NOW)
    case.refresh_from_db()

    found = keeping_templates.fill_template(
        "{name} {reference} {store} {agent}: {due} {order}",
        case,
        language="en",
        actor=agent,
        now=NOW,
    )

    assert found.text.startswith(f"陳美玲 {case.reference} Zhongshan {agent}: ")
    assert found.text.endswith(" {order}")
    assert "{due}" not in found.text
    assert found.missing == ["order"]
    assert list(Reveal.objects.values_list("actor", "subject", "reason")) == [
        (agent.pk, f"customer:{case.customer_id}", case.reference)
    ]


def test_who_is_anonymous_has_no_name_and_nothing_is_revealed():
    found = keeping_templates.fill_template(
        "{name}", opened(), language="en", actor=posted(Role.AGENT), now=NOW
    )

    assert (found.text, found.missing) == ("{name}", ["name"])
    assert not Reveal.objects.exists()
