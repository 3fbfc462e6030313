"""How well nearly the same texts are told from similar ones: recall for each kind of edit at 1 % false.

    python bench/near_duplicates.py --texts 2000

Texts are put together from seven clauses as customers of a photo shop write them, in Chinese and English.
"False" is a pair of two texts about the same fault, told in the very same words, that share one more clause
at most: the threshold is set so that one such pair in a hundred passes it, which is harder than life. Each
kind of edit is then made to each text, and the text is looked up.
"""

import argparse
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from opencc import OpenCC

from cases.triage import near

PARTS = ("when", "where", "what", "wrong", "met", "need", "wish")
EMOJI = ["😡", "🙏", "!!!", "~~", "……", "😢😢", " :("]
Random = random.Random


def clauses() -> dict[str, dict[str, list[str]]]:
    """Read what texts are put together from, by language and part."""
    found: dict[str, dict[str, list[str]]] = {"zh": {}, "en": {}}
    for line in Path(__file__).with_name("near_clauses.txt").read_text().splitlines()[1:]:
        name, _colon, options = line.partition(": ")
        language, part = name.split()
        found[language][part] = options.split(" | ")
    return found


CLAUSES = clauses()


def base_texts(number: int, random_: Random) -> list[tuple[str, str, tuple[int, ...]]]:
    """Texts with their language and the clauses that they were made of."""
    found: list[tuple[str, str, tuple[int, ...]]] = []
    while len(found) < number:
        language = "zh" if random_.random() < 0.7 else "en"
        chosen = tuple(random_.randrange(len(CLAUSES[language][part])) for part in PARTS)
        found.append((written(language, chosen, random_), language, chosen))
    return found


def written(language: str, chosen: tuple[int, ...], random_: Random) -> str:
    """Put clauses to a text, with an order number in some."""
    said = [CLAUSES[language][part][place] for part, place in zip(PARTS, chosen, strict=True)]
    order = f"ZS-{random_.randrange(10000, 99999)}"
    if language == "zh":
        tail = f"訂單{order}。" if random_.random() < 0.5 else ""
        return f"{said[0]}{said[1]}{said[2]}，{said[3]}。{said[4]}，{said[5]}，{said[6]}。{tail}"
    tail = f" Order {order}." if random_.random() < 0.5 else ""
    return f"{said[0]} {said[1]} {said[2]}, {said[3]}. {said[4]}. {said[5]}. {said[6]}.{tail}"


_TO_SIMPLE, _TO_TRADITIONAL = OpenCC("t2s"), OpenCC("s2t")


def pieces(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[，。.,])", text) if part.strip()]


def swapped(text: str, language: str, random_: Random) -> str:
    parts = pieces(text)
    for _ in range(2):
        place = random_.randrange(max(1, len(parts) - 1))
        parts[place : place + 2] = reversed(parts[place : place + 2])
    return "".join(parts)


def typos(text: str, language: str, random_: Random) -> str:
    letters = list(text)
    for _ in range(max(2, len(letters) // 25)):
        place = random_.randrange(len(letters))
        wrong = random_.choice("的在了是我有他這個們來" if language == "zh" else "etaoinsrhl")
        letters[place] = random_.choice(["", wrong])
    return "".join(letters)


def punctuation(text: str, language: str, random_: Random) -> str:
    marks = [" ", "！", "~", "\n", ""] if language == "zh" else [" ", "!", " -", "\n"]
    plain = re.sub(r"[，。,.]", lambda _: random_.choice(marks), text)
    return plain + random_.choice(EMOJI) + random_.choice(EMOJI)


def numbers(text: str, language: str, random_: Random) -> str:
    changed = re.sub(r"\d", lambda _: str(random_.randrange(10)), text)
    return changed + ("電話0912-345-678" if language == "zh" else " Call me at 0912-345-678")


def halved(text: str, language: str, random_: Random) -> str:
    middle = len(text) // 2
    return text[:middle] if random_.random() < 0.5 else text[middle:]


def quoted(text: str, language: str, random_: Random) -> str:
    lines = "\n".join("> " + part for part in pieces(text))
    return f"{random_.choice(CLAUSES[language]['reply'])}\n\n{lines}"


def written_again(language: str, random_: Random) -> str:
    """Three clauses of something else, to stand before a text."""
    parts = random_.sample(PARTS, 3)
    return "，".join(random_.choice(CLAUSES[language][part]) for part in parts) + "。 "


Edit = Callable[[str, str, Random], str]
EDITS: dict[str, Edit] = {
    "swapped clauses": swapped,
    "greeting added": lambda text, language, r: f"{r.choice(CLAUSES[language]['greeting'])} {text}",
    "other script": lambda text, language, r: _TO_SIMPLE.convert(text) if language == "zh" else text.upper(),
    "typos": typos,
    "punctuation and emoji": punctuation,
    "numbers changed": numbers,
    "cut in half": halved,
    "quoted with a reply": quoted,
    "behind other words": lambda text, language, r: written_again(language, r) + text,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=2000)
    parser.add_argument("--pairs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    random_ = random.Random(asked.seed)
    texts = base_texts(asked.texts, random_)
    grams = [near.grams_of(near.stripped(text)) for text, _language, _chosen in texts]
    # As it will be: what was told again has been counted, too.
    told = [
        near.grams_of(near.stripped(random_.choice(list(EDITS.values()))(text, language, random_)))
        for text, language, _chosen in texts
    ]
    weights = near.Weights.counted([*grams, *told])
    vectors = [near.vector_of(one, weights) for one in grams]
    print(f"{len(texts)} texts, {sum(one[1] == 'en' for one in texts)} of them English")

    strangers = same_subject(texts, vectors, asked.pairs, random_)
    threshold = strangers[int(len(strangers) * 0.99)]
    above = sum(value >= near.ALIKE for value in strangers) / len(strangers)
    print(
        f"pairs of one subject: median {strangers[len(strangers) // 2]:.3f}, 99 % below {threshold:.3f};"
        f" {above:.2%} at or above the threshold in force, {near.ALIKE}"
    )
    keys = [set(near.keys_of(one, weights)) for one in grams]
    print(f"{'edit':24}{'recall at 1 %':>14}{'in force':>10}{'looked up':>11}")
    for name, edit in EDITS.items():
        line(name, edit, texts, vectors, keys, weights, threshold, random_)
    began = time.perf_counter()
    for text, _language, _chosen in texts[:500]:
        near.vector_of(near.grams_of(near.stripped(text)), weights)
    print(f"{(time.perf_counter() - began) / min(500, len(texts)) * 1000:.2f} ms to read one text")


def same_subject(texts, vectors, number, random_):  # type: ignore[no-untyped-def]
    """Similarities of pairs with the same fault or thing, in order."""
    by_subject = defaultdict(list)
    for place, (_text, language, chosen) in enumerate(texts):
        by_subject[language, chosen[3]].append(place)
    groups = [group for group in by_subject.values() if len(group) > 1]
    found = []
    while len(found) < number:
        one, other = random_.sample(random_.choice(groups), 2)
        if sum(a == b for a, b in zip(texts[one][2], texts[other][2], strict=True)) <= 2:
            found.append(near.similarity(vectors[one], vectors[other]))
    return sorted(found)


def line(name, edit, texts, vectors, keys, weights, threshold, random_):  # type: ignore[no-untyped-def]
    found = in_force = looked_up = 0
    for place, (text, language, _chosen) in enumerate(texts):
        grams = near.grams_of(near.stripped(edit(text, language, random_)))
        value = near.similarity(vectors[place], near.vector_of(grams, weights))
        found += value >= threshold
        in_force += value >= near.ALIKE
        looked_up += len(keys[place] & set(near.keys_of(grams, weights))) >= 1
    number = len(texts)
    print(f"{name:24}{found / number:>14.3f}{in_force / number:>10.3f}{looked_up / number:>11.3f}")


if __name__ == "__main__":
    main()
