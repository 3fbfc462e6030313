"""The tables of the work."""

from cases.models.affected_customer import AffectedCustomer
from cases.models.answer_use import AnswerUse
from cases.models.appointment import Appointment
from cases.models.assignment import Assignment
from cases.models.case import Case
from cases.models.case_list import CaseList, CaseListStep
from cases.models.case_presence import CasePresence
from cases.models.case_text import CaseText
from cases.models.category import Category
from cases.models.category_label import CategoryLabel
from cases.models.checklist import ChecklistItem
from cases.models.clock_cycle import ClockCycle
from cases.models.coding_sample import CodingSample
from cases.models.composer_draft import ComposerDraft
from cases.models.consultation import Consultation
from cases.models.diagnosis import Diagnosis
from cases.models.diagnosis_outcome import DiagnosisOutcome
from cases.models.diagnosis_step import DiagnosisStep
from cases.models.double_coding import DoubleCoding
from cases.models.duty import DutyShift
from cases.models.escalation import Escalation
from cases.models.event import CaseEvent
from cases.models.expert_seat import ExpertSeat
from cases.models.handover import Handover
from cases.models.incident import Incident
from cases.models.incident_event import IncidentEvent
from cases.models.incident_member import IncidentMember
from cases.models.incident_message import IncidentMessage
from cases.models.incident_recipient import IncidentRecipient
from cases.models.incident_run import IncidentRun
from cases.models.incident_run_case import IncidentRunCase
from cases.models.incident_task import IncidentTask
from cases.models.laid_list import LaidList, LaidStep
from cases.models.link import CaseLink
from cases.models.mood_label import MoodLabel
from cases.models.mood_model import MoodModel
from cases.models.near_duplicate import NearDuplicate
from cases.models.near_text import NearText
from cases.models.near_weights import NearWeights
from cases.models.note import Note
from cases.models.notice import Notice
from cases.models.opinion import Opinion
from cases.models.order_event import OrderEvent
from cases.models.order_stay import OrderStay
from cases.models.policy import Policy
from cases.models.problem import Problem
from cases.models.promise import Promise
from cases.models.quality import CaseQuality
from cases.models.queue_view import QueueView
from cases.models.quote import Quote
from cases.models.reading_model import ReadingModel
from cases.models.recalculation import Recalculation
from cases.models.reply_template import ReplyTemplate
from cases.models.response_scheme import ResponseScheme, SchemeUse
from cases.models.slot_offer import SlotOffer
from cases.models.solution import Solution
from cases.models.solution_text import SolutionText
from cases.models.solution_use import SolutionUse
from cases.models.solution_version import SolutionVersion
from cases.models.solution_vote import SolutionVote
from cases.models.spike_pass import SpikePass
from cases.models.tree_edition import TreeEdition
from cases.models.word_rule import WordRule
from cases.models.work_limit import WorkLimit
from cases.models.work_order import WorkOrder
from cases.models.work_route import WorkRoute

__all__ = [
    "AffectedCustomer",
    "AnswerUse",
    "Appointment",
    "Assignment",
    "Case",
    "CaseEvent",
    "CaseLink",
    "CaseList",
    "CaseListStep",
    "CasePresence",
    "CaseQuality",
    "CaseText",
    "Category",
    "CategoryLabel",
    "ChecklistItem",
    "ClockCycle",
    "CodingSample",
    "ComposerDraft",
    "Consultation",
    "Diagnosis",
    "DiagnosisOutcome",
    "DiagnosisStep",
    "DoubleCoding",
    "DutyShift",
    "Escalation",
    "ExpertSeat",
    "Handover",
    "Incident",
    "IncidentEvent",
    "IncidentMember",
    "IncidentMessage",
    "IncidentRecipient",
    "IncidentRun",
    "IncidentRunCase",
    "IncidentTask",
    "LaidList",
    "LaidStep",
    "MoodLabel",
    "MoodModel",
    "NearDuplicate",
    "NearText",
    "NearWeights",
    "Note",
    "Notice",
    "Opinion",
    "OrderEvent",
    "OrderStay",
    "Policy",
    "Problem",
    "Promise",
    "QueueView",
    "Quote",
    "ReadingModel",
    "Recalculation",
    "ReplyTemplate",
    "ResponseScheme",
    "SchemeUse",
    "SlotOffer",
    "Solution",
    "SolutionText",
    "SolutionUse",
    "SolutionVersion",
    "SolutionVote",
    "SpikePass",
    "TreeEdition",
    "WordRule",
    "WorkLimit",
    "WorkOrder",
    "WorkRoute",
]
