"""A corpus of mails with known answers, made anew each time: every trap that peers' bug lists teach."""

from tests.channels.adapters.email.corpus import charset_mails, reply_mails, structure_mails


def samples():
    return [*charset_mails.samples(), *structure_mails.samples(), *reply_mails.samples()]
