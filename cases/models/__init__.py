"""The tables of the work."""

from cases.models.assignment import Assignment
from cases.models.case import Case
from cases.models.case_presence import CasePresence
from cases.models.case_text import CaseText
from cases.models.category import Category
from cases.models.category_label import CategoryLabel
from cases.models.clock_cycle import ClockCycle
from cases.models.coding_sample import CodingSample
from cases.models.composer_draft import ComposerDraft
from cases.models.double_coding import DoubleCoding
from cases.models.duty import DutyShift
from cases.models.escalation import Escalation
from cases.models.event import CaseEvent
from cases.models.handover import Handover
from cases.models.link import CaseLink
from cases.models.near_duplicate import NearDuplicate
from cases.models.near_text import NearText
from cases.models.near_weights import NearWeights
from cases.models.note import Note
from cases.models.notice import Notice
from cases.models.policy import Policy
from cases.models.promise import Promise
from cases.models.quality import CaseQuality
from cases.models.queue_view import QueueView
from cases.models.reading_model import ReadingModel
from cases.models.recalculation import Recalculation
from cases.models.response_scheme import ResponseScheme, SchemeUse
from cases.models.solution import Solution
from cases.models.solution_text import SolutionText
from cases.models.solution_use import SolutionUse
from cases.models.solution_version import SolutionVersion
from cases.models.solution_vote import SolutionVote
from cases.models.tree_edition import TreeEdition

__all__ = [
    "Assignment",
    "Case",
    "CaseEvent",
    "CaseLink",
    "CasePresence",
    "CaseQuality",
    "CaseText",
    "Category",
    "CategoryLabel",
    "ClockCycle",
    "CodingSample",
    "ComposerDraft",
    "DoubleCoding",
    "DutyShift",
    "Escalation",
    "Handover",
    "NearDuplicate",
    "NearText",
    "NearWeights",
    "Note",
    "Notice",
    "Policy",
    "Promise",
    "QueueView",
    "ReadingModel",
    "Recalculation",
    "ResponseScheme",
    "SchemeUse",
    "Solution",
    "SolutionText",
    "SolutionUse",
    "SolutionVersion",
    "SolutionVote",
    "TreeEdition",
]
