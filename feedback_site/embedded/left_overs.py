"""Finds and ends processes that a killed supervisor left behind."""

import os
from contextlib import suppress
from pathlib import Path

import psutil

from feedback_site.embedded.home import SUPERVISED


def end_left_overs(home: Path, *, patience: float = 3) -> int:
    """End every process marked as a child of this home's supervisor, and return how many.

    Call it only while holding the home's supervisor lock: nobody else may be supervising it.
    """
    found = _marked(home)
    for process in found:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    _, alive = psutil.wait_procs(found, timeout=patience)
    for process in alive:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=patience)
    return len(found)


def _marked(home: Path) -> list[psutil.Process]:
    me = psutil.Process()
    ours = {me.pid, *(parent.pid for parent in me.parents())}
    return [process for process in psutil.process_iter() if _is_marked(process, home, ours)]


def _is_marked(process: psutil.Process, home: Path, ours: set[int]) -> bool:
    try:
        return (
            process.pid not in ours
            and process.status() != psutil.STATUS_ZOMBIE
            and process.uids().real == os.getuid()
            and process.environ().get(SUPERVISED) == str(home)
        )
    except (psutil.Error, OSError):
        return False
