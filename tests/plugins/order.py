"""What takes longest begins first, and browsers are spread over the run.

So no worker is left alone with something long at the end, and two browsers seldom share two processors:
each draws and waits, and beside another takes far more than twice its time.
"""

from itertools import chain, groupby

# Files that start whole sites, kill them, or try every route.
LONG = ("tests/faults/", "tests/embedded/test_up.py", "tests/house/test_every_route.py")
BROWSERS = "tests/journeys/"


def pytest_collection_modifyitems(items):
    files = [list(tests) for _path, tests in groupby(items, key=lambda item: item.path)]
    files.sort(key=_place)
    first = [file for file in files if _place(file) < len(LONG)]
    browsers = [file for file in files if _is_browser(file)]
    others = [file for file in files[len(first) :] if not _is_browser(file)]
    # The last fifth has none, for whatever is short evens the end out.
    step = max(1, len(others) * 4 // 5 // max(1, len(browsers)))
    spread = []
    for number, file in enumerate(others):
        if number % step == 0 and browsers:
            spread.append(browsers.pop(0))
        spread.append(file)
    items[:] = chain.from_iterable([*first, *spread, *browsers])


def _is_browser(file):
    return file[0].nodeid.startswith(BROWSERS)


def _place(file):
    return next((n for n, part in enumerate(LONG) if file[0].nodeid.startswith(part)), len(LONG))
