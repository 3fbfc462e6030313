"""A stand-in for Amazon SNS: signs by a certificate of its own, gives it out, and takes confirmations."""

import base64
import json
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from tests.channels.servers import Said

TOPIC = "arn:aws:sns:ap-northeast-1:123456789012:care-mail"
CERTIFICATE = "/SimpleNotificationService-0123456789abcdef.pem"
HASHES = {"1": hashes.SHA1, "2": hashes.SHA256}


@cache
def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def certificate(days=365):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    begins = datetime(2020, 1, 1, tzinfo=UTC)
    ends = datetime.now(UTC) + timedelta(days=days)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key().public_key())
    )
    made = made.serial_number(1).not_valid_before(begins).not_valid_after(ends)
    return made.sign(key(), hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


class FakeTopic:
    """Answers what the service answers; `confirmed` are the tokens that came back."""

    def __init__(self):
        self.confirmed, self.days = [], 365

    def __call__(self, asked):
        if asked.path == CERTIFICATE:
            return Said(body=certificate(self.days))
        if asked.query.get("Action") == "ConfirmSubscription":
            self.confirmed.append(asked.query["Token"])
            return Said(body=b"<ConfirmSubscriptionResponse/>")
        return Said(status=404)

    def says(self, kind, message, *, version="2", sign=None, **more):
        """Give the body of a call, signed as the protocol says; `more` replaces or adds before signing."""
        told = {
            "Type": kind, "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324", "TopicArn": TOPIC,
            "Message": message, "Timestamp": "2026-11-29T10:00:00.000Z", "SignatureVersion": version,
            "SigningCertURL": self.server.url + CERTIFICATE, **more,
        }  # fmt: skip
        names = [
            "Message",
            "MessageId",
            "Subject",
            "SubscribeURL",
            "Timestamp",
            "Token",
            "TopicArn",
            "Type",
        ]
        text = "".join(f"{name}\n{told[name]}\n" for name in names if name in told)
        signature = (sign or key()).sign(text.encode(), padding.PKCS1v15(), HASHES[version]())
        return json.dumps({**told, "Signature": base64.b64encode(signature).decode()})

    def asks(self, **more):
        """Ask whether it may publish."""
        told = {
            "Token": "tok-1",
            "SubscribeURL": f"{self.server.url}/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=tok-1",
        }
        return self.says(
            "SubscriptionConfirmation", "You have chosen to subscribe …", **told | more
        )

    def publishes(self, mail, *, recipients=(), **more):
        """Publish a mail as a receipt rule does."""
        message = {
            "notificationType": "Received",
            "receipt": {
                "recipients": list(recipients),
                "action": {"type": "SNS", "encoding": "BASE64"},
            },
            "content": base64.b64encode(mail).decode(),
        }
        return self.says(
            "Notification", json.dumps(message), Subject="Amazon SES Email Receipt", **more
        )
