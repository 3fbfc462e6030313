"""One row of a list, drawn without a template: fifty of them are most of what a list's page takes.

What a row says is escaped here, word by word; the order of its parts is that of the table's head (rows.html).
"""

from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.kinds import Mood
from cases.measures.queues.paging import Line
from feedback_site.icons import heroicon_micro


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case in a list, with its cells drawn; `has_tick` where it has a box to tick."""

    line: Line
    cells: SafeString
    url: str
    claim_url: str
    has_tick: bool
    signs: "Signs"

    def drawn(self) -> SafeString:
        """Draw the row."""
        line, signs = self.line, self.signs
        claim = f' data-claim="{self.claim_url}"' if self.claim_url else ""
        # A reference is plain letters, and the addresses are ours.
        html = (
            f'<tr data-row="{line.reference}"{claim}>{self._tick(signs) if self.has_tick else ""}'
            f'<td class="queue-case"><a href="{self.url}" data-open>{escape(line.title)}</a>'
            f'<span class="queue-second"><span class="code">{line.reference}</span> · '
            f"{escape(line.channel_name or '')}{_told(line, signs)}</span></td>{self.cells}</tr>"
        )
        return SafeString(html)

    def _tick(self, signs: "Signs") -> str:
        line = self.line
        return (
            f'<td class="queue-tick"><input type="checkbox" name="case"'
            f' value="{line.reference}~{line.version}" form="bulk" data-tick'
            f' aria-label="{signs.tick} {line.reference}"></td>'
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What some rows say beside their case, in one language."""

    tick: str
    negative: str
    positive: str
    twice: str
    incident: str


def signs_in_force() -> Signs:
    """Give them in the reader's language."""
    return _signs(translation.get_language() or "")


@lru_cache(maxsize=8)
def _signs(language: str) -> Signs:
    return Signs(
        tick=escape(_("Tick")),
        negative=_sign("queue-negative", "face-frown", pgettext("sentiment", "negative")),
        positive=" · " + escape(pgettext("sentiment", "positive")),
        twice=_sign("queue-twice", "document-duplicate", _("possible duplicate")),
        incident=_sign("queue-negative", "fire", _("incident")),
    )


def _sign(look: str, icon: str, words: str) -> str:
    drawn = heroicon_micro(icon, **{"class": "icon", "aria_hidden": "true"})
    return f' · <span class="{look}">{drawn}{escape(words)}</span>'


def _told(line: Line, signs: Signs) -> str:
    mood = {Mood.NEGATIVE.value: signs.negative, Mood.POSITIVE.value: signs.positive}
    return (
        mood.get(line.sentiment, "")
        + (signs.twice if line.is_maybe_twice else "")
        + (signs.incident if line.incident_id else "")
    )
