"""Our templates: strict about scripts and styles, parsable, light, and readable in both schemes."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines
from django.template.loader import get_template
from django.urls import reverse

ROOT = Path(settings.BASE_DIR)
FOLDERS = [ROOT / "feedback_site" / "templates", *ROOT.glob("*/templates")]
TEMPLATES = sorted({path for folder in FOLDERS for path in folder.rglob("*.html")})
# Changed copies of unfold's templates: theirs is the markup, and the back office has its own CSP.
BORROWED = {
    "admin/base.html",
    "unfold/layouts/base_simple.html",
    "unfold/layouts/skeleton.html",
    "unfold/layouts/unauthenticated.html",
}
# A mail carries its style in itself: where it is read, no policy of ours is in force.
MAILED = {"outgoing/letter.html"}
OURS = [path for path in TEMPLATES if not str(path).endswith((*BORROWED, *MAILED))]
STATIC = ROOT / "feedback_site" / "static" / "feedback"
PORTAL_LIMIT = 60_000


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def markup(path: Path) -> str:
    """The template's HTML without what Django takes out: comments and tags."""
    comments = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}", re.DOTALL)
    tags = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
    return tags.sub("x", comments.sub("", path.read_text()))


class Strictness(HTMLParser):
    """Collects what a strict Content-Security-Policy would block."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        self.found += [
            f"<{tag} {name}>" for name in names if name == "style" or re.match(r"on[a-z]+$", name)
        ]
        if tag == "style" or (
            tag == "script" and "src" not in names and names.get("type") != "application/json"
        ):
            self.found.append(f"<{tag}>")
        if str(names.get("href", "")).startswith("javascript:"):
            self.found.append("javascript:")


@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_no_inline_style_script_or_handler(path):
    parser = Strictness()
    parser.feed(markup(path))
    assert parser.found == []


def test_the_strictness_check_sees_what_it_should():
    parser = Strictness()
    parser.feed('<p style="x" onclick="y"><script>z</script><a href="javascript:q">')
    assert parser.found == ["<p style>", "<p onclick>", "<script>", "javascript:"]


@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_every_script_carries_the_nonce(path):
    for tag in re.findall(r"<script\b.*?>", path.read_text(), flags=re.DOTALL):
        if "application/json" not in tag:
            assert "csp_nonce" in tag.lower()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_template_parses(path):
    folder = next(folder for folder in FOLDERS if path.is_relative_to(folder))
    assert get_template(str(path.relative_to(folder))).origin.name == str(path)


@pytest.mark.parametrize("path", [p for p in OURS if p.parent.name == "components"], ids=name_of)
def test_every_component_tells_its_variables_first(path):
    assert path.read_text().startswith("{# ")


@pytest.mark.parametrize("name", ["404", "403", "403_csrf", "429"])
def test_error_pages_render_for_anybody(rf, name):
    page = get_template(f"{name}.html").render({}, rf.get("/somewhere/"))
    assert page.count("<main") == page.count("<h1>") == 1


@pytest.mark.parametrize("name", ["500", "503"])
def test_the_last_pages_need_no_request_and_no_context(name):
    page = engines["django"].get_template(f"{name}.html").render()
    assert page.count("<main") == page.count("<h1>") == 1
    assert '<html lang="' in page


def page_weight(client, address: str) -> dict[str, int]:
    """Uncompressed bytes of a page and all it loads; stricter than what goes over the wire."""
    answer = client.get(address)
    assert answer.status_code == 200
    html = answer.content.decode()
    weights = {"html": len(answer.content)}
    for link in re.findall(r'(?:href|src)="(/static/[^"]+)"', html):
        weights[link] = Path(finders.find(link.removeprefix("/static/"))).stat().st_size
    return weights


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
def test_the_start_page_is_light_and_asks_the_database_nothing(client, language):
    client.cookies["django_language"] = language
    weights = page_weight(client, reverse("home"))
    assert sum(weights.values()) < PORTAL_LIMIT, weights
    assert any(name.endswith("portal.css") for name in weights)


@pytest.mark.parametrize(
    ("language", "tag"), [("zh-hant", "zh-Hant"), ("zh-hans", "zh-Hans"), ("en", "en")]
)
def test_the_page_says_its_language_and_marks_the_switch(client, language, tag):
    client.cookies["django_language"] = language
    html = client.get(reverse("home")).content.decode()
    assert f'<html lang="{tag}">' in html
    assert re.findall(r'value="([a-z-]+)" lang="[^"]+" title="[^"]+" aria-current', html) == [
        language
    ]


def test_the_language_switch_works_without_javascript(client):
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    assert '<html lang="en">' in client.get("/").content.decode()


def test_the_scheme_cookie_is_obeyed_and_nothing_else_gets_in(client):
    client.cookies["scheme"] = "dark"
    assert 'data-theme="dark"' in client.get("/").content.decode()
    client.cookies["scheme"] = "x><script>"
    assert "data-theme" not in client.get("/").content.decode()


# --- Colours: WCAG 2.2, 1.4.3 (text 4.5:1) and 1.4.11 (controls 3:1), from the tokens ------------


def tokens() -> dict[str, dict[str, str]]:
    css = (STATIC / "tokens.css").read_text()
    blocks = re.findall(r"\n?\s*(:root[^{]*)\{([^}]*)\}", css)
    read = [
        (selector, dict(re.findall(r"(--[\w-]+):\s*([^;]+);", body))) for selector, body in blocks
    ]
    light = read[0][1]
    dark = next(values for selector, values in read if ".dark" in selector)
    device = next(values for selector, values in read if "[x-data]" in selector)
    assert dark == device
    return {"light": light, "dark": {**light, **dark}}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


GROUNDS = ("paper", "surface", "ground", "sunk")
STATES = ("good", "warn", "bad", "info", "wait", "internal")
TEXT_PAIRS = [
    *(
        (text, ground)
        for text in ("ink", "ink-soft", "ink-faint", "accent", "accent-strong")
        for ground in GROUNDS
    ),
    *(
        (state, ground)
        for state in STATES[:-1]
        for ground in (f"{state}-ground", "surface", "paper")
    ),
    *(("ink", f"{state}-ground") for state in STATES),
    *((text, "accent-soft") for text in ("ink", "ink-soft", "accent")),
    ("internal", "internal-ground"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
]
CONTROL_PAIRS = [
    (edge, ground) for edge in ("line-strong", "focus", "accent") for ground in GROUNDS
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_controls_stand_out_enough(scheme):
    colours = tokens()[scheme]
    weak = {
        (one, other): round(contrast(colours[f"--{one}"], colours[f"--{other}"]), 2)
        for pairs, least in ((TEXT_PAIRS, 4.5), (CONTROL_PAIRS, 3.0))
        for one, other in pairs
        if contrast(colours[f"--{one}"], colours[f"--{other}"]) < least
    }
    assert weak == {}


def test_every_token_used_is_defined():
    set_where_used = {"--tone", "--tone-ground", "--tone-line", "--stock-icon"}
    defined = set(tokens()["light"]) | set_where_used
    used = {
        name
        for path in STATIC.glob("*.css")
        for name in re.findall(r"var\((--[\w-]+)", path.read_text())
    }
    assert used - defined == set()


# One tag on somebody else's website cannot be several files (decisions/0014).
ONE_FILE = "channels/widget.js"


def test_scripts_are_small():
    long = {
        name
        for path in ROOT.glob("*/static/*/*.js")
        if len(path.read_text().splitlines()) > 100
        if (name := f"{path.parent.name}/{path.name}")
    }
    assert long == {ONE_FILE}
