"""The kiosk's one SQLite file, with what must outlive a power cut: its roster, and the scans it has kept.

WAL and synchronous=FULL: what is committed is on the disk. For its user only (0600), since it holds names, and the
codes that wait to be sent. A file is made beside its place and moved there whole, so an empty one there is a torn
one. What is damaged is never deleted: it is set aside under a name of its own, and a fresh one is begun with what can
still be read of it.
"""

import logging
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from kiosk.failures import CannotKeep
from kiosk.logs import event
from server.clock import Clock

VERSION = 1
BUSY_SECONDS = 0.3
"""How long a scan waits for somebody else who reads or copies the file; nobody has to."""

FOR_ITS_USER = stat.S_IRUSR | stat.S_IWUSR
COMPANIONS = ("", "-wal", "-shm")
DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
FACTS = "CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"

Rescue = Callable[[sqlite3.Connection, sqlite3.Connection], int]
"""Copies from a damaged file, the first, what it can read into the second, and returns how much that was."""

log = logging.getLogger(__name__)


class _Damaged(sqlite3.DatabaseError):
    """The file is there and is no whole database of ours."""


class LocalFile:
    """Opens the file when it is first needed, and again after each failure; safe to use from any thread."""

    def __init__(self, path: Path, tables: str, clock: Clock, rescue: Rescue) -> None:
        self._path = path
        self._tables = FACTS + tables
        self._clock = clock
        self._rescue = rescue
        self._lock = Lock()
        self._opened: sqlite3.Connection | None = None

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Do all of it or nothing; on the disk once the block has ended. Raises `CannotKeep`."""
        with self._lock:
            try:
                db = self._open()
                db.execute("BEGIN IMMEDIATE")
                try:
                    yield db
                except BaseException:
                    if db.in_transaction:  # a full disk has ended it already
                        db.execute("ROLLBACK")
                    raise
                db.execute("COMMIT")
            except (sqlite3.Error, OSError) as failure:
                self._fail(failure)
                raise CannotKeep(str(failure)) from failure

    def names_set_aside(self) -> tuple[str, ...]:
        """Return the names of damaged files, which stay until somebody takes them away."""
        found = self._path.parent.glob(f"{self._path.name}.damaged-*")
        return tuple(sorted(path.name for path in found if not path.name.endswith(COMPANIONS[1:])))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._close()

    def _open(self) -> sqlite3.Connection:
        if self._opened is None:
            try:
                self._opened = self._connect()
            except sqlite3.DatabaseError as failure:
                if not _is_damage(failure):
                    raise
                name = self._set_aside()
                self._opened = self._connect()
                self._rescue_from(name, self._opened)
        return self._opened

    def _connect(self) -> sqlite3.Connection:
        if not self._path.exists():
            self._make()
        keep_for_its_user(self._path)
        if self._path.stat().st_size == 0:
            raise _Damaged("empty")
        db = _connected(self._path)
        try:
            if db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise _Damaged("quick_check")
            if db.execute("PRAGMA user_version").fetchone() != (VERSION,):
                raise _Damaged("version")
        except sqlite3.Error:
            db.close()
            raise
        return db

    def _make(self) -> None:
        fresh = self._path.with_name(f"{self._path.name}.new")
        for companion in COMPANIONS:
            Path(f"{fresh}{companion}").unlink(missing_ok=True)
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FOR_ITS_USER))
        db = _connected(fresh)
        try:
            db.executescript(f"BEGIN;{self._tables}PRAGMA user_version={VERSION};COMMIT;")
        finally:
            db.close()
        for companion in COMPANIONS[1:]:  # a lost file's log must never be played into this one
            Path(f"{self._path}{companion}").unlink(missing_ok=True)
        fresh.replace(self._path)

    def _set_aside(self) -> str:
        name = f"{self._path.name}.damaged-{self._clock.now():%Y%m%dT%H%M%S%f}"
        for companion in COMPANIONS:
            with suppress(FileNotFoundError):
                Path(f"{self._path}{companion}").rename(self._path.with_name(f"{name}{companion}"))
        log.error(event("kiosk.file_damaged", set_aside=name))
        return name

    def _rescue_from(self, name: str, db: sqlite3.Connection) -> None:
        """What was on the screen before the damage is sent too, as far as it can be read."""
        damaged = sqlite3.connect(f"{self._path.with_name(name).resolve().as_uri()}?mode=ro", uri=True)
        try:
            db.execute("BEGIN IMMEDIATE")
            rescued = self._rescue(damaged, db)
            db.execute("COMMIT")
        finally:
            damaged.close()
        log.warning(event("kiosk.rescued", scans=rescued))

    def _fail(self, failure: Exception) -> None:
        """Let go of the file: the next use opens it anew, and finds out whether it is damaged."""
        log.error(event("kiosk.cannot_keep", why=str(failure)))
        self._close()

    def _close(self) -> None:
        if self._opened is not None:
            with suppress(sqlite3.Error):
                self._opened.close()
            self._opened = None


def read_fact(db: sqlite3.Connection, name: str) -> str | None:
    """Return a single fact, None where it was never written."""
    row = db.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def write_fact(db: sqlite3.Connection, name: str, value: str) -> None:
    """Keep a single fact instead of the one before."""
    db.execute("INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value))


def forget_fact(db: sqlite3.Connection, name: str) -> None:
    """Keep a fact no longer."""
    db.execute("DELETE FROM fact WHERE name = ?", (name,))


def keep_for_its_user(path: Path) -> None:
    """Take the file's rights from everybody else; raises where it can't be written."""
    opened = os.open(path, os.O_RDWR)
    try:
        if stat.S_IMODE(os.fstat(opened).st_mode) != FOR_ITS_USER:
            path.chmod(FOR_ITS_USER)
    finally:
        os.close(opened)


def _connected(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.execute("PRAGMA secure_delete=ON")
    except sqlite3.Error:
        db.close()
        raise
    return db


def _is_damage(failure: sqlite3.DatabaseError) -> bool:
    code = getattr(failure, "sqlite_errorcode", 0) & 0xFF
    return isinstance(failure, _Damaged) or code in DAMAGED
