"""Letters that list cases: which notices to colleagues they stand for, and the words around their rows."""

from collections.abc import Mapping
from types import MappingProxyType

# What one pass tells one colleague of more than so many things of one kind, one letter lists.
FEW = 3
# A mail that is still read; whatever comes behind is counted, and stands in the reader's queue, or, of a
# promise on a colleague's case, in the list of their promises.
MOST_ROWS = 30
LISTED_BY: Mapping[str, str] = MappingProxyType(
    {
        "staff_limit_warning": "staff_limits_near",
        "staff_limit_missed": "staff_limits_missed",
        "staff_escalated": "staff_escalations",
    }
)
LISTS = frozenset(LISTED_BY.values())
# Where each leads: what is theirs and due next, theirs and overdue, and put before them.
QUEUES: Mapping[str, str] = MappingProxyType(
    {
        "staff_limits_near": "mine/", "staff_limits_missed": "mine/?due=overdue",
        "staff_escalations": "to_acknowledge/",
    }
)  # fmt: skip
# Of these a title is looked up as they leave, so that nobody reads one whose case they may not see by then.
OF_LIMITS = frozenset(LISTED_BY) | LISTS

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "zh-hant": {
            "due": "期限 {due_at}", "ended": "已結束", "more": "另有 {number} 項。",
            "hidden": "您無法查看這件案件。",
        },
        "zh-hans": {
            "due": "期限 {due_at}", "ended": "已结束", "more": "另有 {number} 项。",
            "hidden": "您无法查看这件案件。",
        },
        "en": {
            "due": "due {due_at}", "ended": "no longer open", "more": "and {number} more.",
            "hidden": "This case is not open to you.",
        },
    }
)  # fmt: skip
