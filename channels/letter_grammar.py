"""What an edited letter may be made of: words, named values, and conditions on them; nothing else."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.template import Context, Engine, Template, TemplateSyntaxError

from channels import letters
from channels.listed_letters import LISTS
from channels.short_letters import is_short

_MARK = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_VALUE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_TERM = r'(?:not\s+)?[a-z_]+(?:\s*==\s*"[a-z_]+")?'
_CONDITION = re.compile(rf"\{{%\s*(?:if|elif)\s+({_TERM}(?:\s+(?:and|or)\s+{_TERM})*)\s*%\}}")
_QUOTED = re.compile(r'"[a-z_]+"')
_PLAIN = re.compile(r"\{%\s*(?:else|endif)\s*%\}")
_NAME = re.compile(r"[a-z_]+")
_LEFT = re.compile(r"\{[%{#]|[%}#]\}")
_JOINTS = frozenset({"and", "or", "not"})
# What a letter is of no use without; each must stand there whatever else is known.
_REQUIRED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "received": frozenset({"reference", "link", "code"}),
        "answered": frozenset({"text", "link"}),
        "incident_update": frozenset({"text", "link"}),
        # Whoever has no case has no page of one either.
        "incident_notice": frozenset({"text"}),
        "sign_in_code": frozenset({"pin"}),
        "sms_sign_in_code": frozenset({"pin"}),
        "waiting_for_you": frozenset({"asked", "link"}),
        "quote_sent": frozenset({"total", "link"}),
        "quote_answered": frozenset({"total", "link"}),
        "quote_withdrawn": frozenset({"reason", "link"}),
        "promise_changed": frozenset({"text", "by", "reason", "link"}),
        "promise_withdrawn": frozenset({"text", "reason", "link"}),
        "appointment_booked": frozenset({"starts_at", "store", "link"}),
        "appointment_reminder": frozenset({"starts_at", "store", "link"}),
        "appointment_cancelled": frozenset({"starts_at", "link"}),
        "staff_channel_alarm": frozenset({"channel", "alarm", "link"}),
        **dict.fromkeys(LISTS, frozenset({"cases", "link"})),
    }
)
_OTHERWISE = frozenset({"link"})
LONGEST_SUBJECT = 150
LONGEST_BODY = 8_000
# Beside its values a text has room for so many signs of any script, within the segments that are usual.
LONGEST_SHORT = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with a text: a code, and the words or the name that it is about."""

    code: str
    about: str = ""


def allowed_in(template: str) -> frozenset[str]:
    """Name the values that a letter may use; a colleague's holds no customer's code."""
    names = (letters.TEMPLATES[template] | letters.ALWAYS) - {"case_id"}
    if "text" in names:
        names |= {"team"}  # whoever wrote it
    if is_short(template):
        # The link opens the case; the code beside it would only lie open a second time.
        names -= {"code"}
    if template in LISTS:
        return names - {"reference", "code"}
    if not letters.is_about_case(template):
        return names - {"reference", "link", "code"}
    return names - {"code"} if letters.is_for_staff(template) else names


def required_in(template: str) -> frozenset[str]:
    """Name the values that must stand in a letter."""
    return _REQUIRED.get(template, _OTHERWISE)


def faults_of(template: str, subject: str, body: str) -> list[Fault]:
    """List what is wrong with an edited text; nothing of it is rendered before the list is empty."""
    whole = f"{subject}\n{body}"
    if not subject.strip() or not body.strip():
        return [Fault(code="empty")]
    if len(subject) > LONGEST_SUBJECT or len(body) > LONGEST_BODY or "\n" in subject.strip():
        return [Fault(code="too_long")]
    if is_short(template) and len(_MARK.sub("", body).strip()) > LONGEST_SHORT:
        return [Fault(code="too_long_text")]
    found = list(_foreign(whole, allowed_in(template)))
    if found:
        return found
    try:
        compiled = compiled_text(whole)
    except TemplateSyntaxError:
        return [Fault(code="unbalanced")]
    return list(_missing(template, compiled))


def compiled_text(whole: str) -> Template:
    """Compile a text that has no faults, with an engine that knows no folder and no library."""
    return Engine().from_string(whole)


def rendered(compiled: Template, values: Mapping[str, str]) -> str:
    """Fill a text with values, as they are."""
    return str(compiled.render(Context(dict(values), autoescape=False)))


def _foreign(whole: str, allowed: frozenset[str]) -> Iterator[Fault]:
    """Find marks that are none of ours, and names that this letter does not have."""
    for mark in _MARK.findall(whole):
        value, condition = _VALUE.fullmatch(mark), _CONDITION.fullmatch(mark)
        if not (value or condition or _PLAIN.fullmatch(mark)):
            yield Fault(code="foreign", about=mark[:60])
        named = value or condition
        for name in _NAME.findall(_QUOTED.sub("", named[1])) if named else ():
            if name not in allowed | _JOINTS:
                yield Fault(code="unknown", about=name)
    if left := _LEFT.search(_MARK.sub("", whole)):
        yield Fault(code="foreign", about=left[0])


def _missing(template: str, compiled: Template) -> Iterator[Fault]:
    """Find what would not stand there, where everything is known or only what always is."""
    required = required_in(template)
    signs = {name: f"\u2060{name}\u2060" for name in allowed_in(template)}
    always = letters.ALWAYS | required
    for values in (signs, {name: sign for name, sign in signs.items() if name in always}):
        text = rendered(compiled, values)
        for name in sorted(required):
            if signs[name] not in text:
                yield Fault(code="missing", about=name)
                return
