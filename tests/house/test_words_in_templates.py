"""No page says a word that is not translated: what stands between tags goes through gettext."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APPS = ("feedback_site", "channels", "cases", "surveys", "reports")
# A page for those who build pages, and a name. Letters are written once in each language, and
# unfold's own templates bring their own words.
NOT_SEARCHED = {"style_guide.html", "logo.html"}
TEMPLATES = [
    path.relative_to(ROOT)
    for app in APPS
    for path in sorted((ROOT / app).rglob("templates/**/*.html"))
    if path.name not in NOT_SEARCHED and not {"outgoing", "unfold"} & set(path.parts)
]
_LEFT_OUT = re.compile(
    # A block within class="" holds names for the style sheet.
    r"{% block \w*class\w* %}.*?{% endblock[^%]*%}"
    r"|{% comment.*?{% endcomment %}|{#.*?#}|{% blocktrans(?:late)?\b.*?{% endblocktrans(?:late)? %}"
    r"|<(script|style|svg)\b.*?</\1>|<!--.*?-->|{{.*?}}|{%.*?%}|<[^<>]*>|&\w+;",
    re.DOTALL,
)
# Written the same in every language.
_SAME = {
    "JSON",
    "CSV",
    "API",
    "English",
    "繁體中文",
    "简体中文",
    "中文",
    "Ctrl",
    "Alt",
    "Enter",
    "Esc",
}


def words(text):
    while (shorter := _LEFT_OUT.sub(" ", text)) != text:
        text = shorter
    return [
        one for one in re.findall(r"[A-Za-z]{3,}|[\u4e00-\u9fff]{2,}", text) if one not in _SAME
    ]


def test_the_search_sees_what_it_should():
    assert words('<p title="{{ x }}">{% translate "Yes" %} but <b>not</b> this 就是</p>') == [
        "but", "not", "this", "就是",
    ]  # fmt: skip


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_every_word_is_translated(path):
    assert not words((ROOT / path).read_text())
