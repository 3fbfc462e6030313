"""The codes of this app beside the states: classes, severities, priorities, causes, clocks."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Klass(models.TextChoices):
    """The three classes of feedback."""

    TECHNICAL = "technical", _("technical")
    SERVICE = "service", _("service")
    PRODUCT = "product", _("product")


class Severity(models.TextChoices):
    """How bad it is for whom it happened to."""

    LOW = "low", _("low")
    NORMAL = "normal", _("normal")
    HIGH = "high", _("high")
    CRITICAL = "critical", _("critical")


class Priority(models.TextChoices):
    """What comes first: severity and urgency together."""

    LOW = "low", _("low")
    NORMAL = "normal", _("normal")
    HIGH = "high", _("high")
    URGENT = "urgent", _("urgent")


class EventKind(models.TextChoices):
    """What can happen to a case; the clocks are a fold of these."""

    RECEIVED = "received", _("received")
    ACKNOWLEDGED = "acknowledged", _("receipt acknowledged")
    TRIAGED = "triaged", _("looked at and sorted")
    RETARGETED = "retargeted", _("category or priority changed")
    ASSIGNED = "assigned", _("given to somebody")
    STARTED = "started", _("work began")
    NOTED = "noted", _("internal note")
    ANSWERED = "answered", _("answered by a person")
    CUSTOMER_WROTE = "customer_wrote", _("the customer wrote")
    TOOK_BACK = "took_back", _("the customer took a message back")
    AUTO_REPLY = "auto_reply", _("automatic reply came in")
    BOUNCE = "bounce", _("a message came back")
    WAITING_BEGAN = "waiting_began", _("waiting began")
    WAITING_ENDED = "waiting_ended", _("waiting ended")
    DISPATCHED = "dispatched", _("a specialist was sent")
    CONTACTED = "contacted", _("the customer was contacted")
    REMEDIED = "remedied", _("the remedy was carried out")
    REVIEWED = "reviewed", _("the request was decided")
    VISITED = "visited", _("somebody came on site")
    NOTING_TAKEN_BACK = "noting_taken_back", _("noted by mistake, and taken back")
    RESOLVED = "resolved", _("solved")
    RESOLUTION_UNDONE = "resolution_undone", _("solving was undone")
    VERIFYING_BEGAN = "verifying_began", _("follow-up began")
    CLOSED = "closed", _("closed")
    REOPENED = "reopened", _("re-opened")
    REJECTION_PROPOSED = "rejection_proposed", _("rejection proposed")
    REJECTED = "rejected", _("rejected")
    SPAM = "spam", _("put aside as spam; nothing was sent")
    NOT_SPAM = "not_spam", _("no spam after all")
    DUPLICATE = "duplicate", _("marked as duplicate")
    WITHDRAWN = "withdrawn", _("withdrawn by the customer")
    SPLIT = "split", _("a second matter was split off")
    UNSPLIT = "unsplit", _("splitting was undone")
    MERGED = "merged", _("merged into another case")
    UNMERGED = "unmerged", _("merging was undone")
    RELATED = "related", _("linked with another case")
    UNRELATED = "unrelated", _("link with another case removed")
    ESCALATED = "escalated", _("escalated")
    ASKED_UP = "asked_up", _("the customer asked for somebody else")
    STEPPED_DOWN = "stepped_down", _("escalation stepped down")
    WARNED = "warned", _("warned before a limit")
    BREACHED = "breached", _("a limit was missed")
    PROMISE_MADE = "promise_made", _("promised")
    PROMISE_KEPT = "promise_kept", _("promise kept")
    PROMISE_CHANGED = "promise_changed", _("promise changed")
    PROMISE_WITHDRAWN = "promise_withdrawn", _("promise taken back")
    FOLLOW_UP_TRIED = "follow_up_tried", _("follow-up attempt")
    CALENDAR_CHANGED = "calendar_changed", _("working times changed")
    POLICY_CHANGED = "policy_changed", _("time limits changed")
    CORRECTION = "correction", _("correction")
    TRACED = "traced", _("machine or lot noted")
    MOOD_SET = "mood_set", _("mood confirmed or corrected")
    PROBLEM_LINKED = "problem_linked", _("linked to a recurring problem")
    PROBLEM_UNLINKED = "problem_unlinked", _("taken out of a recurring problem")
    INCIDENT_JOINED = "incident_joined", _("joined to an incident")
    INCIDENT_LEFT = "incident_left", _("taken out of an incident")
    INCIDENT_TOLD = "incident_told", _("told with all others of an incident")
    ORDER_MADE = "order_made", _("work order given")
    ORDER_MOVED = "order_moved", _("work order moved")
    CONSULTED = "consulted", _("experts were asked")
    OPINION_GIVEN = "opinion_given", _("an expert's opinion")
    OPINIONS_DECIDED = "opinions_decided", _("decided after consultation")
    QUOTE_SENT = "quote_sent", _("quote sent")
    QUOTE_APPROVED = "quote_approved", _("quote approved")
    QUOTE_DECLINED = "quote_declined", _("quote declined")
    QUOTE_WITHDRAWN = "quote_withdrawn", _("quote taken back")
    QUOTE_BEGUN = "quote_begun", _("work on an answered quote began")
    CHECKLIST_ADDED = "checklist_added", _("checklist added")
    CHECKLIST_REMOVED = "checklist_removed", _("checklist taken away")
    STEP_DONE = "step_done", _("step of a checklist done")
    STEP_REOPENED = "step_reopened", _("step of a checklist opened again")
    ANSWER_TAKEN_BACK = "answer_taken_back", _("an answer was taken back before it went out")
    BOOKED = "booked", _("appointment made")
    BOOKING_MOVED = "booking_moved", _("appointment moved")
    BOOKING_CANCELLED = "booking_cancelled", _("appointment cancelled")
    BOOKING_REMINDED = "booking_reminded", _("customer reminded of the appointment")
    BOOKING_ASKED = "booking_asked", _("store asked whether the customer came")
    BOOKING_CAME = "booking_came", _("customer came to the appointment")
    BOOKING_MISSED = "booking_missed", _("appointment did not take place")


class Mood(models.TextChoices):
    """How somebody who told something felt."""

    POSITIVE = "positive", pgettext_lazy("sentiment", "positive")
    NEUTRAL = "neutral", pgettext_lazy("sentiment", "neutral")
    NEGATIVE = "negative", pgettext_lazy("sentiment", "negative")


# Under this name the reading of a case keeps what had been read, once a person said what the mood is.
MOOD_READ = "mood_read"


class RootCause(models.TextChoices):
    """Why it happened, coded once it is solved."""

    MACHINE_FAULT = "machine_fault", _("machine fault")
    MACHINE_SETTING = "machine_setting", _("wrong machine setting or calibration")
    MATERIAL = "material", _("paper, ink or chemistry")
    OPERATOR_ERROR = "operator_error", _("mistake in operation")
    FILE_FROM_CUSTOMER = "file_from_customer", _("picture file as delivered")
    ORDER_ENTRY = "order_entry", _("order taken wrongly")
    SOFTWARE = "software", _("website or software")
    STAFFING = "staffing", _("too few people")
    TRAINING = "training", _("training missing")
    CONDUCT = "conduct", _("conduct of staff")
    SUPPLIER = "supplier", _("supplier or carrier")
    PROCESS = "process", _("process or rule")
    EXPECTATION = "expectation", _("expectation not made clear")
    CUSTOMER_HANDLING = "customer_handling", _("handling by the customer")
    NOT_FOUND = "not_found", _("cause not found")


class ToldHow(models.TextChoices):
    """How the customer learned of the decision."""

    MESSAGE = "message", _("by message from this case")
    PHONE = "phone", _("by phone")
    IN_PERSON = "in_person", _("in person")
    LETTER = "letter", _("by letter")
    IN_PUBLIC = "in_public", _("in public, beside the review")


class RuleUrgency(models.TextChoices):
    """What a word rule of the site's own may call pressing; the codes are those of the reading."""

    SAFETY = "safety", _("somebody's safety")
    PRIVACY = "privacy", _("personal data")
    LEGAL = "legal", _("law, press or regulator")
    LOST_PHOTOS = "lost_photos", _("pictures lost")
    PRESSING_WORDS = "pressing_words", _("pressing words")


class LinkKind(models.TextChoices):
    """How two cases belong together."""

    FOLLOW_UP_OF = "follow_up_of", _("follow-up of")
    REPEAT_OF = "repeat_of", _("repeat of")
    DUPLICATE_OF = "duplicate_of", _("duplicate of")
    MERGED_INTO = "merged_into", _("merged into")
    SPLIT_FROM = "split_from", _("split off from")
    # Of a mail that names a case in its subject and does not prove that it comes from its customer.
    NAMES = "names", _("unproven answer to")
    # Tied by hand; it reads the same from both ends.
    RELATED = "related", _("related to")


class LabelKind(models.TextChoices):
    """How a person's decision on a category stands to what had been read."""

    CONFIRMED = "confirmed", _("confirmed")
    CORRECTED = "corrected", _("corrected")
    KEPT = "kept", _("sorted without a person, and kept")


class EditionKind(models.TextChoices):
    """What was done to the tree of categories."""

    BEGUN = "begun", _("as it was before the first change")
    ADDED = "added", _("category added")
    CHANGED = "changed", _("category changed")
    MOVED = "moved", _("category moved")
    RETIRED = "retired", _("category taken out of use")
    RESTORED = "restored", _("category taken into use again")
    UNDONE = "undone", _("last change undone")


class OpenCases(models.TextChoices):
    """What becomes of the open cases of a category that is moved or taken out of use."""

    FOLLOW = "follow", _("they follow: each with an event in its history")
    STAY = "stay", _("they stay as they are until they are closed")


class NearState(models.TextChoices):
    """What was decided about two cases told in nearly the same words."""

    OPEN = "open", _("to decide")
    ACCEPTED = "accepted", _("one matter")
    DECLINED = "declined", _("not a duplicate")


class SolutionState(models.TextChoices):
    """Whether a version of a standard solution may be used."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("to be approved")
    APPROVED = "approved", _("in force")
    RETIRED = "retired", _("taken back")


class VisitPart(models.TextChoices):
    """A part of a day in which somebody comes to a store."""

    MORNING = "morning", _("in the morning")
    AFTERNOON = "afternoon", _("in the afternoon")
    EVENING = "evening", _("in the evening")


class Purpose(models.TextChoices):
    """For what somebody comes to a store by appointment."""

    PICKUP = "pickup", pgettext_lazy("appointment", "pickup")
    REPAIR = "repair", pgettext_lazy("appointment", "repair")
    ADVICE = "advice", pgettext_lazy("appointment", "advice")


class AppointmentState(models.TextChoices):
    """What became of an appointment; that it was missed is a store's word, and never the clock's."""

    BOOKED = "booked", pgettext_lazy("appointment", "booked")
    CAME = "came", pgettext_lazy("appointment", "came")
    MISSED = "missed", pgettext_lazy("appointment", "did not take place")
    CANCELLED = "cancelled", pgettext_lazy("appointment", "cancelled")


class DiagnosisState(models.TextChoices):
    """Whether customers are asked the questions of a diagnosis."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("taken back")


class ExpertRole(models.TextChoices):
    """As what somebody is asked for an opinion on a case."""

    TECHNICAL_EXPERT = "technical_expert", _("technical expert")
    SERVICE_MANAGER = "service_manager", _("service manager")
    PRODUCT_OWNER = "product_owner", _("product owner")


class Confidence(models.TextChoices):
    """How sure an expert is."""

    LOW = "low", _("a guess")
    MEDIUM = "medium", _("fairly sure")
    HIGH = "high", _("sure")


class ComposerMode(models.TextChoices):
    """For whom one writes on a case."""

    CUSTOMER = "customer", _("to the customer")
    NOTE = "note", _("internal note")
