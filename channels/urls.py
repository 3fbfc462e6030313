"""The doors of channels."""

from django.urls import URLPattern, path

from channels.views import attachments, counter, feedback, metrics, notice

app_name = "channels"
urlpatterns: list[URLPattern] = [
    path("feedback/", feedback.feedback_form, name="feedback_form"),
    path("feedback/done/", feedback.feedback_done, name="feedback_done"),
    path("privacy/", notice.notice, name="notice"),
    path("files/<int:pk>/", attachments.attachment, name="attachment"),
    path("metrics", metrics.metrics, name="metrics"),
    path("counter/", counter.counter, name="counter"),
    path("counter/find/", counter.counter_find, name="counter_find"),
    path("counter/slip/<str:reference>/", counter.slip, name="slip"),
]
