"""Blanking: words that were written to one person made fit to be read by another.

Whatever may tell who somebody is becomes a blank that a person fills in: names, titles, contacts, addresses,
dates, sums and numbers. It takes out too much rather than too little; how a thing is put right stays.
"""

import re
from collections.abc import Iterable

from feedback_site.privacy.people import MENTIONED

# In brackets of any keyboard, for whoever looks for what is left.
BLANK = "[…]"

_HAN = r"[\u3400-\u9fff]"
# What stands before a name and is no part of it.
_GLUE = r"[的了和與与向對对給给請请您你跟及是]"
_TITLES = (
    "先生|小姐|女士|太太|同學|同学|老師|老师|師傅|师傅|阿姨|伯伯|叔叔|大哥|大姐|"
    "教授|醫師|医师|經理|经理|店長|店长"
)
_ANYBODY = r"(?:親愛的|亲爱的|尊敬的)?(?:顧客|顾客|客戶|客户|貴賓|贵宾|朋友|客人)"
_HELLO = r"(?:您好|你好|早安|午安|晚安|早上好|下午好|晚上好)"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
# One to three words, each with a capital.
_CAPITALS = r"[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*){0,2}"
_THIS_IS = re.compile(rf"\b(?:[Mm]y name is|[Tt]his is)\s+({_CAPITALS})")
_RESPECTFULLY = "敬上|謹啟|谨启|敬啟|敬启"
_CLOSING = rf"regards|sincerely|best wishes|cheers|yours \w+|{_RESPECTFULLY}"

_WHOLE = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        # Names before a title, before an address takes half of them.
        rf"(?:(?!{_GLUE}){_HAN}){{1,4}}(?=\s?(?:{_TITLES}))",
        r"\b(?:https?://|www\.)\S+",
        r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
        r"(?<!\w)@\w{2,}",
        # Names at messengers.
        r"(?:\b(?:line|wechat|whatsapp|telegram|instagram|ig)|微信|賴)\s*(?:id|號|号)?\s*[:：]\s*[^\s，。,;；]+",
        # Streets and house numbers.
        rf"(?:{_HAN}{{1,6}}(?:路|街|大道|巷|弄)[\w\s之、-]{{0,20}}?\d+\s*(?:號|号|樓|楼|室|巷|弄))(?:\s*\d+\s*[樓楼室f])?",
        r"\d+[\w-]*\s+(?:[a-z]+\s){1,3}(?:road|rd|street|st|avenue|ave|lane|drive)\b\.?",
        # Houses and floors where no street is named, and extensions.
        rf"{_HAN}{{2,6}}(?:花園|花园|大廈|大厦|新村|新城|[苑邨])",
        r"(?:[a-z]|\d{1,3})\s*[座棟栋幢層层樓楼室]",
        r"\b(?:flat|room|rm|block|tower|unit|apt)\b\.?\s*[a-z0-9]{1,4}\b|\b\d{1,3}/f\b",
        r"(?:分機|分机|\bext(?:ension)?\b\.?)\s*\d+",
        # Sums of money.
        r"(?:(?:nt|hk|us|rmb|twd|hkd|cny)\s*\$?|[$¥￥€£])\s*\d[\d,.]*",
        r"\d[\d,.]*\s*(?:元|塊|块|圓|圆|蚊|dollars?\b|yuan\b|twd\b|hkd\b|rmb\b)",
        # Days and hours.
        r"\d{2,4}\s*年(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*[日號号])?",
        r"\d{1,2}\s*月\s*\d{1,2}\s*[日號号]?",
        r"\b\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{1,4})?\b",
        rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?",
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}(?=\W|$)(?:,?\s+\d{{4}})?",
        r"\d{1,2}[:：]\d{2}(?:\s*[ap]\.?m\b\.?)?",
        # Long numbers, however they are grouped or spelled out.
        r"(?:[a-z]{1,6}[-#]?)?\+?\d(?:[\s().-]{0,2}\d){5,}",
        r"[〇零一二三四五六七八九]{4,}",
        # Several words with capitals are most often somebody's name or a house's.
        r"\b(?!(?:Dear|Best|Kind|Yours)\b)(?-i:[A-Z][a-z'’-]+(?:[^\S\n][A-Z][a-z'’-]+){1,3})\b",
        # A signature on the line below.
        rf"(?<=上\n){_HAN}{{2,4}}$",
    )
)  # fmt: skip
# Only what stands in the group goes.
_PARTS = (
    re.compile(
        rf"^[^\S\n]*(?!{_ANYBODY}[，,、\s]*{_HELLO})([^\n，,。!！:：]{{1,30}}?)(?=[，,、]?\s*{_HELLO})",
        re.MULTILINE,
    ),
    re.compile(
        r"^[^\S\n]*(?i:dear|hi|hello|hey|good (?:morning|afternoon|evening))\s+"
        r"(?!(?i:(?:valued |dear )?(?:customer|guest)|sir|madam|there|all|team)\b)"
        r"([^,\n!:.]{1,40}?)(?=[,!:\n.]|$)",
        re.MULTILINE,
    ),
    re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\b\.?\s+({_CAPITALS})"),
    re.compile(rf"(?:\b(?i:{_CLOSING}))[,，]?[^\S\n]*\n+[^\S\n]*([^\n]{{1,40}})$", re.MULTILINE),
    re.compile(rf"(?:^|[\s，,。！!])([^\s，,。！!:：]{{1,20}})(?=\s*(?:{_RESPECTFULLY}))"),
    re.compile(rf"(?:我是|我叫|敝姓|名叫|叫做)\s*({_HAN}{{2,4}})"),
    _THIS_IS,
)
_CALLED = (
    re.compile(rf"(?:我叫|敝姓|名字是|姓名[:：]?|本人)\s*({_HAN}{{2,4}})"),
    _THIS_IS,
)
# A signature: what stands in the last line.
_SIGNED = (
    re.compile(rf"\n({_HAN}{{2,4}})[^\S\n]*(?:敬上|上)?\Z"),
    re.compile(rf"(?i:{_CLOSING}|thanks|thank you)[,，]?\n([^\n]{{2,40}})\Z"),
)
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_#/-]*", re.ASCII)
_SIZE = re.compile(r"\d{1,2}(?:[xX×*]\d{1,2}){1,2}|\d{1,2}[rR]|[aA]\d")
_WIDE = str.maketrans({chr(0xFF10 + n): str(n) for n in range(10)})
_SEVERAL = re.compile(rf"{re.escape(BLANK)}(?:[\s/、-]?{re.escape(BLANK)})+")
# So many digits name one thing; fewer are days, prints or per cent.
_TELLING_DIGITS, _TELLING_CODE = 3, 5
_SHORTEST, _AS_A_WORD = 2, 3
# Whoever tells more may be anybody, who sends blank lines without end: so much of it is looked at.
_MOST, _LAST_LINES = 4_000, 4


def blanked(text: str, *, known: Iterable[str] = (), ours: Iterable[str] = ()) -> str:
    """Put blanks for what may tell who somebody is.

    `known` are names and contacts of who got it, `ours` those of colleagues, which count as they are
    written: one of them may be called Will.
    """
    text = _tidy(text).translate(_WIDE)
    for pattern in (*_of_known(known, text), *_of_known(ours, text, as_written=True)):
        text = pattern.sub(BLANK, text)
    for pattern in _PARTS:
        text = pattern.sub(_without_group, text)
    for pattern in _WHOLE:
        text = pattern.sub(BLANK, text)
    for pattern in MENTIONED:  # when months and houses are gone
        text = pattern.sub(_without_group, text)
    return _SEVERAL.sub(BLANK, _TOKEN.sub(_token, text))


def _tidy(text: str) -> str:
    """No more than one blank at once, and one empty line: the patterns would try each of them."""
    lines = (" ".join(line.split()) for line in text[:_MOST].splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def names_in(told: str) -> list[str]:
    """Give the names by which somebody calls themselves in what they told: said so, or signed with."""
    found = [match[1] for pattern in _CALLED for match in pattern.finditer(told[:_MOST])]
    lines = [line.strip() for line in told[-_MOST:].splitlines() if line.strip()]
    end = "\n".join(lines[-_LAST_LINES:])
    return [*found, *(match[1] for pattern in _SIGNED for match in pattern.finditer(end))]


def _without_group(match: re.Match[str]) -> str:
    start, end = (at - match.start() for at in match.span(1))
    return match[0][:start] + BLANK + match[0][end:]


def _token(match: re.Match[str]) -> str:
    """Order, parcel and serial numbers go; sizes of prints stay."""
    token = match[0]
    digits = sum(map(str.isdigit, token))
    is_code = 0 < digits < len(token) and len(token) >= _TELLING_CODE
    if _SIZE.fullmatch(token) or not (digits >= _TELLING_DIGITS or is_code):
        return token
    return BLANK


def _of_known(
    known: Iterable[str], text: str, *, as_written: bool = False
) -> list[re.Pattern[str]]:
    """Each name whole, then its parts; the longest first, or half of one would be left."""
    folded = text.casefold()
    wanted = {part for name in known for part in _parts_of(name) if part.casefold() in folded}
    return [_found(part, as_written=as_written) for part in sorted(wanted, key=len, reverse=True)]


def _parts_of(name: str) -> Iterable[str]:
    name = name.translate(_WIDE).strip()
    yield from (part for part in (name, *name.split()) if len(part) >= _SHORTEST)
    if re.fullmatch(rf"{_HAN}{{3,4}}", name):
        yield name[1:]  # without the family's
        yield name[-2:]


def _found(part: str, *, as_written: bool) -> re.Pattern[str]:
    if part.isascii():
        # A name such as May or An is told from the word by its capital alone.
        is_plain = len(part) > _AS_A_WORD and not as_written
        flags = re.IGNORECASE if is_plain else re.NOFLAG
        return re.compile(rf"(?<![A-Za-z0-9]){re.escape(part)}(?![A-Za-z0-9])", flags)
    return re.compile(re.escape(part))
