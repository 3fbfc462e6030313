"""Finding a folded word again in the customer's own spelling."""

from cases.triage.scripts import fold_table


def own_spelling(text: str, word: str) -> str:
    """`word`, which was matched after folding, as it stands in `text`; itself if it is not found."""
    level = text.lower().translate(fold_table())
    start = level.find(word) if len(level) == len(text) else -1
    return text[start : start + len(word)] if start >= 0 else word
