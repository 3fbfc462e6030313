"""What of a reading differs from what must be read."""

import re
import unicodedata


def told(value):
    """Text as it is compared: white space and forms of the same characters do not count."""
    if isinstance(value, str):
        return re.sub(r"\s+", " ", unicodedata.normalize("NFC", value)).strip()
    return value


def differences(expect, answer):
    """The keys whose values differ, with both."""
    found = {}
    for key, wanted in expect.items():
        got = answer[key]
        if key == "attachments":
            got = [{name: file[name] for name in one} for one, file in zip(wanted, got, strict=False)] + (
                [{"more": len(got)}] if len(got) > len(wanted) else []
            )  # fmt: skip
        if told(got) != told(wanted):
            found[key] = (wanted, got)
    return found
