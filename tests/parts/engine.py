"""Which database this pytest process tests: Piccolo's tables bind one engine a process, so there are two processes."""

import os
from enum import StrEnum


class Engine(StrEnum):
    """The two databases that the product runs on."""

    SQLITE = "sqlite"
    POSTGRES = "postgres"


def chosen_engine() -> Engine:
    """Return what STUDIO_TEST_ENGINE names, SQLite by default; raise ValueError for a name that is neither."""
    return Engine(os.environ.get("STUDIO_TEST_ENGINE", Engine.SQLITE))
