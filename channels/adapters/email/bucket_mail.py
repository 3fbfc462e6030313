"""Mail that a mail service has put into a bucket, and only tells us of: Amazon SES, above 150 KB."""

import re

from django.conf import settings

from channels.adapters.email.mail_calls import Call, HandedOver, notice_of_ses
from channels.errors import MailInBucket, NoAnswer
from channels.mail_accounts import TOPIC
from channels.models import ChannelAccount
from channels.transport.s3 import Place, object_in
from feedback_site.privacy.sealing import CannotUnseal

# The service itself takes no larger ones.
MOST_BYTES = 40 * 1024 * 1024


def mail_in_bucket(account: ChannelAccount, call: Call) -> HandedOver | None:
    """Fetch the mail of which a topic tells; None where it came with the call.

    Only the bucket that the connection names is read, whatever the call says. Raises NoAnswer and
    MailInBucket where the mail cannot be had: the service tells again, and the bucket keeps it.
    """
    told = notice_of_ses(call)
    if not told.object_key:
        return None
    place = _place(account)
    if not place.bucket or told.bucket != place.bucket:
        raise MailInBucket
    mail = object_in(place, told.object_key, most_bytes=MOST_BYTES)
    if not mail.strip():
        raise NoAnswer(why="the bucket has no such mail")
    return HandedOver(mail=mail, recipients=told.recipients)


def _place(account: ChannelAccount) -> Place:
    values = account.values
    topic = re.fullmatch(TOPIC, str(values.get("topic") or ""))
    try:
        secret = account.secrets().get("bucket_secret", "")
    except CannotUnseal as error:
        raise NoAnswer(why="the secret of the bucket cannot be unsealed") from error
    return Place(
        bucket=str(values.get("bucket") or ""), region=topic[2] if topic else "",
        key=str(values.get("bucket_key") or ""), secret=secret, endpoint=str(settings.SES_BUCKET_URL),
    )  # fmt: skip
