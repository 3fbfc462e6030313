"""What to say on a follow-up call, for each class of feedback in the customer's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One call: how it opens, what is asked in this order, how it ends.

    The greeting takes `shop`, `caller` and `title`.
    """

    greeting: str
    questions: tuple[str, ...]
    solved: str
    not_solved: str


def script_for(klass: str, language: str, *, shop: str, caller: str, title: str) -> Script:
    """Give the script of a class ("" for none) in the customer's language, with the names filled in.

    A language that we do not speak gets Traditional Chinese, as its mails do.
    """
    words = _WORDS.get(language, _WORDS["zh-hant"])
    return Script(
        greeting=words.greeting.format(shop=shop, caller=caller, title=title),
        questions=(*words.first, *words.of_class.get(klass, ()), *words.last),
        solved=words.solved,
        not_solved=words.not_solved,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """A language's sentences; `of_class` stand between the first and the last questions."""

    greeting: str
    first: tuple[str, ...]
    of_class: Mapping[str, tuple[str, ...]]
    last: tuple[str, ...]
    solved: str
    not_solved: str


_WORDS: Mapping[str, _Words] = MappingProxyType(
    {
        "zh-hant": _Words(
            greeting="您好，這裡是{shop}，我是{caller}。您之前向我們反映「{title}」，"
            "想花您兩分鐘確認處理結果，現在方便嗎？",
            first=("我們的處理結果您收到了嗎？",),
            of_class={
                "technical": ("重新處理後的相片或機器，現在是否正常？", "同樣的情形有沒有再發生？"),
                "service": ("我們的說明有沒有回答到您的問題？", "服務人員的態度您覺得如何？"),
                "product": ("商品（或退款、換貨）您拿到了嗎？", "商品的狀況是否如您所期待？"),
            },
            last=("這件事對您來說，算是解決了嗎？", "1 到 5 分，您給這次的處理幾分？"),
            solved="謝謝您。案件會結案；十四天內若又發生，用原來的編號告訴我們，就會重新處理。",
            not_solved="很抱歉還沒有解決。我會記下還缺什麼，由更資深的同事接手，並告訴您新的時限。",
        ),
        "zh-hans": _Words(
            greeting="您好，这里是{shop}，我是{caller}。您之前向我们反映“{title}”，"
            "想占用您两分钟确认处理结果，现在方便吗？",
            first=("我们的处理结果您收到了吗？",),
            of_class={
                "technical": ("重新处理后的照片或机器，现在是否正常？", "同样的情况有没有再发生？"),
                "service": ("我们的说明有没有回答您的问题？", "服务人员的态度您觉得怎么样？"),
                "product": ("商品（或退款、换货）您拿到了吗？", "商品的状况是否如您所期待？"),
            },
            last=("这件事对您来说，算是解决了吗？", "1 到 5 分，您给这次的处理打几分？"),
            solved="谢谢您。案件会结案；十四天内如果又发生，用原来的编号告诉我们，就会重新处理。",
            not_solved="很抱歉还没有解决。我会记下还缺什么，由更资深的同事接手，并告诉您新的时限。",
        ),
        "en": _Words(
            greeting="Hello, this is {caller} from {shop}. You told us about “{title}”; "
            "may I take two minutes to ask how it turned out?",
            first=("Did our answer reach you?",),
            of_class={
                "technical": (
                    "Are the new prints, or the machine, all right now?",
                    "Has it happened again since?",
                ),
                "service": (
                    "Did what we said answer your question?",
                    "How did you find the way you were treated?",
                ),
                "product": (
                    "Have you got the product, the refund or the exchange?",
                    "Is it in the condition you expected?",
                ),
            },
            last=(
                "Is it solved for you?",
                "From 1 to 5, how do you rate the way we dealt with it?",
            ),
            solved="Thank you. We close the case now. Should it come back within fourteen days, tell "
            "us the same number and we open it again.",
            not_solved="I am sorry that it is not solved. I write down what is missing; somebody more "
            "senior takes over and tells you the new time limit.",
        ),
    }
)
