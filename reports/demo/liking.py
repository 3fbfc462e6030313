"""What the demonstration's customers like: noted at the counter of those who came lately."""

from datetime import datetime

from channels.models import Customer
from channels.rules.customers.preferring import Likes, note_likes
from feedback_site.organisation.models import User

NOTED = 24
LIKES = (
    ("phone", "evening", "霧面、白邊"),
    ("messenger", "", "亮面，4x6，不要日期"),
    ("store", "weekend", "滿版無邊，用紙袋包裝"),
    ("email", "morning", "絨面相紙，色調偏暖"),
)


def live_likes(*, until: datetime) -> None:
    """Note what the newest customers like."""
    clerk = User.objects.get(username="supervisor")
    heads = Customer.objects.heads().filter(wrapped_key__isnull=False).order_by("-pk")[:NOTED]
    for number, customer in enumerate(heads):
        way, time, words = LIKES[number % len(LIKES)]
        likes = Likes(way=way, time=time, language=customer.language, words=words)
        note_likes(customer.pk, likes, actor=clerk, now=until)
