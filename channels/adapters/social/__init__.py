"""Social media and review sites: what stands there in public, out of files and feeds."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from channels.adapters.social.cells import Reading, read_cells
from channels.drafts import Draft, PersonDraft, ReviewDraft
from channels.errors import UnreadableIntake
from channels.kinds import ChannelKind
from channels.letters import language_of
from channels.models import RawIntake
from channels.reviews import wants_case

CONTENT_TYPE = "application/vnd.feedback.review+json"


class SocialAdapter:
    """Reads one review: its cells as they came, what each means, and when it opens a case."""

    kind = ChannelKind.SOCIAL

    def read(self, raw: RawIntake, body: bytes) -> Draft:
        """Read the document that `document` wrote. Raises UnreadableIntake."""
        said = _document(body)
        options = said["options"]
        reading = read_cells(
            said["cells"], said["mapping"], zone=ZoneInfo(options["zone"]), now=raw.received_at
        )
        if reading.wrong:
            raise UnreadableIntake(why=", ".join(reading.wrong))
        return Draft(
            text=_words(reading, raw),
            title=reading.title,
            language=language_of(reading.language) if reading.language else options["language"],
            person=PersonDraft(name=reading.author),
            store_code=options["store"],
            is_insight=not _wants_case(reading, raw, options),
            review=ReviewDraft(
                source=reading.source or options["source"],
                url=reading.url,
                stars=reading.stars,
                stars_given=reading.stars_given,
                posted_at=reading.posted_at,
                reply=reading.reply,
                replied_at=reading.replied_at,
            ),
        )


def document(
    cells: Mapping[str, str], mapping: Mapping[str, str], options: Mapping[str, object]
) -> bytes:
    """Write one review as the bytes of a raw item; the same review gives the same bytes."""
    said = {"cells": dict(cells), "mapping": dict(mapping), "options": dict(options)}
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")


def options_for(
    *, zone: str, stars: str = "3", days: int = 30, store: str = "", language: str = "",
    source: str = "",
) -> dict[str, object]:  # fmt: skip
    """Say how reviews are read: local time, up to how many stars and days one opens a case, defaults."""
    return {
        "zone": zone, "stars": stars, "days": days, "store": store, "language": language,
        "source": source,
    }  # fmt: skip


def _document(body: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(body)
    except ValueError as error:
        raise UnreadableIntake(why="it is not JSON in UTF-8") from error
    if not isinstance(said, dict) or not {"cells", "mapping", "options"} <= said.keys():
        raise UnreadableIntake(why="it is no review")
    return said


def _words(reading: Reading, raw: RawIntake) -> str:
    """Give what is said, and in a further version the stars below it: they may be all that changed."""
    if "version_of" in raw.context:
        return f"{reading.text}\n{reading.shown_stars}".strip()
    return reading.text or reading.shown_stars


def _wants_case(reading: Reading, raw: RawIntake, options: Mapping[str, Any]) -> bool:
    """A further version was written since the last one, whatever day the review bears."""
    is_first, anew = "version_of" not in raw.context, raw.context.get("anew") or []
    return wants_case(
        reading.stars,
        posted_at=reading.posted_at if is_first else None,
        received_at=raw.received_at,
        most_stars=Decimal(str(options["stars"])),
        within_days=int(options["days"]),
        is_answered=bool(reading.reply) and (is_first or "reply" in anew),
    )
