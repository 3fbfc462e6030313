"""The doors of channels."""

from django.urls import URLPattern, path

from channels.views import attachments, counter, feedback, mail_webhook, messengers, notice

app_name = "channels"
urlpatterns: list[URLPattern] = [
    path("feedback/", feedback.feedback_form, name="feedback_form"),
    path("feedback/done/", feedback.feedback_done, name="feedback_done"),
    path("privacy/", notice.notice, name="notice"),
    path("files/<int:pk>/", attachments.attachment, name="attachment"),
    path("callbacks/mail_webhook/<str:public_id>/", mail_webhook.mail_webhook, name="mail_webhook"),
    # Mailgun sends raw mail only to addresses that end so.
    path(
        "callbacks/mail_webhook/<str:public_id>/mime",
        mail_webhook.mail_webhook,
        name="mail_webhook_mime",
    ),
    path("callbacks/wechat/<str:public_id>/", messengers.wechat, name="wechat"),
    path("callbacks/line/<str:public_id>/", messengers.line, name="line"),
    path("callbacks/webhook/<str:public_id>/", messengers.webhook, name="webhook"),
    path("counter/", counter.counter, name="counter"),
    path("counter/find/", counter.counter_find, name="counter_find"),
    path("counter/slip/<str:reference>/", counter.slip, name="slip"),
]
