# ruff: noqa: E501  # mail is as long as mail is
"""Bounces in the words of many servers, automatic answers in many languages, lists; and people who write of such things."""

from tests.channels.adapters.email.corpus.sample import Sample, multipart, text_part

GONE = "gone@far.example"


def mail(body, *, sender, subject, more=(), charset="utf-8"):
    lines = [
        f"From: {sender}",
        "To: care@photo.example",
        f"Subject: {subject}",
        "MIME-Version: 1.0",
        *more,
    ]
    return ("\r\n".join(lines) + "\r\n").encode(charset) + text_part(body, charset=charset)


def report(
    action,
    status,
    *,
    text,
    sender="Mail Delivery System <MAILER-DAEMON@mx.example>",
    subject="Undelivered Mail Returned to Sender",
    more=("Return-Path: <>",),
):
    lines = [
        f"From: {sender}",
        "To: care@photo.example",
        f"Subject: {subject}",
        "MIME-Version: 1.0",
        *more,
    ]
    told = (
        f"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {GONE}\r\n"
        f"Action: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; {'250' if status[0] == '2' else '550'} {status} words\r\n"
    ).encode()
    original = b"Content-Type: message/rfc822\r\n\r\nMessage-ID: <7@photo.example>\r\nSubject: your case\r\n\r\nhello\r\n"
    body = multipart(
        "report", text_part(text), told, original, parameters="; report-type=delivery-status"
    )
    return ("\r\n".join(lines) + "\r\n").encode() + body


# Server, sender, subject, words, headers beside: none of them with the standard's form.
PROSE = (
    ("Exim", "Mail Delivery System <Mailer-Daemon@mx.example>", "Mail delivery failed: returning message to sender",
     f"This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  {GONE}\n    host mx.far.example [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<{GONE}>:\n    550 5.1.1 <{GONE}>: Recipient address rejected: User unknown", ("Auto-Submitted: auto-replied",)),
    ("Postfix without parts", "MAILER-DAEMON@mx.example (Mail Delivery System)", "Undelivered Mail Returned to Sender",
     f"This is the mail system at host mx.example.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients. It's attached below.\n\n<{GONE}>: host mx.far.example[192.0.2.1] said: 550 5.1.1\n    <{GONE}>: Recipient address rejected", ("Return-Path: <>",)),
    ("qmail", "MAILER-DAEMON@mx.example", "failure notice",
     f"Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<{GONE}>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 user unknown\nGiving up on 192.0.2.1.", ("Return-Path: <>",)),
    ("Sendmail", "Mail Delivery Subsystem <MAILER-DAEMON@mx.example>", "Returned mail: see transcript for details",
     f"The original message was received at Fri, 5 Jan 2024 15:20:11 +0800\nfrom localhost [127.0.0.1]\n\n   ----- The following addresses had permanent fatal errors -----\n<{GONE}>\n    (reason: 550 5.1.1 User unknown)\n\n   ----- Transcript of session follows -----\n... while talking to mx.far.example.:\n>>> DATA\n<<< 550 5.1.1 User unknown", ("Return-Path: <>",)),
    ("Gmail", "Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Delivery Status Notification (Failure)",
     f"** Address not found **\n\nYour message wasn't delivered to {GONE} because the address couldn't be found, or is unable to receive mail.\n\nThe response was:\n\n550 5.1.1 The email account that you tried to reach does not exist.", (f"X-Failed-Recipients: {GONE}", "Auto-Submitted: auto-replied")),
    ("Gmail zh-Hant", "Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Delivery Status Notification (Failure)",
     f"** 找不到地址 **\n\n您的郵件未送達 {GONE}，因為系統找不到該地址，或該地址無法接收郵件。", (f"X-Failed-Recipients: {GONE}", "Auto-Submitted: auto-replied")),
    ("Gmail zh-Hans", "Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Delivery Status Notification (Failure)",
     f"** 找不到地址 **\n\n您的邮件未送达 {GONE}，因为找不到该地址，或者该地址无法接收邮件。", (f"X-Failed-Recipients: {GONE}",)),
    ("Exchange", "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@far.example>", "Undeliverable: your case",
     f"Delivery has failed to these recipients or groups:\n\n{GONE}<mailto:{GONE}>\nThe email address you entered couldn't be found.\n\nDiagnostic information for administrators:\n550 5.1.10 RESOLVER.ADR.RecipientNotFound", ()),
    ("Exchange zh-Hant", "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@far.example>", "無法傳遞: 您的案件",
     f"傳送至這些收件者或群組的郵件傳遞失敗:\n\n{GONE}\n找不到您輸入的電子郵件地址。\n\n550 5.1.10 RESOLVER.ADR.RecipientNotFound", ()),
    ("Exchange zh-Hans", "postmaster@far.example", "未送达: 您的案件", f"邮件无法送达以下收件人或组:\n\n{GONE}\n未找到您输入的电子邮件地址。请检查收件人的电子邮件地址。", ()),
    ("Exchange ja", "postmaster@far.example", "配信不能: お問い合わせ", f"次の受信者またはグループへの配信に失敗しました:\n\n{GONE}\n入力した電子メール アドレスが見つかりませんでした。", ()),
    ("Exchange de", "postmaster@far.example", "Unzustellbar: Ihr Fall", f"Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:\n\n{GONE}\nDie eingegebene E-Mail-Adresse konnte nicht gefunden werden.", ()),
    ("Exchange fr", "postmaster@far.example", "Non remis : votre dossier", f"Échec de la remise à ces destinataires ou groupes :\n\n{GONE}\nL'adresse de messagerie que vous avez entrée est introuvable.", ()),
    ("Exchange es", "postmaster@far.example", "No se puede entregar: su caso", f"No se pudo entregar el mensaje a estos destinatarios o grupos:\n\n{GONE}\nNo se encontró la dirección de correo electrónico que especificó.", ()),
    ("QQ", "PostMaster <PostMaster@qq.com>", "来自qq.com的退信", f"尊敬的用户：\n\n很抱歉，您的邮件被退回来了……\n原邮件信息：\n收件人：{GONE}\n\n退信原因：收件人邮件地址（{GONE}）不存在，邮件无法送达。\nhost mx.far.example said: 550 Mailbox not found.", ()),
    ("QQ en", "PostMaster <PostMaster@qq.com>", "Undelivered Mail Returned to Sender", f"Sorry, we cannot deliver your message to: {GONE}\nReason: host mx.far.example said: 550 Mailbox not found", ()),
    ("163", "Postmaster@163.com", "系统退信/Systems bounce", f"抱歉，您的邮件被退回来了……\n\n原邮件信息：\n时间：2024-01-05 15:20:11\n主题：您的案件\n收件人：{GONE}\n\n退信原因：550 User not found: {GONE}", ()),
    ("126", "Postmaster@126.com", "系统退信", f"您的邮件没有送达以下收件人：\n{GONE}\n退信原因：对方邮箱已满，拒收您的邮件。", ()),
    ("Sina", "MAILER-DAEMON@sina.com", "系统退信", f"很抱歉，您发送到 {GONE} 的邮件未能送达。\n退信原因：收件人不存在 550 User not found", ()),
    ("139", "postmaster@139.com", "退信通知", f"尊敬的用户，您的邮件投递失败。\n收件人：{GONE}\n失败原因：收件人不存在", ()),
    ("Aliyun", "MAILER-DAEMON@aliyun.com", "系统退信通知(Delivery Failure)", f"您的邮件发送失败\n收件人 {GONE} 不存在\n550 invalid rcptto", ()),
    ("Tencent enterprise", "postmaster@exmail.qq.com", "系统退信", f"您的邮件被退回\n收件人：{GONE}\n退信原因：该邮件地址不存在", ()),
    ("HiNet", "Mail Delivery Subsystem <MAILER-DAEMON@ms1.hinet.example>", "郵件退回通知", f"您的信件無法寄達 {GONE}\n原因：550 查無此收件人", ()),
    ("Yahoo", "MAILER-DAEMON@yahoo.com", "Failure Notice", f"Sorry, we were unable to deliver your message to the following address.\n\n<{GONE}>:\n550: 5.1.1 User unknown", ()),
    ("Yahoo zh-Hant", "MAILER-DAEMON@yahoo.com", "Failure Notice", f"抱歉，我們無法將您的郵件傳送至下列地址。\n\n<{GONE}>:\n554: 30: Sorry, your message cannot be delivered. This mailbox is disabled (554.30).", ()),
    ("iCloud", "Mail Delivery System <MAILER-DAEMON@icloud.com>", "Undelivered Mail Returned to Sender", f"Your message could not be delivered to <{GONE}>.\n550 5.1.1 <{GONE}>: user does not exist", ()),
    ("Zimbra quota", "MAILER-DAEMON@mail.far.example (Mail Delivery System)", "Undelivered Mail Returned to Sender", f"<{GONE}>: host mail.far.example said: 452 4.2.2 Over quota (in reply to end of DATA command)", ("Return-Path: <>",)),
    ("Domino", "Postmaster@far.example", "DELIVERY FAILURE: User gone (gone@far.example) not listed in Domino Directory", f"Your message\n\n  Subject: your case\n\nwas not delivered to:\n\n  {GONE}\n\nbecause:\n\n  User gone ({GONE}) not listed in Domino Directory", ()),
    ("Yandex", "mailer-daemon@yandex.ru", "Недоставленное сообщение", f"Это письмо отправлено почтовым сервером yandex.ru.\n\nК сожалению, мы вынуждены сообщить Вам о том, что Ваше письмо не может быть доставлено одному или нескольким адресатам.\n\n<{GONE}>: host mx said: 550 5.7.1 No such user!", ("Return-Path: <>",)),
    ("Naver", "Mail Delivery System <mailer-daemon@naver.com>", "[네이버 메일] 메일 전송 실패 안내", f"메일이 정상적으로 발송되지 않았습니다.\n받는사람: {GONE}\n550 5.1.1 No such user", ()),
    ("Plesk it", "MAILER-DAEMON@far.example", "Mancato recapito: il suo caso", f"Non è stato possibile recapitare il messaggio a {GONE}\n550 utente sconosciuto", ("Return-Path: <>",)),
    ("Orange fr", "MAILER-DAEMON@orange.example", "Votre message n'a pu être remis", f"Votre message n'a pas pu être remis à : <{GONE}>\n550 5.1.1 Adresse d'au moins un destinataire invalide", ("Return-Path: <>",)),
)  # fmt: skip


def bounces():
    for name, sender, subject, words, more in PROSE:
        charsets = (
            ("utf-8", "gbk")
            if name in {"QQ", "163", "126", "Sina", "139", "Aliyun"}
            else ("utf-8",)
        )
        for charset in charsets:
            raw = mail(words, sender=sender, subject=subject, more=more, charset=charset)
            yield Sample(
                klass="bounce, prose",
                name=f"{name} {charset}",
                raw=raw,
                expect={"bounce": True, "auto": True},
            )
    for name, text in (
        ("Postfix", "This is the mail system at host mx.example."),
        ("nothing", ""),
        ("zh", "您的郵件無法送達。"),
    ):
        for status in ("5.1.1", "5.2.2", "5.7.1", "4.4.7"):
            raw = report("failed", status, text=text)
            yield Sample(
                klass="bounce, by form",
                name=f"{name} {status}",
                raw=raw,
                expect={"bounce": True, "auto": True},
            )


def automatic():
    yield Sample(
        klass="automatic",
        name="delivered",
        raw=report(
            "delivered", "2.1.5", text="delivered", subject="Successful Mail Delivery Report"
        ),
        expect={"bounce": False, "auto": True},
    )
    yield Sample(
        klass="automatic",
        name="relayed",
        raw=report("relayed", "2.0.0", text="relayed", subject="Relayed: your case"),
        expect={"bounce": False, "auto": True},
    )
    receipt = multipart(
        "report",
        text_part("This is a return receipt for the mail that you sent."),
        b"Content-Type: message/disposition-notification\r\n\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n",
        parameters="; report-type=disposition-notification",
    )
    for subject in (
        "Read: your case",
        "Return Receipt (displayed) - your case",
        "已读: 您的案件",
        "讀取回條: 您的案件",
        "開封済み: お問い合わせ",
        "Gelesen: Ihr Fall",
        "Lu : votre dossier",
    ):
        raw = (
            f"From: Mei <mei@example.com>\r\nTo: care@photo.example\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n".encode()
            + receipt
        )
        yield Sample(
            klass="automatic",
            name=f"receipt {subject}",
            raw=raw,
            expect={"bounce": False, "auto": True},
        )
    for subject in (
        "自动回复：您的案件", "自动回复: Re: 您的案件", "自動回覆: 您的案件", "自動回覆：您的案件", "自動回信：您的案件", "[自动回复] 您的案件", "自動返信：お問い合わせ", "【自動応答】お問い合わせ",
        "Automatic reply: your case", "Auto: Out of Office", "Auto reply: your case", "Out of Office Re: your case", "Out of office: your case", "Autoreply: your case", "Vacation reply",
        "Abwesenheitsnotiz: Ihr Fall", "Automatische Antwort: Ihr Fall", "Abwesend: Ihr Fall", "Réponse automatique : votre dossier", "Absence du bureau : votre dossier",
        "Respuesta automática: su caso", "Fuera de la oficina: su caso", "Risposta automatica: il suo caso", "Fuori sede: caso", "Resposta automática: seu caso", "Automatisch antwoord: uw zaak",
        "Автоответ: дело", "Автоматический ответ: дело", "자동 회신: 문의", "부재 중 자동 회신: 문의", "Autosvar: sak", "Odpowiedź automatyczna: sprawa", "Automatická odpověď: případ",
    ):  # fmt: skip
        raw = mail("...", sender="Mei <mei@example.com>", subject=subject)
        yield Sample(
            klass="automatic", name=subject, raw=raw, expect={"bounce": False, "auto": True}
        )
    for head in (
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated",
        "X-Autoreply: yes",
        "X-Autorespond: your case",
        "Precedence: auto_reply",
        "Precedence: bulk",
        "Precedence: junk",
        "X-Auto-Response-Suppress: All",
        "Return-Path: <>",
        "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent",
        "Delivered-To: Autoresponder",
        "X-FC-MachineGenerated: true",
        "List-Id: <news.example>",
        "List-Unsubscribe: <https://x.example/u>",
        "X-Mailer: vacation 1.2",
        "Feedback-ID: a:b:c:d",
    ):
        raw = mail("您好", sender="Mei <mei@example.com>", subject="您的案件", more=(head,))
        yield Sample(klass="automatic", name=head, raw=raw, expect={"bounce": False, "auto": True})
    for words in (
        "这是来自QQ邮箱的假期自动回复邮件。\n\n您好，我最近正在休假中，无法亲自回复您的邮件。",
        "您好，这是一封自动回复邮件。我会尽快回复您。",
        "這是系統自動回覆的信件，請勿直接回信。",
        "此為系統自動發送之郵件，請勿回覆。",
        "本邮件由系统自动发出，请勿回复。",
        "您好，您的邮件已收到，我会尽快给您回复。谢谢！",
        "您好！您的來信我已收到，我會儘快回覆您。\n\n順祝商祺",
        "您好，您的邮件我已经收到。\n祝您工作愉快！",
        "This is an automated response. We have received your message.",
        "This is an automatic reply to your mail.",
    ):
        raw = mail(words, sender="Mei <mei@example.com>", subject="Re: 您的案件")
        yield Sample(
            klass="automatic", name=words[:20], raw=raw, expect={"bounce": False, "auto": True}
        )
    for sender in (
        "no-reply@shop.example",
        "noreply@shop.example",
        "donotreply@shop.example",
        "do_not_reply@shop.example",
        "notifications@shop.example",
        "mailer-daemon@shop.example",
    ):
        raw = mail("您的訂單已出貨", sender=f"Shop <{sender}>", subject="訂單通知")
        yield Sample(
            klass="automatic", name=sender, raw=raw, expect={"bounce": False, "auto": True}
        )
    for action, status in (("delayed", "4.4.1"), ("delayed", "4.4.7")):
        raw = report(
            action,
            status,
            text="THIS IS A WARNING MESSAGE ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE.",
            subject="Warning: could not send message for past 4 hours",
        )
        yield Sample(
            klass="automatic",
            name=f"delayed {status}",
            raw=raw,
            expect={"auto": True, "bounce": False},
        )
    prose = mail(
        f"This message was created automatically by mail delivery software.\nA message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours on the queue.\n\nThe address to which the message has not yet been delivered is:\n\n  {GONE}\n\nNo action is required on your part. Delivery attempts will continue for\nsome time",
        sender="Mail Delivery System <Mailer-Daemon@mx.example>",
        subject="Warning: message 1ab delayed 24 hours",
    )
    yield Sample(
        klass="automatic", name="delayed, Exim", raw=prose, expect={"auto": True, "bounce": False}
    )


PEOPLE = (
    ("照片偏紅", "我上週寄的信沒有收到回覆，請問收到了嗎？"), ("自動回覆都沒用", "每次都只收到自動回覆，請真人處理。"), ("系统退信了", "我给你们发邮件总是被系统退信，提示550错误，怎么联系你们？我的邮箱 mei@example.com"),
    ("Undeliverable photos", "The courier says my parcel is undeliverable: address not found. Please call me."), ("包裹無法送達", "物流說包裹無法送達，被退回門市了，請重寄到 mei@example.com 登記的地址。"),
    ("Mail delivery failed", "Your mail delivery failed twice: the print was damaged in the post. mei@example.com"), ("Delivery failure of order 550", "It was not delivered, and the shop rejected my complaint."),
    ("Out of stock, out of office?", "I called and they said the photographer is out of office until Monday."), ("休假通知與取件", "門市貼休假通知，我怎麼取件？"), ("Re: Automatic reply: your case", "Thanks, but that does not answer my question."),
    ("Re: Undelivered Mail Returned to Sender", "My first mail came back, so I try again. The prints are too red."), ("Fwd: Out of Office", "看這個回覆，太誇張了"), ("回复：自动回复: 您的案件", "我要人工处理"), ("Read this please", "You have read my mail but not answered."),
    ("已讀不回", "你們客服已讀不回，很生氣"), ("Rejected", "The clerk rejected my claim. Is my address unknown to you? mei@example.com"), ("On vacation photos", "I was on vacation in Bali and printed 200 photos."), ("Vacation album", "Please reprint my vacation album."),
    ("Delivery failure", "I wrote twice and only got this back: your message could not be delivered to care@photo.example, 550 5.1.1 User unknown. My prints are still yellow."),
    ("退信", "我寄到 care@photo.example 的信被退回，系統說：您的郵件無法送達，550 5.1.1。照片還是偏黃，請處理。"),
    ("Re: 您的案件，催办", "您好，您的邮件已收到，请尽快处理！"), ("Re: 您的案件，偏黄", "您好，您的邮件已收到，照片还是偏黄，麻烦重印。"), ("Re: 您的案件", "您好，您的來信我已收到，但相片還是偏黃。謝謝"),
    ("回复：您的案件", "您好，您的邮件我已经收到，我会尽快回复您。另外相册少了三张。"), ("返金について", "配信されたデータが開けません。返金をお願いします。"), ("Absence de réponse", "Je n'ai reçu aucune réponse depuis une semaine."), ("Fehlerhafte Zustellung", "Das Paket wurde nicht zugestellt, bitte prüfen."), ("Warning: the glue smells", "The album smells, please take it back."),
)  # fmt: skip


def people():
    for subject, words in PEOPLE:
        for more in (
            (),
            ("X-Mailer: Foxmail 7.2",),
            ("X-Auto-Response-Suppress: DR, OOF, AutoReply", "Thread-Index: AdFuZ6XxOH"),
            ("Precedence: normal", "Auto-Submitted: no"),
        ):
            raw = mail(words, sender="Mei <mei@example.com>", subject=subject, more=more)
            yield Sample(
                klass="people",
                name=f"{subject} {more[:1]}",
                raw=raw,
                expect={"bounce": False, "auto": False},
            )


def forwarded_reports():
    """A person who hands on, as a file and without a word of a mail program, the report that they got."""
    original = b"Content-Type: message/rfc822\r\n\r\nMessage-ID: <7@home.example>\r\nSubject: my prints\r\n\r\nyellow\r\n"
    words = "See what I get: your message could not be delivered to one or more of its recipients. Please call me instead."
    raw = (
        b"From: Mei <mei@example.com>\r\nTo: care@photo.example\r\nSubject: Undelivered mail\r\nMIME-Version: 1.0\r\n"
        + multipart("mixed", text_part(words), original)
    )
    yield Sample(
        klass="people", name="report as a file", raw=raw, expect={"bounce": False, "auto": False}
    )


def samples():
    return [*bounces(), *automatic(), *people(), *forwarded_reports()]
