"""What each route asks for: who may, on whose objects, and what GET and POST answer then.

A route that is not written down here fails the suite: give it an entry.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.urls import get_resolver

from cases.triage.rule_book import RULES, key_of
from feedback_site.organisation.roles import Ability

SHIPPED_KEY = key_of(RULES[0])
PUBLIC = "anybody"
CUSTOMER = "the customer whose session opened the case"
PARTNER = "the partner with its key"
STAFF = "anybody signed in to the back office"
NOBODY = "nobody"
TO_SIGN_IN = "to the sign-in page"
# How far a thing is seen: a case by places and owner, other things by places only, some by those alone
# whose posting is over the whole chain, the rest by everybody.
CASE, PLACED, WHOLE = "case", "placed", "whole"


@dataclass(frozen=True, kw_only=True)
class Route:
    """Answers to those who may; a status of None means that the method is not taken (405)."""

    may: object = PUBLIC
    scope: str = ""
    kwargs: Callable = lambda world, objects: {}
    get: tuple = (200,)
    post: tuple | None = None
    # Who may POST where that is fewer; what they send.
    post_may: object = None
    data: Callable = lambda objects: {}
    # What a GET asks for.
    query: dict = field(default_factory=dict)
    # What a stranger to the object gets, where it is not 404.
    elsewhere: tuple = (404,)
    # Tables that a GET may write, where it keeps what it has worked out.
    keeps: tuple = ()
    # What staff without the ability get, and whoever has not signed in.
    refused: tuple = (403,)
    outside: tuple = (TO_SIGN_IN,)


def by_case(world, objects):
    return {"reference": objects.case.reference}


def solved_case(world, objects):
    return {"reference": objects.follow_up.case.reference}


def by(name, argument="pk"):
    return lambda world, objects: {argument: getattr(objects, name).pk}


def by_rule(world, objects):
    return {"number": world.rows["cases.wordrule"].number}


def by_policy(world, objects):
    return {"code": "standard"}


def row(label, argument="pk"):
    return lambda world, objects: {argument: world.rows[label].pk}


def solution(world, objects):
    return {"pk": world.rows["cases.solutionversion"].solution_id}


def callback(kind):
    return lambda world, objects: {"public_id": world.rows[kind].public_id}


FAR_FUTURE = "2099-01-01 10:00"
SEEN, WRITTEN = (200,), (302,)
SEE, WORK, WATCH = Ability.SEE_CASES, Ability.WORK_CASES, Ability.WATCH_CHANNELS
SUPERVISE = Ability.SUPERVISE
CALL, REVEAL, SETUP = Ability.CALL_BACK, Ability.REVEAL, Ability.MANAGE_SETTINGS

# Customers: whoever has not opened the case is asked for its number and code, whatever there is.
_STATUS = {"may": CUSTOMER, "scope": CASE, "kwargs": by_case, "elsewhere": (302,)}
# A case at the desk.
_CASE = {"may": SEE, "scope": CASE, "kwargs": by_case}
_ORDER = {"may": SEE, "scope": CASE, "kwargs": by("order")}
_CALL = {"may": CALL, "scope": CASE, "kwargs": by("follow_up")}
_ITEM = {"may": WATCH, "scope": PLACED, "kwargs": by("raw")}
_CUSTOMER = {"may": SEE, "scope": PLACED, "kwargs": by("customer")}
_TAKEN = {"may": Ability.TAKE_FEEDBACK, "scope": PLACED}
_PHONE = {**_TAKEN, "kwargs": by("call")}
_BACK = {**_TAKEN, "kwargs": by("call_back")}
_CHAT = {"may": WORK, "scope": PLACED, "kwargs": by("chat")}
_BATCH = {**_TAKEN, "kwargs": by("batch")}
_INCIDENT = {
    "may": SEE, "scope": CASE, "kwargs": lambda world, o: {"pk": o.affected.incident_id},
}  # fmt: skip
_REVIEW = {"may": WATCH, "scope": PLACED, "kwargs": by("review")}
_POST_ONLY = {"get": None}
_DEVICE = {"may": WATCH, "scope": PLACED, "kwargs": by("device")}
_DEVICE_ACT = {**_DEVICE, "may": SUPERVISE, **_POST_ONLY}
KEPT = ("reports_keptfigures",)

ROUTES = {
    # --- Everybody
    "home": Route(),
    "brand_css": Route(),
    "brand_logo": Route(get=(404,)),
    "style_guide": Route(may=STAFF, outside=(404,), post=SEEN),
    "set_language": Route(get=(302,), post=(302,), data=lambda o: {"language": "en"}),
    "favicon.ico": Route(get=(302,), post=(302,)),
    "channels:feedback_form": Route(post=(200, 422)),
    "channels:feedback_done": Route(get=(302,)),
    "channels:feedback_qr": Route(query={"store": "zs", "order_number": "ZS-7"}),
    "channels:widget_script": Route(get=(302,)),
    # No widget of this name: what one shows is told in tests/channels/views/test_widget.py.
    "channels:widget": Route(
        kwargs=lambda world, o: {"public_id": "0123456789"}, get=(404,), post=(404,)
    ),
    # The visitor's own browser only; strangers to a chat are told in tests/channels/views/test_chat.py.
    "channels:chat": Route(),
    "channels:chat_say": Route(get=(302,), post=(400, 422)),
    "channels:chat_act": Route(get=(302,), post=(302,)),
    "channels:chat_contact": Route(get=(302,), post=(302,)),
    "channels:chat_file": Route(
        kwargs=lambda world, o: {"pk": o.attachment.pk}, get=(404,), elsewhere=(404,)
    ),
    "channels:chat_lines": Route(get=(204,)),
    "channels:chat_typing": Route(**_POST_ONLY, post=(204,)),
    "channels:chat_stream": Route(get=(204,)),
    "channels:notice": Route(),
    # Shut while no token is set.
    "channels:metrics": Route(get=(404,)),
    "cases:status_find": Route(post=(200, 422)),
    "cases:help": Route(query={"q": "yellow"}, keeps=("floods_count",)),
    "cases:help_article": Route(kwargs=lambda world, o: {"code": "colour-cast"}),
    "cases:help_helped": Route(
        kwargs=lambda world, o: {"code": "colour-cast"}, **_POST_ONLY, post=(302,),
        data=lambda o: {"helped": "yes"},
    ),
    "cases:help_suggest": Route(**_POST_ONLY, post=SEEN, data=lambda o: {"text": "yellow"}),
    "cases:diagnosis": Route(kwargs=lambda world, o: {"code": "colours"}),
    "cases:diagnosis_step": Route(kwargs=lambda world, o: {"code": "colours", "step": "machine"}),
    "cases:diagnosis_said": Route(
        kwargs=lambda world, o: {"code": "colours", "step": "machine"}, **_POST_ONLY, post=(302,),
        data=lambda o: {"helped": "yes"},
    ),
    "cases:my_cases": Route(post=(200, 302), data=lambda o: {"email": "nobody@example.com"}),
    "cases:my_cases_code": Route(get=(302,), post=(302,)),
    "cases:my_cases_leave": Route(**_POST_ONLY, post=(302,)),
    # Whose cases these are is told in tests/cases/views/test_own_cases.py.
    "cases:my_case": Route(kwargs=by_case, get=(302,), post=(302,)),
    # --- Customers
    "cases:status_enter": Route(
        kwargs=lambda world, o: {**by_case(world, o), "code": "WRONG-CODE"}, get=(302,),
        keeps=("floods_count",),
    ),
    "cases:status": Route(**_STATUS),
    "cases:status_reply": Route(**_STATUS, get=(302,), post=(200, 422)),
    "cases:status_visit": Route(**_STATUS, get=(200, 302), post=(200, 302)),
    "cases:status_appointment": Route(**_STATUS, get=(200, 302), post=(302, 409)),
    "cases:status_appointment_cancel": Route(**_STATUS, get=(200, 302), post=(302,)),
    "cases:status_appointment_file": Route(**_STATUS, get=(200, 404)),
    "cases:status_ask_up": Route(**_STATUS, get=(200, 302), post=(200, 302)),
    "cases:status_object": Route(**_STATUS, get=(200, 302)),
    "cases:status_name": Route(**_STATUS, get=(200, 302), post=(200, 302)),
    "cases:status_withdraw": Route(**_STATUS, post=(200,)),
    "cases:status_quote": Route(
        **{**_STATUS, "kwargs": lambda world, o: {**by_case(world, o), "number": 1}}, post=(422,)
    ),
    "cases:status_leave": Route(kwargs=by_case, **_POST_ONLY, post=(302,)),
    "surveys:answer": Route(**_STATUS, get=(302,), post=(302, 422)),
    "channels:attachment": Route(
        may=(CUSTOMER, SEE), scope=CASE, kwargs=by("attachment")
    ),
    # Whoever has put it beside an answer, and nobody else (tests/cases/admin/case_page).
    "channels:unsent_file": Route(
        kwargs=lambda world, o: {"pk": 1}, get=(404,), outside=(404,), refused=(404,)
    ),
    # --- The counter
    # Its own accounts only; without a signature nobody (tests/channels/views/test_mail_webhook.py).
    **dict.fromkeys(
        ("channels:mail_webhook", "channels:mail_webhook_mime"),
        Route(kwargs=lambda world, objects: {"public_id": "0" * 24}, **_POST_ONLY, post=(404,)),
    ),
    "channels:counter": Route(may=Ability.TAKE_FEEDBACK, post=(200, 422)),
    "channels:counter_find": Route(may=Ability.TAKE_FEEDBACK, get=(302,), post=(200,)),
    "channels:counter_words": Route(
        may=Ability.TAKE_FEEDBACK, scope=CASE, kwargs=by_case, post=(422,)
    ),
    "channels:counter_likes": Route(
        **_TAKEN, kwargs=by("customer"), post=(422,), keeps=("floods_count",)
    ),
    "channels:poster": Route(may=Ability.TAKE_FEEDBACK),
    "channels:receipt_codes": Route(may=Ability.TAKE_FEEDBACK, query={"numbers": "ZS-7"}),
    # A slip shows the code: only who took the feedback sees it, in the same sitting.
    "channels:slip": Route(may=Ability.TAKE_FEEDBACK, kwargs=by_case, get=(404,)),
    # Nobody's name and nobody's data in them: a device fetches them whoever is signed in, or nobody.
    "channels:counter_worker": Route(),
    "channels:counter_manifest": Route(),
    "channels:counter_shell": Route(may=Ability.TAKE_FEEDBACK),
    # Scripts knock here: they are told in JSON (tests/channels/views/test_devices.py).
    "channels:device_register": Route(may=SUPERVISE, **_POST_ONLY, post=(422,), outside=(401,)),
    **dict.fromkeys(
        ("channels:device_contact", "channels:device_entry"),
        Route(may=Ability.TAKE_FEEDBACK, **_POST_ONLY, post=(400,), outside=(401,)),
    ),
    "admin:channels_devices": Route(may=WATCH),
    "admin:channels_device": Route(**_DEVICE),
    **dict.fromkeys(
        ("admin:channels_device_rename", "admin:channels_device_revoke", "admin:channels_device_reinstate"),
        Route(**_DEVICE_ACT, post=WRITTEN),
    ),
    "admin:channels_device_explain": Route(**_DEVICE_ACT, post=(422,)),
    # --- The phone
    "channels:phone": Route(may=Ability.TAKE_FEEDBACK),
    "channels:phone_live": Route(may=Ability.TAKE_FEEDBACK),
    "channels:phone_call": Route(**_PHONE, post=(200, 422)),
    "channels:phone_log": Route(may=Ability.TAKE_FEEDBACK, get=(302,), post=(422,)),
    "channels:phone_correct": Route(**_TAKEN, kwargs=by("by_hand"), post=(422,)),
    "admin:channels_calls": Route(may=Ability.TAKE_FEEDBACK),
    "admin:channels_call": Route(**_PHONE),
    "admin:channels_call_reveal": Route(
        **{**_PHONE, "may": REVEAL}, **_POST_ONLY, post=SEEN, post_may=Ability.TAKE_FEEDBACK,
        refused=(403, 404), data=lambda o: {"what": "number"},
    ),
    "admin:channels_call_back": Route(**_BACK, post=(422,)),
    "admin:channels_call_back_take": Route(**_BACK, **_POST_ONLY, post=WRITTEN),
    "admin:channels_call_back_give_up": Route(**_BACK, **_POST_ONLY, post=(422,)),
    "admin:channels_call_back_number": Route(
        **{**_BACK, "may": REVEAL}, **_POST_ONLY, post=SEEN, post_may=Ability.TAKE_FEEDBACK,
        refused=(403, 404),
    ),
    # Whoever calls must sign what they say; nothing tells a stranger which centres there are.
    "channels:call_centre_event": Route(
        kwargs=lambda world, o: {"public_id": "0" * 24}, **_POST_ONLY, post=(404,)
    ),
    # --- Chats
    "admin:channels_chats": Route(may=WORK),
    "admin:channels_chats_live": Route(may=WORK),
    "admin:channels_chats_presence": Route(
        may=WORK, **_POST_ONLY, post=WRITTEN, data=lambda o: {"available": "1"}
    ),
    "admin:channels_chat": Route(**_CHAT),
    "admin:channels_chat_news": Route(**_CHAT),
    "admin:channels_chat_beside": Route(**_CHAT),
    "admin:channels_chat_reply": Route(**_CHAT, **_POST_ONLY, post=(409,), data=lambda o: {"text": "x"}),
    "admin:channels_chat_typing": Route(**_CHAT, **_POST_ONLY, post=(204,)),
    "admin:channels_chat_step": Route(
        **_CHAT, **_POST_ONLY, post=WRITTEN, data=lambda o: {"act": "claim"}
    ),
    # --- Boxes and letters
    "admin:channels_batches": Route(may=Ability.TAKE_FEEDBACK, post=(422,)),
    "admin:channels_batch": Route(**_BATCH),
    "admin:channels_batch_cover": Route(**_BATCH),
    "admin:channels_batch_finish": Route(**_BATCH, **_POST_ONLY, post=WRITTEN),
    "admin:channels_batch_resume": Route(**_BATCH, **_POST_ONLY, post=WRITTEN),
    "admin:channels_batch_recount": Route(**_BATCH, **_POST_ONLY, post=(422,)),
    "admin:channels_batch_scans": Route(**_BATCH, **_POST_ONLY, post=(422,)),
    "channels:sheet_entry": Route(**_BATCH, post=(200,)),
    "channels:sheet_aside": Route(**_BATCH, get=(302,), post=(422,)),
    "channels:sheet_correct": Route(**_BATCH, **_POST_ONLY, post=WRITTEN),
    "channels:scan": Route(**{**_TAKEN, "kwargs": by("scan")}),
    # --- Partners
    "api:submissions": Route(
        may=PARTNER, get=None, post=(201,), data=lambda o: {"text": "The parcel was wet"}
    ),
    "api:submission": Route(may=PARTNER, scope=CASE, kwargs=by_case),
    "api:purchases": Route(
        may=PARTNER, get=None, post=(201,),
        data=lambda o: {
            "order_number": "A1", "bought_at": "2026-05-01T10:00:00Z", "lines": ["prints"],
        },
    ),
    "api_cases:limits": Route(may=PARTNER, scope=CASE, kwargs=by_case),
    # Booked and cancelled, and the times of a store that is named: tests/cases/api/test_appointments.py.
    "api_cases:appointment": Route(may=PARTNER, scope=CASE, kwargs=by_case),
    "api_cases:slots": Route(may=PARTNER, get=(400,)),
    "api_cases:solutions": Route(may=PARTNER, query={"language": "en"}),
    "api_cases:solution": Route(may=PARTNER, kwargs=lambda world, o: {"code": "colour-cast"}),
    "api:schema": Route(),
    "api:docs": Route(),
    # --- Cases at the desk
    "admin:cases_queues": Route(may=SEE, get=(302,)),
    "admin:cases_queue": Route(may=SEE, kwargs=lambda world, o: {"name": "all_open"}),
    "admin:cases_search": Route(may=SEE),
    "admin:cases_keys": Route(may=SEE),
    "admin:cases_commands": Route(may=SEE),
    "admin:cases_bulk": Route(may=WORK, **_POST_ONLY, post=(302,)),
    "admin:cases_columns": Route(may=SEE, **_POST_ONLY, post=(302,)),
    "admin:cases_views": Route(may=SEE),
    "admin:cases_view_keep": Route(
        may=SEE, **_POST_ONLY, post=WRITTEN, data=lambda o: {"name": "Colour", "queue": "all_open"}
    ),
    # To everybody but its owner a view does not exist (tests/cases/admin/queues/test_views.py).
    **dict.fromkeys(
        (
            "admin:cases_view_drop", "admin:cases_view_restore", "admin:cases_view_rename",
            "admin:cases_view_move",
        ),
        Route(may=SEE, kwargs=lambda world, o: {"pk": 0}, **_POST_ONLY, post=(404,)),
    ),
    "admin:cases_replies": Route(may=WORK),
    "admin:cases_reply_new": Route(may=WORK, post=(422,)),
    # To whom it is not shown a template does not exist (tests/cases/rules/replies/test_keeping_templates.py).
    "admin:cases_reply_template": Route(
        may=WORK, kwargs=lambda world, o: {"pk": 0}, get=(404,), post=(404,)
    ),
    **dict.fromkeys(
        ("admin:cases_reply_drop", "admin:cases_reply_restore"),
        Route(may=WORK, kwargs=lambda world, o: {"pk": 0}, **_POST_ONLY, post=(404,)),
    ),
    "admin:cases_case_replies": Route(**{**_CASE, "may": WORK}),
    "admin:cases_case_reply_use": Route(
        **{**_CASE, "may": WORK, "kwargs": lambda world, o: {**by_case(world, o), "pk": 0}},
        **_POST_ONLY, post=(404,),
    ),
    "admin:cases_next": Route(may=WORK, **_POST_ONLY, post=WRITTEN),
    "admin:cases_workload": Route(may=SUPERVISE),
    "admin:cases_person": Route(
        may=SUPERVISE, scope=PLACED, kwargs=lambda world, o: {"pk": o.case.owner_id}, post=WRITTEN
    ),
    "admin:cases_absences": Route(may=SUPERVISE, post=(422,)),
    "admin:cases_absence_end": Route(
        may=SUPERVISE, kwargs=row("organisation.absence"), **_POST_ONLY, post=WRITTEN
    ),
    "admin:cases_absence_give_back": Route(
        may=SUPERVISE, kwargs=row("organisation.absence"), post=WRITTEN
    ),
    "admin:cases_case_desk": Route(**_CASE),
    # Whoever asks is there: that is written down for colleagues who ask after them.
    "admin:cases_case_changed": Route(**_CASE, keeps=("cases_casepresence",)),
    "admin:cases_case_draft": Route(
        **_CASE, **_POST_ONLY, post=SEEN, data=lambda o: {"mode": "note", "text": "begun"}
    ),
    "admin:cases_case_files": Route(**{**_CASE, "may": WORK}, **_POST_ONLY, post=WRITTEN),
    "admin:cases_case_limits": Route(**_CASE),
    "admin:cases_case_reply": Route(
        **_CASE, **_POST_ONLY, post=WRITTEN, post_may=WORK,
        data=lambda o: {"text": "我們重印", "how": "message", "version": o.case.version},
    ),
    "admin:cases_case_note": Route(
        **_CASE, **_POST_ONLY, post=WRITTEN, data=lambda o: {"text": "note"}
    ),
    "admin:cases_case_reveal": Route(
        **{**_CASE, "may": REVEAL}, **_POST_ONLY, post=SEEN, data=lambda o: {"what": "name"}
    ),
    "admin:cases_case_original": Route(
        **{**_CASE, "kwargs": lambda world, o: {**by_case(world, o), "pk": o.message.pk}}
    ),
    # A message of the customer's is nobody's to take back.
    "admin:cases_case_take_back": Route(
        **{
            **_CASE, "may": WORK,
            "kwargs": lambda world, o: {**by_case(world, o), "pk": o.message.pk},
        },
        **_POST_ONLY, post=(404,),
    ),
    "admin:cases_case_whole": Route(
        **{
            **_CASE, "may": REVEAL,
            "kwargs": lambda world, o: {**by_case(world, o), "pk": o.message.pk},
        },
        **_POST_ONLY, post=SEEN,
    ),
    "admin:cases_case_step": Route(
        **{**_CASE, "kwargs": lambda world, o: {**by_case(world, o), "state": "resolved"}},
        get=(200, 403), post=(422, 403),
    ),
    "admin:cases_case_act": Route(
        **{**_CASE, "kwargs": lambda world, o: {**by_case(world, o), "code": "escalate"}},
        get=(200, 403), post=(422, 403),
    ),
    "admin:cases_case_act_on": Route(
        **{
            **_CASE,
            "kwargs": lambda world, o: {
                **by_case(world, o), "code": "keep", "subject_id": o.promise.pk
            },
        },
        get=(200, 403), post=(302, 403, 422),
    ),
    "admin:cases_case_book": Route(**{**_CASE, "may": Ability.TAKE_FEEDBACK}, post=(409,)),
    "admin:cases_appointments": Route(may=Ability.TAKE_FEEDBACK),
    "admin:cases_appointment_mark": Route(
        may=Ability.TAKE_FEEDBACK, scope=CASE, **_POST_ONLY, post=WRITTEN,
        kwargs=lambda world, o: {"pk": o.appointment.pk, "verb": "came"},
    ),
    # Which store and day is not said; by whom and with which reason: tests/cases/admin/appointments.
    "admin:cases_appointments_other": Route(may=SUPERVISE, get=(404,), post=(404,)),
    "admin:cases_appointments_cancel": Route(may=SUPERVISE, **_POST_ONLY, post=(404,)),
    "admin:cases_slots": Route(may=SUPERVISE),
    "admin:cases_slot_offer": Route(
        may=SUPERVISE, post=(422,), elsewhere=(404,),
        kwargs=lambda world, o: {
            "code": world.rows["organisation.store"].code, "purpose": "repair"
        },
    ),
    "admin:cases_case_quote": Route(
        **{**_CASE, "may": WORK}, post=(422,)
    ),
    # Nobody has a draft: it leads to where one is written.
    "admin:cases_case_quote_preview": Route(**{**_CASE, "may": WORK}, get=(302,), post=(302,)),
    "admin:cases_case_quote_drop": Route(**{**_CASE, "may": WORK}, **_POST_ONLY, post=(404,)),
    "admin:cases_case_quote_sheet": Route(
        **{**_CASE, "kwargs": lambda world, o: {**by_case(world, o), "number": 1}}
    ),
    "admin:cases_case_solutions": Route(**_CASE),
    "admin:cases_case_solution_use": Route(
        **{
            **_CASE, "may": WORK,
            "kwargs": lambda world, o: {
                **by_case(world, o), "version_id": world.rows["cases.solutionversion"].pk
            },
        },
        **_POST_ONLY, post=SEEN,
    ),
    # What is no solved case of theirs cannot be used: said, and led back.
    "admin:cases_case_answer_use": Route(
        **{
            **_CASE, "may": WORK,
            "kwargs": lambda world, o: {
                **by_case(world, o), "source": by_case(world, o)["reference"]
            },
        },
        **_POST_ONLY, post=(302,),
    ),
    "admin:cases_problems": Route(may=SEE),
    "admin:cases_problem_new": Route(may=SUPERVISE, post=(422,)),
    "admin:cases_problem": Route(may=SEE, scope=CASE, kwargs=by("problem")),
    # Without a reason nothing is declined, whoever asks; who may is told in test_judging.py.
    "admin:cases_problem_act": Route(
        may=SEE, scope=CASE, kwargs=lambda world, o: {"pk": o.problem.pk, "code": "decline"},
        **_POST_ONLY, post=(422,),
    ),
    "admin:cases_incidents": Route(may=SEE),
    "admin:cases_incident_declare": Route(may=SUPERVISE, post=(422,)),
    "admin:cases_incident": Route(**_INCIDENT),
    "admin:cases_incident_act": Route(
        **{**_INCIDENT, "kwargs": lambda world, o: {"pk": o.affected.incident_id, "code": "note"}},
        **_POST_ONLY, post=(302, 403), data=lambda o: {"text": "seen"},
    ),
    "admin:cases_incident_message": Route(**_INCIDENT, get=(200, 403), post=(422, 403)),
    "admin:cases_incident_send": Route(**_INCIDENT, **_POST_ONLY, post=(302, 403)),
    "admin:cases_incident_reveal": Route(
        **{**_INCIDENT, "may": REVEAL}, **_POST_ONLY, post=(200, 302), refused=(403, 404),
        data=lambda o: {"affected": o.affected.pk},
    ),
    "admin:cases_solutions": Route(may=SEE, query={"q": "黃"}),
    "admin:cases_solution_new": Route(may=Ability.WRITE_SOLUTIONS, post=(422,)),
    "admin:cases_solution": Route(may=SEE, kwargs=solution),
    "admin:cases_solution_write": Route(
        may=Ability.WRITE_SOLUTIONS, kwargs=solution, post=(422,)
    ),
    "admin:cases_solution_version": Route(
        may=SEE, kwargs=lambda world, o: {**solution(world, o), "number": 1}
    ),
    # What is in force is proposed to nobody: the rule says so, and the page shows it.
    "admin:cases_solution_decide": Route(
        may=Ability.WRITE_SOLUTIONS, **_POST_ONLY, post=WRITTEN,
        kwargs=lambda world, o: {**solution(world, o), "number": 1, "code": "propose"},
    ),
    "admin:cases_calendar_publish": Route(
        may=SETUP, kwargs=row("organisation.businesscalendar"), post=(200, 302, 422)
    ),
    # Its world's calendar names no country.
    "admin:cases_calendar_holidays": Route(
        may=SETUP, kwargs=row("organisation.businesscalendar"), get=(200, 404), post=(302, 404)
    ),
    "admin:reports_promises": Route(may=Ability.SEE_REPORTS),
    "admin:cases_adopt_policies": Route(may=SETUP, post=WRITTEN),
    "admin:cases_policies": Route(may=SETUP),
    "admin:cases_policy_new": Route(may=SETUP, post=(422,)),
    "admin:cases_policy_upload": Route(may=SETUP, post=(422,)),
    "admin:cases_policy": Route(may=SETUP, kwargs=by_policy, post=(422,)),
    "admin:cases_policy_file": Route(may=SETUP, kwargs=by_policy),
    "admin:cases_closures": Route(may=SUPERVISE, post=(422,)),
    "admin:cases_closure_open": Route(
        may=SUPERVISE, kwargs=row("organisation.storeclosure"), **_POST_ONLY, post=WRITTEN, elsewhere=(404,)
    ),
    "admin:cases_learned": Route(may=SUPERVISE),
    "admin:cases_categories": Route(may=SETUP),
    "admin:cases_category_new": Route(may=SETUP, post=(422,)),
    "admin:cases_categories_undo": Route(may=SETUP, **_POST_ONLY, post=WRITTEN),
    "admin:cases_categories_on": Route(may=SETUP, get=(302,)),
    "admin:cases_category_edition": Route(
        may=SETUP, kwargs=lambda world, o: {"number": world.rows["cases.treeedition"].number}
    ),
    **dict.fromkeys(
        (
            "admin:cases_category_change_page", "admin:cases_category_retire",
            "admin:cases_category_restore",
        ),
        Route(
            may=SETUP, kwargs=lambda world, o: {"code": world.rows["cases.category"].code}, post=(422,)
        ),
    ),
    "admin:cases_word_rules": Route(may=SETUP, post=(422,)),
    "admin:cases_word_rule_new": Route(may=SETUP, post=(422,)),
    "admin:cases_word_rule": Route(may=SETUP, kwargs=by_rule, post=(422,)),
    **dict.fromkeys(
        ("admin:cases_word_rule_retire", "admin:cases_word_rule_restore"),
        Route(may=SETUP, kwargs=by_rule, **_POST_ONLY, post=WRITTEN),
    ),
    "admin:cases_shipped_rule": Route(
        may=SETUP, kwargs=lambda world, o: {"key": SHIPPED_KEY}, **_POST_ONLY, post=WRITTEN,
        data=lambda o: {"reason": "too eager"},
    ),
    "admin:cases_coding": Route(may=WORK),
    "admin:cases_coding_one": Route(
        may=WORK, scope=CASE, kwargs=by("coding"), post=WRITTEN, data=lambda o: {"category": "print_cut"}
    ),
    "admin:cases_coding_decide": Route(
        may=SUPERVISE, scope=CASE, kwargs=by("disputed"), post=WRITTEN,
        data=lambda o: {"category": "print_cut"},
    ),
    "admin:cases_coding_agreement": Route(may=SUPERVISE),
    "admin:cases_keywords": Route(may=SEE),
    # While what came with the product reads, there is nothing to go back to: said, and nothing changed.
    "admin:cases_learned_use": Route(
        may=SUPERVISE, scope=WHOLE, kwargs=lambda world, o: {"number": 0}, **_POST_ONLY, post=(302,)
    ),
    "admin:cases_learned_moods_use": Route(
        may=SUPERVISE, scope=WHOLE, kwargs=lambda world, o: {"number": 0}, **_POST_ONLY, post=(302,)
    ),
    "admin:cases_orders": Route(may=SEE),
    "admin:cases_order_new": Route(may=WORK, post=(422,)),
    "admin:cases_order": Route(**_ORDER),
    "admin:cases_order_note": Route(**_ORDER, **_POST_ONLY, post=(422,)),
    # Who of those who see it may take a step, the rule says.
    "admin:cases_order_step": Route(
        **{**_ORDER, "kwargs": lambda world, o: {"pk": o.order.pk, "verb": "refuse"}},
        get=(200, 403), post=(422, 403),
    ),
    "admin:cases_opinions": Route(may=SEE),
    "admin:cases_opinion": Route(
        may=SEE, scope=CASE, kwargs=by("opinion"), post=(422,)
    ),
    "admin:cases_opinion_hand_on": Route(
        may=SEE, scope=CASE, kwargs=by("opinion"), post=(422,)
    ),
    "admin:reports_orders": Route(may=Ability.SEE_REPORTS),
    "admin:cases_diagnosis_decide": Route(
        may=SEE, kwargs=row("cases.diagnosis"), post_may=Ability.WRITE_SOLUTIONS, post=(302,),
        data=lambda o: {"verb": "draft"},
    ),
    "admin:cases_diagnosis_to_deciding": Route(
        # unfold leads on whoever is signed in; the page it leads to asks for the ability.
        may=STAFF, kwargs=row("cases.diagnosis", "object_id"), get=(302,), post=(302,),
    ),
    "admin:reports_stores": Route(may=Ability.SEE_REPORTS),
    "admin:cases_reviews": Route(may=WATCH),
    "admin:cases_review": Route(**_REVIEW),
    "admin:cases_review_reply": Route(
        **{**_REVIEW, "may": (WATCH, WORK)}, **_POST_ONLY, post=WRITTEN, data=lambda o: {"text": "Sorry"},
        refused=(403, 404),
    ),
    "admin:cases_review_posted": Route(
        **{
            **_REVIEW, "may": (WATCH, WORK),
            "kwargs": lambda world, o: {"pk": o.review.pk, "reply_id": o.reply_id},
        },
        **_POST_ONLY, post=WRITTEN, data=lambda o: {"where": "there"}, refused=(403, 404),
    ),
    "admin:cases_review_moderate": Route(
        **{**_REVIEW, "may": (WATCH, WORK)}, **_POST_ONLY, post=WRITTEN, refused=(403, 404),
        data=lambda o: {"moderation": "hidden"},
    ),
    "admin:cases_review_open": Route(
        **{**_REVIEW, "may": (WATCH, WORK)}, **_POST_ONLY, post=WRITTEN, refused=(403, 404)
    ),
    # --- Follow-up
    "admin:surveys_call_list": Route(may=CALL),
    "admin:surveys_call_sheet": Route(**_CALL, post=(422,)),
    "admin:surveys_call_number": Route(
        **_CALL, **_POST_ONLY, post=SEEN, post_may=REVEAL, data=lambda o: {"point": o.point_id}
    ),
    "admin:surveys_call_message": Route(**_CALL, **_POST_ONLY, post=(302, 409, 422)),
    "admin:surveys_call_give_up": Route(**_CALL, **_POST_ONLY, post=(302, 409, 422)),
    "admin:surveys_call_end": Route(**_CALL, **_POST_ONLY, post=(422,)),
    # --- Reports
    "admin:reports_overview": Route(may=Ability.SEE_REPORTS, keeps=KEPT),
    "admin:reports_drill": Route(may=Ability.SEE_REPORTS, query={"measure": "received"}),
    "admin:reports_export": Route(
        may=Ability.SEE_REPORTS, query={"measure": "received"}, keeps=KEPT
    ),
    # --- Messengers, whom their signatures prove
    "channels:wechat": Route(kwargs=callback("wechat"), get=(401,), post=(401,)),
    "channels:line": Route(kwargs=callback("line"), **_POST_ONLY, post=(401,)),
    "channels:webhook": Route(kwargs=callback("webhook"), **_POST_ONLY, post=(401,)),
    "channels:text_in": Route(kwargs=callback("sms"), **_POST_ONLY, post=(401,)),
    "channels:text_status": Route(
        kwargs=lambda w, o: {**callback("sms")(w, o), "outgoing_id": 1}, **_POST_ONLY, post=(401,)
    ),
    "admin:channels_account_try": Route(
        may=SETUP, kwargs=row("webhook"), **_POST_ONLY, post=(302,)
    ),
    "admin:channels_account_consent": Route(
        may=SETUP, kwargs=row("webhook"), **_POST_ONLY, post=(302,)
    ),
    "admin:channels_account_consented": Route(may=SETUP, get=(302,)),
    "admin:channels_account_mapping": Route(
        may=SETUP, kwargs=row("webhook"), post=(200, 302, 422)
    ),
    "admin:reports_channels": Route(may=WATCH),
    "admin:reports_alarm_acknowledge": Route(
        may=WATCH, kwargs=row("channels.channelalarm"), **_POST_ONLY, post=WRITTEN
    ),
    # --- What came in, who said it, what goes out
    "admin:channels_items": Route(may=WATCH),
    "admin:channels_item": Route(**_ITEM),
    "admin:channels_item_again": Route(**_ITEM, **_POST_ONLY, post=(302,)),
    "admin:channels_item_dismiss": Route(**_ITEM, **_POST_ONLY, post=(200, 422)),
    "admin:channels_item_take_up": Route(**_ITEM, **_POST_ONLY, post=(302,)),
    "admin:channels_item_original": Route(
        **{**_ITEM, "may": REVEAL}, **_POST_ONLY, post=SEEN, post_may=WATCH, refused=(403, 404)
    ),
    "admin:channels_accounts": Route(may=WATCH),
    "admin:channels_accounts_file": Route(may=WATCH),
    "admin:channels_account_day": Route(may=WATCH, kwargs=row("channels.dayaccount")),
    "admin:channels_purchases": Route(may=SUPERVISE, post=(422,)),
    "admin:channels_purchase_file": Route(may=SUPERVISE, kwargs=row("channels.purchasefile")),
    "admin:channels_purchase_file_read": Route(
        may=SUPERVISE, kwargs=row("channels.purchasefile"), **_POST_ONLY, post=(422,)
    ),
    "admin:channels_imports": Route(may=SUPERVISE, post=(422,)),
    "admin:channels_import": Route(may=SUPERVISE, kwargs=row("channels.reviewimport")),
    "admin:channels_import_confirm": Route(
        may=SUPERVISE, kwargs=row("channels.reviewimport"), **_POST_ONLY, post=(422,)
    ),
    "admin:channels_import_wrong": Route(
        may=SUPERVISE, kwargs=row("channels.reviewimport"), **_POST_ONLY, post=SEEN
    ),
    "admin:channels_talks": Route(may=CALL, post=(422,)),
    "admin:channels_talk": Route(may=CALL, kwargs=row("channels.talk"), get=(200, 404)),
    "admin:channels_talk_note": Route(
        may=CALL, kwargs=row("channels.talk"), **_POST_ONLY, post=(422, 404)
    ),
    "admin:reports_listening": Route(may=SEE),
    "admin:reports_read": Route(may=SEE, post=(404,)),
    "admin:channels_letters": Route(may=SETUP),
    "admin:channels_letter_write": Route(
        may=SETUP, kwargs=lambda world, o: {"template": "received", "language": "en"}, post=(422,)
    ),
    "admin:channels_letter_text": Route(may=SETUP, kwargs=row("channels.lettertext")),
    "admin:channels_letter_publish": Route(
        may=SETUP, kwargs=row("channels.lettertext"), **_POST_ONLY, post=WRITTEN
    ),
    "admin:channels_letter_retire": Route(
        may=SETUP, kwargs=row("channels.lettertext"), **_POST_ONLY, post=WRITTEN
    ),
    # Looks at customers are counted.
    "admin:channels_customers": Route(may=SEE, keeps=("floods_count",)),
    "admin:channels_customer": Route(**_CUSTOMER, keeps=("floods_count",)),
    "admin:channels_customer_reveal": Route(
        **{**_CUSTOMER, "may": REVEAL}, **_POST_ONLY, post=SEEN, data=lambda o: {"what": "name"}
    ),
    "admin:channels_customer_tier": Route(
        **{**_CUSTOMER, "may": SUPERVISE}, **_POST_ONLY, post=WRITTEN, data=lambda o: {"tier": ""}
    ),
    "admin:channels_customer_unmerge": Route(
        **{**_CUSTOMER, "may": WORK}, **_POST_ONLY, post=WRITTEN
    ),
    "admin:channels_people": Route(may=SEE),
    "admin:channels_people_merge": Route(
        may=WORK, scope=PLACED, kwargs=by("pair"), **_POST_ONLY, post=WRITTEN
    ),
    "admin:channels_people_decline": Route(
        may=WORK, scope=PLACED, kwargs=by("pair"), **_POST_ONLY, post=WRITTEN
    ),
    "admin:channels_mail": Route(may=Ability.READ_OUTGOING),
    "admin:channels_mail_read": Route(may=Ability.READ_OUTGOING, kwargs=row("channels.keptmail")),
    "admin:channels_mail_raw": Route(may=Ability.READ_OUTGOING, kwargs=row("channels.keptmail")),
    "admin:channels_outbox": Route(may=WATCH),
    "admin:channels_outbox_again": Route(
        may=WATCH, scope=PLACED, kwargs=by("outgoing"), **_POST_ONLY, post=(302,)
    ),
    "admin:sweeping_stuck": Route(may=WATCH),
    "admin:sweeping_stuck_again": Route(
        may=WATCH, scope=WHOLE, kwargs=row("sweeping.stuckrow"), **_POST_ONLY, post=(302,)
    ),
    "admin:channels_outbox_held": Route(
        may=SETUP, **_POST_ONLY, post=(302,), data=lambda o: {"decision": "withdraw"}
    ),
    # --- Django's own pages of the back office
    "admin:index": Route(may=STAFF, post=SEEN),
    "admin:numbers": Route(may=STAFF),
    "admin:search": Route(may=STAFF, post=SEEN),
    "admin:login": Route(get=(200, 302), post=(200, 302)),
    "admin:logout": Route(get=(302, 405), post=(200, 302)),
    "admin:password_change": Route(may=STAFF, post=SEEN),
    "admin:password_change_done": Route(may=STAFF),
    "admin:autocomplete": Route(may=STAFF, get=(403,)),
    "admin:jsi18n": Route(may=STAFF),
    "admin:app_list": Route(
        may=STAFF, kwargs=lambda world, o: {"app_label": "cases"}, get=(200, 404), post=(200, 404)
    ),
    "admin/(?P<url>.*)$": Route(
        may=STAFF, kwargs=lambda world, o: {"url": "nowhere"}, get=(404,), post=(404,)
    ),
    "admin:auth_user_password_change": Route(
        may=Ability.MANAGE_STAFF, kwargs=row("organisation.user", "id"), post=SEEN
    ),
    "admin:organisation_businesscalendar_to_holidays": Route(
        may=STAFF, kwargs=row("organisation.businesscalendar", "object_id"), get=(302,), post=(302,)
    ),
    "admin:organisation_businesscalendar_to_publishing": Route(
        # Leads to the page that asks for the ability.
        may=STAFF, kwargs=row("organisation.businesscalendar", "object_id"), get=(302,), post=(302,)
    ),
}  # fmt: skip

# Model pages: who may view and who may change; nothing is ever deleted.
MODELS = {
    "organisation.user": (Ability.MANAGE_STAFF, Ability.MANAGE_STAFF),
    "organisation.region": (SETUP, SETUP),
    "organisation.store": (SETUP, SETUP),
    "organisation.brand": (SETUP, SETUP),
    "organisation.department": (SETUP, SETUP),
    "organisation.skill": (SETUP, SETUP),
    "organisation.rolecapacity": (SETUP, SETUP),
    "organisation.businesscalendar": (SETUP, SETUP),
    "ledger.ledgerevent": (Ability.SEE_LEDGER, NOBODY),
    "ledger.ledgerseal": (Ability.SEE_LEDGER, NOBODY),
    "privacy.reveal": (Ability.SEE_LEDGER, NOBODY),
    "privacy.privacynotice": (SETUP, NOBODY),
    "channels.channel": (WATCH, SETUP),
    "channels.channelaccount": (WATCH, SETUP),
    "channels.partner": (SETUP, SETUP),
    "channels.partnerkey": (SETUP, SETUP),
    "cases.category": (SETUP, NOBODY),
    "cases.diagnosis": (SEE, Ability.WRITE_SOLUTIONS),
    "cases.responsescheme": (SETUP, SETUP),
    "cases.checklistitem": (SETUP, SETUP),
    "cases.caselist": (Ability.SUPERVISE, Ability.SUPERVISE),
    "cases.workroute": (SETUP, SETUP),
    "cases.worklimit": (SETUP, SETUP),
    "cases.expertseat": (SETUP, SETUP),
    "cases.dutyshift": (Ability.SUPERVISE, Ability.SUPERVISE),
    "channels.servicetier": (SETUP, SETUP),
    "cases.escalation": (Ability.SUPERVISE, NOBODY),
    "cases.quote": (SEE, NOBODY),
}


def _model_routes():
    for label, (view, change) in MODELS.items():
        name = f"admin:{label.replace('.', '_')}"
        place = {"kwargs": row(label, "object_id")}
        if label in ("cases.escalation", "cases.quote"):
            # Django leads to the first page where a row is not there for this person.
            place = {
                "kwargs": by(label.split(".")[1], "object_id"), "scope": CASE, "elsewhere": (302, 403),
                "refused": (302, 403),
            }  # fmt: skip
        yield f"{name}_changelist", Route(may=view, post=(200, 302, 403))
        # There is one brand.
        yield (
            f"{name}_add",
            Route(may=NOBODY if label == "organisation.brand" else change, post=SEEN),
        )
        yield f"{name}_history", Route(may=view, **place, post=SEEN)
        yield f"{name}_delete", Route(may=NOBODY, **place, post=SEEN)
        # A shift of a department out of one's reach is for reading.
        answers = (200, 302, 403) if label in ("cases.dutyshift", "cases.caselist") else (200, 302)
        yield f"{name}_change", Route(may=view, **place, post_may=change, post=answers)
        yield (
            f"admin/{label.replace('.', '/')}/<path:object_id>/",
            Route(may=STAFF, **{**place, "scope": ""}, get=(302,), post=(302,)),
        )


MODEL_ROUTES = dict(_model_routes())
ROUTES |= MODEL_ROUTES


def routes_of_the_site():
    """List every route as name (or pattern, where it has none) and pattern."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver, namespace, prefix):
    for one in resolver.url_patterns:
        pattern = prefix + str(one.pattern)
        if hasattr(one, "url_patterns"):
            inner = f"{one.namespace}:" if one.namespace else ""
            yield from _walk(one, namespace + inner, pattern)
        else:
            yield (f"{namespace}{one.name}" if one.name else pattern.strip("^")), pattern
