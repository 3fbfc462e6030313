"""The columns of a queue: which there are, which somebody chose, and how each is drawn."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from types import MappingProxyType

from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.admin.badges import Where, limit_badge, priority_badge, state_badge
from cases.kinds import Klass, Severity
from cases.measures.queues.paging import Line
from cases.measures.time_limits.due_words import next_limit
from feedback_site.moments import moment as moment_tag

COOKIE, ASKED = "desk_columns", "columns"
_NOTHING = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What a cell is drawn from: the line, the moment, and where one takes the case."""

    line: Line
    now: datetime
    claim_url: str
    words: "Words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What many rows say, put into the reader's language once for each page."""

    classes: Mapping[str, str]
    severities: Mapping[str, str]
    anonymous: str
    unsorted: str
    claim: str
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column; `draw` gives its cell."""

    title: str | Promise
    draw: Callable[[Drawing], str]
    is_usual: bool = False


def words() -> Words:
    """Give the words in the reader's language."""
    return Words(
        classes={klass.value: str(klass.label) for klass in Klass},
        severities={one.value: str(one.label) for one in Severity},
        anonymous=_muted(_("anonymous")),
        unsorted=_muted(_("not sorted yet")),
        claim=escape(_("Claim")),
        where=Where.now(),
    )


def _muted(text: str) -> str:
    return format_html('<span class="muted">{}</span>', text)


def _shown(text: str | None) -> str:
    return escape(text) if text else _NOTHING


def _customer(drawing: Drawing) -> str:
    line = drawing.line
    return _shown(line.customer_name) if line.customer_id else drawing.words.anonymous


def _category(drawing: Drawing) -> str:
    line = drawing.line
    if not line.category_name:
        return drawing.words.unsorted
    return escape(f"{drawing.words.classes.get(line.klass, '')} › {line.category_name}")


def _owner(drawing: Drawing) -> str:
    line = drawing.line
    if line.owner_id or not drawing.claim_url:
        return _shown(line.owner_name)
    # The address is ours and the reference plain letters.
    return (
        f'<button class="btn btn-secondary btn-small" type="submit" form="claim"'
        f' formaction="{drawing.claim_url}">{drawing.words.claim}'
        f'<span class="visually-hidden"> {line.reference}</span></button>'
    )


def _limit(drawing: Drawing) -> str:
    line = drawing.line
    limit = next_limit(
        state=line.state, next_due_at=line.next_due_at, waiting_reason=line.waiting_reason,
        now=drawing.now,
    )  # fmt: skip
    return limit_badge(limit, drawing.words.where) if limit else _NOTHING


def _moment(moment: datetime | None) -> str:
    return moment_tag(moment) if moment else _NOTHING


COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        "customer": Column(title=gettext_lazy("Customer"), draw=_customer, is_usual=True),
        "category": Column(title=gettext_lazy("Category"), draw=_category, is_usual=True),
        "store": Column(
            title=gettext_lazy("Store"), draw=lambda one: _shown(one.line.store_name), is_usual=True
        ),
        "department": Column(
            title=gettext_lazy("Department"), draw=lambda one: _shown(one.line.department_name)
        ),
        "priority": Column(
            title=gettext_lazy("Priority"), is_usual=True,
            draw=lambda one: priority_badge(one.line.priority, one.words.where),
        ),
        "severity": Column(
            title=gettext_lazy("Severity"),
            draw=lambda one: _shown(one.words.severities.get(one.line.severity)),
        ),
        "owner": Column(title=gettext_lazy("Owner"), draw=_owner, is_usual=True),
        "state": Column(
            title=gettext_lazy("State"), is_usual=True,
            draw=lambda one: state_badge(one.line.state, one.words.where),
        ),
        "limit": Column(title=gettext_lazy("Limit"), draw=_limit, is_usual=True),
        "waiting": Column(
            title=gettext_lazy("Unanswered since"),
            draw=lambda one: _moment(one.line.unanswered_since),
        ),
        "opened": Column(
            title=gettext_lazy("Opened"), draw=lambda one: _moment(one.line.opened_at)
        ),
    }
)  # fmt: skip
USUAL = tuple(code for code, column in COLUMNS.items() if column.is_usual)


def known(codes: Iterable[object]) -> tuple[str, ...]:
    """Those of the codes that are columns, in the order of the table."""
    asked = {str(code) for code in codes}
    return tuple(code for code in COLUMNS if code in asked)


def in_address(data: QueryDict) -> tuple[str, ...]:
    """The columns that an address asks for: how somebody looks at a view otherwise than it was kept."""
    return known(data.get(ASKED, "").split("."))


def chosen(request: HttpRequest, own: Sequence[str] = ()) -> tuple[str, ...]:
    """Those that the address asks for, else a view's own, else what this browser was told, else the usual."""
    return (
        in_address(request.GET)
        or known(own)
        or known(request.COOKIES.get(COOKIE, "").split("."))
        or USUAL
    )


def cells(drawing: Drawing, columns: Sequence[str]) -> SafeString:
    """Draw one row's cells; each cell escapes what is not ours."""
    return SafeString("".join([_cell(code, COLUMNS[code].draw(drawing)) for code in columns]))


def _cell(code: str, html: str) -> str:
    """A cell with nothing in it keeps its place in a table, and is left out where rows are cards."""
    return f'<td class="col-{code}{" is-none" if html == _NOTHING else ""}">{html}</td>'
