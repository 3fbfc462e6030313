"""Handing over to a relay: encrypted, signed in, and to no impostor."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.cache import cache

from channels.errors import DeliveryDelayed, DeliveryRefused, RelayAway
from channels.transport import smtp
from channels.transport.smtp import Envelope
from tests.channels.relays import AnsweringRelay, Relay, running

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
MAIL = b"Subject: x\r\n\r\n.one dot\r\n..two dots\r\n.\r\nend\r\n"


def envelope(recipient="mei@example.com"):
    return Envelope(
        sender="care@feedback.example.com",
        recipient=recipient,
        subject="x",
        message_id="<1@x.example>",
    )


@pytest.fixture(autouse=True)
def _fresh(settings):
    cache.clear()
    settings.MAIL_TRANSPORT, settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "smtp", "127.0.0.1", 5
    yield
    cache.clear()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Make a certificate of our own for 127.0.0.1; give its file, and the server's TLS context."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "relay")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "relay.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return path, context


def send(settings, relay, *, mail=MAIL, to="mei@example.com"):
    settings.EMAIL_PORT = relay.port
    return smtp.hand_over(mail, envelope(to), now=NOW)


def test_dots_at_the_start_of_lines_survive(settings):
    with running(Relay()) as relay:
        assert send(settings, relay) == "250 2.0.0 queued as 42"

    assert relay.mails[0].content == MAIL


def test_a_certificate_that_nobody_vouches_for_gets_no_mail(settings, certificate):
    settings.EMAIL_USE_TLS = True
    with running(Relay(), tls_context=certificate[1]) as relay, pytest.raises(RelayAway) as error:
        send(settings, relay)

    assert "certificate" in str(error.value).lower()
    assert relay.mails == []


def test_a_relay_without_tls_gets_no_mail_where_tls_is_asked_for(settings):
    settings.EMAIL_USE_TLS = True
    with running(Relay()) as relay, pytest.raises(RelayAway):
        send(settings, relay)

    assert relay.mails == []


def test_encrypted_and_signed_in(settings, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = (
        True,
        "shop",
        "secret",
    )

    def check(server, session, envelope, mechanism, data):
        # Not handled: the relay is to say no, instead of leaving whoever asks to wait.
        is_right = (data.login, data.password) == (b"shop", b"secret")
        return AuthResult(success=is_right, handled=False)

    options = {"tls_context": certificate[1], "auth_required": True, "authenticator": check}
    with running(Relay(), **options) as relay:
        send(settings, relay)
        settings.EMAIL_HOST_PASSWORD = "wrong"
        with pytest.raises(RelayAway) as error:
            send(settings, relay)

    assert len(relay.mails) == 1
    assert "wrong" not in str(error.value)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("450 4.2.0 later", DeliveryDelayed),
        ("421 4.7.0 too busy", DeliveryDelayed),
        ("550 5.1.1 nobody", DeliveryRefused),
        ("554 5.7.1 no", DeliveryRefused),
    ],
)
def test_answers_are_told_apart(settings, answer, expected):
    with running(AnsweringRelay(answer)) as relay, pytest.raises(expected) as error:
        send(settings, relay)

    assert type(error.value) is expected
    assert answer in str(error.value)
    assert not cache.get(smtp.AWAY_KEY)


def test_a_refused_sender_waits_until_it_is_mended(settings):
    relay = Relay()

    async def refuse(server, session, envelope, address, options):
        return "550 5.7.1 not from here"

    relay.handle_MAIL = refuse
    with running(relay), pytest.raises(DeliveryDelayed):
        send(settings, relay)


def test_addresses_beyond_ascii(settings):
    with running(Relay()) as relay:
        send(settings, relay, to="陳@example.com")
    assert relay.mails[0].rcpt_tos == ["陳@example.com"]
    assert relay.mails[0].smtp_utf8


def test_nobody_there(settings):
    with running(Relay()) as relay:
        pass

    with pytest.raises(RelayAway):
        send(settings, relay)
    with running(Relay()) as relay, pytest.raises(RelayAway):
        send(settings, relay)
    assert relay.dialogues == 0
