"""Two who do the same at one moment, each on a connection of its own, as processes have."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

from django.db import connections


def together(*acts, catching=()):
    """Begin all acts at one moment; give what each returned, or what it raised of the kinds that are caught.

    Anything else that one of them raises is raised here, once all have ended.
    """
    gate = Barrier(len(acts))

    def one(act):
        try:
            gate.wait(60)
            return act()
        except catching as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def at_once(number, work, catching=()):
    """Run `work(n)` so many times at one moment, and give what each returned."""
    return together(*(partial(work, n) for n in range(number)), catching=catching)
