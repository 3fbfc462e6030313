# ruff: noqa: E501  # mail is as long as mail is
"""What replies say in a dozen languages, and how programs set in them announce history."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """`dated` is the attribution of Gmail and its kin; `labels` are From, Sent, To, Subject of Outlook."""

    code: str
    reply: str
    old: str
    name: str
    dated: tuple[str, ...]
    labels: tuple[str, str, str, str]
    separator: str
    sent: str
    mobile: tuple[str, ...]


LANGUAGES = (
    Language(
        code="zh-Hant", name="顧客服務中心",
        reply="您好，\n\n訂單編號是 A12345，照片顏色偏紅，請幫我重印一次。\n\n謝謝\n王小美",
        old="王小姐您好：\n\n我們已收到您的反映，請提供訂單編號。\n\n顧客服務中心 敬上",
        dated=("{n} <{a}> 於 2024年1月5日 週五 下午3:20寫道：", "{n} <{a}> 於 2024年1月5日 下午3:20 寫道：",
               "{n} 於 2024/1/5 下午 03:20 寫道:", "{n} <{a}> 於 2024年1月5日 週五 下午3:20 [GMT+8] 寫道：",
               "在 2024年1月5日 星期五 下午03:20:11 [GMT+8]， {n} <{a}> 寫道："),
        labels=("寄件者", "寄件日期", "收件者", "主旨"), separator="原始郵件", sent="2024年1月5日 下午 03:20",
        mobile=("從我的 iPhone 傳送", "傳送自我的 iPhone", "從我的 Samsung Galaxy 智慧型手機傳送。", "取得 iOS 版 Outlook",
                "使用 Yahoo奇摩電子信箱 App 傳送"),
    ),
    Language(
        code="zh-Hans", name="客户服务",
        reply="你好，\n订单号是 A12345，照片颜色偏红，麻烦重新冲印一次。\n谢谢",
        old="王女士您好：\n\n我们已收到您的反馈，请提供订单编号。\n\n客户服务中心",
        dated=("{n} <{a}> 于2024年1月5日周五 15:20写道：", "在 2024年1月5日，15:20，{n} <{a}> 写道：",
               "在 2024/1/5 15:20, {n} 写道:", '在 2024-01-05 15:20:11，"{n}" <{a}> 写道：',
               "2024年1月5日 15:20，{n} <{a}> 写道："),
        labels=("发件人", "发送时间", "收件人", "主题"), separator="原始邮件", sent="2024年1月5日 15:20",
        mobile=("发自我的iPhone", "发自我的小米手机", "发自我的华为手机", "获取 Outlook for Android", "来自我的 iPad",
                "发自 网易邮箱大师", "从 Windows 版邮件发送"),
    ),
    Language(
        code="en", name="Customer Care",
        reply="Hello,\n\nthe order number is A12345. The prints are too red, please reprint them.\n\nThanks,\nMei",
        old="Dear customer,\n\nwe received your feedback. Please send us the order number.\n\nCustomer care",
        dated=("On Fri, Jan 5, 2024 at 3:20 PM {n} <{a}> wrote:", "On Jan 5, 2024, at 3:20 PM, {n} <{a}> wrote:",
               "On 05/01/2024 15:20, {n} wrote:", "On Friday, January 5, 2024 at 03:20:11 PM GMT+8, {n} <{a}> wrote:",
               "On Friday, January 5th, 2024 at 3:20 PM, {n} <{a}> wrote:", 'At 2024-01-05 15:20:11, "{n}" <{a}> wrote:'),
        labels=("From", "Sent", "To", "Subject"), separator="Original Message", sent="Friday, January 5, 2024 3:20 PM",
        mobile=("Sent from my iPhone", "Sent from Yahoo Mail on Android", "Get Outlook for iOS", "Sent from my Galaxy",
                "Sent from Mail for Windows", "Sent via Proton Mail for iOS"),
    ),
    Language(
        code="ja", name="お客様センター",
        reply="お世話になっております。\n注文番号はA12345です。写真が赤っぽいので再プリントをお願いします。\n\n山田",
        old="山田様\n\nお問い合わせありがとうございます。注文番号をお知らせください。\n\nお客様センター",
        dated=("2024年1月5日(金) 15:20 {n} <{a}>:", "2024/01/05 15:20、{n} <{a}>のメール:",
               "2024年1月5日 15:20、{n} <{a}>のメール:", "On 2024/01/05 15:20, {n} wrote:"),
        labels=("差出人", "送信日時", "宛先", "件名"), separator="元のメッセージ", sent="2024年1月5日 15:20",
        mobile=("iPhoneから送信", "Outlook for Android を入手", "Yahoo!メールから送信"),
    ),
    Language(
        code="ko", name="고객센터",
        reply="안녕하세요.\n주문 번호는 A12345입니다. 사진이 너무 붉어서 다시 인화 부탁드립니다.",
        old="고객님 안녕하세요.\n\n주문 번호를 알려 주시기 바랍니다.\n\n고객센터",
        dated=("2024년 1월 5일 (금) 오후 3:20, {n} <{a}>님이 작성:", "2024. 1. 5. 오후 3:20, {n} <{a}> 작성:"),
        labels=("보낸 사람", "보낸 날짜", "받는 사람", "제목"), separator="원본 메시지", sent="2024년 1월 5일 금요일 오후 3:20",
        mobile=("나의 iPhone에서 보냄", "iPhone에서 보냄", "Android용 Outlook 다운로드"),
    ),
    Language(
        code="de", name="Kundendienst",
        reply="Guten Tag,\n\ndie Bestellnummer ist A12345. Bitte drucken Sie die Fotos noch einmal.\n\nViele Grüße\nJana",
        old="Sehr geehrte Frau Müller,\n\nbitte nennen Sie uns die Bestellnummer.\n\nIhr Kundendienst",
        dated=("Am Fr., 5. Jan. 2024 um 15:20 Uhr schrieb {n} <{a}>:", "Am 05.01.2024 um 15:20 schrieb {n} <{a}>:",
               "Am 05.01.24 um 15:20 schrieb {n}:"),
        labels=("Von", "Gesendet", "An", "Betreff"), separator="Ursprüngliche Nachricht", sent="Freitag, 5. Januar 2024 15:20",
        mobile=("Von meinem iPhone gesendet", "Gesendet von Outlook für Android", "Diese Nachricht wurde von meinem Android Mobiltelefon mit GMX Mail gesendet."),
    ),
    Language(
        code="fr", name="Service client",
        reply="Bonjour,\n\nLe numéro de commande est A12345. Merci de refaire les tirages.\n\nCordialement,\nClaire",
        old="Madame,\n\nMerci de nous indiquer le numéro de commande.\n\nLe service client",
        dated=("Le ven. 5 janv. 2024 à 15:20, {n} <{a}> a écrit :", "Le 5 janv. 2024 à 15:20, {n} <{a}> a écrit :",
               "Le 05/01/2024 à 15:20, {n} a écrit :"),
        labels=("De", "Envoyé", "À", "Objet"), separator="Message d'origine", sent="vendredi 5 janvier 2024 15:20",
        mobile=("Envoyé de mon iPhone", "Téléchargez Outlook pour Android", "Envoyé depuis mon smartphone Samsung Galaxy."),
    ),
    Language(
        code="es", name="Atención",
        reply="Hola:\n\nEl número de pedido es A12345. Por favor, vuelvan a imprimir las fotos.\n\nGracias,\nLucía",
        old="Estimada clienta:\n\nIndíquenos el número de pedido.\n\nAtención al cliente",
        dated=("El vie, 5 ene 2024 a las 15:20, {n} (<{a}>) escribió:", "El 5 ene 2024, a las 15:20, {n} <{a}> escribió:",
               "El 5/1/24 a las 15:20, {n} escribió:"),
        labels=("De", "Enviado", "Para", "Asunto"), separator="Mensaje original", sent="viernes, 5 de enero de 2024 15:20",
        mobile=("Enviado desde mi iPhone", "Obtener Outlook para Android", "Enviado desde mi Samsung Galaxy"),
    ),
    Language(
        code="it", name="Assistenza",
        reply="Buongiorno,\n\nil numero d'ordine è A12345. Vi prego di ristampare le foto.\n\nGrazie\nGiulia",
        old="Gentile cliente,\n\nci indichi il numero d'ordine.\n\nAssistenza clienti",
        dated=("Il giorno ven 5 gen 2024 alle ore 15:20 {n} <{a}> ha scritto:", "Il giorno 5 gen 2024, alle ore 15:20, {n} <{a}> ha scritto:",
               "Il 05/01/24 15:20, {n} ha scritto:", "Il 05/01/2024 15:20 {n} <{a}> ha scritto:"),
        labels=("Da", "Inviato", "A", "Oggetto"), separator="Messaggio originale", sent="venerdì 5 gennaio 2024 15:20",
        mobile=("Inviato da iPhone", "Inviato dal mio iPhone", "Ottieni Outlook per Android"),
    ),
    Language(
        code="pt", name="Atendimento",
        reply="Olá,\n\nO número do pedido é A12345. Por favor, imprimam as fotos novamente.\n\nObrigada,\nAna",
        old="Prezada cliente,\n\nInforme o número do pedido.\n\nAtendimento",
        dated=("Em sex., 5 de jan. de 2024 às 15:20, {n} <{a}> escreveu:", "Em 5 de jan. de 2024, à(s) 15:20, {n} <{a}> escreveu:",
               "Em 05/01/2024 15:20, {n} escreveu:"),
        labels=("De", "Enviado", "Para", "Assunto"), separator="Mensagem original", sent="sexta-feira, 5 de janeiro de 2024 15:20",
        mobile=("Enviado do meu iPhone", "Obter o Outlook para Android", "Enviado do Yahoo Mail no Android"),
    ),
    Language(
        code="nl", name="Klantenservice",
        reply="Hallo,\n\nhet bestelnummer is A12345. Graag de foto's opnieuw afdrukken.\n\nGroet,\nEva",
        old="Beste klant,\n\nstuur ons het bestelnummer.\n\nKlantenservice",
        dated=("Op vr 5 jan 2024 om 15:20 schreef {n} <{a}>:", "Op 5 jan 2024, om 15:20 heeft {n} <{a}> het volgende geschreven:",
               "Op 05-01-2024 om 15:20 schreef {n}:"),
        labels=("Van", "Verzonden", "Aan", "Onderwerp"), separator="Oorspronkelijk bericht", sent="vrijdag 5 januari 2024 15:20",
        mobile=("Verstuurd vanaf mijn iPhone", "Outlook voor Android downloaden", "Verzonden vanaf mijn Galaxy"),
    ),
    Language(
        code="ru", name="Поддержка",
        reply="Здравствуйте!\n\nНомер заказа A12345. Пожалуйста, напечатайте фотографии ещё раз.\n\nАнна",
        old="Здравствуйте!\n\nСообщите, пожалуйста, номер заказа.\n\nСлужба поддержки",
        dated=("пт, 5 янв. 2024 г. в 15:20, {n} <{a}>:", "5 янв. 2024 г., в 15:20, {n} <{a}> написал(а):",
               "05.01.2024 15:20, {n} пишет:", '05.01.2024, 15:20, "{n}" <{a}>:', "Пятница, 5 января 2024, 15:20 +03:00 от {n} <{a}>:"),
        labels=("От", "Отправлено", "Кому", "Тема"), separator="Исходное сообщение", sent="5 января 2024 г. 15:20",
        mobile=("Отправлено с iPhone", "Отправлено из мобильной Почты Mail.ru", "Отправлено из Outlook для Android"),
    ),
)  # fmt: skip
