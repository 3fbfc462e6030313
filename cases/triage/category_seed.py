"""What a category of the shipped tree is made of."""

from dataclasses import dataclass
from typing import Literal

from cases.triage.languages import Language

Klass = Literal["technical", "service", "product"]
Severity = Literal["low", "normal", "high", "critical"]
Fact = Literal[
    "order_number",
    "photo_of_print",
    "product_serial",
    "proof_of_purchase",
    "store",
    "tracking_number",
]

KLASSES: tuple[Klass, ...] = ("technical", "service", "product")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One thing said in the three languages of the house."""

    zh_hant: str
    zh_hans: str
    en: str

    def spoken_in(self, language: Language) -> str:
        """The wording for a reader of `language`."""
        return {"zh-hant": self.zh_hant, "zh-hans": self.zh_hans, "en": self.en}[language]


@dataclass(frozen=True, slots=True, kw_only=True)
class CategorySeed:
    """One sub-category as shipped; `facts` are what a handler needs before work can start."""

    code: str
    klass: Klass
    name: Words
    chip: Words
    description: Words
    department: str
    severity: Severity = "normal"
    facts: tuple[Fact, ...] = ()


def said(zh_hant: str, zh_hans: str, en: str) -> Words:
    """The three wordings in the order of the house."""
    return Words(zh_hant=zh_hant, zh_hans=zh_hans, en=en)
