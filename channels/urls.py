"""The doors of channels."""

from django.urls import URLPattern, path

from channels.views import (
    attachments,
    box,
    call_centre,
    chat,
    chat_live,
    counter,
    devices,
    feedback,
    mail_webhook,
    messengers,
    metrics,
    notice,
    phone,
    phone_by_hand,
    posters,
    widget,
)

app_name = "channels"
urlpatterns: list[URLPattern] = [
    path("feedback/", feedback.feedback_form, name="feedback_form"),
    path("feedback/done/", feedback.feedback_done, name="feedback_done"),
    path("feedback/qr.svg", posters.qr_code, name="feedback_qr"),
    path("widget.js", widget.script, name="widget_script"),
    path("widget/<str:public_id>/", widget.form, name="widget"),
    path("chat/", chat.chat, name="chat"),
    path("chat/say/", chat.chat_say, name="chat_say"),
    path("chat/act/", chat.chat_act, name="chat_act"),
    path("chat/contact/", chat.chat_contact, name="chat_contact"),
    path("chat/lines/", chat_live.chat_lines, name="chat_lines"),
    path("chat/typing/", chat_live.chat_typing, name="chat_typing"),
    path("chat/stream/", chat_live.chat_stream, name="chat_stream"),
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
    path("metrics", metrics.metrics, name="metrics"),
    path("counter/", counter.counter, name="counter"),
    path("counter/find/", counter.counter_find, name="counter_find"),
    path("counter/worker.js", devices.service_worker, name="counter_worker"),
    path("counter/app.webmanifest", devices.web_manifest, name="counter_manifest"),
    path("counter/shell/", devices.shell, name="counter_shell"),
    path("counter/device/", devices.register, name="device_register"),
    path("counter/device/contact/", devices.contact, name="device_contact"),
    path("counter/device/entry/", devices.entry, name="device_entry"),
    path("counter/poster/", posters.poster, name="poster"),
    path("counter/receipt-codes/", posters.receipt_codes, name="receipt_codes"),
    path("counter/slip/<str:reference>/", counter.slip, name="slip"),
    path("box/<int:pk>/", box.sheet_entry, name="sheet_entry"),
    path("box/<int:pk>/aside/", box.sheet_aside, name="sheet_aside"),
    path("box/<int:pk>/correct/", box.sheet_correct, name="sheet_correct"),
    path("box/scan/<int:pk>/", box.scan, name="scan"),
    path("phone/", phone.phone, name="phone"),
    path("phone/live/", phone.phone_live, name="phone_live"),
    path("phone/log/", phone_by_hand.phone_log, name="phone_log"),
    path("phone/<int:pk>/", phone.phone_call, name="phone_call"),
    path("phone/<int:pk>/correct/", phone_by_hand.phone_correct, name="phone_correct"),
    path(
        "callbacks/call_centre/<str:public_id>/", call_centre.call_event, name="call_centre_event"
    ),
]
