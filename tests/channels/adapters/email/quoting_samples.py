# ruff: noqa: E501  # mail is as long as mail is
"""Replies as mail programs write them: name, subject, plain text, HTML, and what the sender wrote this time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    name: str
    reply: str
    text: str = ""
    html: str = ""
    subject: str = "Re: FB-7K3M-92QX"


OLD_HANT = "您好：\n\n我們已收到您的反映，請提供訂單編號。\n\n顧客服務中心 敬上"
OLD_HANS = "您好：\n\n我们已收到您的反馈，请提供订单编号。\n\n客户服务中心"
OLD_EN = "Hello,\n\nwe received your feedback. Please send us the order number.\n\nCustomer care"
HANT = "訂單編號是 A12345，照片顏色偏紅，\n請幫我重印一次。\n\n謝謝\n王小明"
HANS = "订单号是A12345，照片颜色偏红。\n麻烦重新冲印一次。"
EN = "The order number is A12345.\n\nThe prints are too red, please reprint them.\n\nThanks,\nJohn"


def quoted(text: str, mark: str = "> ") -> str:
    return "\n".join(f"{mark}{line}".rstrip() for line in text.split("\n"))


def below(attribution: str, reply: str, old: str) -> str:
    return f"{reply}\n\n{attribution}\n\n{quoted(old)}\n"


def bare_below(head: str, reply: str, old: str) -> str:
    return f"{reply}\n\n{head}\n\n{old}\n"


ATTRIBUTIONS = {
    "gmail zh-Hant": "顧客服務 <care@photo.example> 於 2024年1月5日 週五 下午3:20寫道：",
    "gmail zh-Hant wrapped": "顧客服務 <care+abcdefghijklmnopqrstuvwxyz0123456789@photo.example> 於\n2024年1月5日 週五 下午3:20寫道：",
    "gmail zh-Hans": "客户服务 <care@photo.example> 于2024年1月5日周五 15:20写道：",
    "gmail en": "On Fri, Jan 5, 2024 at 3:20 PM Customer Care <care@photo.example> wrote:",
    "gmail en wrapped": "On Fri, Jan 5, 2024 at 3:20 PM Customer Care of the Photo House <\ncare@photo.example> wrote:",
    "gmail ja": "2024年1月5日(金) 15:20 お客様センター <care@photo.example>:",
    "gmail ko": "2024년 1월 5일 (금) 오후 3:20, 고객센터 <care@photo.example>님이 작성:",
    "gmail de": "Am Fr., 5. Jan. 2024 um 15:20 Uhr schrieb Kundendienst <care@photo.example>:",
    "gmail fr": "Le ven. 5 janv. 2024 à 15:20, Service client <care@photo.example> a écrit :",
    "gmail es": "El vie, 5 ene 2024 a las 15:20, Atención (<care@photo.example>) escribió:",
    "gmail it": "Il giorno ven 5 gen 2024 alle ore 15:20 Assistenza <care@photo.example> ha scritto:",
    "gmail pt": "Em sex., 5 de jan. de 2024 às 15:20, Atendimento <care@photo.example> escreveu:",
    "gmail nl": "Op vr 5 jan 2024 om 15:20 schreef Klantenservice <care@photo.example>:",
    "gmail ru": "пт, 5 янв. 2024 г. в 15:20, Поддержка <care@photo.example>:",
    "gmail pl": "pt., 5 sty 2024 o 15:20 Obsługa <care@photo.example> napisał(a):",
    "gmail sv": "Den fre 5 jan. 2024 kl 15:20 skrev Kundtjänst <care@photo.example>:",
    "gmail da": "Den fre. 5. jan. 2024 kl. 15.20 skrev Kundeservice <care@photo.example>:",
    "gmail no": "fre. 5. jan. 2024 kl. 15:20 skrev Kundeservice <care@photo.example>:",
    "gmail fi": "pe 5. tammik. 2024 klo 15.20 Asiakaspalvelu (care@photo.example) kirjoitti:",
    "gmail cs": "pá 5. 1. 2024 v 15:20 odesílatel Podpora <care@photo.example> napsal:",
    "gmail hu": "Ügyfélszolgálat <care@photo.example> ezt írta (időpont: 2024. jan. 5., P, 15:20):",
    "gmail tr": "Destek <care@photo.example>, 5 Oca 2024 Cum, 15:20 tarihinde şunu yazdı:",
    "gmail vi": "Vào Th 6, 5 thg 1, 2024 vào lúc 15:20 CSKH <care@photo.example> đã viết:",
    "gmail th": "ในวันที่ ศ. 5 ม.ค. 2024 เวลา 15:20 ฝ่ายบริการ <care@photo.example> เขียนว่า:",
    "gmail id": "Pada Jum, 5 Jan 2024 pukul 15.20 Layanan <care@photo.example> menulis:",
    "gmail uk": "пт, 5 січ. 2024 р. о 15:20 Підтримка <care@photo.example> пише:",
    "gmail ro": "vin., 5 ian. 2024 la 15:20, Suport <care@photo.example> a scris:",
    "iphone zh-Hant": "顧客服務 <care@photo.example> 於 2024年1月5日 下午3:20 寫道：",
    "iphone zh-Hans": "在 2024年1月5日，15:20，客户服务 <care@photo.example> 写道：",
    "iphone zh-Hans new": "2024年1月5日 15:20，客户服务 <care@photo.example> 写道：",
    "iphone ja": "2024/01/05 15:20、お客様センター <care@photo.example>のメール:",
    "iphone ko": "2024. 1. 5. 오후 3:20, 고객센터 <care@photo.example> 작성:",
    "iphone en": "On Jan 5, 2024, at 3:20 PM, Customer Care <care@photo.example> wrote:",
    "iphone de": "Am 05.01.2024 um 15:20 schrieb Kundendienst <care@photo.example>:",
    "iphone ru": "5 янв. 2024 г., в 15:20, Поддержка <care@photo.example> написал(а):",
    "iphone pl": "Wiadomość napisana przez Obsługa <care@photo.example> w dniu 5 sty 2024, o godz. 15:20:",
    "thunderbird en": "On 05/01/2024 15:20, Customer Care wrote:",
    "thunderbird de": "Am 05.01.24 um 15:20 schrieb Kundendienst:",
    "thunderbird zh-Hans": "在 2024/1/5 15:20, 客户服务 写道:",
    "thunderbird zh-Hant": "顧客服務 於 2024/1/5 下午 03:20 寫道:",
    "thunderbird fr": "Le 05/01/2024 à 15:20, Service client a écrit :",
    "thunderbird es": "El 5/1/24 a las 15:20, Atención escribió:",
    "thunderbird it": "Il 05/01/24 15:20, Assistenza ha scritto:",
    "thunderbird pt": "Em 05/01/2024 15:20, Atendimento escreveu:",
    "thunderbird nl": "Op 05-01-2024 om 15:20 schreef Klantenservice:",
    "thunderbird ru": "05.01.2024 15:20, Поддержка пишет:",
    "thunderbird pl": "W dniu 05.01.2024 o 15:20, Obsługa pisze:",
    "163 zh": '在 2024-01-05 15:20:11，"客户服务" <care@photo.example> 写道：',
    "163 en": 'At 2024-01-05 15:20:11, "Customer Care" <care@photo.example> wrote:',
    "yahoo zh-Hant": "顧客服務 <care@photo.example> 於 2024年1月5日 週五 下午3:20 [GMT+8] 寫道：",
    "yahoo tw": "在 2024年1月5日 星期五 下午03:20:11 [GMT+8]， 顧客服務<care@photo.example> 寫道：",
    "yahoo en": "On Friday, January 5, 2024 at 03:20:11 PM GMT+8, Customer Care <care@photo.example> wrote:",
    "proton": "On Friday, January 5th, 2024 at 3:20 PM, Customer Care <care@photo.example> wrote:",
    "yandex": "05.01.2024, 15:20, \"Поддержка\" <care@photo.example>:",
    "evolution": "On Fri, 2024-01-05 at 15:20 +0800, Customer Care wrote:",
    "mutt": "On Fri, Jan 05, 2024 at 03:20:11PM +0800, Customer Care wrote:",
    "roundcube zh": "在 2024-01-05 15:20，客户服务 写道：",
    "zoho": "---- On Fri, 05 Jan 2024 15:20:11 +0800 Customer Care <care@photo.example> wrote ----",
    "zoho zh": "---- 在 星期五, 2024-01-05 15:20:11 care@photo.example 写道 ----",
}  # fmt: skip

BLOCKS = {
    "outlook zh-Hant": "寄件者: 顧客服務 <care@photo.example>\n寄件日期: 2024年1月5日 下午 03:20\n收件者: wang@mail.example\n主旨: FB-7K3M-92QX",
    "outlook zh-Hant 2019": "From: 顧客服務 <care@photo.example>\nSent: Friday, January 5, 2024 3:20 PM\nTo: wang@mail.example\nSubject: FB-7K3M-92QX",
    "outlook.com zh-Hant": "________________________________\n寄件者: 顧客服務 <care@photo.example>\n寄件日期: 2024年1月5日 下午 03:20\n收件者: 王小明 <wang@mail.example>\n主旨: FB-7K3M-92QX",
    "outlook zh-Hans": "发件人: 客户服务 <care@photo.example> \n发送时间: 2024年1月5日 15:20\n收件人: wang@mail.example\n主题: FB-7K3M-92QX",
    "outlook zh-Hans ruled": "-----邮件原件-----\n发件人: 客户服务 [mailto:care@photo.example] \n发送时间: 2024年1月5日 15:20\n收件人: wang@mail.example\n主题: FB-7K3M-92QX",
    "foxmail": " \n发件人： 客户服务\n发送时间： 2024-01-05 15:20\n收件人： wang\n主题： FB-7K3M-92QX",
    "foxmail en": "From: Customer Care\nDate: 2024-01-05 15:20\nTo: wang\nSubject: FB-7K3M-92QX",
    "qq": '------------------&nbsp;原始邮件&nbsp;------------------\n发件人: "客户服务" <care@photo.example>;\n发送时间: 2024年1月5日(星期五) 下午3:20\n收件人: "王"<wang@qq.example>;\n\n主题: FB-7K3M-92QX',
    "qq plain": '------------------ 原始邮件 ------------------\n发件人:                                                                                                                        "客户服务"                                                                                    <care@photo.example>;\n发送时间:&nbsp;2024年1月5日(星期五) 下午3:20\n主题:&nbsp;FB-7K3M-92QX',
    "qq en": '------------------ Original ------------------\nFrom: "Customer Care" <care@photo.example>;\nDate: Fri, Jan 5, 2024 03:20 PM\nTo: "wang"<wang@qq.example>;\nSubject: FB-7K3M-92QX',
    "163 master": "---- 回复的原邮件 ----\n| 发件人 | 客户服务<care@photo.example> |\n| 发送日期 | 2024年01月05日 15:20 |\n| 收件人 | wang@163.example |\n| 主题 | FB-7K3M-92QX |",
    "163 master en": "---- Replied Message ----\n| From | Customer Care<care@photo.example> |\n| Date | 01/05/2024 15:20 |\n| To | wang@163.example |\n| Subject | FB-7K3M-92QX |",
    "outlook ja": "-----Original Message-----\nFrom: お客様センター <care@photo.example>\nSent: Friday, January 5, 2024 3:20 PM\nTo: yamada@mail.example\nSubject: FB-7K3M-92QX",
    "outlook ja new": "差出人: お客様センター <care@photo.example>\n送信日時: 2024年1月5日 15:20\n宛先: 山田 <yamada@mail.example>\n件名: FB-7K3M-92QX",
    "naver": '-----Original Message-----\nFrom: "고객센터"<care@photo.example>\nTo: <kim@naver.example>;\nCc:\nSent: 2024-01-05 (금) 15:20:11 (GMT+09:00)\nSubject: FB-7K3M-92QX',
    "daum": '--------- 원본 메일 ---------\n보낸사람: 고객센터 <care@photo.example>\n받는사람 : <kim@daum.example>\n날짜: 2024년 1월 05일 금요일, 15시 20분 11초 +0900\n제목: FB-7K3M-92QX',
    "outlook ko": "보낸 사람: 고객센터 <care@photo.example>\n보낸 날짜: 2024년 1월 5일 금요일 오후 3:20\n받는 사람: kim@mail.example\n제목: FB-7K3M-92QX",
    "outlook en": "From: Customer Care <care@photo.example>\nSent: Friday, January 5, 2024 3:20 PM\nTo: john@mail.example\nSubject: FB-7K3M-92QX",
    "outlook mobile": "Get Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: Customer Care <care@photo.example>\nSent: Friday, January 5, 2024 3:20:11 PM\nTo: john@mail.example <john@mail.example>\nSubject: FB-7K3M-92QX",
    "outlook starred": "*From:* Customer Care <care@photo.example>\n*Sent:* Friday, January 5, 2024 3:20 PM\n*To:* john@mail.example\n*Subject:* FB-7K3M-92QX",
    "outlook de": "Von: Kundendienst <care@photo.example>\nGesendet: Freitag, 5. Januar 2024 15:20\nAn: john@mail.example\nBetreff: FB-7K3M-92QX",
    "outlook de old": "-----Ursprüngliche Nachricht-----\nVon: Kundendienst [mailto:care@photo.example]\nGesendet: Freitag, 5. Januar 2024 15:20\nAn: john@mail.example\nBetreff: FB-7K3M-92QX",
    "gmx": "Gesendet: Freitag, 05. Januar 2024 um 15:20 Uhr\nVon: Kundendienst <care@photo.example>\nAn: john@gmx.example\nBetreff: FB-7K3M-92QX",
    "outlook fr": "De : Service client <care@photo.example>\nEnvoyé : vendredi 5 janvier 2024 15:20\nÀ : john@mail.example\nObjet : FB-7K3M-92QX",
    "outlook fr old": "-----Message d'origine-----\nDe : Service client [mailto:care@photo.example]\nEnvoyé : vendredi 5 janvier 2024 15:20\nÀ : john@mail.example\nObjet : FB-7K3M-92QX",
    "outlook es": "De: Atención <care@photo.example>\nEnviado el: viernes, 5 de enero de 2024 15:20\nPara: john@mail.example\nAsunto: FB-7K3M-92QX",
    "outlook it": "Da: Assistenza <care@photo.example>\nInviato: venerdì 5 gennaio 2024 15:20\nA: john@mail.example\nOggetto: FB-7K3M-92QX",
    "outlook pt": "De: Atendimento <care@photo.example>\nEnviada em: sexta-feira, 5 de janeiro de 2024 15:20\nPara: john@mail.example\nAssunto: FB-7K3M-92QX",
    "outlook nl": "Van: Klantenservice <care@photo.example>\nVerzonden: vrijdag 5 januari 2024 15:20\nAan: john@mail.example\nOnderwerp: FB-7K3M-92QX",
    "outlook ru": "От: Поддержка <care@photo.example>\nОтправлено: 5 января 2024 г. 15:20\nКому: john@mail.example\nТема: FB-7K3M-92QX",
    "outlook pl": "Od: Obsługa <care@photo.example>\nWysłano: piątek, 5 stycznia 2024 15:20\nDo: john@mail.example\nTemat: FB-7K3M-92QX",
    "outlook sv": "Från: Kundtjänst <care@photo.example>\nSkickat: den 5 januari 2024 15:20\nTill: john@mail.example\nÄmne: FB-7K3M-92QX",
    "outlook da": "Fra: Kundeservice <care@photo.example>\nSendt: 5. januar 2024 15:20\nTil: john@mail.example\nEmne: FB-7K3M-92QX",
    "outlook fi": "Lähettäjä: Asiakaspalvelu <care@photo.example>\nLähetetty: perjantai 5. tammikuuta 2024 15.20\nVastaanottaja: john@mail.example\nAihe: FB-7K3M-92QX",
    "outlook cs": "Od: Podpora <care@photo.example>\nOdesláno: pátek 5. ledna 2024 15:20\nKomu: john@mail.example\nPředmět: FB-7K3M-92QX",
    "outlook tr": "Kimden: Destek <care@photo.example>\nGönderildi: 5 Ocak 2024 Cuma 15:20\nKime: john@mail.example\nKonu: FB-7K3M-92QX",
    "outlook hu": "Feladó: Ügyfélszolgálat <care@photo.example>\nKüldve: 2024. január 5., péntek 15:20\nCímzett: john@mail.example\nTárgy: FB-7K3M-92QX",
    "windows mail": "从 Windows 版邮件发送\n\n发件人: 客户服务\n发送时间: 2024年1月5日 15:20\n收件人: wang@mail.example\n主题: FB-7K3M-92QX",
    "139": "----邮件原文----发件人：客户服务 <care@photo.example>收件人：wang <wang@139.example>抄送: (无)发送时间：2024-01-05 15:20:11主题：FB-7K3M-92QX",
    "sina": "----- 原始邮件 -----\n发件人：客户服务 <care@photo.example>\n收件人：wang@sina.example\n主题：FB-7K3M-92QX\n日期：2024年01月05日 15点20分",
    "aliyun": "------------------------------------------------------------------\n发件人：客户服务 <care@photo.example>\n发送时间：2024年1月5日(星期五) 15:20\n收件人：wang <wang@aliyun.example>\n主　题：FB-7K3M-92QX",
    "hinet": "-----Original message-----\nFrom:顧客服務<care@photo.example>\nTo:wang<wang@hinet.example>\nDate:Fri, 05 Jan 2024 15:20:11\nSubject:FB-7K3M-92QX",
    "pchome": "----- 原始郵件 -----\n寄件者: 顧客服務\n收件者: wang@pchome.example\n日期: 2024/1/5 15:20\n主旨: FB-7K3M-92QX",
    "above this line": "##- 請在此行上方回覆 -##\n\n您的案件已更新",
}  # fmt: skip

MOBILE = [
    "從我的 iPhone 傳送", "发自我的 iPhone", "发自我的iPhone", "Sent from my iPhone", "取得 Outlook for iOS", "获取 Outlook for iOS",
    "Get Outlook for Android", "发自我的小米手机", "发自我的华为手机", "從我的 Samsung Galaxy 智慧型手機傳送。", "iPhoneから送信", "나의 iPhone에서 보냄",
    "Von meinem iPhone gesendet", "Envoyé de mon iPhone", "Enviado desde mi iPhone", "Inviato da iPhone", "Enviado do meu iPhone",
    "Verstuurd vanaf mijn iPhone", "Отправлено с iPhone", "Wysłane z iPhone'a", "Skickat från min iPhone", "Sendt fra min iPhone",
    "Lähetetty iPhonesta", "Sent from Yahoo Mail for iPhone", "來自我的 iPhone", "发自 网易邮箱大师", "发自我的手机", "傳送自我的 iPad",
    "從 Yahoo奇摩 iPhone 版 傳送", "Sent from Outlook for iOS<https://aka.ms/o0ukef>", "Odesláno z iPhonu", "iPhone'umdan gönderildi",
    "從我的iPhone傳送", "通过 Outlook 移动版发送", "發自我的 iPhone", "Envoyé de mon iPad", "Sent with Proton Mail secure email.", "Sent from Gmail Mobile",
]  # fmt: skip


def _gmail(attribution: str, reply: str, old: str) -> str:
    return (
        f'<div dir="ltr">{_lines(reply)}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{attribution}<br></div>'
        f'<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">'
        f"<div>{_lines(old)}</div></blockquote></div>"
    )


def _lines(text: str) -> str:
    return "".join(f"<div>{line or '<br>'}</div>" for line in text.split("\n"))


HTMLS = {
    "gmail": _gmail("顧客服務 &lt;<a href='mailto:care@photo.example'>care@photo.example</a>&gt; 於 2024年1月5日 週五 下午3:20寫道：", HANT, OLD_HANT),
    "gmail strange language": _gmail("5 Jan 2024 &lt;care@photo.example&gt; kirjutas järgmist", HANT, OLD_HANT),
    "outlook desktop": f'<html><head><style>p.MsoNormal{{margin:0}}</style></head><body lang=ZH-TW><div class=WordSection1>{_lines(HANT)}<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class=MsoNormal><b>寄件者<span lang=EN-US>:</span></b> 顧客服務<br><b>寄件日期:</b> 2024年1月5日<br><b>收件者:</b> wang<br><b>主旨:</b> FB</p></div></div><p class=MsoNormal>{OLD_HANT}</p></div></body></html>',
    "outlook web": f'<html><body dir="ltr"><div class="elementToProof">{_lines(HANT)}</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>寄件者:</b> 顧客服務<br><b>主旨:</b> FB</font></div><div>{_lines(OLD_HANT)}</div></body></html>',
    "outlook mobile": f'<div dir="ltr">{_lines(HANT)}</div><div id="ms-outlook-mobile-signature"><div>取得 <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div></div><div id="mail-editor-reference-message-container"><hr><div id="divRplyFwdMsg"><b>寄件者:</b> 顧客服務</div><div>{_lines(OLD_HANT)}</div></div>',
    "qq": f'<div>{_lines(HANT)}</div><div><br></div><div><br></div><div style="font-size: 12px;font-family: Arial Narrow;padding:2px 0 2px 0;">------------------&nbsp;原始邮件&nbsp;------------------</div><div style="font-size: 12px;background:#efefef;padding:8px;"><div><b>发件人:</b>&nbsp;"客服"&lt;care@photo.example&gt;;</div><div><b>主题:</b>&nbsp;FB</div></div><div>{_lines(OLD_HANT)}</div><!--<![endif]-->',
    "qq includetail": f'<div>{_lines(HANT)}</div><includetail><div>&nbsp;</div><div style="font:Verdana normal 14px;color:#000;"><div>------------------&nbsp;Original&nbsp;------------------</div><div>From: care</div>{_lines(OLD_HANT)}</div></includetail>',
    "163": f'<div style="line-height:1.7;color:#000000;font-size:14px;font-family:Arial">{_lines(HANT)}<br/><br/>在 2024-01-05 15:20:11，"客户服务" &lt;care@photo.example&gt; 写道：<br/> <blockquote id="isReplyContent" style="PADDING-LEFT: 1ex; MARGIN: 0px 0px 0px 0.8ex; BORDER-LEFT: #ccc 1px solid">{_lines(OLD_HANT)}</blockquote></div>',
    "apple": f'<html><body style="overflow-wrap: break-word;">{_lines(HANT)}<div><br><blockquote type="cite"><div>顧客服務 &lt;care@photo.example&gt; 於 2024年1月5日 下午3:20 寫道：</div><br class="Apple-interchange-newline"><div>{_lines(OLD_HANT)}</div></blockquote></div><br></body></html>',
    "iphone": f'<html><body dir="auto">{_lines(HANT)}<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">從我的 iPhone 傳送</div><div dir="ltr"><br><blockquote type="cite">顧客服務 &lt;care@photo.example&gt; 於 2024年1月5日 下午3:20 寫道：<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">{_lines(OLD_HANT)}</div></blockquote></body></html>',
    "thunderbird": f'<html><body>{_lines(HANT)}<br><div class="moz-cite-prefix">顧客服務 於 2024/1/5 15:20 寫道:<br></div><blockquote type="cite" cite="mid:abc@x">{_lines(OLD_HANT)}</blockquote><br></body></html>',
    "yahoo": f'<div class="ydp1 yahoo-style-wrap">{_lines(HANT)}</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>在 2024年1月5日 星期五 下午03:20:11 [GMT+8]， 顧客服務&lt;care@photo.example&gt; 寫道：</div><div>{_lines(OLD_HANT)}</div></div>',
    "foxmail": f'<html><body>{_lines(HANT)}<div><br></div><hr style="width: 210px; height: 1px;" color="#b5c4df" size="1" align="left"><blockquote style="margin-Top: 0px; margin-Bottom: 0px; margin-Left: 0.5em"><div>&nbsp;</div><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><div style="FONT-SIZE: 12px;background:#efefef;"><div><b>发件人：</b>&nbsp;客户服务</div><div><b>发送时间：</b>&nbsp;2024-01-05 15:20</div><div><b>主题：</b>&nbsp;FB</div></div></div><div>{_lines(OLD_HANT)}</div></blockquote></body></html>',
    "zoho": f'<div style="font-family: Verdana">{_lines(HANT)}</div><div class="zmail_extra" style="font-size: 13.6px"><div id="Zm-_Id_-Sgn1">---- On Fri, 05 Jan 2024 15:20:11 +0800 <b>care@photo.example</b> wrote ---</div><blockquote>{_lines(OLD_HANT)}</blockquote></div>',
    "proton": f'<div>{_lines(HANT)}</div><div class="protonmail_signature_block">Sent with Proton</div><div class="protonmail_quote">On Friday, wrote:<br><blockquote class="protonmail_quote" type="cite">{_lines(OLD_HANT)}</blockquote></div>',
    "hotmail old": f'<html><body class="hmmessage"><div dir="ltr">{_lines(HANT)}<div><hr id="stopSpelling">Date: Fri, 5 Jan 2024<br>From: care@photo.example<br>To: w<br>Subject: FB<br>{_lines(OLD_HANT)}</div></div></body></html>',
    "gmail signature": f'<div dir="ltr">{_lines(HANT)}<div><br></div>-- <br><div dir="ltr" class="gmail_signature">王小明<br>0912-345-678</div></div><div class="gmail_quote">x<blockquote class="gmail_quote">{_lines(OLD_HANT)}</blockquote></div>',
    "yandex": f'<div>{_lines(HANT)}</div><div> </div><div>05.01.2024, 15:20, "Поддержка" &lt;care@photo.example&gt;:</div><blockquote><p>{OLD_HANT}</p></blockquote>',
}  # fmt: skip

FORWARDS = [
    "---------- Forwarded message ---------\nFrom: 朋友 <friend@mail.example>\nDate: 2024年1月5日\nSubject: 照片\nTo: <wang@mail.example>\n\n照片破損",
    "---------- 轉寄的郵件 ---------\n寄件者： 朋友 <friend@mail.example>\nDate: 2024年1月5日\nSubject: 照片\nTo: <wang@mail.example>\n\n照片破損",
    "开始转发的邮件：\n\n发件人: 朋友 <friend@mail.example>\n主题: 照片\n日期: 2024年1月5日\n收件人: wang@mail.example\n\n照片破损",
]

KEPT = [
    "請看下面的問題：\n1. 顏色偏紅\n2. 尺寸錯誤\n- 請重印",
    "寄件人: 王小明\n收件人: 李大華\n日期: 1月5日\n這是我的收件資料",
    "店員在1月5日寫道：\n你們可以免費重印\n但是現在說不行",
    "From: Taipei\nTo: Kaohsiung\nparcel lost, please check",
    "On Monday I came to the shop and the clerk wrote:\nno refund\non my receipt.",
    'On 5 January 2024 your clerk wrote:\n"no refund"\nand I disagree.',
    'Hello,\nOn 5 January 2024 your clerk wrote:\n"no refund"\nand I disagree.',
    "價格 > 100 元的訂單可以免運嗎？",
    "Hello\n-----\nfirst\n-----\nsecond",
    "我的手機是從我的 iPhone 換成三星的，照片傳不上去，請問怎麼辦？",
    "來自台北的客人想問沖印價格",
    "相片很模糊\n用手机拍的照片打印出来很模糊",
    "顏色不對\n来自三星手机的照片偏色",
    "Sent via post on Monday but never arrived\nplease check\nwhere is it\nthanks\nJohn\nand Mary",
    "請問\n從手機上傳的照片能沖印嗎",
    "Subject: colour\nthe print is red",
]

SAMPLES = [
    *(Sample(name=f"{name}", reply=HANT, text=below(head, HANT, OLD_HANT)) for name, head in ATTRIBUTIONS.items()),
    *(Sample(name=f"{name} unmarked", reply=EN, text=bare_below(head, EN, OLD_EN)) for name, head in ATTRIBUTIONS.items()),
    *(Sample(name=name, reply=HANS, text=bare_below(head.replace("&nbsp;", "\u00a0"), HANS, OLD_HANS)) for name, head in BLOCKS.items()),
    *(Sample(name=f"signed {line}", reply=HANT, text=f"{HANT}\n\n{line}\n") for line in MOBILE),
    *(Sample(name=f"signed {line} and below", reply=EN, text=below(ATTRIBUTIONS["gmail en"], f"{EN}\n\n{line}", OLD_EN)) for line in MOBILE),
    *(Sample(name=f"html {name}", reply=HANT, html=html) for name, html in HTMLS.items()),
    *(Sample(name=f"forward {at}", reply=f"請處理\n\n{text}", text=f"請處理\n\n{text}", subject="Fwd: 照片") for at, text in enumerate(FORWARDS)),
    *(Sample(name=f"kept {at}", reply=text, text=text, subject="照片") for at, text in enumerate(KEPT)),
    Sample(name="outlook forward", subject="轉寄: 照片", reply=f"請處理\n\n{BLOCKS['outlook zh-Hant']}\n\n照片破損", text=f"請處理\n\n{BLOCKS['outlook zh-Hant']}\n\n照片破損"),
    Sample(
        name="163 master with card",
        reply=HANS,
        text=f"{HANS}\n\n| |\n王\n|\n|\nwang@163.example\n|\n{BLOCKS['163 master']}\n{OLD_HANS}",
    ),
    Sample(name="bottom", reply=EN, text=f"{ATTRIBUTIONS['gmail en']}\n{quoted(OLD_EN)}\n\n{EN}\n"),
    Sample(name="between", reply="> order number?\n\nA12345\n\n> which shop?\n\nTaipei", text=f"{ATTRIBUTIONS['gmail en']}\n> order number?\n\nA12345\n\n> which shop?\n\nTaipei\n"),
    Sample(name="between then history", reply="A12345", text=f"Hello,\n\n> order number?\n\nA12345\n\n{ATTRIBUTIONS['gmail en']}\n{quoted(OLD_EN)}".replace("Hello,\n\n", "")),
    Sample(name="signature", reply=EN, text=f"{EN}\n\n-- \nJohn Smith\nPhoto Lovers Ltd.\n+886 912 345 678\n"),
    Sample(name="disclaimer", reply=EN, text=f"{EN}\n\nThis e-mail and any attachments are confidential and intended solely for the addressee.\n"),
    Sample(name="no reply at all", reply=quoted(OLD_EN), text=f"{quoted(OLD_EN)}\n"),
    Sample(name="two histories", reply=HANS, text=below(ATTRIBUTIONS["163 zh"], HANS, below(ATTRIBUTIONS["163 en"], "ok", OLD_HANS))),
]  # fmt: skip
