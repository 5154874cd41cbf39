"""How the server is, for those who watch it."""

from server.contract.base import Instant, LocalDate, Shape


class Liveness(Shape):
    """The process answers."""

    status: str = "ok"


class LastNight(Shape):
    """A studio's last night that was done, null where none was; `isOverdue`: the one that is due waits for an hour."""

    studio_id: int
    local_date: LocalDate | None
    finished_at: Instant | None
    is_overdue: bool


class Readiness(Shape):
    """Whether the server can serve, and which part cannot: `database`, `migrations`.

    `oldestUnsentSeconds`: for how long the oldest message has been due without having left; null where none waits.
    `deadLetters`: how many messages were given up: those that wait in a staff inbox, and sign-in codes of the last day.
    `nights`: the last night of each studio; one that is overdue does not stop the server from serving, but is told.
    """

    ready: bool
    failing: list[str]
    oldest_unsent_seconds: int | None = None
    dead_letters: int = 0
    nights: list[LastNight] = []
