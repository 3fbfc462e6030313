"""Rows of a file of purchases: which column is what, and what each row tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels.adapters.social.columns import named_as
from channels.adapters.social.tables import Row
from channels.purchases import (
    LONGEST_LINE,
    LONGEST_ORDER,
    MOST_LINES,
    PurchaseDraft,
    UnclearAmount,
    amount_in,
    is_currency,
)
from channels.reviews import UnclearMoment, moment_of

FIELDS: Mapping[str, Promise] = MappingProxyType(
    {
        "order_number": _("order number"),
        "bought_at": _("when"),
        "lines": _("what was bought"),
        "store": _("store"),
        "amount": _("amount"),
        "currency": _("currency"),
        "phone": _("phone"),
        "email": _("e-mail"),
        "serial": _("serial number"),
        "lot": _("machine or lot"),
        "warranty_months": _("months of warranty"),
    }
)
NEEDED = ("order_number", "bought_at")
_KNOWN = {
    "order_number": "ordernumber orderno order orderid receipt receiptnumber receiptno invoice"
    " 訂單編號 订单编号 訂單號 订单号 單號 单号 訂單 订单 收據號碼",
    "bought_at": "date orderdate boughtat purchasedate purchasedat orderedat created createdat time paidat"
    " 日期 訂購日期 订购日期 購買日期 购买日期 交易日期 下單時間 下单时间 時間 时间",
    "lines": "items lines products product description item goods articles"
    " 品項 品名 商品 商品名稱 商品名称 產品 产品 明細 明细 內容 内容",
    "store": "store storecode branch shop location 門市 门店 分店 店鋪 店铺 門市代碼 门店代码",
    "amount": "amount total sum price paid grandtotal 金額 金额 總金額 总金额 總計 总计 實付 实付",
    "currency": "currency 幣別 币种 貨幣 货币",
    "phone": "phone mobile tel telephone phonenumber customerphone 電話 电话 手機 手机 聯絡電話 联系电话",
    "email": "email mail emailaddress customeremail 電子郵件 电子邮件 信箱 邮箱",
    "serial": "serial serialnumber serialno sn 序號 序号 序列號 序列号 機身序號 机身序号",
    "lot": "lot machine batch lotnumber batchnumber 批號 批号 機台 机台 機器 机器 批次",
    "warranty_months": "warranty warrantymonths guarantee 保固 保固月數 保固月数 保修 保修月数",
}
# Why a row is not taken.
WRONG: Mapping[str, Promise] = MappingProxyType(
    {
        "order_number": _("the order number is missing or too long"),
        "bought_at": _("the date is missing, cannot be understood, or may be two different days"),
        "store": _("we have no such store"),
        "amount": _("the amount cannot be understood"),
        "currency": _("the currency is no code such as TWD"),
        "warranty_months": _("the months of warranty are no number up to 240"),
        "twice": _("this order number stands further up already; put its lines into one row"),
    }
)
_BREAKS = str.maketrans({"\n": ";", "；": ";", "|": ";"})
_LONGEST_WARRANTY = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a row tells; None with `wrong`, codes of WRONG, where it cannot be taken."""

    draft: PurchaseDraft | None
    wrong: tuple[str, ...]


def guessed(rows: Sequence[Row]) -> dict[str, str]:
    """Give for each field that is recognised by its name the name of its column."""
    return named_as(_KNOWN, rows)


def read_row(
    cells: Mapping[str, str], mapping: Mapping[str, str], *, currency: str, zone: ZoneInfo,
    now: datetime,
) -> Told:  # fmt: skip
    """Read one row by its mapping of fields to columns; `currency` where none is named in it."""
    said = {field: cells.get(column, "").strip() for field, column in mapping.items()}
    number, wrong = said.get("order_number", ""), []
    if not number or len(number) > LONGEST_ORDER:
        wrong.append("order_number")
    try:
        bought_at = moment_of(said.get("bought_at", ""), zone, now=now)
    except (UnclearMoment, OverflowError):
        bought_at = None
    if bought_at is None:
        wrong.append("bought_at")
    money = (said.get("currency") or currency).upper()
    if not is_currency(money):
        wrong.append("currency")
    amount = _amount(said.get("amount", ""), money, wrong)
    months = _months(said.get("warranty_months", ""), wrong)
    if wrong or bought_at is None:
        return Told(draft=None, wrong=tuple(wrong))
    draft = PurchaseDraft(
        order_number=number, bought_at=bought_at, lines=_lines(said.get("lines", "")),
        store_code=said.get("store", ""), amount=amount, currency="" if amount is None else money,
        serial=said.get("serial", "")[:80], lot=said.get("lot", "")[:80], warranty_months=months,
        phone=said.get("phone", ""), email=said.get("email", ""),
    )  # fmt: skip
    return Told(draft=draft, wrong=())


def _lines(text: str) -> tuple[str, ...]:
    """One thing each, however they are set apart in a cell."""
    lines = (" ".join(line.split())[:LONGEST_LINE] for line in text.translate(_BREAKS).split(";"))
    return tuple(line for line in lines if line)[:MOST_LINES]


def _amount(text: str, currency: str, wrong: list[str]) -> int | None:
    try:
        return amount_in(text, currency)
    except UnclearAmount:
        wrong.append("amount")
        return None


def _months(text: str, wrong: list[str]) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdecimal() and len(text) < 4 and int(text) <= _LONGEST_WARRANTY:
        return int(text)
    wrong.append("warranty_months")
    return None
