"""Plain SQL on either engine, without the server: statements from `sql/`, and a bare program that runs them."""

import sqlite3
import subprocess
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.parts.engine import Engine
from tests.parts.system_packages import found_of

FOLDER = Path(__file__).parent / "sql"
BUSY_SECONDS = 60

WORDS = {
    Engine.SQLITE: {
        "now": "strftime('%Y-%m-%d %H:%M:%f000+00:00', 'now')",
        "said": "strftime('%w %d %m %Y, %H:%M', s.starts_at, '-5 hours')",  # knows neither names of days nor zones
        "joined": "group_concat",
    },
    Engine.POSTGRES: {
        "now": "now()",
        "said": "to_char(s.starts_at AT TIME ZONE 'America/New_York', 'Dy FMDD Mon YYYY, HH24:MI')",
        "joined": "string_agg",
    },
}
"""Where the two engines need different words; everything else is one text."""


def statements_of(name: str, engine: Engine, *, first: int) -> list[str]:
    """Return the statements of a file in `sql/`, for an engine and from the first id that counts."""
    lines = (FOLDER / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    text = "".join(f"{line}\n" for line in lines if not line.startswith("--"))
    *statements, _ = text.format(**WORDS[engine], first=first).split(";\n")
    return [statement.strip() for statement in statements]


@dataclass(frozen=True)
class PlainDatabase:
    """A database as a bare program sees it; durable, with foreign keys, as the server has it."""

    engine: Engine
    url: str

    def run(self, statements: Sequence[str]) -> float:
        """Run statements, and return the seconds that they took."""
        if self.engine is Engine.POSTGRES:
            return self._timed_psql(statements)
        with closing(self._connected()) as connection:
            began = time.perf_counter()
            for statement in statements:
                connection.execute(statement)
            return time.perf_counter() - began

    def answers(self, questions: Sequence[str]) -> list[str]:
        """Return the rows of each question as text."""
        if self.engine is Engine.POSTGRES:
            return [self._psql([question]) for question in questions]
        with closing(self._connected()) as connection:
            return [str(connection.execute(question).fetchall()) for question in questions]

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.url.removeprefix("sqlite:///"), isolation_level=None, timeout=BUSY_SECONDS)
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=1")
        return connection

    def _timed_psql(self, statements: Sequence[str]) -> float:
        began = time.perf_counter()
        self._psql(statements)
        return time.perf_counter() - began

    def _psql(self, statements: Sequence[str]) -> str:
        program = found_of("postgresql").resolve().parent / "psql"
        argv = [str(program), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", self.url]
        text = ";\n".join(statements) + ";\n"
        return subprocess.run(argv, input=text, check=True, capture_output=True, text=True).stdout
