"""How much a decoded text looks like something a person wrote; used to choose between charsets."""

from collections.abc import Iterable
from functools import cache

SAMPLE = 600  # characters beyond ASCII that are looked at

# The characters that make up about half of running Chinese text in either script, and words of our trade.
FREQUENT = frozenset(
    "的一是不了在人有我他这個个上们們来來到时時大地为為子中你说說生国國年着著就那和要她出也得里裡後后自以会會家可下"
    "而过過天去能对對小多然于於心学學么麼之都好看起发發当當没沒成只如事把还還用第样樣道想作种種开開美总總从從无無情己"
    "面最女但现現前些所同日手又行意动動方期它头頭经經长長儿兒回位分爱愛老因很给給名法间間斯知世什两兩次使身者被高已"
    "亲親其进進此话話常与與活正感请請问問谢謝您照片相机機册冊冲沖印订訂单單号號店退款换換货貨质質量差颜顏色收快递遞"
    "复覆複投诉訴客服电電话邮郵件务務员員怎什么麼吗嗎呢吧按拍打修理系统統取消地址寄送今明昨月星早晚安公司先生小姐"
    "感谢贵貴麻烦煩处處理尽盡快回信信箱等候错錯误誤模糊破损損坏壞测測试試中文主题題标標文字内內容简簡体體繁附档檔"
)
KANA_LOW, KANA_HIGH = 0x3041, 0x30FF
HANGUL_LOW, HANGUL_HIGH = 0xAC00, 0xD7A3


@cache
def _rows(codec: str, first: int, last: int, trails: tuple[int, int]) -> frozenset[str]:
    raw = (
        bytes((lead, trail))
        for lead in range(first, last + 1)
        for trail in range(trails[0], trails[1])
    )
    return frozenset("".join(pair.decode(codec, "ignore") for pair in raw))


@cache
def weights() -> dict[str, float]:
    """Weight of each known character: the first level of GB 2312, of Big5 and of KS X 1001, and kana."""
    table = dict.fromkeys(_rows("big5", 0xA4, 0xC6, (0x40, 0xFF)), 1.0)
    table |= dict.fromkeys(_rows("gb2312", 0xB0, 0xD7, (0xA1, 0xFF)), 1.0)
    table |= dict.fromkeys(_rows("gb2312", 0xA1, 0xA1, (0xA1, 0xFF)), 0.8)
    table |= dict.fromkeys(_rows("euc_jp", 0xB0, 0xCF, (0xA1, 0xFF)) - table.keys(), 0.4)
    table |= dict.fromkeys(_rows("euc_kr", 0xB0, 0xC8, (0xA1, 0xFF)), 1.4)
    table |= dict.fromkeys(FREQUENT, 3.0)
    table |= dict.fromkeys(map(chr, range(KANA_LOW, KANA_HIGH)), 1.6)
    table |= dict.fromkeys("，。！？：；（）、～「」《》“”‘’…—【】＆％／", 1.5)
    return table


def _weight_of_stranger(char: str) -> float:
    code = ord(char)
    if 0x4E00 <= code <= 0x9FFF:
        return -0.6
    if HANGUL_LOW <= code <= HANGUL_HIGH:
        return -0.8
    if 0xFF61 <= code <= 0xFF9F:
        return -0.7
    if 0xFF01 <= code <= 0xFF60 or 0x1F300 <= code <= 0x1FAFF:
        return 0.8
    if 0x0400 <= code <= 0x04FF:
        return 0.3
    if code < 0x0250:
        return 0.2
    if 0xE000 <= code <= 0xF8FF or code == 0xFFFD or 0x80 <= code < 0xA0:
        return -4.0
    return -1.0


def likeness(text: str, *, japanese: bool = False) -> float:
    """Mean weight of the characters beyond ASCII, from about -4 (noise) to 3 (plain Chinese).

    Kana count for something only where the charset is Japanese, because the same bytes are kana in others.
    """
    strange = [char for char in text if char > "\x7f"][:SAMPLE]
    if not strange:
        return 0.0
    return sum(_each(strange, japanese=japanese)) / len(strange)


def _each(chars: Iterable[str], *, japanese: bool) -> Iterable[float]:
    known = weights()
    for char in chars:
        if not japanese and KANA_LOW <= ord(char) <= KANA_HIGH:
            yield 0.3
        else:
            weight = known.get(char)
            yield _weight_of_stranger(char) if weight is None else weight
