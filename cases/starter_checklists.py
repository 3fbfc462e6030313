"""The checklists that a new system starts with: for which category, and step by step, in three languages.

None is laid on cases by itself before somebody who leads says so: a site works as it did.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# Traditional Chinese, Simplified Chinese, English.
Words = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterChecklist:
    """One checklist: the code of its category, its name, and its steps, each with whether it is a must."""

    category: str
    name: Words
    steps: Sequence[tuple[bool, Words]]


CHECKLISTS: Sequence[StarterChecklist] = (
    StarterChecklist(
        category="print_colour",
        name=("色偏重印", "色偏重印", "Colour cast"),
        steps=(
            (
                False,
                (
                    "核對訂單檔案與色彩描述檔",
                    "核对订单文件与色彩描述文件",
                    "Check the order's file and its colour profile",
                ),
            ),
            (
                True,
                (
                    "校正機台，並留下樣張",
                    "校准机台，并留下样张",
                    "Calibrate the machine and keep a sample",
                ),
            ),
            (
                False,
                ("重印", "重印", "Print again"),
            ),
            (
                True,
                (
                    "在標準光源下與原件比對",
                    "在标准光源下与原件比对",
                    "Compare with the first print under standard light",
                ),
            ),
        ),
    ),
    StarterChecklist(
        category="camera_repair",
        name=("相機送修收件", "相机送修收件", "Taking in a camera for repair"),
        steps=(
            (
                True,
                (
                    "記下序號與隨附配件",
                    "记下序列号与随附配件",
                    "Note the serial number and what comes with it",
                ),
            ),
            (
                False,
                ("拍下外觀狀況", "拍下外观状况", "Photograph its condition"),
            ),
            (
                False,
                (
                    "取出記憶卡並還給顧客",
                    "取出存储卡并还给顾客",
                    "Take the memory card out and hand it back",
                ),
            ),
            (
                False,
                (
                    "確認保固與購買證明",
                    "确认保修与购买凭证",
                    "Check warranty and proof of purchase",
                ),
            ),
            (
                True,
                (
                    "報價並取得同意後才動工",
                    "报价并取得同意后才动工",
                    "Quote, and begin only after a yes",
                ),
            ),
        ),
    ),
    StarterChecklist(
        category="missing_item",
        name=("照片或檔案遺失", "照片或文件丢失", "Lost photos or files"),
        steps=(
            (
                True,
                (
                    "停用並保管記憶卡或機台暫存",
                    "停用并保管存储卡或机台缓存",
                    "Stop using the card or the machine's store, and keep it safe",
                ),
            ),
            (
                False,
                (
                    "搜尋訂單系統與備份",
                    "搜索订单系统与备份",
                    "Search the order system and the backups",
                ),
            ),
            (
                False,
                (
                    "詢問取件架、隔壁訂單與其他門市",
                    "询问取件架、相邻订单与其他门店",
                    "Ask at the pick-up shelf, in orders beside it and in other stores",
                ),
            ),
            (
                True,
                (
                    "找不到時通報個資負責人",
                    "找不到时通报个人信息负责人",
                    "If it is not found, tell whoever answers for personal data",
                ),
            ),
        ),
    ),
)
