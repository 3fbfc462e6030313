# ruff: noqa: E501  # mail is as long as mail is
"""Machines as they write these days, in the words of the region; and people who write much like them."""

from tests.channels.adapters.email.corpus.machine_mails import GONE, mail
from tests.channels.adapters.email.corpus.sample import Sample

# Whose server, sender, subject, words, headers beside.
BOUNCES = (
    ("docomo", "Mail Delivery Subsystem <MAILER-DAEMON@docomo.ne.jp>", "Returned mail: User unknown", f"   ----- The following addresses had permanent fatal errors -----\n<{GONE}>\n   ----- Transcript of session follows -----\n550 Unknown user {GONE}", ()),
    ("au", "MAILER-DAEMON@ezweb.ne.jp", "Mail System Error - Returned Mail", f"This Message was undeliverable due to the following reason:\n\nEach of the following recipients was rejected by a remote mail server.\n\n    Recipient: <{GONE}>\n    Reason:    Unknown User", ()),
    ("SoftBank", "MAILER-DAEMON@softbank.ne.jp", "Undelivered Mail Returned to Sender", f"<{GONE}>: Invalid recipient", ("Return-Path: <>",)),
    ("Yahoo JAPAN", "MAILER-DAEMON@yahoo.co.jp", "Failure Notice", f"申し訳ございません。以下の宛先にメールを配信できませんでした。\n\n<{GONE}>:\n550 This user doesn't have a yahoo.co.jp account", ()),
    ("Exchange Online ko", "Microsoft Outlook <postmaster@far.example>", "배달되지 않음: 사진", f"다음 받는 사람 또는 그룹에게 메시지를 배달하지 못했습니다.\n\n{GONE}\n입력한 전자 메일 주소를 찾을 수 없습니다.\n\n550 5.1.10", ("Auto-Submitted: auto-replied",)),
    ("Daum", "mailer-daemon@hanmail.net", "[반송] 메일이 전송되지 않았습니다", f"다음 주소로 메일을 보내지 못했습니다.\n{GONE}\n550 5.1.1 알 수 없는 사용자", ("Return-Path: <>",)),
    ("Mimecast", "Postmaster <postmaster@far.example>", "[Postmaster] Email Delivery Failure", f"The following message to <{GONE}> was undeliverable.\nThe reason for the problem:\n5.1.0 - Unknown address error 550-'Invalid Recipient'", ()),
    ("Proofpoint", "Mail Delivery Subsystem <MAILER-DAEMON@far.example>", "Returned mail: see transcript for details", f"   ----- Transcript of session follows -----\n550 5.1.1 <{GONE}>... User unknown", ()),
    ("Coremail enterprise", "Postmaster <postmaster@far.example>", "系统退信", f"尊敬的用户：\n您发送的邮件无法到达对方邮箱，已被退回。\n收件人：{GONE}\n退信原因：收件人不存在(550 No such user)", ()),
    ("Netease enterprise", "Postmaster@far.example", "系统退信/Systems bounce", f"抱歉，您的邮件被退回来了……\n收件人：{GONE}\n退信原因：User not found: {GONE}\n\nSorry, your message is returned.", ()),
    ("DingTalk", "postmaster@dingtalk.example", "退信通知：照片", f"您的邮件未能成功投递到：{GONE}\n原因：收件人地址不存在 554 RCPT ({GONE}) dosn't exist", ()),
    ("189", "postmaster@189.cn", "邮件退回通知", f"尊敬的用户，您发给 {GONE} 的邮件被退回，原因：用户不存在。", ()),
    ("Openfind", "Mail Delivery System <MAILER-DAEMON@mail.far.example>", "退信通知 Undelivered Mail Returned to Sender", f"您的郵件無法寄送給下列收件者：\n<{GONE}>: 550 5.1.1 查無此人", ("Return-Path: <>",)),
    ("SpamCannibal like", "Mail Delivery System <postmaster@far.example>", "Message rejected: photo", f"Your message to {GONE} was rejected.\nReason: 554 5.7.1 Message rejected as spam by content filter", ("Return-Path: <>",)),
    ("Amavis", "Content-filter at mx.far.example <postmaster@mx.far.example>", "Considered UNSOLICITED BULK EMAIL, apparently from you", f"A message from <care@photo.example> to:\n-> {GONE}\n\nwas considered unsolicited bulk e-mail (UBE).\nDelivery of the email was stopped! 554 5.7.0 Reject", ("Return-Path: <>", "Auto-Submitted: auto-replied")),
    ("MDaemon", "MDaemon at mail.far.example <MDaemon@mail.far.example>", "Warning: mail.far.example - User unknown!", f"The following message addressed to {GONE} could not be delivered to its recipient(s).\n\nReason: No such account!", ("X-MDDSN-Message: 1", "Return-Path: <>")),
    ("hMailServer", "mailer-daemon@mail.far.example", "Message undeliverable: photo", f"Your message did not reach some or all of the intended recipients.\n\n   Sent: Mon, 5 Jan 2026\n   Subject: photo\n\nThe following recipient(s) could not be reached:\n\n{GONE}\n   Error Type: SMTP\n   550 5.1.1", ()),
    ("SurgeMail, HTML", "mailer-daemon@mail.far.example", "Failed to deliver to 'gone@far.example'", f"This message was created automatically by mail delivery software (SurgeMail).\n\nFailed to deliver to '{GONE}'\nSMTP module reports:\n host mx reports: 550 user unknown", ("Return-Path: <>",)),
    ("Zoho", "mailer-daemon@mail.zoho.com", "Undelivered Mail Returned to Sender", f"This message was created automatically by mail delivery software.\n A message that you sent could not be delivered to one or more of its recipients. This is a permanent error.\n\n{GONE}, ERROR CODE :550 - 5.1.1", ()),
    ("Mail.ru", "mailer-daemon@corp.mail.ru", "Mail failure.", f"This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its recipients.\n\n  {GONE}\n    user not found", ()),
    ("web.de", "mailer-daemon@web.de", "Mail delivery failed: returning message to sender", f"This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of\nits recipients. This is a permanent error. The following address\nfailed:\n\n{GONE}:\nSMTP error from remote server for RCPT TO command, host: mx.far.example\n550 unknown user", ()),
    ("Exchange on premises zh-Hant", "Microsoft Exchange <postmaster@far.example>", "未傳遞的主旨: 照片", f"傳遞至下列收件者或通訊群組清單失敗:\n\n{GONE}\n無法辨識收件者的電子郵件地址。\n\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##", ("Return-Path: <>",)),
    ("Exchange old zh-Hans", "System Administrator <postmaster@far.example>", "未传递的主题: 照片", f"您的邮件\n\n  主题：照片\n  收件人：{GONE}\n\n未能到达，原因是：\n\n  找不到收件人 550 5.1.1", ("Return-Path: <>",)),
    ("Exchange Online ja", "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@far.example>", "配信不能: 写真", f"{GONE} へのメッセージを配信できませんでした。\n\ngone が far.example に見つかりませんでした。\n\n550 5.1.10", ()),
    ("Gmail ja", "Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Delivery Status Notification (Failure)", f"** アドレス不明 **\n\nアドレスが見つからないため、またはメールを受信できないため、{GONE} にメールは配信されませんでした。", ("Auto-Submitted: auto-replied",)),
    ("Gmail, blocked", "Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Delivery Status Notification (Failure)", f"** 邮件被屏蔽 **\n\n您发给 {GONE} 的邮件已被屏蔽。请参阅下方的技术详细信息。", ("Auto-Submitted: auto-replied",)),
)  # fmt: skip

# Sender, subject, words, headers beside.
AUTOMATIC = (
    ("Mei <mei@qq.example>", "自动回复:照片的事", "您好，我正在休假，回来后会尽快处理您的邮件。", ()),
    ("Mei <mei@qq.example>", "自动回复：Re: FB-7K3M-92QX", "这是来自QQ邮箱的假期自动回复邮件。\n\n您好，我最近正在休假中，无法亲自回复您的邮件。", ()),
    ("Mei <mei@163.example>", "自动回复: 您的案件", "您好，您的来信我已收到。", ("X-Coremail-Locale: zh_CN",)),
    ("Mei <mei@example.com>", "自動回覆: 您的案件 FB-7K3M-92QX", "我目前不在辦公室，如有急事請洽同事。", ()),
    ("Mei <mei@example.com>", "【自動回覆】您的案件", "出國中", ()),
    ("Mei <mei@example.com>", "不在辦公室: 您的案件FB-7K3M-92QX", "目前休假，1/10 回來。", ()),
    ("Mei <mei@example.com>", "外出自動回覆: 您的案件", "目前休假", ()),
    ("Mei <mei@example.com>", "休假中自動回覆", "目前休假", ()),
    ("Yamada <y@example.com>", "自動返信: 写真について", "お問い合わせありがとうございます。", ()),
    ("Yamada <y@example.com>", "【自動返信】お問い合わせありがとうございます", "担当者よりご連絡いたします。", ()),
    ("Yamada <y@example.com>", "不在のお知らせ: Re: 写真について", "出張のため1月10日まで不在にしております。", ()),
    ("Yamada <y@example.com>", "不在通知：返信：写真", "休暇中です。", ()),
    ("Yamada <y@example.com>", "Re: 写真", "このメールは自動応答です。\n\n只今不在にしております。", ()),
    ("Yamada <y@example.com>", "Re: 写真", "※このメールは自動返信メールです。\n\nお問い合わせありがとうございます。", ()),
    ("Kim <k@example.com>", "부재중 자동 회신: 사진", "휴가 중입니다.", ()),
    ("Kim <k@example.com>", "[자동회신] 휴가 중입니다", "휴가 중입니다.", ()),
    ("Hans <h@example.com>", "Automatische Antwort: Ihr Fall", "Ich bin im Urlaub.", ()),
    ("Hans <h@example.com>", "Abwesenheitsnotiz: Ihr Fall", "Ich bin im Urlaub.", ()),
    ("Hans <h@example.com>", "Abwesenheitsnachricht: Ihr Fall", "Ich bin im Urlaub.", ()),
    ("Hans <h@example.com>", "Abwesenheitsassistent: Re: Ihr Fall", "Ich bin im Urlaub.", ()),
    ("Hans <h@example.com>", "Re: Ihr Fall", "Guten Tag,\n\nvielen Dank für Ihre Nachricht. Ich bin bis zum 10. Januar nicht im Büro. Ihre E-Mail wird nicht weitergeleitet.", ()),
    ("Hans <h@example.com>", "Bin im Urlaub: Re: Ihr Fall", "Hallo, ich bin im Urlaub.", ("Precedence: bulk",)),
    ("Ann <a@example.com>", "Automatic reply: your case", "I am away.", ()),
    ("Ann <a@example.com>", "Out of Office: Re: your case", "I am away.", ()),
    ("Ann <a@example.com>", "Re: your case", "I am currently out of the office with limited access to e-mail.", ()),
    ("Ann <a@example.com>", "Re: your case", "Hi,\n\nThank you for your email. I am on annual leave until 10 January and will reply on my return.", ()),
    ("Ann <a@example.com>", "Auto-Reply: your case", "away", ()),
    ("Ann <a@example.com>", "Vacation reply: your case", "away", ("Auto-Submitted: auto-replied (vacation)",)),
    ("Claire <c@example.com>", "Réponse automatique : votre dossier", "Je suis absente.", ()),
    ("Claire <c@example.com>", "Message d'absence : votre dossier", "Je suis absente du bureau jusqu'au 10 janvier.", ("Auto-Submitted: auto-replied",)),
    ("Lucía <l@example.com>", "Respuesta automática: su caso", "Estoy fuera.", ()),
    ("Shop <no-reply@shop.example>", "訂單成立通知", "您的訂單已成立。", ()),
    ("Shop <noreply-orders@shop.example>", "出貨通知", "您的訂單已出貨。", ()),
    ("蝦皮購物 <info@mail.shop.example>", "限時優惠", "全館八折", ("List-Unsubscribe: <mailto:u@shop.example>",)),
    ("10000 <10000@qq.com>", "发信方已撤回邮件：照片", "发信方已撤回该邮件。", ("X-QQ-mid: tyyjxt-xx11d002", "Auto-Submitted: auto-generated")),
    ("Mei <mei@example.com>", "已讀: 您的案件", "您的郵件\n\n收件者: Mei\n主旨: 您的案件\n\n已於 2026年1月5日 15:20 讀取。", ()),
    ("staff@hotmail.com", "complaint about message from 192.0.2.222", "", ()),
    ("Mei <mei@example.com>", "已读: 您的案件", "您的邮件\n\n收件人: Mei\n主题: 您的案件\n\n已于 2026年1月5日 15:20 阅读。", ()),
    ("Yamada <y@example.com>", "開封済み: 写真", "次の宛先へのメッセージが開封されました: y@example.com", ()),
)  # fmt: skip

PEOPLE = (
    ("Mei <mei@example.com>", "自動回覆怎麼關掉？", "我收到你們的自動回覆，請問照片什麼時候好？"),
    ("Mei <mei@example.com>", "不在辦公室也能取件嗎", "我下週不在辦公室，可以改到門市取件嗎？"),
    ("Mei <mei@example.com>", "退貨被拒", "店員說系統自動發送的簡訊不算，請處理。\n\n王美"),
    ("Mei <mei@example.com>", "轉寄: 出貨通知", "這封信說已出貨，但我沒收到。\n\n---------- 轉寄的郵件 ---------\n寄件者： 沖印店 <shop@photo.example>\n主旨: 出貨通知\n\n您的訂單已出貨。\n\n此信件為系統自動發送，請勿直接回覆。"),
    ("Mei <mei@example.com>", "收到這封信", "我收到這封信：\n您的訂單已出貨。\n此信件為系統自動發送，請勿直接回覆。"),
    ("Ann <info@small-shop.example>", "Photo books for our shop", "We would like to order 50 photo books.\nPlease do not reply to my old address.\n\nAnn"),
    ("Hans <h@example.com>", "Urlaubsfotos", "Ich bin im Urlaub gewesen und habe 200 Fotos bestellt. Sie sind zu dunkel."),
    ("Yamada <y@example.com>", "不在票が入っていました", "不在票が入っていましたが、再配達をお願いできますか。"),
    ("Mei <mei@example.com>", "Re: 自动回复", "你们的自动回复没有用，我要退款。"),
    ("Mei <mei@example.com>", "包裹退回", "物流退回包裹，原因：收件人不存在。請重寄。電話 0912345678"),
    ("Mei <mei@example.com>", "郵件退回通知", "我收到郵局的郵件退回通知單，說地址不詳，請問能再寄一次嗎？"),
    ("Postmaster Lee <lee@example.com>", "photo", "Please print 20 copies."),
    ("Kim <k@example.com>", "반송된 택배", "택배가 반송되었다고 합니다. 다시 보내 주세요."),
    ("Mei <mei@example.com>", "已讀不回？", "LINE 已讀不回，請用信件回覆我。"),
    ("Mei <mei@example.com>", "照片", "您好，我正在休假，請把照片寄到家裡，不要寄公司。"),
    # Complaints from addresses that look like an office's, and about automatic mail.
    ("Bill Chen <bill.chen@gmail.com>", "收不到驗證碼", "系統自動發送的驗證碼一直收不到，請協助"),
    ("Kitty <hellokitty520@yahoo.com.tw>", "發票金額", "你們系統自動產生的發票金額錯誤，請更正"),
    ("Wang <mail.wang@163.com>", "人工客服", "你们程序自动回复一点用也没有，我要人工客服"),
    ("Payton Smith <payton.smith@example.com>", "No answer yet", "All I ever got from you is:\n\n\"This is an automated message, please do not reply to this email.\""),
    ("Payton Smith <payton.smith@example.com>", "Nobody reads this", "\"This is an automated message, please do not reply\" is all that you write. I want my money back."),
    ("Mei <mei@example.com>", "沒有人看", "「此信件為系統自動發送，請勿直接回覆」只會回這句，我要找真人。"),
    ("Kundin <info@kunde.de>", "Abzüge zu dunkel", "Die Abzüge sind zu dunkel, bitte neu drucken.\n\nDiese E-Mail wurde automatisch auf Viren geprüft."),
    ("Kundin <info@kunde.de>", "Abzüge zu hell", "Diese E-Mail wurde automatisch auf Viren geprüft.\n\nDie Abzüge sind zu hell, bitte neu drucken."),
    ("Jo <sales@acme.example>", "Wrong invoice", "The invoice of May is wrong, please correct it.\n\nThis message was automatically scanned for viruses by Acme email gateway."),
    ("Luc <info@client.fr>", "Tirages trop sombres", "Les tirages sont trop sombres, merci de les refaire.\n\nCet e-mail a été analysé automatiquement par un antivirus."),
    ("店 <info@shop.jp>", "返信がありません", "何度書いてもお返事がありません。\nこのアドレスは何を送っても自動返信しか来ません"),
    ("林 <sales@trade.example>", "出貨通知有誤", "貴公司寄來的出貨通知數量不對，請更正：\n\n您的訂單已出貨 20 本。\n此信件為系統自動發送，請勿直接回覆"),
    ("系统 <system@client.example>", "订单少货", "订单少了两本，请补寄。对账单附后：\n本邮件由系统自动发出，请勿直接回复。"),
    # Subjects that begin with what automatic answers are called.
    *(
        ("Mei <mei@example.com>", subject, "請處理，謝謝。")
        for subject in (
            "不在办公室，快递被放在门口丢了", "不在办公室 - 包裹退回", "不在办公室：快递被放在门口丢了", "不在办公室。快递丢了",
            "不在辦公室，包裹被退回", "不在辦公室！包裹被退回", "离开办公室，包裹没人收", "離開辦公室：包裹沒人收",
            "不在のお知らせ：荷物が届かない", "【不在のお知らせ】荷物が届かない", "不在通知：荷物が届かない", "不在通知、再配達をお願いします",
            "休假通知，門市沒開", "休假通知：門市沒開", "自动回复，一点用也没有", "自动回复。没人看吗", "自动答复 - 没有用", "自动应答！我要人工", "自動回覆，沒有用",
            "自動回覆 - 還是沒解決", "自動回信，沒有人處理", "自動応答、役に立ちません", "自動返信、返事がない", "休假中自動回覆，誰能處理？",
            "부재중, 택배가 없어졌어요", "부재중: 택배가 없어졌어요", "부재 중 - 택배 분실", "자동 응답, 답이 없어요",
            "Automatic reply, and still no answer", "Automatic reply - I want a person", "Automatic reply to my complaint is useless", "Auto response! Nobody helps",
            "Automatic reply from you is useless", "Automatic reply for three weeks now", "Automated answer. Is anybody there",
            "Out of office, parcel left at the door", "Out of office - parcel returned", "Out of office message was wrong on your door",
            "OOO, please deliver to my home", "Away from my office, parcel is lost", "On vacation: photos are too dark", "On vacation - 200 photos lost", "On vacation from Monday, hold my parcel",
            "On vacation until Monday, please hold my parcel", "Vacation notice, and the shop was open", "Vacation message! It is wrong on your site",
            "Abwesend, Paket beim Nachbarn verloren", "Abwesenheit - Paket nicht angekommen", "Automatische Antwort, sonst nichts",
            "Automatisch antwoord, geen hulp", "Afwezig, pakket verdwenen", "Réponse automatique, toujours rien", "Absence du bureau - colis perdu", "Absent du bureau, colis perdu",
            "Respuesta automática, nadie ayuda", "Fuera de la oficina, paquete perdido", "Risposta automatica, nessun aiuto", "Fuori sede - pacco perso",
            "Resposta automática, ninguém ajuda", "Ausência temporária, pacote perdido", "Автоответ, а помощи нет", "Вне офиса - посылка пропала", "Автоматическая! печать не работает",
            "Odpowiedź automatyczna, brak pomocy", "Autosvar, ingen hjälp", "Frånvaro, paketet borta", "Fravær - pakken er væk", "Automaattinen vastaus, ei apua", "Poissa, paketti kateissa",
            "Otomatik yanıt, yardım yok", "Automatická odpověď, nikdo nepomohl", "Automatikus válasz, semmi segítség", "Trả lời tự động, không ai giúp", "Balasan otomatis, tidak ada bantuan", "ตอบกลับอัตโนมัติ, ไม่มีใครช่วย",
            "Complaint about message from Abe", "Complaint about message from a.b",
        )
    ),
)  # fmt: skip


def samples():
    found = []
    for name, sender, subject, words, more in BOUNCES:
        raw = mail(words, sender=sender, subject=subject, more=more)
        found.append(
            Sample(klass="modern bounce", name=name, raw=raw, expect={"bounce": True, "auto": True})
        )
    for number, (sender, subject, words, more) in enumerate(AUTOMATIC):
        raw = mail(words, sender=sender, subject=subject, more=more)
        found.append(
            Sample(
                klass="modern automatic", name=f"{number} {subject}", raw=raw,
                expect={"bounce": False, "auto": True},
            )
        )  # fmt: skip
    for sender, subject, words in PEOPLE:
        raw = mail(words, sender=sender, subject=subject)
        found.append(
            Sample(
                klass="modern people", name=subject, raw=raw, expect={"bounce": False, "auto": False}
            )
        )  # fmt: skip
    return found
