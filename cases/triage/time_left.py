"""How little time somebody says is left: hours, the end of today, an hour of tomorrow.

Only what is still to come: “done within two hours” praises, and hours that were waited are gone.
"""

import re

_NUMBER = r"(?:\d{1,2}|[一两二三四五六半几])"
_HOURS = rf"{_NUMBER}个?半?(?:小时|钟头)"
_SOON = r"(?:今天|今日|今晚|今早|明天|明日|明早|听日|聽日)"
_HOUR = (
    r"(?:下班|打烊|关门|收工|中午|傍晚|晚上|早上|上午|下午)?"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})?(?:点半?|:\d\d)?"
)
_ENGLISH_NUMBER = r"(?:\d{1,2}|an|one|two|three|four|half an|a few|a couple of)"
_WANTS = r"(?:need|must|have to|has to|please|want|require|leav\w+|depart\w+|fly\w*)"
_PATTERN = re.compile(
    rf"(?:只|仅|还|就)?剩下?(?:不到)?{_NUMBER}(?:个?半?(?:小时|钟头)|分钟|天)|"
    rf"(?:请|要|须|得|麻烦|务必)[^,。!?]{{0,12}}(?<![了过等]){_HOURS}(?:之|以)?内|"
    rf"(?<![了过等]){_HOURS}(?:之|以)?后[^,。!?]{{0,6}}(?:要|得|出发|上机|登机|起飞|开始|开车)|"
    rf"{_SOON}(?![之以]?前)(?!提前){_HOUR}(?:之|以)?前|"
    r"(?:今天|今日)(?:之|以)?内|"
    r"(?:请|要|须|得|务必)[^,。!?]{0,8}(?:下班|打烊|关门|收工)(?:之|以)?前|"
    rf"\b{_WANTS}\b[^.!?]{{0,40}}\b(?:with)?in (?:the next )?{_ENGLISH_NUMBER} hours?\b|"
    rf"\b(?:only |just )?{_ENGLISH_NUMBER} (?:hours?|minutes|days?) left\b|"
    r"\bby (?:noon|tonight|today|tomorrow|(?:the )?end of (?:the )?day|closing(?: time)?)\b|"
    r"\b(?:by|before) \d{1,2}(?::\d\d)? ?[ap]\.?m\b|"
    r"\bbefore (?:noon|you close|closing(?: time)?)\b"
)


def time_left(folded: str) -> str:
    """Give the words by which a folded text says that time runs out within a day or so; "" for none."""
    match = _PATTERN.search(folded)
    return match[0].strip() if match else ""
