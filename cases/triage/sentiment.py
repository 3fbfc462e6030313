"""How a text feels, by a small word list of our own.

The layer below the learner of `cases.triage.learner.moods`, which answers with the same bands: it reads
where no learned moods are at hand.
"""

import math
import re

from cases.triage.learner.moods import band_of
from cases.triage.normalising import normalise
from cases.triage.verdicts import Sentiment

_STEEPNESS = 2.0

_GOOD = re.compile(
    r"谢谢你们|感谢|感激|满意|很棒|真棒|太棒|超棒|好棒|赞|称赞|表扬|亲切|热情|耐心|贴心|细心|"
    r"友善|专业|推荐|喜欢|开心|惊喜|完美|漂亮|"
    r"很好|超好|非常好|真好|好正|多谢晒|值得|快速|迅速|用心|感动|五星|一流|有礼貌|好味|顺利|清晰|"
    r"好靓|好好人|抵赞|给力|点赞|放心|"
    r"\b(?:thank you so much|thanks so much|great|excellent|amazing|wonderful|perfect|love|loved|"
    r"lovely|"
    r"beautiful|friendly|helpful|polite|kind|patient|impressed|happy|pleased|recommend|fantastic|"
    r"awesome|"
    r"satisfied|delighted|best|superb|appreciate|good job|well done|brilliant|gorgeous)\b"
)
_BAD = re.compile(
    r"失望|生气|气死|愤怒|火大|超差|很差|太差|好差|差劲|差评|烂|糟糕|糟透|离谱|夸张|扯|垃圾|恶心|"
    r"可恶|过分|不满|投诉|客诉|抱怨|骗|坑|"
    r"讨厌|后悔|无言|无语|傻眼|崩溃|受不了|不能接受|无法接受|不可思议|不爽|难看|丑|惨|坏|故障|错|"
    r"不见|弄丢|遗失|少了|漏|延误|延迟|拖|"
    r"迟|没人理|不理|不耐烦|凶|臭脸|冷淡|敷衍|推卸|没礼貌|粗鲁|模糊|糊|偏黄|偏红|偏绿|偏蓝|偏暗|"
    r"偏色|色差|条纹|刮|裁掉|裁到|歪|破|裂|"
    r"折到|多收|重复扣|乱收费|退款|退钱|重印|赔|不负责|浪费|白跑|烦|嬲|激气|黑面|离晒谱|唔见|甩|"
    r"蒙查查|冇人|唔得|衰|劣质|廉价|太暗|"
    r"没好|不对|不好|不行|不清|不能用|没反应|当机|死机|闪退|失败|打不通|没收到|太贵|没礼|不符|缺|"
    r"\b(?:disappoint\w*|angry|terrible|awful|horrible|worst|bad|poor|rude|unacceptable|"
    r"ridiculous|useless|"
    r"unhappy|upset|annoy\w*|frustrat\w*|disgust\w*|complain\w*|complaint|refund|broken|broke|"
    r"wrong|missing|lost|"
    r"late|delay\w*|blurr?y?|blurred|scratch\w*|damaged|bent|overcharged|ignored|never again|"
    r"fail\w*|ruined|"
    r"faded|dark|yellow|cheap|mistake|error|not ready|not happy|waste\w*|pathetic|scam|ripp?ed|"
    r"stuck|crooked|"
    r"cut off|dirty|unprofessional|impatient|shame|crash\w*|stripes?|streaks?|lousy|unable|cant|"
    r"wont|still waiting)\b"
)
_NOT_BEFORE = re.compile(
    r"(?:不|没|没有|唔|冇|别|毫无|不够|不太|不是很|并不|\bnot|\bno|\bnever|\bhardly|\bisn'?t|"
    r"\bwasn'?t|\baren'?t|\bless than)\s?"
    r"(?:太|很|够|怎么|算|a|very|so|at all|really|exactly)?\s?$"
)
_TURNED_GOOD = re.compile(
    r"没问题|没有问题|不错|唔错|无可挑剔|not bad|no problem|no complaints|cant complain|没话说"
)
_REACH = 8


def feel(text: str) -> Sentiment:
    """The sentiment of `text`: words for and against, negation turned round, squeezed to -1 … "
    "1."""
    level = normalise(text).replace("’", "'")
    turned = len(_TURNED_GOOD.findall(level))
    level = _TURNED_GOOD.sub(" ", level)
    good, spoilt = _count_good(level)
    bad = len(_BAD.findall(level)) + spoilt
    score = round(math.tanh((good + turned - bad) / _STEEPNESS), 3)
    return Sentiment(band=band_of(score), score=score)


def _count_good(level: str) -> tuple[int, int]:
    """Good words, and good words that a negation stands before."""
    good = spoilt = 0
    for match in _GOOD.finditer(level):
        if _NOT_BEFORE.search(level[max(0, match.start() - _REACH) : match.start()]):
            spoilt += 1
        else:
            good += 1
    return good, spoilt
