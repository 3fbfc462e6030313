"""Drawing: the HTML of a letter, made of its text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.template import Context, Engine

from channels import letters
from channels.rules.letters.listing import Line
from feedback_site.organisation.rules.branding import look_now

_BUTTON = re.compile(r"(?P<label>[^\n]+?)[：:]\n(?P<link>https?://\S+)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph of a letter: words, a link to press, or a row of a list, with what stands `beside`."""

    words: str = ""
    link: str = ""
    beside: str = ""


@cache
def engine() -> Engine:
    """An engine of its own: no context processors, no tag libraries, no template outside our folder."""
    return Engine(dirs=[str(letters.TEXTS)])


def html_of(
    subject: str, body: str, language: str, values: Mapping[str, str], lines: Sequence[Line]
) -> str:
    """Draw the page of a mail that says the same as its text; `lines` are the rows that stand in it."""
    page = engine().get_template("letter.html")
    context = {
        "subject": subject, "blocks": list(_blocks(body, lines)), "language": language,
        "shop": values["shop"], "reference": values.get("reference", ""), "look": look_now(),
    }  # fmt: skip
    return str(page.render(Context(context, autoescape=True)))


def _blocks(body: str, lines: Sequence[Line]) -> Iterator[Block]:
    """Split a text at its empty lines; "words:" above an address becomes a link to press."""
    listed = {line.text: line for line in lines}
    for part in re.split(r"\n\s*\n", body.strip()):
        if line := listed.get(part.strip()):
            yield Block(words=line.words, link=line.link, beside=line.beside)
            continue
        match = _BUTTON.fullmatch(part.strip())
        if match and match["link"].startswith(f"{settings.SITE_URL}/"):
            yield Block(words=match["label"].strip(), link=match["link"])
        else:
            yield Block(words=part.strip())
