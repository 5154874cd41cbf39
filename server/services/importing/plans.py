"""What a dry run would have written so far, for the rows that lean on it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from server.rules.eligibility import SessionFacts
from server.rules.part_windows import PartWindow
from server.rules.vocabulary import ImportKind


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """A course's capacity and length, which its sessions take unless they say otherwise."""

    id: int
    capacity: int
    duration_minutes: int


@dataclass(frozen=True, slots=True)
class PassFacts:
    """A pass as its reservations need it; `sessions_remaining` is None where it has no punches (R11)."""

    id: int
    customer_id: int
    sessions_remaining: int | None
    course_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Imported:
    """What a foreign id has become here; the hash of its row, None where the id is this studio's own."""

    own_id: int
    row_hash: str | None = None


@dataclass
class Plans:
    """What would be there, by ids that no row has: they are negative."""

    last_id: int = 0
    imported: defaultdict[ImportKind, dict[str, Imported]] = field(default_factory=lambda: defaultdict(dict))
    emails: dict[str, int] = field(default_factory=dict)
    claimed_courses: set[int] = field(default_factory=set)
    courses: dict[int, CourseFacts] = field(default_factory=dict)
    steps: dict[int, int] = field(default_factory=dict)
    """The course of each step."""

    parts: dict[int, dict[int, PartWindow]] = field(default_factory=dict)
    """The windows of each course's parts, by their places."""

    sessions: dict[int, SessionFacts] = field(default_factory=dict)
    passes: dict[int, PassFacts] = field(default_factory=dict)
    seats: Counter[int] = field(default_factory=Counter)
    """Seats that would be taken, by session."""

    seated: set[tuple[int, int]] = field(default_factory=set)
    """Customers, and the sessions in which they would sit."""

    open_parts: set[tuple[int, int]] = field(default_factory=set)
    """Passes, and the parts that they would have open."""

    pending: Counter[int] = field(default_factory=Counter)
    """Bookings for which passes would hold punches."""

    def new_ids(self, count: int) -> list[int]:
        """Return the next ids."""
        first = self.last_id - 1
        self.last_id -= count
        return list(range(first, first - count, -1))

    def known(self, kind: ImportKind, foreign_ids: Iterable[str]) -> dict[str, Imported]:
        """Return those of some foreign ids that would be there."""
        planned = self.imported[kind]
        return {each: planned[each] for each in foreign_ids if each in planned}
