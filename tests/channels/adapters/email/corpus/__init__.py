"""A corpus of mails with known answers, made anew each time: every trap that peers' bug lists teach."""

from tests.channels.adapters.email.corpus import (
    charset_mails,
    machine_mails,
    modern_machines,
    modern_replies,
    modern_structures,
    reply_mails,
    structure_mails,
)

ROOMS = (
    charset_mails, structure_mails, machine_mails, reply_mails,
    modern_structures, modern_machines, modern_replies,
)  # fmt: skip


def samples():
    """Every mail of the corpus."""
    return [sample for room in ROOMS for sample in room.samples()]
