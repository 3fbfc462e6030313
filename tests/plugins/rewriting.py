"""Rewrite the asserts of all test files once, before the workers begin.

On a fresh clone each of them would rewrite all four hundred files, and all at the same moment.
"""

import sys

from _pytest.assertion import rewrite
from _pytest.assertion.rewrite import assertstate_key

from feedback_site.embedded.home import PROJECT


def pytest_configure(config):
    if sys.dont_write_bytecode or not getattr(config.option, "numprocesses", None):
        return  # nothing is kept, or nobody else would use it
    state = config.stash[assertstate_key]
    tests = PROJECT / "tests"
    for path in (*tests.rglob("test_*.py"), *tests.rglob("conftest.py")):
        kept = rewrite.get_cache_dir(path) / f"{path.stem}{rewrite.PYC_TAIL}"
        if rewrite._read_pyc(path, kept, state.trace) is None and rewrite.try_makedirs(kept.parent):
            written, code = rewrite._rewrite_test(path, config)
            rewrite._write_pyc(state, code, written, kept)
