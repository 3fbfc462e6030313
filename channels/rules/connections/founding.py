"""The channels that every site begins with; more are added in the back office."""

from types import MappingProxyType

from channels.kinds import ChannelKind
from channels.models import Channel

# Code: kind, and the name in Traditional Chinese, Simplified Chinese and English.
FIRST_CHANNELS = MappingProxyType(
    {
        "web": (ChannelKind.WEB, "網頁表單", "网页表单", "Web form"),
        "counter": (ChannelKind.COUNTER, "門市櫃檯", "门店柜台", "Store counter"),
        "mail": (ChannelKind.EMAIL, "電子郵件", "电子邮件", "E-mail"),
        "phone": (ChannelKind.PHONE, "客服電話", "客服电话", "Phone hotline"),
        "chat": (ChannelKind.CHAT, "線上客服", "在线客服", "Live chat"),
        "partner": (ChannelKind.PARTNER, "合作夥伴", "合作伙伴", "Partners"),
        "box": (ChannelKind.BOX, "意見箱", "意见箱", "Suggestion box"),
        "letter": (ChannelKind.BOX, "信件", "信件", "Letters"),
        "reviews": (ChannelKind.SOCIAL, "社群與評論", "社交媒体与评论", "Social media and reviews"),
        "interviews": (
            ChannelKind.INTERVIEW,
            "訪談與聽證",
            "访谈与听证",
            "Interviews and hearings",
        ),
    }
)


def found_channels(model: type[Channel] = Channel) -> None:
    """Make the first channels where they are missing; those there stay as somebody named them.

    `model` is the class of the moment where a migration asks.
    """
    for code, (kind, zh_hant, zh_hans, en) in FIRST_CHANNELS.items():
        model.objects.get_or_create(
            code=code,
            defaults={
                "kind": kind.value,
                "name_zh_hant": zh_hant,
                "name_zh_hans": zh_hans,
                "name_en": en,
            },
        )
