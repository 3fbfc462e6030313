"""What may be done about those whom an incident concerns and who have not complained."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.admin.problems.cards import Card, Pressed
from cases.errors import WrongFact
from cases.forms.cards import orders_fields
from cases.forms.facts import choice_field
from cases.incident_kinds import ContactHow
from cases.order_lists import OrderRow, read
from cases.rules.problems import listing_affected
from cases.rules.problems.listing_affected import Listed

_MOST_NAMED = 20


def _orders(pressed: Pressed) -> tuple[list[OrderRow], list[str]]:
    """Read file and typed rows apart, for each has its own head and delimiter; name what was wrong."""
    sent, typed = read(pressed.facts["file"]), read(pressed.facts["orders"])
    # Rows are counted from one in each: where there are both, it is said of which.
    mark = gettext("%(n)s (typed)") if sent.rows or sent.wrong else "%(n)s"
    wrong = [str(number) for number, _why in sent.wrong]
    wrong += [mark % {"n": number} for number, _why in typed.wrong]
    return [*sent.rows, *typed.rows], wrong[:_MOST_NAMED]


def _list(pressed: Pressed) -> tuple[Listed, list[str]]:
    rows, wrong = _orders(pressed)
    if wrong and not rows:
        name = gettext("rows without a mail address or phone number")
        raise WrongFact(name=name, value=", ".join(wrong))
    listed = listing_affected.list_affected(pressed.pk, rows, **pressed.by)
    return listed, wrong


def _listed(result: tuple[Listed, list[str]]) -> str:
    listed, wrong = result
    words = gettext(
        "%(added)s listed; %(known)s were listed before, %(complained)s have a case here, "
        "%(erased)s have been erased."
    ) % {
        "added": listed.added, "known": listed.known, "complained": listed.complained,
        "erased": listed.erased,
    }  # fmt: skip
    if wrong:
        numbers = ", ".join(wrong)
        words += " " + gettext("Rows that could not be read: %(numbers)s.") % {"numbers": numbers}
    return words


AFFECTED = Card(
    code="affected", label=_("List customers from orders"), submit=_("List them"),
    takes_file=True, fields=lambda user: orders_fields(), done=_listed, do=_list,
    note=_("Who has a case in this incident is left out. Contacts are kept sealed, like all others."),
)  # fmt: skip
CONTACTED = Card(
    code="contacted", label=_("Contacted"), done=_("Noted."),
    fields=lambda user: {
        "how": choice_field(
            _("How"),
            [(how.value, str(how.label)) for how in ContactHow if how in listing_affected.BY_HAND],
        )
    },
    do=lambda pressed: listing_affected.mark_contacted(
        pressed.pk, pressed.subject, how=pressed.facts["how"], **pressed.by
    ),
)  # fmt: skip
