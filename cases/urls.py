"""The doors of cases."""

from django.urls import URLPattern, path

from cases.views import (
    appointments,
    asking_up,
    diagnosis,
    entering,
    help_centre,
    own_cases,
    quotes,
    status,
    visits,
)

app_name = "cases"
urlpatterns: list[URLPattern] = [
    path("help/", help_centre.help_centre, name="help"),
    path("help/suggest/", help_centre.help_suggest, name="help_suggest"),
    path("help/check/<slug:code>/", diagnosis.diagnosis, name="diagnosis"),
    path("help/check/<slug:code>/<slug:step>/", diagnosis.diagnosis, name="diagnosis_step"),
    path(
        "help/check/<slug:code>/<slug:step>/said/", diagnosis.diagnosis_said, name="diagnosis_said"
    ),
    path("help/<slug:code>/", help_centre.help_article, name="help_article"),
    path("help/<slug:code>/helped/", help_centre.help_helped, name="help_helped"),
    path("my-cases/", own_cases.my_cases, name="my_cases"),
    path("my-cases/code/", own_cases.my_cases_code, name="my_cases_code"),
    path("my-cases/shut/", own_cases.my_cases_leave, name="my_cases_leave"),
    path("my-cases/<str:reference>/", own_cases.my_case, name="my_case"),
    path("case/", entering.status_find, name="status_find"),
    path("c/<str:reference>/<str:code>", entering.status_enter, name="status_enter"),
    path("case/<str:reference>/", status.status, name="status"),
    path("case/<str:reference>/reply/", status.status_reply, name="status_reply"),
    path("case/<str:reference>/object/", status.status_object, name="status_object"),
    path("case/<str:reference>/name/", status.status_name, name="status_name"),
    path("case/<str:reference>/withdraw/", status.status_withdraw, name="status_withdraw"),
    path("case/<str:reference>/somebody-else/", asking_up.status_ask_up, name="status_ask_up"),
    path("case/<str:reference>/visit/", visits.status_visit, name="status_visit"),
    path(
        "case/<str:reference>/appointment/",
        appointments.status_appointment,
        name="status_appointment",
    ),
    path(
        "case/<str:reference>/appointment/cancel/",
        appointments.status_appointment_cancel,
        name="status_appointment_cancel",
    ),
    path(
        "case/<str:reference>/appointment/calendar.ics",
        appointments.status_appointment_file,
        name="status_appointment_file",
    ),
    path("case/<str:reference>/quote/<int:number>/", quotes.status_quote, name="status_quote"),
    path("case/<str:reference>/leave/", entering.status_leave, name="status_leave"),
]
