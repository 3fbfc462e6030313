"""The doors of surveys."""

from django.urls import URLPattern, path

from surveys.views import answering

app_name = "surveys"
urlpatterns: list[URLPattern] = [
    path("case/<str:reference>/answer/", answering.answer, name="answer"),
]
