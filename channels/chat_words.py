"""What a line in a chat asks for beside an answer: a person, nothing yet, or thanks; pure patterns."""

import re

# Words of both scripts stand side by side; "service" alone may be what somebody complains of.
_PERSON = re.compile(
    r"人工|真人|活人|專員|专员|轉接|转接|轉人|转人|有人[嗎吗在]|有沒有人|有没有人|找人|"
    r"(?:找|要|轉|转|叫|跟|和|與|与|請|请|聯絡|联系|聯繫|接)[^，。,.!！?？]{0,6}(?:客服|店員|店员|人員|人员|主管|經理|经理)|"
    r"^\W*客服\W*$|客服(?:人員|人员|專員|专员|小姐)|(?:跟|和|與|与)人(?:談|谈|說|说|講|讲|聊)|"
    r"不要(?:機器|机器)|(?:機器|机器)人.{0,4}(?:沒用|没用|聽不懂|听不懂)|"
    r"\b(?:humans?|(?:real|actual|live) (?:person|human|agent|people)|agents?|representative|operator|"
    r"(?:speak|talk|chat|connect me) (?:to|with) (?:a |an |the |your |some ?)?"
    r"(?:person|human|one|body|agent|staff|manager|team|people|representative)|"
    r"customer (?:service|support|care)|not (?:a )?(?:bot|robot|machine)|is any(?:one|body) there)\b",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:你好|您好|哈[囉喽啰]|嗨|早安?|早上好|午安|晚安|晚上好|請問(?:一下)?|请问(?:一下)?|想請?问?問?一下|在[嗎吗]|[嗎吗啊呀喔哦]|"
    r"hi|hello|hey|good (?:morning|afternoon|evening)|there|help|test|測試|测试|[\W_])*",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?:謝謝|谢谢|感謝|感谢|多謝|多谢|唔該|好的?|了解|知道了|明白了?|收到|ok(?:ay)?|thanks?|thank you|thx|"
    r"great|perfect|good|very much|so much|a lot|[您你們们啦了喔哦\W_])*",
    re.IGNORECASE,
)


def wants_person(text: str) -> bool:
    """Whether somebody asks for a human being, in Chinese of both scripts or in English."""
    return _PERSON.search(text) is not None


def says_nothing_yet(text: str) -> bool:
    """Whether a line only greets: there is nothing to answer, and nothing to complain of."""
    return _GREETING.fullmatch(text) is not None


def only_thanks(text: str) -> bool:
    """Whether a line only thanks or nods."""
    return _THANKS.fullmatch(text) is not None
