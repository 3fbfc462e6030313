"""The facts that steps require: what each is called, what kind of value it takes, how it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FactCode = Literal[
    "category", "severity", "concerns", "is_safety", "is_privacy", "duplicates_checked", "reason",
    "customer_told", "duplicate_of", "merge_into", "owner", "waiting_reason", "asked_what", "asked_whom",
    "resume_by", "cause", "root_cause", "action_taken", "remedy", "remedy_cost", "decision_text",
    "told_how", "follow_up", "outcome", "evidence", "what_is_missing", "orders_left", "steps_left",
    "order_number", "product_serial", "photo_of_print", "proof_of_purchase", "store", "tracking_number",
]  # fmt: skip
# What a door shows: one line, many lines, one of the choices, yes or no, a date and time, an amount in the
# minor unit, a reference of another case, a member of staff, a row's id.
FactKind = Literal[
    "line", "text", "choice", "answer", "moment", "amount", "reference", "person", "id"
]


NOT_APPLICABLE = _("Write “not applicable” where there is none.")
# What a category may ask for when a case is sorted into it, beside what the step asks for.
OF_CATEGORY: tuple[FactCode, ...] = (
    "order_number", "product_serial", "photo_of_print", "proof_of_purchase", "store", "tracking_number",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact; `answer` must be given as yes or no, both are answers."""

    code: FactCode
    kind: FactKind
    label: str | Promise
    hint: str | Promise = ""


def _fact(code: FactCode, kind: FactKind, label: str | Promise, hint: str | Promise = "") -> Fact:
    return Fact(code=code, kind=kind, label=label, hint=hint)


FACTS: Mapping[FactCode, Fact] = MappingProxyType(
    {
        fact.code: fact
        for fact in (
            _fact("category", "choice", _("Category")),
            _fact("severity", "choice", _("Severity")),
            _fact(
                "concerns",
                "line",
                _("Order, product or serial number"),
                NOT_APPLICABLE,
            ),
            _fact("is_safety", "answer", _("Is anybody's safety concerned?")),
            _fact("is_privacy", "answer", _("Is personal data or a lost picture concerned?")),
            _fact("duplicates_checked", "answer", _("Did you look at the possible duplicates?")),
            _fact("reason", "text", _("Reason")),
            _fact("customer_told", "line", _("How was the customer told?")),
            _fact("duplicate_of", "reference", _("Duplicate of")),
            _fact("merge_into", "reference", _("Merge into")),
            _fact("owner", "person", _("Owner")),
            _fact("waiting_reason", "choice", _("Waiting for")),
            _fact("asked_what", "text", _("What was asked?")),
            _fact("asked_whom", "line", _("Who was asked?")),
            _fact("resume_by", "moment", _("Continue by"), _("The case comes back to you then.")),
            _fact("cause", "line", _("Why it continues")),
            _fact("root_cause", "choice", _("Root cause")),
            _fact("action_taken", "text", _("What was done")),
            _fact("remedy", "choice", _("Remedy")),
            _fact("remedy_cost", "amount", _("Cost of the remedy"), _("0 where it cost nothing.")),
            _fact(
                "decision_text",
                "text",
                _("Answer to the customer"),
                _("In the customer's language; they read exactly this."),
            ),
            _fact("told_how", "choice", _("How the customer is told")),
            _fact("follow_up", "id", _("Follow-up task")),
            _fact("outcome", "choice", _("Outcome")),
            _fact("evidence", "text", _("Evidence")),
            _fact("what_is_missing", "text", _("What is still missing?")),
            _fact(
                "orders_left",
                "text",
                _("Why it is solved although work orders are open"),
                _("Colleagues of the departments read it. Withdraw what nobody needs any more."),
            ),
            _fact(
                "steps_left",
                "text",
                _("Why it is solved although steps of a checklist are open"),
                _("Steps marked “before solving”. Colleagues read it; tick what is done instead."),
            ),
            _fact("order_number", "line", _("Order number"), NOT_APPLICABLE),
            _fact("product_serial", "line", _("Product and serial number"), NOT_APPLICABLE),
            _fact(
                "photo_of_print", "line", _("Picture of the print: where is it?"), NOT_APPLICABLE
            ),
            _fact("proof_of_purchase", "line", _("Proof of purchase"), NOT_APPLICABLE),
            _fact("store", "line", _("Which store?"), NOT_APPLICABLE),
            _fact("tracking_number", "line", _("Tracking number"), NOT_APPLICABLE),
        )
    }
)
