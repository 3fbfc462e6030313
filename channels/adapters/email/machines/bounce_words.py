"""The words of mail servers that could not deliver, in the languages they are met in."""

import re

SUBJECTS = re.compile(
    r"undeliver|un-?delivered|returned? (?:e-?)?mail|mail (?:returned|status)|"
    r"delivery (?:status )?(?:notification|notice|report|failure|failed|"
    r"error|problem|has failed|delayed|warning)|failure (?:notice|delivery)|delivery.{0,20}fail|"
    r"mail(?:er)? delivery|mail (?:system )?error|"
    r"could ?n.t be delivered|could not be delivered|could not deliver|cannot (?:be )?deliver|"
    r"not (?:be )?(?:been )?delivered|not deliverable|"
    r"nondeliverable|non[- ]?delivery|message (?:status|delivery|delayed|could|not|rejected|"
    r"undeliver)|rejected|bounce|error sending|"
    r"permanent(?:ly)? (?:delivery|failure|error|fatal)|user unknown|mailbox (?:full|"
    r"unavailable|is full)|over ?quota|warning: |returning message|"
    r"NDN:|mail fail|returning to sender|failed mail|failed delivery|delivery failure|Rejected:|"
    r"unsolicited bulk email, apparently from you|"
    r"transient|still being retried|problem(?:s)? (?:delivering|sending)|"
    r"退信|退回|未送达|未送達|未传递|未傳遞|无法(?:传递|送达|投递|发送)|無法(?:傳遞|送達|投遞|遞送|"
    r"傳送)|投递失败|投遞失敗|发送失败|發送失敗|"
    r"寄送失敗|寄信失敗|傳送失敗|传送失败|递送失败|遞送失敗|邮件投递|郵件投遞|传送延迟|傳遞延遲|"
    r"メールエラー|エラー(?:メール|通知)|送信エラー|配信(?:不能|失敗|不可|エラー|できません)|"
    r"送信できません|届きません|未配信|배달|전송 실패|반송|보낼 수 없|unzustellbar|nicht zugestellt|"
    r"zustell|unzustellb|"
    r"zurück(?:gesandt|geschickt)|"
    r"non remis|non distribu|impossible de remettre|échec (?:de|d)|echec|no se (?:puede|pudo|"
    r"ha podido) entregar|no entregad|correo devuelto|devuelt|"
    r"non recapitabile|mancato recapito|messaggio non|não (?:é|foi) possível entregar|"
    r"não entregue|devolvid|falha|onbestelbaar|niet (?:bezorgd|afgeleverd)|"
    r"недостав|не доставлен|не может быть доставл|ошибка доставки|niedostarcz|nie (?:można|"
    r"udało).{0,20}dostarcz|zwrot|"
    r"kan (?:inte|ikke|ej) levere|olevererbart|går inte att leverera|uleverbar|"
    r"kunne ikke leveres|toimitus epäonnistui|teslim edilemedi|nedoručiteln|kézbesíthetetlen",
    re.IGNORECASE,
)

# Sentences that only a mail server writes.
STRONG_PROSE = re.compile(
    r"this (?:is|message was created) (?:the mail system at|automatically by (?:the )?(?:mail|"
    r"smtp))|i'm sorry to have to inform you that your message|"
    r"this is the (?:qmail-send|mail delivery|mail system|postfix|machine|"
    r"deliver) ?(?:program)?|could not be delivered to one or more|"
    r"a message that you (?:have )?sen[td].{0,40}(?:could not|has not|was rejected|"
    r"contained no)|delivery to the following recipient(?:s)?(?:\(s\))? (?:has )?(?:been "
    r")?(?:failed|was aborted|delayed)|"
    r"the following address(?:es)?(?:\(es\))? (?:had|failed|has|have|did)|(?:your|the|"
    r"this) (?:e-?)?(?:mail )?message (?:(?:has|could|was|did|can|is|with|to)\b.{0,80})(?:not|"
    r"n't) (?:be |been |reach)?(?:able to )?(?:be )?(?:deliver|reach|sent)|"
    r"your message did not reach|(?:wasn't|was not|could not be|couldn't be) delivered to|"
    r"delivery has failed to these|the e-?mail (?:system was unable|"
    r"account that you tried to reach)|"
    r"undelivered message|message (?:undeliverable|not delivered)|unable to deliver|"
    r"undeliverable (?:mail|message|to)|transcript of (?:the )?session|"
    r"your mail .{0,60}(?:could not|was not|cannot|has not)|returned mail|"
    r"(?:e-?)?mail could not be delivered|not a valid (?:user|address|recipient|mailbox)|"
    r"remote host said|reporting-mta|final-recipient|diagnostic-code|"
    r"^your message\s+to:[^\0]{0,300}?did not reach|error message below:\s*5\d\d|"
    r"failed to deliver|not able to deliver|fatal errors|permanent (?:fatal )?error|"
    r"address(?:es)? (?:not found|unknown)|recipient.{0,20}(?:unknown|reject|not found|"
    r"does not exist)|"
    r"邮件(?:被退|未能|无法|投递失败|发送失败|没有送达|不能送达)|郵件(?:被退|未能|無法|投遞失敗|"
    r"傳送失敗|未送達|無法投遞)|被退回|退信(?:原因|说明|通知|"
    r"代码)|收件人邮件地址|无法(?:送达|投递)|"
    r"無法(?:送達|投遞|傳送至|遞送|傳遞)|未送達|找不到(?:地址|收件者)|投递失败|投遞失敗|"
    r"配信(?:できません|不能|に失敗)|届けることができません|送信できませんでした|"
    r"konnte nicht (?:an|zugestellt)|nicht zugestellt werden|n'a pas (?:pu|"
    r"été) (?:être )?(?:remis|distribu|livr|délivr)|no (?:se )?(?:pudo|ha podido|"
    r"puede) (?:ser )?entreg|"
    r"non (?:è stato possibile|ha potuto|può essere).{0,40}(?:recapit|consegn)|não (?:pôde|"
    r"foi possível).{0,20}entreg|kon niet worden|не (?:удалось|может быть|было) достав|"
    r"nie (?:można|udało się|mogła).{0,30}dostarcz",
    re.IGNORECASE,
)
PROSE = re.compile(
    STRONG_PROSE.pattern
    + r"|(?:not|never) (?:be |been )?(?:yet )?(?:been )?deliver|user (?:unknown|not found|account|mailbox)|"
    r"no such (?:user|recipient|address|mailbox|domain|local|person)|unknown (?:user|"
    r"recipient|address|local)|"
    r"mailbox (?:is )?(?:full|unavailable|not found|disabled|does not exist)|over ?quota|"
    r"quota exceed|exceed.{0,20}(?:quota|storage|limit)|host (?:unknown|not found)|"
    r"does not exist|did not reach|"
    r"returned to (?:you|sender)|invalid (?:recipient|user|address|final)|delivery (?:failure|"
    r"failed|attempt|error|status|delay|unsuccess|report)|bounced|rejected|failed (?:recipient|"
    r"addresses)|"
    r"could ?n[o']t (?:be )?(?:deliver|send)|cannot (?:be )?deliver|undeliver|"
    r"\b5\d\d[ -]\d\.\d\.\d|\b55[0-4]\b|收件人|对方邮箱|不存在|已满|已滿|拒收|拒绝|拒絕",
    re.IGNORECASE,
)
TROUBLE = re.compile(r"\b[45]\d\d\b|\b[45]\.\d\.\d\b|@", re.IGNORECASE)
# A server that still tries says so; one that gave up after trying says that as well.
STILL_TRYING = re.compile(
    r"warning message only|do not need to resend|no action is required on your part|"
    r"(?:delivery|message) (?:has been |is |was )?(?:delayed|deferred)|not yet been delivered|"
    r"(?:will|i'll|we'll) (?:continue|keep) (?:to )?(?:try|retry)|will be retried|"
    r"still (?:being )?re-?tr|"
    r"delivery attempts will continue|投递延迟|投遞延遲|传递延迟|傳遞延遲|(?:将|將|会|會)(?:继续|"
    r"繼續)(?:尝试|嘗試|重试|重試)|"
    r"zustellung[^\n]{0,40}verzögert|a été retardée?|sigue intentando|配信が遅れて",
    re.IGNORECASE,
)
GIVEN_UP = re.compile(
    r"permanent (?:fatal )?error|giv(?:en|ing) up|has been abandoned|could not be delivered within|"
    r"message expired|retry time(?:out)? exceeded|returned to sender|undeliverable|action: failed",
    re.IGNORECASE,
)
