#!/usr/bin/env python3
"""Verify an export of the ledger without the system that wrote it.

    python verify_ledger.py --key PUBLIC_KEY_HEX export.jsonl [anchors.jsonl …]

Needs Python 3.11 and the package `cryptography`, nothing of ours. The key must come from where you
noted it down, the anchors from where they were sent; neither from whoever hands you the export.
Exit 0 and a count where everything agrees; exit 1 naming the first thing that does not.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

GENESIS = bytes(32)
SEAL_NUMBERS = ("number", "epoch", "from_tx", "to_tx", "count")


class Broken(Exception):
    """Something does not agree."""


def leaf_of(event):
    """SHA-256(0x00 ‖ line), the line being the event's fields with | between them (RFC 6962, 2.1)."""
    fields = ("epoch", "tx", "writer", "seq", "micros", "actor", "verb", "subject", "commitment")
    line = "|".join(["v1", *(str(event[name]) for name in fields)])
    return hashlib.sha256(b"\x00" + line.encode()).digest()


def root_of(level):
    """Pair hashes level by level with SHA-256(0x01 ‖ left ‖ right), carrying an odd last one up."""
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        pairs = [
            hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest()
            for i in range(0, len(level) - 1, 2)
        ]
        level = [*pairs, level[-1]] if len(level) % 2 else pairs
    return level[0]


def check_sequences(events):
    """Each writer numbered its events 1, 2, 3 …"""
    seen = {}
    for event in events:
        seen.setdefault(event["writer"], []).append(event["seq"])
    for writer, numbers in seen.items():
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            raise Broken(f"writer {writer}: events are missing or were added")


def check_seals(events, seals, key):
    """Each seal covers exactly its events, follows the one before, and carries our signature."""
    place, previous, end = 0, GENESIS, (0, 0)
    for number, seal in enumerate(seals, 1):
        begin = (seal["epoch"], seal["from_tx"])
        follows = begin == end if seal["epoch"] == end[0] else seal["from_tx"] == 0
        if seal["number"] != number or bytes.fromhex(seal["previous"]) != previous or not follows:
            raise Broken(f"seal {number} is missing or does not follow")
        leaves = []
        while place < len(events) and _covers(seal, events[place]):
            leaves.append(leaf_of(events[place]))
            place += 1
        if len(leaves) != seal["count"]:
            raise Broken(f"seal {number} covers {seal['count']} events, {len(leaves)} are there")
        middle = b"".join(seal[name].to_bytes(8, "big") for name in SEAL_NUMBERS)
        head = hashlib.sha256(previous + middle + root_of(leaves)).digest()
        if head.hex() != seal["head"]:
            raise Broken(f"seal {number} does not match its events")
        try:
            key.verify(bytes.fromhex(seal["signature"]), head)
        except InvalidSignature:
            raise Broken(f"seal {number} carries a wrong signature") from None
        previous, end = head, (seal["epoch"], seal["to_tx"])
    return place


def _covers(seal, event):
    return event["epoch"] == seal["epoch"] and seal["from_tx"] <= event["tx"] < seal["to_tx"]


def check_anchors(seals, anchors):
    """Every head that was once given out is still the head of that seal."""
    heads = {seal["number"]: seal["head"] for seal in seals}
    for anchor in anchors:
        if heads.get(anchor["number"]) != anchor["head"]:
            raise Broken(f"seal {anchor['number']} differs from its anchor")


def read(path):
    """Read JSON lines."""
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def verify(export, anchors, key):
    """Check everything, and say what was found in order."""
    by_kind = {"event": [], "seal": []}
    for line in export:
        by_kind.setdefault(line["kind"], []).append(line)
    events, seals = by_kind["event"], by_kind["seal"]
    events.sort(key=lambda one: (one["epoch"], one["tx"], one["writer"], one["seq"]))
    sealed = check_seals(events, seals, key)
    check_sequences(events)
    check_anchors(seals, anchors)
    return (
        f"{len(events)} events verified, {sealed} under {len(seals)} seals, "
        f"{len(anchors)} anchors agree"
    )


def main():
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--key", required=True, help="the ledger's Ed25519 public key, 64 hex digits"
    )
    parser.add_argument("export", help="what `manage.py export_ledger` wrote")
    parser.add_argument("anchors", nargs="*", help="files of anchors")
    given = parser.parse_args()
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(given.key))
    anchors = [line for path in given.anchors for line in read(path)]
    try:
        said = verify(read(given.export), anchors, key)
    except Broken as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{said}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
