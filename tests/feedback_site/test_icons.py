"""What is drawn once a process is what the package and the component draw."""

from datetime import UTC, datetime

import pytest
from django.template import engines
from django.utils import timezone, translation
from heroicons.templatetags import heroicons

AT = datetime(2026, 5, 4, 1, 30, 15, 123, tzinfo=UTC)


@pytest.mark.parametrize("style", ["micro", "mini", "outline"])
def test_an_icon_is_the_packages_own(style):
    source = f'{{% load heroicons %}}{{% heroicon_{style} name class="icon" aria_hidden="true" %}}'
    template = engines["django"].from_string(source)
    draw = getattr(heroicons, f"heroicon_{style}")

    for name in ("check", "fire", "check"):
        own = draw(name, **{"class": "icon", "aria_hidden": "true"})
        assert template.render({"name": name}) == own


def test_an_icon_that_does_not_exist_is_an_error():
    template = engines["django"].from_string('{% load heroicons %}{% heroicon_mini "chekc" %}')

    with pytest.raises(Exception, match="does not exist"):
        template.render()


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
@pytest.mark.parametrize("zone", ["Asia/Taipei", "America/New_York"])
def test_a_moment_is_told_in_the_readers_language_and_zone(language, zone):
    tag = engines["django"].from_string("{% load moments %}{% moment at %}")
    written = engines["django"].from_string(
        '{% load tz %}<time datetime="{{ at|utc|date:"c" }}" title="{{ at|date:"DATETIME_FORMAT" }}"'
        ' data-relative>{{ at|date:"SHORT_DATETIME_FORMAT" }}</time>'
    )
    with translation.override(language), timezone.override(zone):
        for at in (AT, AT.astimezone(timezone.get_fixed_timezone(480)), AT):
            assert tag.render({"at": at}) == written.render({"at": at})
