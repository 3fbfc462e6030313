"""What goes into the gaps of demonstration texts: sizes, papers, machines, amounts, days."""

from datetime import date
from random import Random

from cases.triage.languages import Language

_SIZES = ("3x5", "4x6", "5x7", "6x8", "8x10", "8x12", "10x15", "12x18", "20x30")
_MODELS = (
    "Canon EOS R6", "Canon R50", "Nikon Z6 II", "Nikon Z fc", "Sony A7 IV", "Sony ZV-E10",
    "Fujifilm X100V", "Fujifilm X-T5", "Olympus OM-1", "Leica Q2", "Ricoh GR III", "Panasonic S5",
)  # fmt: skip
_LENSES = ("50mm F1.8", "24-70mm F2.8", "85mm F1.4", "70-200mm F4", "35mm F2", "16-35mm F2.8")
_WORDS: dict[Language, dict[str, tuple[str, ...]]] = {
    "zh-hant": {
        "paper": ("亮面相紙", "霧面相紙", "絨面相紙", "珠光相紙", "金屬相紙"),
        "machine": ("自助沖印機", "證件照機", "大圖輸出機", "底片掃描機"),
        "carrier": ("黑貓宅急便", "新竹物流", "郵局", "宅配通"),
        "store": ("中山店", "信義店", "板橋店", "站前店", "公館店", "逢甲店"),
        "staff": ("林先生", "陳小姐", "小吳", "店長", "黃小姐"),
    },
    "zh-hans": {
        "paper": ("光面相纸", "绒面相纸", "珠光相纸", "金属相纸"),
        "machine": ("自助冲印机", "证件照机", "大图输出机", "底片扫描机"),
        "carrier": ("顺丰", "圆通", "邮政", "京东物流"),
        "store": ("中山店", "信义店", "板桥店", "站前店", "公馆店", "逢甲店"),
        "staff": ("林先生", "陈小姐", "小吴", "店长", "黄小姐"),
    },
    "en": {
        "paper": ("glossy paper", "matte paper", "lustre paper", "pearl paper", "metallic paper"),
        "machine": ("self-service kiosk", "photo booth", "large-format printer", "film scanner"),
        "carrier": ("The courier", "The driver", "The postman"),
        "store": (
            "the Zhongshan store", "the Xinyi store", "the Banqiao store", "the Gongguan store",
        ),
        "staff": ("Mr Lin", "Ms Chen", "Kevin", "the manager", "Ms Huang"),
    },
}  # fmt: skip


def slot_values(rng: Random, language: Language, bought: date) -> dict[str, str]:
    """One value for each gap; the numbers of one text fit together."""
    count = rng.choice((12, 20, 24, 30, 36, 40, 48, 50, 60, 72, 80, 100, 120)) + rng.randrange(6)
    values = {name: rng.choice(choices) for name, choices in _WORDS[language].items()}
    return values | {
        "date": _day(bought, language),
        "size": rng.choice(_SIZES),
        "n": str(count),
        "few": str(rng.randrange(3, 9)),
        "days": str(rng.randrange(4, 22)),
        "hours": rng.choice(("12", "24", "48")),
        "minutes": str(rng.randrange(4, 19) * 5),
        "amount": _money(rng.randrange(8, 60) * 50, language),
        "small": _money(rng.randrange(2, 18) * 5, language),
        "model": rng.choice(_MODELS),
        "lens": _lens(rng.choice(_LENSES), language),
    }


def _day(day: date, language: Language) -> str:
    return f"{day.day} {day:%B}" if language == "en" else f"{day.month}月{day.day}日"


def _money(amount: int, language: Language) -> str:
    return f"NT${amount:,}" if language == "en" else str(amount)


def _lens(lens: str, language: Language) -> str:
    return lens + {"zh-hant": "鏡頭", "zh-hans": "镜头", "en": " lens"}[language]
