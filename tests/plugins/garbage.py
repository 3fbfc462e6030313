"""Look for garbage seldom: what the suite itself holds lives to the end.

Modules and collected tests are half a million objects. Python looked for cycles among them again and again,
which took a fifth of collecting, and a twentieth of the run.
"""

import gc

import pytest

# New objects before a look at the youngest, looks at those before one at the middle, and so on.
SELDOM = (50_000, 20, 100)

gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session):
    """Set aside what is there for good; tests make their own."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    gc.enable()
