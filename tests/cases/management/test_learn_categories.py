"""The command that learns, and the task that starts it only where enough is new."""

import os
from io import StringIO

import pytest
from django.core.management import call_command

from cases import tasks
from cases.models import ReadingModel
from cases.rules.triage import learning
from feedback_site.organisation.roles import Role
from tests.cases.rules.triage.test_learning import label
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db


def test_too_few_new_decisions_are_said(monkeypatch):
    monkeypatch.setattr(os, "nice", lambda _by: 0)  # the suite goes on at its own priority
    out = StringIO()

    call_command("learn_categories", stdout=out)

    assert out.getvalue() == "too few decisions are new\n"
    assert not ReadingModel.objects.exists()


def test_the_task_starts_a_process_only_where_enough_is_new(monkeypatch):
    monkeypatch.setattr(tasks.sys, "executable", "/nowhere/python")
    tasks.learn()
    label("相片偏黃", "print_colour", actor=posted(Role.AGENT))
    tasks.learn()

    assert learning.is_due(at_least=1)
    assert not learning.is_due(at_least=2)
    with pytest.raises(FileNotFoundError, match="/nowhere/python"):
        tasks.learn(at_least=1)
