"""Read from the address what a report is asked about, and spell it again."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest

from feedback_site.staff_doors import staff_of
from reports.forms.overview import OverviewForm
from reports.measures.places import places_of
from reports.measures.selection import Selection
from reports.panels import today

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The form as it came, the selection it means, and the query that means the same."""

    form: OverviewForm
    selection: Selection
    query: dict[str, str]


def asked_in(request: HttpRequest) -> Asked:
    """Understand the address; what cannot be understood is left out, and the form says so."""
    user = staff_of(request)
    form = OverviewForm(request.GET, today=today(), places=places_of(user))
    form.is_valid()
    said = form.cleaned_data
    selection = Selection(
        user=user,
        period=form.chosen(),
        store=said.get("store"),
        region=said.get("region"),
        department=said.get("department"),
    )
    names = ("period", "since", "last", "store", "region", "department")
    query = {name: request.GET[name] for name in names if request.GET.get(name)}
    return Asked(form=form, selection=selection, query=query)
