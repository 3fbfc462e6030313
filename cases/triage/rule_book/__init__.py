"""The shipped rules: which words speak for which category, and how strongly."""

from cases.triage.rule_book.book import Book, key_of
from cases.triage.rule_book.prints import PRINT_RULES
from cases.triage.rule_book.product import PRODUCT_RULES
from cases.triage.rule_book.rule import Rule
from cases.triage.rule_book.service import SERVICE_RULES
from cases.triage.rule_book.technical import TECHNICAL_RULES

__all__ = ("RULES", "SHIPPED", "Book", "Rule", "key_of")

RULES: tuple[Rule, ...] = (*PRINT_RULES, *TECHNICAL_RULES, *SERVICE_RULES, *PRODUCT_RULES)
SHIPPED = Book(shipped=RULES)
