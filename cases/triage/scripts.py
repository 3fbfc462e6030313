"""Which Chinese characters belong to one script only, and how one folds into the other."""

from functools import lru_cache

from opencc import OpenCC

_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_HAN = [chr(code) for code in range(0x4E00, 0xA000)]
_BIG5_RARE_HALF = b"\xc9\x40"
_EVERYDAY_MERGERS = {
    "著": "着",
    "乾": "干",
    "瞭": "了",
    "藉": "借",
    "甚": "什",
    "妳": "你",
    "祢": "你",
    "裏": "里",
}
CANTONESE = frozenset("嘅咗喺嘢啲冇嚟哋唔佢咁嗰噉咩冚嬲攞瞓畀咪搵睇啱")


def _one_by_one(config: str) -> list[str]:
    converted: str = OpenCC(config).convert("\n".join(_HAN))
    return converted.split("\n")


def _encoded(character: str, encoding: str) -> bytes:
    try:
        return character.encode(encoding)
    except UnicodeEncodeError:
        return b""


@lru_cache(maxsize=1)
def fold_table() -> dict[int, str]:
    """For `str.translate`: each character to Simplified and half width by itself.

    OpenCC also looks at neighbours, which would give the same word other terms in other sentences.
    A plain dict, because a read-only view doubles the cost of `str.translate`.
    """
    pairs = zip(_HAN, _one_by_one("t2s"), strict=True)
    table = {ord(han): simple for han, simple in pairs if han != simple and len(simple) == 1}
    return table | {ord(a): b for a, b in _EVERYDAY_MERGERS.items()} | _FULL_WIDTH


def spellings(text: str) -> frozenset[str]:
    """A text as it stands and as each script writes it: what is sealed is found by whole spellings only."""
    if text.isascii():
        return frozenset((text,))
    return frozenset((text, *(_converter(one).convert(text) for one in ("t2s", "s2t", "s2tw"))))


@lru_cache(maxsize=3)
def _converter(config: str) -> OpenCC:
    return OpenCC(config)


@lru_cache(maxsize=1)
def traditional_only() -> frozenset[str]:
    """Characters that a writer of Simplified Chinese does not use: not in GB 2312, or Cantonese."""
    pairs = zip(_HAN, _one_by_one("t2s"), strict=True)
    return CANTONESE.union(
        han for han, simple in pairs if han != simple and not _encoded(han, "gb2312")
    )


@lru_cache(maxsize=1)
def simplified_only() -> frozenset[str]:
    """Characters that a writer of Traditional Chinese does not use.

    In GB 2312, changed by s2t, and not in the frequent half of Big5 (which holds 台, 里, 后, 只 …).
    """
    trios = zip(_HAN, _one_by_one("s2t"), _one_by_one("t2s"), strict=True)
    return frozenset(
        han
        for han, traditional, simple in trios
        if han != traditional
        and han == simple
        and _encoded(han, "gb2312")
        and not b"" < _encoded(han, "big5") < _BIG5_RARE_HALF
    )
