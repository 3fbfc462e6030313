"""How mail programs announce history, forwarded mail and signatures, in many languages."""

import re

VERBS = (
    "wrote|writes|has written|said|schrieb(?:en)?|hat (?:am .{0,60})?geschrieben|a écrit|"
    "a ecrit|escribió|escribio|ha scritto|scrive|escreveu|schreef|heeft .{0,80}geschreven|"
    "geschreven|пишет|писал|писала|написал|написала|написав|написала|пише|napisana przez|"
    "napisał|napisała|napisał\\(a\\)|napisal|pisze|nadesłał|skrev|skrifaði|kirjoitti|napsal|"
    "napsala|"
    "napsal\\(a\\)|napísal|ezt írta|írta|yazdı|đã viết|viết|menulis|έγραψε|написа|a scris|"
    "je napisao|napisao je|เขียนว่า|เขียน|כתב|כתבה|كتب|"
    "寫道|写道|寫到|写到|写信|寫信|來信|来信|撰寫|撰写|发来|的?原文|書きました|書いた|のメール|wrote "
    "\\(|napisana przez|작성|작성하였습니다|"
    "작성했습니다|님이 쓴 글|님의 말"
)
ATTRIBUTION = re.compile(
    rf"^[\s>*\-—]*(?:(?=.*(?:\d|@)).{{2,260}}(?:{VERBS}).{{0,140}}[:：]|(?=.*(?:\d|"
    rf"@)).{{2,260}}(?:寫道|写道)|-{{2,}} ?(?:On|在|于|於|Le|Am|El|Il|Em|Op) .{{4,240}}-{{2,}})[\s*]*$",
    re.IGNORECASE,
)
# Horde's, in words that people use of bills and of what they were told: counts above marked lines alone.
QUOTING = re.compile(
    r"^[\s>*\-—]*(?:quoting|引用自?|zitat von|zitiere|citando a?|selon|citation de|citát|cytowanie|cytuję) "
    r".{2,160}@[^\s<>]+>?[:：][\s*]*$",
    re.IGNORECASE,
)
# Programs that name only date and person: Gmail and Apple in Japanese, Chinese and Korean, Yandex, Mail.ru.
DATED = re.compile(
    r"^[\s>]*(?:20\d\d ?[年년./-] ?\d{1,2} ?[月월./-] ?\d{1,2}|"
    r"\d{1,2}[./]\d{1,2}[./](?:20)?\d\d).{0,60}"
    r"\d{1,2}[:時시]\d{2}.{0,140}(?:<[^<>\s]+@[^<>\s]+>|\S+@\S+).{0,12}[:：]\s*$"
    r"|^.{0,60}\d{1,2}[:.]\d\d.{0,120}<[^<>\s]+@[^<>\s]+>(?: ang)? ?[:：]\s*$"
    # Evolution; people say 提到 as well, but not like this.
    r"|^[\s>]*[於于] .{1,8}，20\d\d-\d\d-\d\d [於于] \d\d:\d\d [+-]\d{4}，.{1,80}提到[:：]\s*$"
    # Tuta: a date, a time, a word for “by”, an address.
    r"|^[^<>@]{4,30}20\d\d,? \d{1,2}:\d\d(?: [AP]M)? \S{1,8} [^\s<>]+@[^\s<>]+[:：]\s*$"
)
# French webmail: the date first, then a block of headers.
MESSAGE_OF = re.compile(r"^[\s>=-]*message du ?:? \d{1,2}/\d{1,2}/\d{2,4}.{0,20}$", re.IGNORECASE)
# Programs that leave the colon out, above history without marks.
NO_COLON = re.compile(
    r"^(?:on|am|le|el|il|op|em) [^\n]{6,160}<[^<>\s]+@[^<>\s]+> (?:wrote|schrieb|a écrit|escribió)$",
    re.IGNORECASE,
)
DAY = re.compile(r"20\d\d.{0,20}\d{1,2}\D{1,3}\d\d")
CERTAIN = re.compile(r"@|\d{1,2}[:.時时h]\s?\d{2}|20\d\d|\b\d{1,2}/\d{1,2}/\d{2,4}")
EXACT = re.compile(r"@|\d{1,2}[:.時时点點h] ?\d{2}")  # what history without marks must be led by
OPENERS = re.compile(
    r"^[\s>*]*(?:On|Am|Le|El|Il|Em|Op|Den|Dne|Dnia|W dniu|Vào|Pada|At|Στις|在|於|于|\d|"
    r"[^\s]{1,40}\s*<|\"|'|--|.{0,160}@|.{1,40}(?:於|于|在)\s?\d|På|ti|pe|pi|ma|ke|to|la|su|пн|вт|"
    r"ср|чт|пт|сб|вс)",
    re.IGNORECASE,
)

SEPARATOR_WORDS = (
    "original(?: message| mail| e-?mail| text)?|original appointment|replied message|原始信息|原信息|"
    "reply message|原始邮件|原始郵件|原始信件|原始訊息|原始消息|原始內容|原始内容|原邮件|原郵件|原信|"
    "回复的原邮件|回覆的原郵件|回复的邮件|邮件原件|郵件原件|邮件原文|郵件原文|來信原文|来信原文|"
    "元のメッセージ|元のメール|オリジナルメッセージ|원본 ?메[시세]지|원본 ?메일|"
    "ursprüngliche (?:nachricht|mail|e-mail)|originalnachricht|original-nachricht|original-mail|"
    "message d'origine|message initial|mensaje original|messaggio originale|"
    "mensagem original|oorspronkelijk bericht|исходное сообщение|оригинальное сообщение|"
    "исходное письмо|wiadomość oryginalna|oryginalna wiadomość|ursprungligt meddelande|"
    "originalmeddelande|oprindelig (?:meddelelse|besked)|opprinnelig (?:melding|e-post)|"
    "alkuperäinen viesti|původní (?:zpráva|e-mail)|pôvodná správa|eredeti üzenet|"
    "orijinal (?:mesaj|ileti)|mesaj original|thư gốc|tin nhắn gốc|pesan asli|αρχικό μήνυμα|"
    "ข้อความต้นฉบับ|оригінальне повідомлення"
)
SEPARATOR = re.compile(
    rf"^[\s>*]*(?:[-=_—─－–]{{2,}})\s*(?:{SEPARATOR_WORDS})\s*(?:[-=_—─－–:：]+[\s*]*$|"
    rf"-{{3,}}\s*\S|$)",
    re.IGNORECASE,
)
ABOVE_THIS_LINE = re.compile(
    r"(?:reply|respond|answer|write)\b.{0,30}\babove this line|(?:在此行|此線|此线|本行|以上|這條線|"
    r"这条线).{0,4}(?:上方|之上|以上).{0,10}(?:回复|回覆|回應|输入|輸入)|请在此行上方|請在此行上方|"
    r"この行より上",
    re.IGNORECASE,
)
FORWARDED = re.compile(
    r"^[\s>*]*(?:[-=_—]{2,}\s*)?(?:forwarded (?:message|mail|by)|begin forwarded message|"
    r"start of forwarded message|转发的邮件|转发邮件|转发的消息|开始转发的邮件|以下是转发的邮件|轉寄郵件|"
    r"轉寄的郵件|轉寄信件|轉寄訊息|開始轉寄郵件|已轉寄的郵件|被轉寄的郵件|下方為轉寄|"
    r"転送(?:された)?メ(?:ッセージ|ール)|전달된 메[시세]지|전달된 메일|"
    r"weitergeleitete nachricht|anfang der weitergeleiteten|message transféré|début du message|"
    r"mensaje reenviado|inicio del mensaje|messaggio inoltrato|inizio messaggio|"
    r"mensagem encaminhada|início da mensagem|doorgestuurd bericht|begin doorgestuurd|"
    r"пересланное сообщение|пересылаемое сообщение|"
    r"wiadomość przekazana|przekazana wiadomość|vidarebefordrat meddelande|"
    r"videresendt (?:besked|meddelelse|melding)|edelleenlähetetty|přeposlaná zpráva|"
    r"továbbított üzenet|iletilen)",
    re.IGNORECASE,
)
FORWARDING_SUBJECT = re.compile(
    r"^\s*[\[(【]?(?:fwd?|fw|wg|tr|rv|i|enc|res?env|转发|轉寄|轉發|轉送|転送|전달|vs|vl|doorst|пересл|vb|"
    r"továbbítva|ilt)\s*[:：]",
    re.IGNORECASE,
)

FROM = (
    "from|发件人|發件人|寄件者|寄件人|发送人|發送人|发信人|發信人|差出人|送信者|送信元|보낸 ?사람|"
    "발신자?|von|absender|de|expéditeur|da|"
    "mittente|remetente|van|от|от кого|od|från|fra|lähettäjä|feladó|kimden|gönderen|từ|dari|από|"
    "від|odosielateľ|odesílatel|差[ \u3000]+出[ \u3000]+人|จาก|de la|šalje|pošiljatelj"
)
SENT = (
    "sent|date|发送时间|發送時間|发送日期|發送日期|发件时间|寄件日期|寄件時間|寄信日期|傳送時間|"
    "傳送日期|传送时间|时间|時間|日期|送信日時|送信日|日時|日付|"
    "보낸 ?날짜|보낸 ?시간|보낸 ?일시|날짜|일시|gesendet|datum|envoyé|envoyé le|date d'envoi|enviado|"
    "enviado el|"
    "enviada|enviada em|enviado em|enviado a|fecha|inviato|data|verzonden|отправлено|дата|"
    "wysłano|wysłane|skickat|sendt|dato|lähetetty|päiväys|päivämäärä|odesláno|küldve|dátum|"
    "gönderildi|tarih|đã gửi|ngày|tanggal|dikirim|στάλθηκε|απεστάλη|ημερομηνία|надіслано|"
    "日[ \u3000]+[期時时]|ส่ง|วันที่|trimis|poslano|"
    "poslato|odoslané|terkirim"
)
TO = (
    "to|收件人|收件者|收信人|宛先|送信先|받는 ?사람|수신자?|an|empfänger|à|a|para|destinatario|"
    "destinatário|aan|кому|"
    "宛[ \u3000]+先|ถึง|către|prima|do|till|til|vastaanottaja|komu|címzett|kime|tới|đến|kepada|ke|προς"
)
SUBJECT = (
    "subject|主题|主題|主旨|标题|標題|件名|題名|제목|betreff|objet|asunto|oggetto|assunto|onderwerp|"
    "тема|temat|"
    "主[ \u3000]+[题題旨]|标[ \u3000]+题|件[ \u3000]+名|"
    "เรื่อง|subiect|ämne|emne|aihe|předmět|predmet|tárgy|konu|chủ đề|tiêu đề|subjek|perihal|θέμα"
)
OTHER = (
    "cc|bcc|抄送|密送|副本|密件副本|附件|重要性|参照|참조|숨은참조|kopie|copie|con copia|kopia|kopi|"
    "копия|dw|reply-to|"
    "importance|attachments|回复|回覆|优先级|優先順序|優先級"
)
HEADER = re.compile(
    rf"^[\s>*|]*(?:(?P<from>{FROM})|(?P<sent>{SENT})|(?P<to>{TO})|(?P<subject>{SUBJECT})|"
    rf"(?P<other>{OTHER}))[\s*]*(?:[:：][\s*|]*(?P<value>.*)|\|\s*(?P<cell>[^|]*)\|?\s*)$",
    re.IGNORECASE,
)
# What programs of whatever language set above such a block.
TITLED_RULE = re.compile(r"^[\s>]*[-=_—─]{4,}\s*[^\W\d_][^-=_—─]{1,40}[-=_—─]{4,}\s*$")
RULE = re.compile(r"^[\s>]*(?:[-_=*─—–]{4,}|\u2022{3,}|[*·.]{3,}|\|\s*\|)[\s|]*$")

CLEAR_SIGNED = re.compile(
    r"^-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Z][A-Za-z-]+: [^\n]*\n){0,10}\n(?P<text>.*?)"
    r"^-----BEGIN PGP SIGNATURE-----$.*?(?:^-----END PGP SIGNATURE-----$|\Z)",
    re.MULTILINE | re.DOTALL,
)
SIGNATURE = re.compile(r"^(?:--|—|__|-- -|\| ?\|)[ \t\u00a0]*$")
DEVICE = (
    "my|mon|ma|meinem|mi|mio|meu|minha|mijn|min|mein|moj|mojeg|мо(?:его|ей|їм)|iphon|ipad|ios|"
    "android|outlook|e-?mail|gmail|yahoo|samsung|galaxy|huawei|honor|xiaomi|"
    "redmi|oppo|vivo|oneplus|pixel|xperia|blackberry|nokia|windows|phone|mobile|tablet|handy|"
    "smartphone|телефон|мобил|spark|proton|bluemail|mailbird|thunderbird|zoho|foxmail|aol|gmx|"
    "web\\.de|typeapp|mailspring|fairemail|k-9|airmail|zimbra|tutanota|line"
)
CHINESE_DEVICE = (
    "我的|我|新浪|网易|網易|qq|手机|手機|平板|outlook|foxmail|iphone|ipad|ios|android|安卓|小米|红米|"
    "华为|華為|荣耀|huawei|"
    "vivo|oppo|samsung|三星|yahoo|雅虎|139|189|windows|mac|gmail|line|魅族|一加|realme|htc|sony|"
    "阿里|钉钉|企业微信|腾讯|騰訊|hinet|pchome|proton|新版"
)
MOBILE = re.compile(
    r"^[\s\[(【*>_-]*(?:"
    # Where somebody says from where they write, a sentence goes on: “Sent from my desk, is easier …”.
    r"(?!sent from [^,.]{1,30},? (?:is|was|but|and|because|yesterday|last)\b)"
    rf"(?:(?:diese nachricht wurde )?(?:sent|envoyé|gesendet|enviado|enviada|inviato|inviata|"
    rf"verzonden|verstuurd|отправлено|wysłan[eo]|skickat|sendt|lähetetty|odesláno|küldve|"
    rf"gönderildi|được gửi|dikirim|надіслано|poslano|trimis)\b(?=.{{0,40}}(?:{DEVICE})).{{1,80}})|"
    r"(?:get|download|téléchargez|obtenez|obtener|obtén|holen sie sich|laden sie|ottieni|"
    r"scarica|obter|obtenha|haal|hämta|hent|скачайте|получить|pobierz|hanki|outlook (?:für|pour|"
    r"para|per|voor|for)) ?.{0,20}"
    r"(?:outlook|yahoo|gmail|spark|thunderbird|bluemail|ios|android).{0,80}|"
    rf"(?:发自|發自|傳送自|寄自)\s*(?:{CHINESE_DEVICE}).{{0,40}}|(?:来自|"
    rf"來自)\s*(?:{CHINESE_DEVICE})[^，。,.!?！？的]{{0,16}}(?:的(?:iphone|ipad|手机|手機|android|"
    rf"mac).{{0,10}})?|"
    rf"(?:由|从|從|用|通过|透過|使用)\s*(?:{CHINESE_DEVICE}).{{0,30}}(?:发送|傳送|發送|寄出|发出|發出|"
    rf"发来|傳來)|"
    r"(?:发送|傳送|發送)自.{1,30}|(?:取得|获取|下載|下载)\s*(?:适用于 .{1,12} 的 ?|適用於 .{1,12} 的 "
    r"?)?outlook.{0,80}|"
    r"outlook for (?:ios|android).{0,60}|(?:取得|下載) (?:ios|android) 版 outlook.{0,60}|"
    r"(?:ios|android)용 outlook .{0,60}|(?:ios|android)版 ?outlook.{0,60}|"
    r"从 windows 版邮件发送|從 windows 的郵件傳送|"
    r".{0,20}(?:から送信|より送信)(?:されました)?|(?:나의|내) .{1,30}에서 (?:보냄|보냈습니다|전송함?)|"
    r".{1,20}에서 "
    r"(?:보냄|전송|"
    r"보낸 메일).{0,10}|"
    r"(?:iphone|ipad|android).{0,20}gönderildi|(?:von|vom) .{2,30} gesendet|"
    r"diese nachricht wurde von .{2,60} gesendet|van mijn .{2,20} verzonden"
    r")[\s\])】>_.。*-]*$",
    re.IGNORECASE,
)
DISCLAIMER = re.compile(
    r"^[\s*_(\[【-]*(?:(?:confidentiality|privacy|legal)(?: notice)?\s*[:：.-]|disclaimer\b|免责声明|"
    r"免責聲明|免責声明|保密(?:声明|聲明|提示|条款|義務)|机密(?:声明|信息)|機密(?:聲明|資訊)|"
    r"this (?:e-?mail|message|communication)(?: and any (?:attachments?|files).{0,40})? (?:is|"
    r"are|may be|contains?|may contain|and).{0,80}(?:confidential|intended|privileged)|"
    r"the information (?:contained )?in this (?:e-?mail|message|"
    r"communication).{0,60}(?:confidential|intended|privileged)|本(?:电子)?邮件(?:及其?附件|内容|可能|"
    r"所|包含|"
    r"含有|仅|中).{0,40}(?:保密|机密|隐私|专有|商业秘密|指定|收件人)|"
    r"本(?:電子)?(?:郵件|信件)(?:及其?附件|內容|可能|所|包含|含有|僅|中).{0,40}(?:保密|機密|隱私|專有|"
    r"商業機密|指定|收件人|收件者)|"
    r"diese e-?mail (?:enthält|ist).{0,60}vertraulich|ce (?:message|"
    r"courriel).{0,60}confidentiel|este (?:mensaje|correo|e-?mail).{0,60}(?:confidencial|"
    r"dirigid)|"
    r"この(?:電子)?メールは?.{0,40}(?:機密|秘密))",
    re.IGNORECASE,
)
