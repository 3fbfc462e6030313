"""Every model that holds something of a person or a case says which of its rows exist for whom."""

import pytest
from django.apps import apps

OURS = ("organisation", "ledger", "privacy", "sweeping", "channels", "cases", "surveys", "reports")
# A new model is written down here with its reason, or its queryset gets visible_to.
WITHOUT = {
    "read through its case": {
        "cases.assignment", "cases.casepresence", "cases.casequality", "cases.casetext", "cases.escalation",
        "cases.caseevent", "cases.caselink", "cases.handover", "cases.consultation",
        "cases.nearduplicate", "cases.neartext", "cases.note", "cases.notice", "cases.promise",
        "cases.solutionuse", "cases.answeruse", "surveys.callattempt",
    },
    "read through its incident": {
        "cases.incidentmember", "cases.incidentevent", "cases.incidenttask", "cases.affectedcustomer",
        "cases.incidentmessage", "cases.incidentrecipient", "cases.incidentrun", "cases.incidentruncase",
    },
    "read through its checklist, or its case": {
        "cases.caseliststep", "cases.laidlist", "cases.laidstep",
    },
    "read through its work order": {"cases.orderstay", "cases.orderevent"},
    "read through its conversation or customer": {
        "channels.attachment", "channels.consent", "channels.contactpoint", "channels.conversation",
        "channels.message", "channels.errand", "channels.publicreply", "channels.customersigns",
        "channels.customerpreference", "channels.stoppednumber",
    },
    "read through its call, call-back or batch": {
        "channels.callevent", "channels.callbacktry", "channels.batchevent", "channels.batchscan",
        "channels.batchsheet",
    },
    "read through its talk": {"channels.statement"},
    "read through its chat": {"channels.chatevent", "channels.chatanswer"},
    "what colleagues say of themselves; who takes chats is known to all who do": {
        "channels.chatpresence",
    },
    "read through its device": {"channels.devicenumber", "channels.reservedreference"},
    "counted, and read by nobody else": {"reports.readmark", "cases.solutionvote", "cases.diagnosisoutcome"},
    "rows of a file by their numbers, read through it": {"channels.wrongrow"},
    "of the trial's outgoing mail, for one ability over the whole chain": {"channels.keptmail"},
    "versions for the whole chain; their figures are of no place and no person": {
        "cases.readingmodel", "cases.moodmodel", "cases.codingsample",
    },
    "figures and codes, nothing of a person": {
        "organisation.signincount", "reports.keptfigures", "cases.nearweights", "cases.spikepass",
        "channels.channelcounter",
        "channels.channelhour", "channels.channelwatch", "channels.idempotencyrecord",
        "channels.mailbox", "channels.seenmail",
    },
    "how the chain is set up; an ability opens it": {
        "organisation.businesscalendar", "organisation.calendarhours",
        "organisation.calendarexception", "organisation.calendaredition", "organisation.department",
        "organisation.region", "organisation.store", "organisation.posting", "organisation.user",
        "organisation.skill", "organisation.rolecapacity", "organisation.brand",
        "privacy.privacynotice", "channels.lettertext", "channels.channel", "channels.channelaccount",
        "channels.partner", "channels.partnerkey", "channels.accounttoken",
        "cases.wordrule",
        "cases.category", "cases.treeedition", "cases.policy", "cases.responsescheme", "cases.schemeuse",
        "cases.workroute", "cases.worklimit", "cases.expertseat",
        "cases.recalculation", "channels.servicetier",
        "cases.solution", "cases.solutionversion", "cases.checklistitem",
        "cases.solutiontext", "cases.diagnosis", "cases.diagnosisstep",
    },
    "for whoever may see the ledger; codes and hashes": {
        "ledger.ledgercontent", "ledger.ledgerepoch", "ledger.ledgerevent", "ledger.ledgerseal",
        "ledger.ledgerwriter", "privacy.reveal",
    },
    "history that the database keeps by trigger, with no page": {
        "organisation.postingevent", "channels.channelevent", "channels.channelaccountevent",
        "channels.partnerevent", "channels.servicetierevent", "organisation.storeclosureevent",
        "cases.categoryevent", "cases.policyevent", "cases.responseschemeevent", "cases.schemeuseevent",
        "cases.dutyshiftevent", "cases.checklistitemevent", "cases.workrouteevent",
        "cases.worklimitevent", "cases.expertseatevent",
    },
}  # fmt: skip
EXCEPTIONS = {label for labels in WITHOUT.values() for label in labels}
MODELS = {
    model._meta.label_lower: model for model in apps.get_models() if model._meta.app_label in OURS
}


@pytest.mark.parametrize("label", sorted(MODELS))
def test_it_has_visible_to_or_a_reason_why_not(label):
    has = hasattr(MODELS[label]._default_manager.none(), "visible_to")

    assert has != (label in EXCEPTIONS), "give it visible_to, or write down why it needs none"


def test_no_exception_outlives_its_model():
    assert not EXCEPTIONS - MODELS.keys()
