# ruff: noqa: E501  # mail is as long as mail is
"""Replies as the mail programs of these years write them, by hand and program by program."""

from tests.channels.adapters.email.corpus.reply_mails import CARE, marked, paragraphs, reply

SAID = "訂單編號 A12345，照片顏色偏紅，請重印一次。\n謝謝"
SAID_HANS = "订单号 A12345，照片偏红，麻烦重印。\n谢谢"
SAID_EN = "The order number is A12345.\nPlease print it again."
OLD = "您好：\n\n請提供訂單編號。\n\n客服中心"
# The addresses that we give to answer to are long: programs wrap the line that names them.
LONG = "care+fb7k3m92qx-6c1d0f8e9a7b4c3d2e1f@mail.photo.example"

MARKED = {
    "Evolution zh-Hans": "在 2026-01-05星期一的 15:20 +0800，客服中心写道：",
    "Evolution zh-Hant": "於 一，2026-01-05 於 15:20 +0800，客服中心 提到：",
    "KMail zh": "在 2026年1月5日星期一 CST 下午3:20:11，客服中心 写道：",
    "QQ Mail app": f"客服中心<{CARE}> 在 2026年1月5日 周一 15:20 写道：",
    "Xiaomi": f"客服中心<{CARE}> 于2026年1月5日周一 15:20写道：",
    "Gmail zh-HK, wrapped": f"顧客服務中心 Photo Customer Care <{LONG}> 於\n2026年1月5日 週一 下午3:20寫道：",
    "Gmail zh-TW, wrapped inside": f"顧客服務中心 <\n{LONG}> 於 2026年1月5日 週一 下午3:20寫道：",
    "Gmail zh-CN, wrapped inside": f"客服中心 <{LONG}>\n于2026年1月5日周一 15:20写道：",
    "Gmail en, wrapped inside": f"On Mon, Jan 5, 2026 at 3:20 PM Photo Care Centre <\n{LONG}> wrote:",
    "Gmail en, wrapped late": f"On Mon, Jan 5, 2026 at 3:20 PM 'Photo Care' via Care <{LONG}>\nwrote:",
    "Gmail fr, wrapped in the verb": f"Le lun. 5 janv. 2026 à 15:20, Service client <{LONG}> a\nécrit :",
    "Gmail de, wrapped": f"Am Mo., 5. Jan. 2026 um 15:20 Uhr schrieb Kundendienst <\n{LONG}>:",
    "Gmail ja, wrapped": f"2026年1月5日(月) 15:20 お客様センター <\n{LONG}>:",
    "Gmail ko, wrapped": f"2026년 1월 5일 (월) 오후 3:20, 고객센터 <\n{LONG}>님이 작성:",
    "Becky": f"On Mon, 5 Jan 2026 15:20:11 +0900\nお客様センター <{CARE}> wrote:",
    "Thunderbird ja, old": "(2026/01/05 15:20), お客様センター wrote:",
    "Thunderbird ja, of its own": "お客様センター さんは 2026/01/05 15:20 に書きました:",
    "Outlook.com ja": f"2026/01/05 15:20、<{CARE}>のメール:",
    "Spark": f"On 5 Jan 2026 at 15:20 +0800, Photo Care <{CARE}>, wrote:",
    "Superhuman": f"On Mon, Jan 05, 2026 at 3:20 PM, Photo Care < {CARE} > wrote:",
    "Tuta en": f"Jan 5, 2026, 15:20 by {CARE}:",
    "Tuta de": f"5. Jan. 2026, 15:20 von {CARE}:",
    "Mail.ru": f"Понедельник, 5 января 2026, 15:20 +03:00 от Photo Care <{CARE}>:",
    "Polish webmail": f"Dnia 05 stycznia 2026 15:20 Photo Care <{CARE}> napisał(a):",
    "Gmail vi": f"Vào Th 2, 5 thg 1, 2026 vào lúc 15:20 Photo Care <{CARE}> đã viết:",
    "Gmail th": f"ในวันที่ จ. 5 ม.ค. 2026 เวลา 15:20 Photo Care <{CARE}> เขียนว่า:",
    "Gmail id": f"Pada Sen, 5 Jan 2026 pukul 15.20 Photo Care <{CARE}> menulis:",
    "Gmail ms": f"Pada Isn, 5 Jan 2026 pada 3:20 PTG Photo Care <{CARE}> menulis:",
    "Gmail he": f"\u202bבתאריך יום ב׳, 5 בינו׳ 2026 ב-15:20 מאת \u202aPhoto Care\u202c\u200f <\u202a{CARE}\u202c\u200f>:\u202c",
    "Gmail ar": f"في الاثنين، 5 يناير 2026 في 3:20 م كتب Photo Care <{CARE}>:",
    "Gmail fil": f"Noong Lun, Ene 5, 2026 nang 3:20 PM, sinulat ni Photo Care <{CARE}> ang:",
    "Fastmail": "On Mon, 5 Jan 2026, at 3:20 PM, Photo Care wrote:",
    "Proton zh": f"在 2026年1月5日 星期一 下午 3:20，客服中心 <{CARE}> 写道：",
    "Proton zh-TW": f"在 2026年1月5日 星期一，客服中心 <{CARE}> 寫道：",
    "Apple zh-HK": f"客服中心 <{CARE}> 於 2026年1月5日 下午3:20 寫道：",
    "Roundcube zh": "2026-01-05 15:20，客服中心 写道：",
    "Roundcube zh-TW": "於 2026-01-05 15:20，客服中心 寫到：",
    "Roundcube en": "On 2026-01-05 15:20, Photo Care wrote:",
    "Zoho zh": f"---- 在 星期一, 05 一月 2026 15:20:11 +0800 {CARE} 写道 ----",
    "Zoho en": f"---- On Mon, 05 Jan 2026 15:20:11 +0800 Photo Care <{CARE}> wrote ---",
    "Horde": f"Quoting Photo Care <{CARE}>:",
    "Horde zh": f"引用 客服中心 <{CARE}>:",
    "SquirrelMail": "> 您好：",
    "KakaoMail": f"2026년 1월 5일 월요일, 오후 3시 20분, 고객센터 <{CARE}> 님이 작성:",
    "mutt zh": "在 Mon, Jan 05, 2026 at 03:20:11PM +0800, 客服中心 写到：",
    "mutt": "On Mon, Jan 05, 2026 at 03:20:11PM +0800, Photo Care wrote:",
    "Gnus": "Photo Care <care@photo.example> writes:",
}  # fmt: skip

BARE = {
    "Alibaba": f"------------------------------------------------------------------\n发件人：客服中心 <{CARE}>\n日　期：2026年01月05日 15:20:11\n收件人：mei <mei@example.com>\n主　题：回复：照片",
    "Alibaba, sent": f"------------------------------------------------------------------\n发件人：客服中心<{CARE}>\n发送时间：2026年1月5日(星期一) 15:20\n收件人：mei<mei@example.com>\n主　题：照片",
    "QQ phone": f'---原始邮件---\n发件人: "客服中心"<{CARE}>\n发送时间: 2026年1月5日(周一) 下午3:20\n收件人: "mei"<mei@example.com>;\n主题: Re:照片',
    "QQ, replied": f'------------------ 回复的原邮件 ------------------\n发件人: "客服中心"<{CARE}>;',
    "QQ, original": f'------------------&nbsp;原始邮件&nbsp;------------------\n发件人:&nbsp;"客服中心" <{CARE}>;\n发送时间:&nbsp;2026年1月5日(星期一) 下午3:20\n收件人:&nbsp;"mei"<mei@example.com>;\n主题:&nbsp;照片'.replace("&nbsp;", "\u00a0"),
    "Lark zh": f'发件人: "客服中心"<{CARE}>\n日期: 2026年1月5日 (周一) 15:20\n主题: Re: 照片\n收件人: "mei"<mei@example.com>',
    "Lark en": f'From: "Photo Care"<{CARE}>\nDate: Mon, Jan 5, 2026, 15:20\nSubject: Re: photo\nTo: "mei"<mei@example.com>',
    "LINE WORKS": f'-----Original Message-----\nFrom: "お客様センター"<{CARE}>\nTo: <mei@example.com>;\nCc:\nSent: 2026-01-05 (月) 15:20:11 (UTC+09:00)\nSubject: 写真',
    "Yahoo JAPAN": f"----- Original Message -----\nFrom: お客様センター <{CARE}>\nTo: mei@example.com\nDate: 2026/1/5, Mon 15:20\nSubject: 写真",
    "Outlook ja, weekday": f"差出人: お客様センター <{CARE}>\n送信日時: 2026年1月5日 (月曜日) 15:20\n宛先: mei@example.com\n件名: 写真",
    "Outlook Mac ja": f"差出人: お客様センター <{CARE}>\n日付: 2026年1月5日 月曜日 15:20\n宛先: mei@example.com\n件名: 写真",
    "Outlook Mac zh-TW": f"寄件者: 客服中心 <{CARE}>\n日期: 星期一, 2026年1月5日 下午3:20\n收件者: mei@example.com\n主旨: 照片",
    "Proton, original zh": f"-------- 原始信息 --------\n在 1/5/26 15:20，客服中心 <{CARE}> 写道：",
    "Proton, original": f"-------- Original Message --------\nOn 1/5/26 15:20, Photo Care <{CARE}> wrote:",
    "Samsung zh-TW": f"-------- 原始訊息 --------\n自：客服中心 <{CARE}>\n日期： 2026/1/5 15:20 (GMT+08:00)\n至： mei@example.com\n主旨： 照片",
    "Samsung zh-CN": f"-------- 原始信息 --------\n发件人： 客服中心 <{CARE}>\n日期： 2026/1/5 15:20 (GMT+08:00)\n收件人： mei@example.com\n主题： 照片",
    "Samsung ja": f"-------- 元のメッセージ --------\n差出人: お客様センター <{CARE}>\n日時: 2026/1/5 15:20 (GMT+09:00)\n宛先: mei@example.com\n件名: 写真",
    "Huawei": f"-------- 原始邮件 --------\n发件人：客服中心 <{CARE}>\n日期：2026年1月5日周一 15:20\n收件人：mei@example.com\n主题：照片",
    "eM Client": f'------ Original Message ------\nFrom "Photo Care" <{CARE}>\nTo mei@example.com\nDate 2026/1/5 15:20:11\nSubject photo',
    "eM Client zh": f'------ 原始邮件 ------\n发件人 "客服中心" <{CARE}>\n收件人 mei@example.com\n日期 2026/1/5 15:20:11\n主题 照片',
    "Coremail": f"-----原始邮件-----\n发件人:客服中心 <{CARE}>\n发送时间:2026-01-05 15:20:11 (星期一)\n收件人: mei@example.com\n抄送: \n主题: 照片",
    "Exchange zh, half": "________________________________________\n发件人: 客服中心\n发送时间: 2026年1月5日 15:20:11\n收件人: mei\n主题: 答复: 照片",
    "189": f"------------------原始邮件------------------\n发件人：{CARE}\n发送时间：2026-01-05 15:20:11\n收件人：mei@example.com\n主题：照片",
    "Gmail zh, bare": f"客服中心 <{LONG}> 於\n2026年1月5日 週一 下午3:20寫道：",
    "iPhone zh-Hans, bare": f"在 2026年1月5日，下午3:20，客服中心 <{CARE}> 写道：\n\n\ufeff",
    "Hotmail zh-TW": f"________________________________\n寄件者: 客服中心 <{CARE}>\n寄件日期: 2026年1月5日 星期一 下午 03:20:11\n收件者: mei@example.com <mei@example.com>\n主旨: 照片",
    "Naver ko": f'-----원본 메시지-----\n보낸사람: "고객센터"<{CARE}>\n받는사람: <mei@example.com>;\n참조:\n보낸시간: 2026-01-05 (월) 15:20:11 (GMT+09:00)\n제목: 사진',
    "Outlook ko": f"보낸 사람: 고객센터 <{CARE}>\n보낸 시간: 2026년 1월 5일 월요일 오후 3:20\n받는 사람: mei@example.com\n제목: 사진",
    "Outlook th": f"จาก: Photo Care <{CARE}>\nส่ง: 5 มกราคม 2569 15:20\nถึง: mei@example.com\nเรื่อง: photo",
    "Outlook vi": f"Từ: Photo Care <{CARE}>\nĐã gửi: Thứ Hai, 5 tháng 1, 2026 3:20 CH\nTới: mei@example.com\nChủ đề: photo",
    "Outlook ro": f"De la: Photo Care <{CARE}>\nTrimis: luni, 5 ianuarie 2026 15:20\nCătre: mei@example.com\nSubiect: photo",
    "Outlook no": f"Fra: Photo Care <{CARE}>\nSendt: mandag 5. januar 2026 15:20\nTil: mei@example.com\nEmne: photo",
    "Outlook sk": f"Od: Photo Care <{CARE}>\nOdoslané: pondelok 5. januára 2026 15:20\nKomu: mei@example.com\nPredmet: photo",
    "Outlook hr": f"Šalje: Photo Care <{CARE}>\nPoslano: ponedjeljak, 5. siječnja 2026. 15:20\nPrima: mei@example.com\nPredmet: photo",
    "Outlook el": f"Από: Photo Care <{CARE}>\nΑπεστάλη: Δευτέρα, 5 Ιανουαρίου 2026 3:20 μμ\nΠρος: mei@example.com\nΘέμα: photo",
    "Outlook uk": f"Від: Photo Care <{CARE}>\nНадіслано: 5 січня 2026 р. 15:20\nКому: mei@example.com\nТема: photo",
    "Outlook id": f"Dari: Photo Care <{CARE}>\nTerkirim: Senin, 05 Januari 2026 15.20\nKepada: mei@example.com\nSubjek: photo",
}  # fmt: skip

PHONES = (
    "发送自 HUAWEI nova 12", "来自华为手机", "发自荣耀手机", "发自我的 vivo X200 Pro", "发自我的OPPO手机", "發送自我的 iPhone",
    "由 Sony Xperia™ 智慧型手機傳送", "從 Windows 11 版的郵件傳送", "傳送自 Yahoo奇摩電子信箱 iPhone 版", "使用 Gmail 行動版傳送",
    "iPadから送信", "Galaxyから送信", "スマートフォンから送信", "내 Galaxy에서 보냄", "나의 Galaxy 휴대전화에서 보냈습니다.",
    "Von Outlook für Android gesendet", "Sent from my HONOR phone", "Sent from my Xiaomi", "Get BlueMail for Android",
    "Sent from AOL on Android", "Sent from my T-Mobile 5G Device", "發自 Gmail 行動裝置版", "Enviado do Outlook para Android",
    "发自 iPhone 版 QQ邮箱", "发自QQ邮箱", "发自新版QQ邮箱客户端", "发自 Foxmail for iOS", "發自我的手機", "Sent from Proton Mail for Android",
    "使用 Proton Mail 安全電子郵件傳送。", "使用 Proton Mail 安全电子邮件发送。", "Sent from Outlook for Mac",
)  # fmt: skip

HTML = {
    "Gmail, container": '<div dir="ltr">{said}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">客服 &lt;<a href="mailto:{a}">{a}</a>&gt; 於 2026年1月5日 週一 下午3:20寫道：<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">{old}</blockquote></div>',
    "Lark": '<div id="editor_version_1.2" style="word-break:break-word;">{said}</div><div class="history-quote-wrapper" id="lark-mail-quote-176"><div data-html-block="quote" data-mail-html-ignore=""><div class="adit-html-block adit-html-block--collapsed" style="border-left: none;"><div><div class="lark-mail-quote-meta">发件人: 客服&lt;{a}&gt;</div>{old}</div></div></div></div>',
    "Alibaba": '<div class="__aliyun_email_body_block"><div style="font-family:Tahoma">{said}</div><blockquote style="margin-right:0;margin-top:0;margin-bottom:0;"><div style="clear:both;">------------------------------------------------------------------</div><div>发件人：客服 &lt;{a}&gt;</div><div>日　期：2026年01月05日 15:20:11</div><div>收件人：mei</div><div>主　题：照片</div>{old}</blockquote></div>',
    "Coremail": '{said}<br><br><blockquote name="replyContent" class="ReferenceQuote" style="padding-left:5px;margin-left:5px;border-left:#b6b6b6 2px solid;">-----原始邮件-----<br><b>发件人:</b><span>客服 &lt;{a}&gt;</span><br><b>发送时间:</b>2026-01-05<br>{old}</blockquote>',
    "Sina": '<div>{said}</div><div id="origbody"><div style="background: #f2f2f2;">----- 原始邮件 -----<br>发件人：客服 &lt;{a}&gt;<br>收件人：mei<br>主题：照片<br>日期：2026年01月05日 15点20分<br></div><br>{old}</div>',
    "NetEase Master": '<div id="mail-editor-content">{said}</div><div class="J-reply" style="background-color:white"><div class="ntes-mailmaster-quote" style="padding-top: 1px"><div style="margin-top: 2em">---- 回复的原邮件 ----</div><table><tr><td>发件人</td><td>客服&lt;{a}&gt;</td></tr></table>{old}</div></div>',
    "NetEase web": '<div style="line-height:1.7">{said}</div><div style="position:relative;zoom:1"></div><div id="divNeteaseMailCard"></div><p>在 2026-01-05 15:20:11，"客服" &lt;{a}&gt; 写道：</p><blockquote id="isReplyContent" style="PADDING-LEFT: 1ex">{old}</blockquote>',
    "Superhuman": '<div>{said}</div><br><div class="gmail_signature"></div><br><div><div class="gmail_quote">On Mon, Jan 05, 2026 at 3:20 PM, Care <span dir="ltr">&lt;{a}&gt;</span> wrote:<br><blockquote class="gmail_quote sh-color-black" style="margin:0 0 0 .8ex">{old}</blockquote></div></div>',
    "Outlook new": '<div class="elementToProof" style="font-family: Aptos">{said}</div><div id="mail-editor-reference-message-container"><div class="ms-outlook-mobile-reference-message skipProofing"><hr style="display:inline-block;width:98%"></div><div class="ms-outlook-mobile-reference-message skipProofing"><b>寄件者:</b> 客服 &lt;{a}&gt;<br><b>傳送時間:</b> 2026年1月5日<br></div>{old}</div>',
    "Word, border above": '<div class="WordSection1">{said}<p class="MsoNormal">&nbsp;</p><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>寄件者:</b> 客服 [mailto:{a}]<br><b>寄件日期:</b> 2026年1月5日<br><b>收件者:</b> mei<br><b>主旨:</b> 照片</p></div>{old}</div>',
    "Apple, signature between": '<html><body dir="auto">{said}<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">從我的 iPhone 傳送</div><div dir="ltr"><br><blockquote type="cite">客服 &lt;{a}&gt; 於 2026年1月5日 下午3:20 寫道：<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">\ufeff{old}</div></blockquote></body></html>',
    "Foxmail": '<html><body>{said}<div><br></div><hr style="width: 210px; height: 1px;" color="#b5c4df" size="1" align="left"><div><span><div>mei@example.com</div></span></div><blockquote style="margin-Top: 0px; margin-Left: 0.5em"><div>&nbsp;</div><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><div style="PADDING: 8px;background:#efefef"><div><b>发件人：</b>&nbsp;<a href="mailto:{a}">客服</a></div><div><b>发送时间：</b>&nbsp;2026-01-05&nbsp;15:20</div><div><b>收件人：</b>&nbsp;mei</div><div><b>主题：</b>&nbsp;照片</div></div></div>{old}</blockquote></body></html>',
    "Roundcube": '<html><body><p>{said}</p><p id="reply-intro">在 2026-01-05 15:20，客服 写道：</p><blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0">{old}</blockquote></body></html>',
    "Yahoo JAPAN": '<div>{said}</div><div><br></div><blockquote style="margin: 0 0 0 0.8ex; border-left: 1px solid #ccc"><div>----- Original Message -----<br>From: {a}</div>{old}</blockquote>',
    "Naver": '<div style="font-size:10pt">{said}</div><p><br></p><div class="original_message"><p>-----Original Message-----<br><b>From:</b> "고객센터" &lt;{a}&gt;<br><b>To:</b> mei<br><b>Sent:</b> 2026-01-05<br><b>Subject:</b> x</p>{old}</div>',
    "Zoho": '<div style="font-family: Verdana">{said}</div><div class="zmail_extra_hr" style="border-top: 1px solid #ccc"></div><div class="zmail_extra" data-zbluepencil-ignore="true"><div><br><div id="Zm-_Id_-Sgn1">---- On Mon, 05 Jan 2026 15:20:11 +0800 <b>{a}</b> wrote ---</div></div><blockquote>{old}</blockquote></div>',
    "Spark": '<html><body><div name="messageBodySection"><div dir="auto">{said}</div></div><div name="messageSignatureSection"><br><div class="matchFont">Sent from Spark</div></div><div name="messageReplySection">On 5 Jan 2026 at 15:20 +0800, Care &lt;{a}&gt;, wrote:<br><blockquote type="cite" class="spark_quote">{old}</blockquote></div></body></html>',
    "Front": '<div>{said}</div><br><div class="front-signature">Mei</div><br><blockquote type="cite" class="front-blockquote">On January 5, 2026 at 3:20 PM GMT+8 {a} wrote:<br><br>{old}</blockquote>',
    "HEY": '<div class="trix-content"><div>{said}</div><blockquote>On January 5, 2026, Care &lt;{a}&gt; wrote:<br><br>{old}</blockquote></div>',
}  # fmt: skip


# What begins as the "Quoting …" of webmail does, in words of a person's own.
KEPT = (
    "Voici la différence,\nselon la facture envoyée par compta@shop.fr:\n- 2 articles à 10 €\n- 1 article manquant",
    "您好\n引用 客服 service@shop.tw:\n請等三天\n\n已經等了七天，還是沒有。",
    "請看這段。\n引用自 客服 service@shop.tw：\n請等三天\n\n已經等了七天，還是沒有。",
    "Hello\nQuoting your clerk <service@shop.tw>:\nwait three days\n\nI have waited for seven.",
    "Hallo\nZitat von service@shop.de:\nDrei Tage warten.\n\nEs sind sieben.",
    "I was only told by phone.\nQuoting service@shop.tw:",
)


def samples():
    found = []
    for name, line in MARKED.items():
        line_ = "" if name == "SquirrelMail" else f"{line}\n"
        found.append(reply("modern reply, marked", name, SAID, f"{SAID}\n\n{line_}{marked(OLD)}\n"))
        found.append(reply("modern reply, below", name, SAID, f"{line_}{marked(OLD)}\n\n{SAID}\n"))
    for name, head in BARE.items():
        found.append(
            reply("modern reply, bare", name, SAID_HANS, f"{SAID_HANS}\n\n{head}\n\n{OLD}\n")
        )
    for words in PHONES:
        found.append(reply("modern reply, phone", words, SAID_EN, f"{SAID_EN}\n\n{words}\n"))
        found.append(
            reply(
                "modern reply, phone", f"{words} above", SAID_EN,
                f"{SAID_EN}\n\n{words}\n\nOn Mon, Jan 5, 2026 at 3:20 PM Care <{CARE}> wrote:\n{marked(OLD)}\n",
            )
        )  # fmt: skip
    found += [reply("modern reply, no quotation", text, text, f"{text}\n") for text in KEPT]
    for words in (
        "Sent from my desk, is much easier than my phone.",
        "發自內心感謝你們",
        "來自三星手機的照片偏色",
    ):
        text = f"{SAID_EN}\n\n{words}"
        found.append(reply("modern reply, no phone", words, text, f"{text}\n"))
    for name, html in HTML.items():
        body = html.format(said=paragraphs(SAID), old=paragraphs(OLD), a=CARE)
        found.append(reply("modern reply, HTML", name, SAID, html=body))
    return found
