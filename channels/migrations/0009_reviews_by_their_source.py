"""A review is known by its source and its id there: what is here already is named as it will come again."""

import hashlib
import re

from django.db import migrations

_CHUNK = 2_000
_LONGEST = 240
_BARE = r"^(id|same):"
_NAMED = re.compile(r"(?:account:[0-9]+|source:.*?) (id:.*|same:\w+)", re.DOTALL)
_ASKED = (
    "pk", "external_id", "context", "submission__customer", "submission__store__code",
    "submission__review__source", "submission__review__url", "submission__review__stars_given",
)  # fmt: skip


def name_sources(apps, schema_editor):
    """Put before each id the account that was asked, or where its file said that it stands."""
    raws = apps.get_model("channels", "RawIntake")
    imports = apps.get_model("channels", "ReviewImport").objects
    sources = dict(imports.values_list("pk", "options__source"))
    rows = _of_reviews(raws).filter(external_id__regex=_BARE)
    named = [
        (pk, _named(_origin(context, source or sources.get(context.get("import"))), known, told))
        for pk, known, context, customer, store, source, url, stars in rows.values_list(
            *_ASKED
        ).iterator(_CHUNK)
        for told in [(store or "", url or "", "" if customer else stars or "")]
    ]
    _rename(raws, named)


def forget_sources(apps, schema_editor):
    """Give back the bare ids; where two sources count alike, the first has it and the others none."""
    raws = apps.get_model("channels", "RawIntake")
    taken, bare = set(), []
    rows = _of_reviews(raws).exclude(external_id__regex=_BARE)
    for pk, known, channel in rows.values_list("pk", "external_id", "channel").iterator(_CHUNK):
        if found := _NAMED.match(known):
            own = found[1] if (channel, found[1]) not in taken else None
            taken.add((channel, found[1]))
            bare.append((pk, own))
    _rename(raws, bare)


def _of_reviews(raws):
    return raws.objects.filter(channel__kind="social", external_id__isnull=False).order_by("pk")


def _origin(context, source):
    if account := context.get("account"):
        return f"account:{account}"
    return f"source:{' '.join(str(source or '').split()).casefold()}"


def _named(origin, known, told):
    """As channels.adapters.social.identity does it; `told` are store, address and stars."""
    if known.startswith("same:"):
        return f"{origin} {known}:{_digest(*told)[:16]}"
    identity = f"{origin} {known}"
    return identity if len(identity) <= _LONGEST else f"{origin} {_digest(identity)}"


def _digest(*parts):
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:40]


def _rename(raws, named):
    changed = [raws(pk=pk, external_id=known) for pk, known in named]
    raws.objects.bulk_update(changed, ("external_id",), batch_size=_CHUNK)


class Migration(migrations.Migration):
    dependencies = [("channels", "0008_channels_of_every_site")]
    operations = [migrations.RunPython(name_sources, forget_sources)]
