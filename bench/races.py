"""Two at once: of claim, merge, close and change of priority exactly one wins, 200 times each.

    python bench/races.py --home /tmp/bench-races [--rounds 200]

The same races as in tests/cases/rules/test_one_winner.py, on a database of their own. Two threads with a
connection each wait for one another and then do the same. Prints one JSON line: rounds, and how often
nobody, one or both won, by kind; exits 1 where it was not one each time.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_site.settings.base")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--home", required=True, help="folder of a copy of its own")
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    home = Path(options.home).resolve()
    os.environ["FEEDBACK_HOME"] = str(home)
    from feedback_site.embedded.postgres import running_for

    with running_for(home):
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=PROJECT, check=True
        )
        found = raced(options.rounds)
    print(json.dumps(found))
    is_right = all(kind["one"] == options.rounds for kind in found["won"].values())
    sys.exit(0 if is_right else 1)


def raced(rounds: int) -> dict[str, object]:
    import django

    django.setup()
    from tests.cases.rules.test_one_winner import KINDS, winners

    began = time.monotonic()
    won = winners(rounds)
    return {
        "rounds": rounds, "seconds": round(time.monotonic() - began, 1),
        "won": {
            kind.__name__: {name: won[kind.__name__, n] for n, name in enumerate(("nobody", "one", "both"))}
            for kind in KINDS
        },
    }  # fmt: skip


if __name__ == "__main__":
    main()
