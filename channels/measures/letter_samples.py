"""Letters as they would look: the shipped text of each, and values to try one with."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from channels import letters
from channels.letter_grammar import compiled_text, rendered, required_in
from channels.models import LetterText
from channels.references import CODE_LENGTH
from channels.short_letters import is_short
from feedback_site.organisation.rules.branding import shop_name

# What values look like; the same case in every language.
_PLAIN: Mapping[str, str] = {
    "reference": "FB-7K3M-92QX", "code": "7K3M9-2QXAB-CDEFG-HJKMN-PQRST-U", "ledger_number": "1042",
    "ledger_head": "9f2c…", "other": "FB-92QX-7K3M", "outcome": "confirmed", "team": "沖印品質部",
    "asked": "請問訂單編號是多少？", "text": "您好，我們今天就為您重印。", "decision": "我們已經重印。",
    "reason": "沒有購買紀錄。", "title": "相片偏黃", "channel": "電子郵件",
    "pin": "482 913", "quote": "1", "total": "NT$ 1,200", "answer": "approved",
    "ended": "closed", "purpose": "維修", "store": "中山店", "phone": "02 2511 0000",
    "address": "台北市中山北路二段 1 號", "bring": "請帶相機和收據。",
    "count": "12",
}  # fmt: skip


def sample_values(template: str, language: str, *, now: datetime, is_full: bool) -> dict[str, str]:
    """Give values to try a letter with: all that it may have, or only those that it always has."""
    zone = ZoneInfo(settings.TIME_ZONE)
    moment = letters.moment_in(language, now, zone, now=now)
    names = letters.TEMPLATES[template] if is_full else required_in(template)
    values = {name: _PLAIN.get(name, moment) for name in names | letters.ALWAYS}
    values["shop"] = shop_name(language)
    values["link"] = f"{settings.SITE_URL}/c/…"
    if is_short(template):
        # As long as a real one: its segments are counted.
        values["link"] = f"{settings.SITE_URL}/c/{values['reference']}/{'2' * CODE_LENGTH}"
    if "notice" in names:
        values["notice"] = f"{settings.SITE_URL}/privacy/"
    if "clock" in names:
        values["clock"] = letters.CLOCKS[language]["first_response"]
    if "cases" in names:
        page = f"{settings.SITE_URL}/admin/cases/case/{values['reference']}/"
        clock = letters.CLOCKS[language]["first_response"]
        row = f"{values['reference']} {_PLAIN['title']}\n{clock} · {moment}\n{page}"
        values["cases"] = "\n\n".join([row] * 4)
    if "alarm" in names:
        values["alarm"] = letters.ALARMS[language]["silent"]
    return values


def trial(text: LetterText, *, now: datetime) -> list[str]:
    """Render a version twice: with everything known, and with only what always is."""
    compiled = compiled_text(text.whole)
    return [
        rendered(compiled, sample_values(text.template, text.language, now=now, is_full=is_full))
        for is_full in (True, False)
    ]


def shipped_text(template: str, language: str) -> tuple[str, str]:
    """Give subject and body of the text that came with the site."""
    path = letters.TEXTS / template / f"{language}.txt"
    subject, _break, body = path.read_text(encoding="utf-8").partition("\n")
    return subject, body
