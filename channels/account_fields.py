"""One thing that a connection must be told."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountField:
    """One thing to fill in; a secret is sealed, and never shown again.

    `kind` is text, number, switch, long, choice or origins (of websites, one a line); `default` stands
    where nothing was filled in. What is filled in must be as the whole of `pattern` says. `needed_by` are
    choices in other fields with which it is required, where the rest can do without; with one of `unless`
    it is known all the same. What has the same `group` stands together below the others, under those words.
    """

    code: str
    label: str | Promise
    kind: str = "text"
    is_secret: bool = False
    is_required: bool = True
    default: str | int | bool = ""
    help: str | Promise = ""
    choices: tuple[tuple[str, str | Promise], ...] = ()
    pattern: str = ""
    needed_by: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    group: str | Promise = ""

    def is_needed_by(self, chosen: frozenset[str]) -> bool:
        """Whether what was chosen in other fields cannot do without it."""
        return bool(chosen.intersection(self.needed_by)) and chosen.isdisjoint(self.unless)


def chosen_in(fields: tuple[AccountField, ...], values: Mapping[str, object]) -> frozenset[str]:
    """Give what is chosen in all fields that offer choices, or stands there where nothing was."""
    chosen = (values.get(field.code) or field.default for field in fields if field.choices)
    return frozenset(map(str, chosen))
