"""One thing that a connection must be told."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountField:
    """One thing to fill in; a secret is sealed, and never shown again.

    `kind` is text, number, switch, long, choice or origins (of websites, one a line); `default` stands
    where nothing was filled in. What is filled in must be as the whole of `pattern` says. `needed_by` are
    the choices of `service` with which it is required, where the others can do without.
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
