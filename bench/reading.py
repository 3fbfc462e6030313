"""How well texts are read: learning curves, honesty, moods, time and memory, on files that are given.

    python bench/reading.py curve LABELS.jsonl [--sizes 5,20,100,500] [--test 1000] [--seeds 3] [--names]
        [--least 400] [--without LABEL]
    python bench/reading.py moods LABELS.jsonl [--traditional]      # labels positive and negative
    python bench/reading.py shipped LABELS.jsonl                    # the shipped model, labels are its codes
    python bench/reading.py cost LABELS.jsonl

Lines are {"text", "label"}. With --names a label's name is its description; --least leaves out labels that
have fewer texts, --without one that names nothing. Public data sets are not part of this project;
bench/README.md names those used.
"""

import argparse
import json
import os
import random
import resource
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from opencc import OpenCC

from cases.triage.languages import detect_language
from cases.triage.learned import rule_shares
from cases.triage.learner.fitting import fit
from cases.triage.learner.judging import judgement_of
from cases.triage.learner.shipped import shipped_model, shipped_moods
from cases.triage.learner.texts import Labelled
from cases.triage.normalising import normalise


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["curve", "moods", "shipped", "cost"])
    parser.add_argument("labels", type=Path)
    parser.add_argument("--sizes", default="5,20,100")
    parser.add_argument("--test", type=int, default=1_000)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--traditional", action="store_true")
    parser.add_argument("--names", action="store_true")
    parser.add_argument("--least", type=int, default=1)
    parser.add_argument("--without", default="")
    asked = parser.parse_args()
    given = [json.loads(line) for line in asked.labels.open(encoding="utf-8") if line.strip()]
    rows = [Labelled(text=row["text"], label=row["label"]) for row in given]
    {"curve": curve, "moods": moods, "shipped": shipped, "cost": cost}[asked.what](rows, asked)


def curve(rows, asked):
    """Fit to so many labels a class (fewer where there are no more), judge on texts drawn before."""
    counted = Counter(row.label for row in rows)
    kept = {one for one, n in counted.items() if n >= asked.least and one != asked.without}
    rows = [row for row in rows if row.label in kept]
    described = {one: one for one in kept} if asked.names else None
    for size in map(int, asked.sizes.split(",")):
        for seed in range(asked.seeds):
            drawn = random.Random(seed).sample(rows, len(rows))
            by_label = defaultdict(list)
            for row in drawn[asked.test :]:
                if len(by_label[row.label]) < size:
                    by_label[row.label].append(row)
            given = [row for some in by_label.values() for row in some]
            began = time.process_time()
            model = fit(given, descriptions=described)
            seconds = time.process_time() - began
            fewest = min(map(len, by_label.values()))
            show(
                f"{size} a class (fewest {fewest}), seed {seed}, {seconds:.0f} s",
                guesses_of(model, drawn[: asked.test]),
            )


def shipped(rows, _asked):
    """The shipped model over the rules: in all, by language, and class by class."""
    whole = guesses_of(shipped_model(), rows, rule_shares)
    show("shipped", whole)
    for name, is_theirs in (
        ("of these English", lambda text: detect_language(text) == "en"),
        ("of these Chinese", lambda text: detect_language(text) != "en"),
    ):
        some = [pair for pair, row in zip(whole, rows, strict=True) if is_theirs(row.text)]
        if some:
            show(name, some)
    by_label(whole)


def guesses_of(model, rows, priors=None):
    return [
        (row.label, model.guess(normalise(row.text), priors(row.text) if priors else None))
        for row in rows
    ]


def f1_of(pairs):
    """Give for each label its texts, precision, recall and their harmonic mean; labels that no text has
    are left out of the mean."""
    true, read = Counter(label for label, _ in pairs), Counter(one.shares[0][0] for _, one in pairs)
    hits = Counter(label for label, one in pairs if one.shares[0][0] == label)
    return {
        label: (
            n,
            hits[label] / max(read[label], 1),
            hits[label] / n,
            2 * hits[label] / (n + read[label]),
        )
        for label, n in sorted(true.items())
    }


def by_label(pairs):
    print("class: n, precision, recall, F1")
    for label, (n, precision, recall, f1) in f1_of(pairs).items():
        print(f"  {label}: {n}, {precision:.3f}, {recall:.3f}, {f1:.3f}")


def show(name, pairs):
    found, scores = judgement_of(pairs), f1_of(pairs)
    whole = found.whole
    macro = sum(score[3] for score in scores.values()) / len(scores)
    fewest = min(score[0] for score in scores.values())
    print(
        f"{name}: n {whole.texts} of {len(scores)} classes (fewest {fewest}), "
        f"top-1 {found.accuracy:.3f}, top-3 {found.in_top3 / whole.texts:.3f}, macro-F1 {macro:.3f}, "
        f"calibration error {found.calibration_error:.3f}, sure {whole.sure / whole.texts:.3f}, "
        f"right of these {whole.sure_right / max(whole.sure, 1):.3f}",
        flush=True,
    )


def moods(rows, asked):
    """Macro-F1 of the sign of the score, and the share of each band."""
    model = shipped_moods()
    felt = defaultdict(int)
    bands = defaultdict(int)
    to_traditional = OpenCC("s2t").convert if asked.traditional else str
    for row in random.Random(0).sample(rows, min(len(rows), asked.test)):
        mood = model.feel(to_traditional(row.text))
        felt[row.label == "positive", mood.score >= 0] += 1
        bands[mood.band] += 1
    scores = []
    for side in (True, False):
        hits = felt[side, side]
        scores.append(2 * hits / max(2 * hits + felt[side, not side] + felt[not side, side], 1))
    print(f"macro-F1 {sum(scores) / 2:.4f}, of {sum(felt.values())}; bands {dict(bands)}")


def cost(rows, _asked):
    """Memory that the models add to a process, and processor time of one reading."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_site.settings.test")
    django.setup()
    from datetime import UTC, datetime

    from cases.rules.triage import recognising
    from cases.triage.reading import read

    now = datetime.now(UTC)
    read(rows[0].text, now=now)
    before = resident()
    learned, feelings = recognising.shipped(), shipped_moods()
    read(rows[0].text, now=now, learned=learned, moods=feelings)
    added = resident() - before
    began = time.process_time()
    for row in rows:
        read(row.text, now=now, learned=learned, moods=feelings)
    each = (time.process_time() - began) / len(rows)
    mean = sum(len(row.text) for row in rows) / len(rows)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{each * 1000:.2f} ms of processor a text of {mean:.0f} characters; "
        f"{added:.0f} MB added to {before:.0f}, at most {peak:.0f} in all; "
        f"scikit-learn imported: {'sklearn' in sys.modules}"
    )


def resident():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


if __name__ == "__main__":
    main()
