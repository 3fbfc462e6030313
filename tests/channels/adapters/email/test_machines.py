# ruff: noqa: E501  # mail is as long as mail is
"""Bounces, automatic mail and lists, told apart from people who write about such things."""

import pytest

from channels.adapters.email.reading import read_mail


def mail(head, body="text", *, subject="x", sender="a@b.example", charset="utf-8"):
    lines = [
        f"From: {sender}",
        f"Subject: {subject}",
        f"Content-Type: text/plain; charset={charset}",
        *filter(None, head.split("\n")),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n" + body.replace("\n", "\r\n")).encode(charset)


def report(action="failed", status="5.1.1", kind="delivery-status"):
    return (
        "From: MAILER-DAEMON@mx.example (Mail Delivery System)\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        f'Content-Type: multipart/report; report-type={kind}; boundary="b"\r\n\r\n--b\r\n\r\nThis is the mail system at host mx.example.\r\n'
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; gone@b.example\r\n"
        f"Action: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        "Message-ID: <7.abc@photo.example>\r\nSubject: your case\r\n\r\nhello\r\n--b--\r\n"
    ).encode()


PROSE = {
    "qq": mail("", "尊敬的用户：\n\n抱歉，您的邮件被退回来了……\n原邮件信息：\n收件人：gone@b.example\n退信原因：收件人邮件地址（gone@b.example）不存在，邮件无法送达。\nhost mx.example said: 550 Mailbox not found", subject="来自qq.com的退信", sender="postmaster@qq.com"),
    "163": mail("", "抱歉，您的邮件被退回来了……\n收件人：gone@b.example\n退信原因：对方服务器拒收", subject="系统退信/Systems bounce", sender="Postmaster@163.com", charset="gbk"),
    "gmail": mail("X-Failed-Recipients: gone@b.example\nReturn-Path: <>\nAuto-Submitted: auto-replied", "** 找不到地址 **\n\n系統無法將郵件傳送至 gone@b.example，因為找不到該地址。", subject="Delivery Status Notification (Failure)", sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>"),
    "exchange": mail("Return-Path: <>", "傳送至這些收件者或群組的郵件傳遞失敗:\n\ngone@b.example\n找不到您輸入的電子郵件地址。\n無法傳遞\n550 5.1.10 RESOLVER.ADR.RecipientNotFound", subject="無法傳遞: 您的案件", sender="Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@b.example>"),
    "exchange hans": mail("", "邮件无法送达以下收件人：\ngone@b.example\n未找到您输入的电子邮件地址。", subject="未送达: 您的案件", sender="postmaster@b.example"),
    "qmail": mail("Return-Path: <>", "Hi. This is the qmail-send program at b.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<gone@b.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <7.abc@photo.example>", subject="failure notice", sender="MAILER-DAEMON@b.example"),
    "exim": mail("Return-Path: <>", "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  gone@b.example\n    550 no such user", subject="Mail delivery failed: returning message to sender", sender="Mail Delivery System <Mailer-Daemon@b.example>"),
    "postfix": mail("Return-Path: <>", "This is the mail system at host b.example.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients.\n\n<gone@b.example>: host mx said: 550 5.1.1 User unknown", subject="Undelivered Mail Returned to Sender", sender="MAILER-DAEMON@b.example"),
    "german": mail("Return-Path: <>", "Ihre Nachricht konnte nicht zugestellt werden an:\ngone@b.example\n550 unbekannt", subject="Unzustellbar: Ihr Fall", sender="postmaster@b.example"),
    "japanese": mail("Return-Path: <>", "次の宛先へのメッセージはエラーのため配信できませんでした。\ngone@b.example", subject="配信不能: お問い合わせ", sender="postmaster@b.example"),
    "sina": mail("", "很抱歉，您的邮件未能送达 gone@b.example\n退信原因：收件人不存在 550 User not found", subject="系统退信", sender="MAILER-DAEMON@sina.example"),
}  # fmt: skip


@pytest.mark.parametrize("name", PROSE)
def test_the_prose_of_servers(name):
    found = read_mail(PROSE[name])
    assert found.bounce is not None
    assert found.bounce.recipients[:1] == ("gone@b.example",)
    assert found.bounce.permanent
    assert found.auto


@pytest.mark.parametrize(
    ("action", "status", "permanent"), [("failed", "5.1.1", True), ("delayed", "4.4.1", False)]
)
def test_the_standard_report(action, status, permanent):
    bounce = read_mail(report(action, status)).bounce
    assert (bounce.recipients, bounce.permanent, bounce.original_message_id) == (
        ("gone@b.example",),
        permanent,
        "<7.abc@photo.example>",
    )


AUTOMATIC = {
    "delivered": report("delivered", "2.0.0"),
    "relayed": report("relayed", "2.0.0"),
    "read receipt": b'From: a@b.example\r\nSubject: Read: x\r\nContent-Type: multipart/report; report-type=disposition-notification; boundary="b"\r\n\r\n--b\r\n\r\nYour message was read\r\n--b\r\nContent-Type: message/disposition-notification\r\n\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n--b--\r\n',
    "abuse report": b'From: fbl@b.example\r\nSubject: complaint\r\nContent-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n--b\r\n\r\nabuse\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n--b--\r\n',
    "meeting": b'From: a@b.example\r\nSubject: Accepted: x\r\nContent-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\n\r\nok\r\n--b\r\nContent-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\n--b--\r\n',
    **{
        head: mail(head)
        for head in (
            "Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated (rejected)", "Precedence: bulk", "Precedence: list", "Precedence: auto_reply",
            "List-Id: <x.example>", "List-Unsubscribe: <mailto:x@y>", "X-Autoreply: yes", "X-Autorespond: x", "X-Auto-Response-Suppress: All",
            "Return-Path: <>", "X-POST-MessageClass: 9; Autoresponder", "Feedback-ID: 1:2:3", "X-Loop: x",
        )
    },
    **{
        subject: mail("", subject=subject)
        for subject in (
            "自动回复: 您的案件", "自動回覆: 您的案件", "自動回覆：您的案件", "【自动回复】", "自動返信: お問い合わせ", "Automatic reply: case", "Auto-Reply: case", "Out of Office: case",
            "Out of office until Monday", "Abwesenheitsnotiz: Fall", "Automatische Antwort: Fall", "Réponse automatique : cas", "Respuesta automática: caso",
            "Risposta automatica: caso", "Resposta automática: caso", "Автоответ: дело", "자동 회신: 문의", "부재중: Re: 문의", "Automatisch antwoord: zaak", "Autosvar: sak",
        )
    },
    "qq holiday": mail("", "这是来自QQ邮箱的假期自动回复邮件。\n您好，我最近正在休假中"),
    "noreply": mail("", sender="no-reply@b.example"),
}  # fmt: skip


@pytest.mark.parametrize("name", AUTOMATIC)
def test_automatic_mail_is_no_bounce_and_gets_no_answer(name):
    found = read_mail(AUTOMATIC[name])
    assert (found.auto, found.bounce) == (True, None)


PEOPLE = {
    "plain": mail("Auto-Submitted: no\nPrecedence: normal"),
    "exchange": mail("X-Auto-Response-Suppress: DR, OOF, AutoReply\nX-MS-Has-Attach:\nThread-Index: AdFuZ6XxOH"),
    "asks about automatic replies": mail("", "我只收到自动回复，没有人理我", subject="自动回复太慢了没人处理"),
    "answers our acknowledgement": mail("In-Reply-To: <1@x>", "照片偏红", subject="Re: 自动回复: 您的案件"),
    "answers, English": mail("In-Reply-To: <1@x>", "too red", subject="Re: Automatic reply: your case"),
    "forwards a bounce": mail("", "I got this, please help\n\n---------- Forwarded message ---------\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example>\nSubject: Undelivered Mail Returned to Sender\n\nThis is the mail system at host mx.example.\n<gone@b.example>: 550 5.1.1 User unknown", subject="Fwd: Undelivered Mail Returned to Sender"),
    "quotes a bounce": mail("In-Reply-To: <1@x>", "it came back again\n\n> This is the mail system at host mx.example.\n> <gone@b.example>: 550 5.1.1 User unknown", subject="Re: my photos"),
    "parcel": mail("", "The parcel could not be delivered, it was returned to sender. My address does not exist in your system?", subject="Undeliverable parcel"),
    "parcel zh": mail("", "你们寄的照片被退回来了，快递说地址不存在，请重新寄送。", subject="包裹退回"),
    "rejected prints": mail("", "I rejected the prints at the counter, 550 dollars is too much.", subject="Rejected order"),
    "delivery problem": mail("", "快递无法送达，请帮忙处理，谢谢", subject="无法送达"),
    "delivery failed": mail("", "Your courier says delivery failed. call me at me@b.example", subject="Delivery failure of order 55"),
    "contact form": mail("Reply-To: wang@b.example", "照片偏紅", sender="noreply@photo.example"),
    "calendar file": b'From: a@b.example\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nsee\r\n--b\r\nContent-Type: text/calendar; method=PUBLISH\r\nContent-Disposition: attachment; filename=a.ics\r\n\r\nBEGIN:VCALENDAR\r\n--b--\r\n',
    "on vacation": mail("", "I was on vacation when the parcel came", subject="I was on vacation"),
    "read": mail("", "I read your answer", subject="Read this please"),
}  # fmt: skip


@pytest.mark.parametrize("name", PEOPLE)
def test_people_are_taken_for_people(name):
    found = read_mail(PEOPLE[name])
    assert (found.auto, found.bounce) == (False, None)
