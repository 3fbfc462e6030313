"""How much of the corpus `manage.py read_mail` reads as it must, class by class, and in what time.

    python bench/mail_accuracy.py            # the corpus of tests/channels/adapters/email/corpus
    python bench/mail_accuracy.py --folder D # any mails: in what time, which with an error or without sender

Speaks to the command as anybody would: one path a line in, one JSON line out.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))


class Reader:
    """The command, kept running."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "read_mail"], cwd=PROJECT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "feedback_site.settings.test"},
        )  # fmt: skip
        self.seconds: list[float] = []

    def read(self, path: Path) -> dict:
        began = time.perf_counter()
        self.process.stdin.write(f"{path}\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        self.seconds.append(time.perf_counter() - began)
        return answer

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(20)

    def times(self) -> str:
        ordered = sorted(self.seconds[1:])  # the first one waits for the program to come up
        return (
            f"{len(ordered)} mails: median {1e3 * ordered[len(ordered) // 2]:.1f} ms, "
            f"p99 {1e3 * ordered[int(len(ordered) * 0.99)]:.1f} ms, slowest {1e3 * ordered[-1]:.1f} ms"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--folder", type=Path, help="mails of your own, one a file")
    options = parser.parse_args()
    reader = Reader()
    for line in _folder(reader, options.folder) if options.folder else _corpus(reader):
        print(line)
    reader.close()
    print(reader.times())


def _corpus(reader: Reader) -> Iterator[str]:
    from tests.channels.adapters.email.corpus import samples
    from tests.channels.adapters.email.corpus.compare import differences

    found: dict[str, list[bool]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="mail-corpus-") as folder:
        path = Path(folder) / "mail.eml"
        for sample in samples():
            path.write_bytes(sample.raw)
            wrong = differences(sample.expect, reader.read(path))
            found[sample.klass].append(not wrong)
            if wrong:
                yield f"wrong: {sample.klass}: {sample.name}: {', '.join(wrong)}"
    for klass, right in sorted(found.items()):
        yield f"{klass:24}{sum(right):6} of {len(right):<6}{100 * sum(right) / len(right):6.1f} %"


def _folder(reader: Reader, folder: Path) -> Iterator[str]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        answer = reader.read(path)
        if answer["error"] or not answer["from_email"]:
            yield f"{path}: {answer['error'] or 'no sender'}"


if __name__ == "__main__":
    main()
