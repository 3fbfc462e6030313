"""Single words by which whoever gets texts ends them, or brings them back."""

import unicodedata

from channels.kinds import Sign

# "Cancel" and "end" are not among them: in a shop they are said of orders.
STOP = frozenset(
    {"stop", "stopall", "stop all", "unsubscribe", "退訂", "退订", "取消訂閱", "取消订阅", "停止", "拒收"}
)  # fmt: skip
START = frozenset({"start", "unstop", "subscribe", "訂閱", "订阅", "恢復", "恢复"})


def sign_of(words: str) -> str:
    """Say what a text asks for that is nothing but one of these words; "" for any other."""
    bare = unicodedata.normalize("NFKC", words).casefold().strip(" \t\r\n.!。！「」\"'“”")
    if bare in STOP:
        return Sign.LEFT
    return Sign.JOINED if bare in START else ""
