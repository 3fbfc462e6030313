"""The doors of channels."""

from django.urls import URLPattern, path

from channels.views import attachments, counter, feedback, notice, posters, widget

app_name = "channels"
urlpatterns: list[URLPattern] = [
    path("feedback/", feedback.feedback_form, name="feedback_form"),
    path("feedback/done/", feedback.feedback_done, name="feedback_done"),
    path("feedback/qr.svg", posters.qr_code, name="feedback_qr"),
    path("widget.js", widget.script, name="widget_script"),
    path("widget/<str:public_id>/", widget.form, name="widget"),
    path("privacy/", notice.notice, name="notice"),
    path("files/<int:pk>/", attachments.attachment, name="attachment"),
    path("counter/", counter.counter, name="counter"),
    path("counter/find/", counter.counter_find, name="counter_find"),
    path("counter/poster/", posters.poster, name="poster"),
    path("counter/slip/<str:reference>/", counter.slip, name="slip"),
]
