"""What takes longest begins first, so that no worker is left alone with it at the end."""

# Files that start whole sites, kill them, walk through browsers or try every route.
LONG = (
    "tests/faults/", "tests/embedded/test_up.py", "tests/house/test_every_route.py",
    "tests/journeys/", "tests/house/test_every_model_page.py", "tests/embedded/",
)  # fmt: skip


def pytest_collection_modifyitems(items):
    items.sort(key=_place)


def _place(item):
    return next((n for n, part in enumerate(LONG) if item.nodeid.startswith(part)), len(LONG))
