"""Numbers that name somebody, taken out of a text before anything is learned from it."""

import re

# Seven digits or more, however they are grouped: telephones, cards, long order numbers.
_LONG_NUMBER = re.compile(r"\+?\d(?:[\s().-]{0,2}\d){6,}")
# Letters and digits in one word: order, product and parcel numbers; 4x6, 5R, 3D and R50 stay.
_CODE = re.compile(
    r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*(?![\w-])",
    re.IGNORECASE | re.ASCII,
)
_SHORT, _FEW_DIGITS = 5, 3


def mask_numbers(text: str) -> str:
    """Put a 0 for every telephone, order and parcel number; sizes and names of cameras stay."""
    return _LONG_NUMBER.sub("0", _CODE.sub(_masked_code, text))


def _masked_code(match: re.Match[str]) -> str:
    code = match.group()
    digits = sum(map(str.isdigit, code))
    is_named = len(code) >= _SHORT and digits >= _FEW_DIGITS and digits < len(code)
    return "0" if is_named else code
