"""Names of charsets as mail writes them, and the superset that decodes each."""

import codecs
from functools import lru_cache

NO_LABEL = frozenset(
    {
        "", "us-ascii", "ascii", "ansi_x3.4-1968", "iso-ir-6", "646", "7bit", "8bit", "binary", "unknown",
        "unknown-8bit", "x-unknown", "default", "default_charset", "none", "null", "charset",
        "x-user-defined",
        "_autodetect", "_autodetect_all", "_iso-2022-jp$esc", "auto", "undefined", "other", "text", "plain",
    }
)  # fmt: skip
NO_CHARSETS = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs"}
)
SUPERSETS = {
    "gb18030": "gb2312 gb_2312 gb_2312-80 gb2312-80 gbk x-gbk cp936 ms936 windows-936 gb18030 "
    "gb18030-2000 gb18030-2022 "
    "euc-cn euccn x-euc-cn csgb2312 csiso58gb231280 iso-ir-58 chinese gb gb13000 x-cp20936 "
    "hz-gbk 936",
    "cp950": "big5 big-5 x-big5 cn-big5 csbig5 cp950 ms950 windows-950 x-x-big5 big5-eten x-windows-950 "
    "950 big5-tw",
    "big5hkscs": "big5-hkscs big5hkscs x-big5-hkscs big5-hkscs:2004 hkscs",
    "cp932": "shift_jis shift-jis sjis x-sjis s-jis ms_kanji csshiftjis cp932 ms932 windows-31j cswindows31j "
    "x-ms-cp932 windows-932 shiftjis shift_jisx 932 mskanji",
    "euc_jp": "euc-jp eucjp x-euc-jp x-euc cseucpkdfmtjapanese eucjp-ms eucjp-win cp51932 eucjp-open ujis",
    "iso2022_jp": "iso-2022-jp iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-3 iso-2022-jp-ms iso-2022-jp-ext "
    "iso2022-jp "
    "iso2022jp csiso2022jp cp50220 cp50221 cp50222 jis jis7 iso-2022-jp-2004 windows-50220 "
    "windows-50221",
    "cp949": "ks_c_5601-1987 ks_c_5601-1989 ks_c_5601 ksc5601 ksc_5601 ks_c-5601-1987 euc-kr euckr "
    "x-euc-kr cseuckr "
    "cp949 ms949 uhc windows-949 x-windows-949 korean csksc56011987 iso-ir-149 949",
    "utf-8": "utf-8 utf8 utf_8 utf8mb4 utf8mb3 utf-8-mac x-utf-8 utf8-mac unicode-1-1-utf-8 cp65001 65001 "
    "windows-65001 utf-8-sig unicode-utf-8 x-unicode-2-0-utf-8 utf",
    "utf-7": "utf-7 utf7 unicode-1-1-utf-7 x-unicode-2-0-utf-7 unicode-2-0-utf-7 csunicode11utf7 65000 "
    "cp65000",
    "utf-16": "utf-16 utf16 unicode ucs-2 iso-10646-ucs-2 unicodefffe unicodefeff csunicode",
    "cp1252": "iso-8859-1 iso8859-1 iso_8859-1 latin1 latin-1 l1 windows-1252 cp1252 x-ansi ansi western "
    "iso-8859-1-windows-3.1-latin-1 x-mac-ce-latin1 iso8859_1 iso-8859 x-iso-8859-1 windows1252 "
    "win-1252",
    "cp1254": "iso-8859-9 latin5 windows-1254 cp1254",
    "cp874": "tis-620 tis620 iso-8859-11 windows-874 cp874 x-windows-874",
    "iso8859-8": "iso-8859-8-i iso-8859-8-e iso-8859-8 visual logical",
    "iso8859-6": "iso-8859-6-i iso-8859-6-e iso-8859-6",
    "cp1251": "windows-1251 cp1251 x-cp1251 win-1251 windows1251 win1251",
    "koi8-r": "koi8-r koi8r koi8 cskoi8r",
    "mac-roman": "macintosh mac x-mac-roman macroman csmacintosh",
    "hz": "hz-gb-2312 hz hzgb x-hz",
}  # fmt: skip
CODEC_OF = {name: codec for codec, names in SUPERSETS.items() for name in names.split()}
# Where the first codec meets a byte it does not know, these may.
RELATED = {
    "gb18030": ("gbk", "cp936"),
    "cp950": ("big5hkscs", "big5"),
    "big5hkscs": ("cp950", "big5"),
    "cp932": ("shift_jis_2004", "shift_jisx0213"),
    "euc_jp": ("euc_jis_2004", "euc_jisx0213"),
    "cp949": ("johab",),
}


@lru_cache(maxsize=512)
def codec_named(label: str) -> str | None:
    """Name the superset codec for a charset label, or nothing where the label says nothing."""
    name = label.strip().strip("'\"<>[]();:,=").lower()
    name = name.split(";")[0].split(" ")[0].strip("'\"")
    if name in NO_LABEL:
        return None
    found = CODEC_OF.get(name) or CODEC_OF.get(name.replace("_", "-"))
    return found or _python_codec(name)


def _python_codec(name: str) -> str | None:
    for candidate in (name, name.removeprefix("x-"), name.removeprefix("charset=")):
        try:
            info = codecs.lookup(candidate)
        except (LookupError, ValueError):
            continue
        if info._is_text_encoding and info.name not in NO_CHARSETS:  # noqa: SLF001  # no public way to tell text codecs from transforms
            return CODEC_OF.get(info.name.replace("_", "-"), info.name)
    return None
