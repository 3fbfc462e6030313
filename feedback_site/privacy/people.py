"""Names that nobody marked as names, in the middle of a sentence: found by how sentences speak of people."""

import re

_HAN = r"[\u3400-\u9fff]"
# The hundred or so commonest family names, in both scripts; rarer ones are mostly known from the roster.
_FAMILY = (
    "(?:歐陽|欧阳|司徒|上官|諸葛|诸葛|張簡|范姜|"
    "[陳陈林黃黄張张李王吳吴劉刘蔡楊杨許许鄭郑謝谢郭洪曾邱廖賴赖徐周葉叶蘇苏莊庄呂吕江何蕭萧羅罗高潘簡简朱鍾钟彭游詹胡施沈余"
    "趙赵盧卢梁顏颜柯孫孙魏翁戴范方宋鄧邓杜傅侯曹薛丁卓馬马溫温董唐藍蓝馮冯石蔣蒋歐欧姚鄒邹熊陸陆康田姜汪白古紀纪"
    "程塗连連阮湯汤巫尤嚴严龔龚關关譚谭郝崔賀贺韓韩袁任陶秦俞史黎鄔樊])"
)
# No given name: with these it goes on.
_GIVEN = rf"(?:(?![已會会將将於于在與与]){_HAN})"
# What begins like a name and is none, in what a photo shop writes.
_NO_NAME = (
    r"(?!黃[色斑光偏]|黄[色斑光偏]|許[多可]|许[多可]|[謝谢]{2}|[謝谢][您你]|何[時时處处]|簡[單訊體]|简[单讯体]|"
    r"方[便案式法面]|馬上|马上|藍[色光]|蓝[色光]|[連连][同接續续帶带]|程[序式]|高[清溫温級级解品]|白[邊边色平]|"
    r"[張张][數数照相]|曾[經经]|[陸陆][續续]|任[何務务]|[關关][於于機机閉闭店掉]|余[額额下]|施[工行]|周[末邊边一二三四五六日年]|"
    r"[溫温][度馨]|石[材]|[古]典|田[徑]|[嚴严][重格]|[湯汤]|史上|[紀纪][念錄录]|安[排裝装全]|[葉叶]書|江[邊边])"
)
# After these somebody is named.
_BEFORE = (
    r"(?:交[給给由付]|[轉转][交給给]|寄[給给]|退[給给]|[還还][給给]|[聯联][絡络繫系]|通知|告[訴诉]|拜[託托]|麻[煩烦]|同事|同仁|"
    r"[專专][員员]|店[員员]|技[師师]|客服|主管|[負负][責责]人|收件人|取件人|代[領领]人|[聯联][絡络]人|本店|本公司|"
    r"由|找|[請请]|[給给]|跟|[與与]|和|及|向|[替]|[幫帮]|[叫])[的:：]?\s?"
)
# And before these, where it is no end.
_AFTER = (
    r"(?=會|会|將|将|已|[來来][店取領领拿]|於|于|在|[負负][責责]|[處处]理|[協协]助|[聯联][絡络繫系]|回[覆复電电]|取件|代[領领]|[簽签]收|"
    r"寄[給给送回]|送[到去給给]|致[電电]|打[給给電电]|"
    r"[確确][認认]|[說说]|表示|提供|[為为][您你]|[幫帮][您你]|[跟與与向和][您你]|本人|那|等|[，,。.、！!；;（(）)\s]|$)"
)
_DOES = (
    r"(?=會|会|將[與為於在]|将[与为于在]|已[與与為为經经]|[來来]店|[負负][責责]|[協协]助|回[覆复電电]|代[領领]|"
    r"[簽签]收|[跟與与向][您你])"
)
# Words with a capital that name no person: what is sold, where one writes, and days.
_KEPT = (
    "Canon|Nikon|Sony|Fuji|Fujifilm|Fujicolor|Kodak|Olympus|Panasonic|Leica|Pentax|Ricoh|Epson|Instax|Polaroid|"
    "Noritsu|Apple|Android|Windows|Google|Adobe|Photoshop|Lightroom|Line|Wechat|Whatsapp|Facebook|Instagram|"
    "Paypal|Visa|Mastercard|Alipay|Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Madam|Dear|Regards|Sincerely|Yours|Best|Kind|"
    "Customer|Service|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|June|"
    "July|August|September|October|November|December|Christmas|English|Chinese|Mandarin|Cantonese|"
    "App|Chrome|Safari|Firefox|Edge|Cookie|Cookies|Logo|Wi|Taiwan|China|Hong|Kong|Jpeg|Pdf|Usb|Raw|We|It|They|The|You|Our|This|That|Your|If|Please|Thank|Thanks|Sorry|And|But|Or|As|In|On|To|"
    "No|Yes|Somebody|Someone|Nobody|Everybody|Who|Hi|Hello|Hey|Good|Morning|Afternoon|Evening"
)
# Han letters are letters too, so that \b is no end of a word before them.
_CAPITAL = rf"(?<![A-Za-z])(?!(?:{_KEPT})(?![A-Za-z]))[A-Z][a-z'’-]+(?![A-Za-z])"
# Of single words with a capital only those count that begin no sentence, or of which one does what people do.
MENTIONED = (
    re.compile(rf"{_BEFORE}({_NO_NAME}{_FAMILY}{_GIVEN}{{1,2}}?){_AFTER}", re.MULTILINE),
    re.compile(
        rf"(?:^|[，,。.、！!；;（(）)\s])({_NO_NAME}{_FAMILY}{_GIVEN}{{1,2}}){_DOES}", re.MULTILINE
    ),
    re.compile(rf"(?<![.!?。！？:：…\n])(?<=[\w,;，；、\u3400-\u9fff])[^\S\n]?({_CAPITAL})"),
    re.compile(rf"(?:^|[.!?。！？:：]\s*)({_CAPITAL})(?=[^\S\n]?(?:[\u3400-\u9fff]|(?:(?:will|can)\s(?:call|contact|write|help|reply|answer|meet)|called|said)\b))",
               re.MULTILINE),
)  # fmt: skip
