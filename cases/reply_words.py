"""What a reply template is made of: words, and named values in braces; nothing else."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VARIABLES: Mapping[str, Promise] = MappingProxyType(
    {
        "name": _("name of the customer"),
        "reference": _("reference of the case"),
        "due": _("when the customer's page says that the next step comes"),
        "store": _("store of the case"),
        "order": _("order number"),
        "agent": _("your own name"),
        "shop": _("name of the shop"),
    }
)
LONGEST = 8_000
_MARK = re.compile(r"\{([^{}]*)\}")


def faults_of(text: str) -> list[str]:
    """Name what stands in braces and is none of ours, and braces that are left alone."""
    unknown = [f"{{{name}}}" for name in _MARK.findall(text) if name.strip() not in VARIABLES]
    return list(dict.fromkeys([*unknown, *re.findall(r"[{}]", _MARK.sub("", text))]))


def named_in(text: str) -> list[str]:
    """Name the variables that a text has, each once."""
    names = (name.strip() for name in _MARK.findall(text))
    return list(dict.fromkeys(name for name in names if name in VARIABLES))


def in_braces(names: Iterable[str]) -> str:
    """Name variables to a reader, as they stand in a text."""
    return ", ".join(f"{{{name}}}" for name in names)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put values into a text, as they are; what has none stands there as before."""
    return _MARK.sub(lambda mark: values.get(mark[1].strip()) or mark[0], text)
