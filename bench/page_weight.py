"""What pages of a running site weigh for somebody who comes for the first time, in compressed KB.

    python bench/page_weight.py http://127.0.0.1:8000 / /feedback/ /help/ [--cookie sessionid=…] [--each]

tests/house/test_page_weight.py holds every page of customers to a limit by the same arithmetic.
"""

import argparse
import sys
import urllib.request
from pathlib import Path
from urllib.parse import urljoin

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.page_weight import weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("base")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--cookie", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--each", action="store_true", help="every file of each page")
    asked = parser.parse_args()

    def fetch(address: str) -> bytes:
        request = urllib.request.Request(
            urljoin(asked.base, address), headers={"Cookie": "; ".join(asked.cookie)}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return bytes(answer.read())

    for path in asked.paths:
        found = weights(path, fetch)
        print(f"{sum(found.values()) / 1000:7.1f} KB  {len(found):2} files  {path}")
        if asked.each:
            for address, size in sorted(found.items(), key=lambda one: -one[1]):
                print(f"{size / 1000:11.1f}  {address}")


if __name__ == "__main__":
    main()
