"""Forms of time-limit policies: for which cases, what holds for all its limits, and a policy as a file."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import slug_re
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases.measures.time_limits import policy_choices
from cases.measures.time_limits.policy_words import policy_name
from cases.models import Case, Policy
from cases.rules.time_limits.proofreading import Fault
from cases.rules.time_limits.revising import TERMS
from cases.sla.terms import OnDisable, ReopenMode
from channels.forms.fields import FileButton
from channels.references import read_reference
from feedback_site.organisation.models import User

ATTRIBUTES = (
    "classes", "categories", "priorities", "stores", "tiers", "schemes", "remedies",
)  # fmt: skip
LARGEST_FILE = 256 * 1024
_REOPENS = [
    (ReopenMode.NEW_CYCLE.value, gettext_lazy("A new limit to solve it begins")),
    (
        ReopenMode.CONTINUE.value,
        gettext_lazy("The limit goes on; the time it was solved does not count"),
    ),
]
_ENDS = [
    (OnDisable.CONTINUE.value, gettext_lazy("Running limits go on by the version they began with")),
    (OnDisable.CANCEL.value, gettext_lazy("Running limits end with it")),
]


def _ticks(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, widget=forms.CheckboxSelectMultiple
    )


class PolicyForm(forms.Form):
    """A policy without its limits; `seen` is the version that it was written upon."""

    code = forms.SlugField(
        label=gettext_lazy("Code"), max_length=50,
        help_text=gettext_lazy("Letters, digits, “-” and “_”; it never changes."),
    )  # fmt: skip
    name = forms.CharField(label=pgettext_lazy("policy", "Name"), max_length=120)
    is_on = forms.BooleanField(
        label=gettext_lazy("In use"), required=False,
        help_text=gettext_lazy("Off, no case gets its limits; it stays here for being turned on."),
    )  # fmt: skip
    rank = forms.IntegerField(
        label=pgettext_lazy("policy", "Rank"), min_value=0, max_value=32_767,
        help_text=gettext_lazy(
            "Where several policies promise the same for a case, the one with the lowest number counts."
        ),
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip
    classes = _ticks(gettext_lazy("Class"))
    categories = _ticks(gettext_lazy("Category"))
    priorities = _ticks(gettext_lazy("Priority"))
    tiers = _ticks(gettext_lazy("Service tier"))
    schemes = _ticks(gettext_lazy("Response scheme"))
    remedies = _ticks(gettext_lazy("Customer asks for"))
    stores = _ticks(gettext_lazy("Store"))
    reopen_mode = forms.ChoiceField(
        label=gettext_lazy("When a solved case is re-opened"),
        choices=_REOPENS,
        widget=forms.RadioSelect,
    )
    on_disable = forms.ChoiceField(
        label=gettext_lazy("When this version is changed or taken out of use"), choices=_ENDS,
        widget=forms.RadioSelect,
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)
    case = forms.CharField(
        label=gettext_lazy("Try it on a case"), required=False, max_length=40,
        help_text=gettext_lazy("A case number, such as FB-7K3M-92QX. Only looked at, nothing is kept of it."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, is_new: bool, user: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.user = user
        if not is_new:
            del self.fields["code"]
        offered, gone = policy_choices.matchable(), _("%(code)s (no longer in use)")
        for name in ATTRIBUTES:
            chosen = self[name].value() or []
            choices = policy_choices.with_gone(offered[name], chosen, gone)
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def attributes(self) -> list[tuple[Any, bool]]:
        """The fields of "for which cases", and whether one is open: it says something, or is wrong."""
        return [
            (self[name], bool(self[name].value()) or (self.is_bound and name in self.errors))
            for name in self.fields
            if name in ATTRIBUTES
        ]

    def clean_code(self) -> str:
        """Refuse one that is taken: its policy is changed on its own page."""
        code: str = self.cleaned_data["code"]
        if Policy.objects.filter(code=code).exists():
            raise ValidationError(
                _("There is a policy of this code already; open it to change it.")
            )
        return code

    def clean_case(self) -> Case | None:
        """Find the case that it is to be tried on, among those that the person may see."""
        typed = self.cleaned_data["case"]
        if not typed.strip():
            return None
        reference = read_reference(typed)
        found = Case.objects.visible_to(self.user).filter(reference=reference).first()
        if found is None:
            raise ValidationError(_("There is no case of this number that you may see."))
        return found

    def terms(self) -> dict[str, Any]:
        """What was filled in, as the rules take it, but for the limits."""
        said = self.cleaned_data
        match = {name: sorted(said[name]) for name in ATTRIBUTES if said[name]}
        names = ("name", "rank", "is_on", "reopen_mode", "on_disable")
        return {"match": match, **{name: said[name] for name in names}}

    def show(self, fault: Fault) -> None:
        """Show what a rule found at its field, or above all of them with its place."""
        name = fault.name if fault.field == "match" else fault.field
        if name in self.fields:
            self.add_error(name, capfirst(fault.says))
        else:
            self.add_error(None, capfirst(fault.words))


def initial_of(policy: Policy) -> dict[str, Any]:
    """A policy as its form shows it; a shipped name is shown in the reader's language."""
    match = policy.match if isinstance(policy.match, dict) else {}
    return {
        "name": policy_name(policy.code, policy.name), "rank": policy.rank, "is_on": policy.is_on,
        "reopen_mode": policy.reopen_mode, "on_disable": policy.on_disable, "seen": policy.version,
        **{name: match.get(name, []) for name in ATTRIBUTES},
    }  # fmt: skip


def typed_in(data: QueryDict) -> dict[str, Any]:
    """What was sent, for a page on which nothing is judged yet."""
    return {
        name: data.getlist(name) if name in ATTRIBUTES else data.get(name, "")
        for name in PolicyForm.base_fields
    }


def kept_name(typed: str, policy: Policy) -> str:
    """The name to keep: a shipped one stays what it is in each language until another is given."""
    return policy.name if typed == policy_name(policy.code, policy.name) else typed


class PolicyFileForm(forms.Form):
    """A policy as a file, as the page of a policy gives it."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("As “Download” gives it. It is read into the form; nothing is saved by that."),
        widget=FileButton({"accept": "application/json,.json"}),
    )  # fmt: skip

    def clean_file(self) -> Mapping[str, Any]:
        """Read the file; whether its terms can be kept is the rule's to say."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(_("The file is too large to be a policy."))
        try:
            read = json.loads(file.read())
        except (ValueError, RecursionError):
            raise ValidationError(
                _("This is no file of a policy: it cannot be read as JSON.")
            ) from None
        if not (isinstance(read, dict) and _is_code(read.get("code"))):
            raise ValidationError(_("This is no file of a policy: it names no code."))
        if missing := sorted({*TERMS} - read.keys()):
            words = _("These are missing in the file: %(names)s.")
            raise ValidationError(words % {"names": ", ".join(missing)})
        return read


def _is_code(value: object) -> bool:
    return isinstance(value, str) and slug_re.fullmatch(value) is not None
