"""How many segments a text takes on its way to a phone, each of which is paid for (3GPP TS 23.038)."""

# The default alphabet of GSM; one sign of it takes seven bits.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Behind an escape: two of them.
_EXTENDED = frozenset("^{}\\[~]|€\f")
# Alone, and where several are put together again by a header of their own.
_GSM_ALONE, _GSM_EACH = 160, 153
_UCS2_ALONE, _UCS2_EACH = 70, 67


def is_gsm(text: str) -> bool:
    """Whether all of a text is in GSM's own alphabet; one other sign makes all of it cost more than twice."""
    return all(sign in _BASIC or sign in _EXTENDED for sign in text)


def segments_of(text: str) -> int:
    """Count the segments of a text; no sign is cut by the end of one."""
    if is_gsm(text):
        widths = [2 if sign in _EXTENDED else 1 for sign in text]
        return _counted(widths, _GSM_ALONE, _GSM_EACH)
    widths = [len(sign.encode("utf-16-le")) // 2 for sign in text]
    return _counted(widths, _UCS2_ALONE, _UCS2_EACH)


def _counted(widths: list[int], alone: int, each: int) -> int:
    if sum(widths) <= alone:
        return 1
    segments, taken = 1, 0
    for width in widths:
        if taken + width > each:
            segments, taken = segments + 1, 0
        taken += width
    return segments
