"""The whole corpus of mails with known answers, class by class."""

from collections import defaultdict
from functools import cache

import pytest

from channels.adapters.email.reading import read_mail
from channels.management.commands.read_mail import as_told
from tests.channels.adapters.email.corpus import samples
from tests.channels.adapters.email.corpus.compare import differences


@cache
def by_class():
    found = defaultdict(list)
    for sample in samples():
        found[sample.klass].append(sample)
    return found


@pytest.mark.parametrize("klass", sorted(by_class()))
def test_each_mail_of_a_class_is_read_as_it_must_be(klass):
    wrong = {
        sample.name: found
        for sample in by_class()[klass]
        if (found := differences(sample.expect, as_told(read_mail(sample.raw))))
    }
    assert wrong == {}


def test_the_corpus_is_large_and_its_names_tell_its_mails_apart():
    every = samples()
    assert len(every) > 1_900
    assert len({(sample.klass, sample.name) for sample in every}) == len(every)
