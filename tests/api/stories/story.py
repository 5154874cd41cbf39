"""A story over weeks at the HTTP interface: the days go by when the story says so, and people call for themselves."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx

from server.rules.vocabulary import Role
from tests.builders import add_staff, as_bearer, sign_in_customer, sign_in_staff
from tests.movable_clock import MovableClock

Json = dict[str, Any]

NEW_YORK: Final = ZoneInfo("America/New_York")
ONE_IN_THE_NIGHT: Final = time(1)
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


@dataclass(frozen=True)
class Caller:
    """Somebody who is signed in; an error is told with the server's own words."""

    http: httpx.AsyncClient
    token: str

    async def get(self, path: str) -> Any:
        """Return the answer to a GET."""
        return (await self._answer("GET", path, None)).json()

    async def post(self, path: str, body: Json) -> Json:
        """Return the answer to a POST."""
        return dict((await self._answer("POST", path, body)).json())

    async def delete(self, path: str) -> None:
        """Take something away."""
        await self._answer("DELETE", path, None)

    async def refused(self, path: str, body: Json, status: int = 409) -> Json:
        """Return the problem with which a POST is refused."""
        return dict((await self._answer("POST", path, body, status)).json())

    async def _answer(self, method: str, path: str, body: Json | None, status: int | None = None) -> httpx.Response:
        answer = await self.http.request(method, path, json=body, headers=as_bearer(self.token))
        is_wanted = answer.status_code == status if status else answer.is_success
        assert is_wanted, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer


@dataclass(frozen=True)
class Person:
    """A customer who has signed in, and their pass."""

    caller: Caller
    customer_id: int
    pass_id: int

    async def book(self, session_id: int, step_id: int | None = None) -> Json:
        """Book for themselves."""
        return await self.caller.post("/api/reservations", self._wish(session_id, step_id))

    async def is_refused(self, session_id: int, step_id: int | None = None) -> Json:
        """Try to book, and return why not."""
        return await self.caller.refused("/api/reservations", self._wish(session_id, step_id))

    async def status(self) -> Json:
        """Return how the pass stands."""
        return dict(await self.caller.get(f"/api/registrations/{self.pass_id}/status"))

    async def states(self) -> list[str]:
        """Return how far the pass is with each part."""
        return [str(part["state"]) for part in (await self.status())["parts"]]

    async def reservation(self, reservation_id: int) -> Json:
        """Return one of their reservations as it is now."""
        return dict(await self.caller.get(f"/api/reservations/{reservation_id}"))

    async def ledger(self) -> list[tuple[str, int, int, str | None]]:
        """Return kind, change, balance and reason of each row of the ledger, the newest first."""
        rows = await self.caller.get(f"/api/registrations/{self.pass_id}/punches")
        return [(row["kind"], row["delta"], row["balance"], row["reason"]) for row in rows]

    def _wish(self, session_id: int, step_id: int | None) -> Json:
        wish: Json = {"registrationId": self.pass_id, "sessionId": session_id}
        return wish if step_id is None else {**wish, "stepId": step_id}


@dataclass(frozen=True)
class Door:
    """A kiosk's device at the studio's door."""

    caller: Caller

    async def scan(self, code: str) -> str:
        """Hold a code to it once, and return the verdict."""
        scan = {"code": code, "nonce": uuid4().hex, "scannedAt": "2026-03-02T20:00:00Z"}
        return str((await self.caller.post("/api/kiosk/scan", scan))["verdict"])


@dataclass(frozen=True)
class Story:
    """A studio in New York from a Monday on; a day of it is a week, from 1, and a weekday."""

    monday: date
    studio_id: int
    http: httpx.AsyncClient
    clock: MovableClock
    owner_id: int

    def day(self, week: int, weekday: int) -> date:
        """Return a date of the story."""
        return self.monday + timedelta(weeks=week - 1, days=weekday)

    async def go_to(self, week: int, weekday: int, at: time) -> Caller:
        """Let the time come, and return the owner, signed in again: her token lives for twelve hours."""
        self.clock.set(datetime.combine(self.day(week, weekday), at, NEW_YORK))
        return Caller(self.http, await sign_in_staff(self.owner_id, self.clock.now()))

    async def night_after(self, week: int, weekday: int) -> Caller:
        """Let 01:00 come, and the night's work be done."""
        owner = await self.go_to(week, weekday + 1, ONE_IN_THE_NIGHT)
        await owner.post("/api/admin/jobs/nightly/run", {"studioId": self.studio_id})
        return owner

    async def add_course(self, owner: Caller, name: str) -> int:
        """Offer a course."""
        asked = {"studioId": self.studio_id, "name": name, "capacity": 10, "durationMinutes": 120}
        return int((await owner.post("/api/admin/courses", asked))["id"])

    async def add_weeks(
        self, owner: Caller, course_id: int, first: int, last: int, start: str, **facts: Any
    ) -> list[int]:
        """Put a class on every day from Monday to Friday of some weeks; return their sessions by their dates."""
        span = {"from": str(self.day(first, MON)), "until": str(self.day(last, SUN))}
        pattern = {"weekdays": [1, 2, 3, 4, 5], "localStart": start, "durationMinutes": 120, "capacity": 10}
        made = await owner.post(f"/api/admin/courses/{course_id}/timetable", {**pattern, **span, **facts})
        return [int(session["id"]) for session in made["sessions"]]

    async def sell(self, owner: Caller, name: str, course_id: int, **terms: Any) -> Person:
        """Make a product, sell it to somebody new, and sign them in."""
        product = {"studioId": self.studio_id, "name": str(terms["passType"]), "courseIds": [course_id], **terms}
        product_id = (await owner.post("/api/admin/pass-products", product))["id"]
        email = f"{name.lower()}@mail.example"
        asked = {"studioId": self.studio_id, "email": email, "name": name}
        customer_id = int((await owner.post("/api/staff/customers", asked))["id"])
        sold = await owner.post("/api/staff/registrations", {"customerId": customer_id, "passProductId": product_id})
        token = await sign_in_customer(customer_id, self.clock.now())
        return Person(Caller(self.http, token), customer_id, int(sold["id"]))

    async def open_door(self, owner: Caller) -> Door:
        """Set a kiosk up and pair a device with it."""
        kiosk = await owner.post("/api/admin/kiosks", {"name": "Front door", "studioId": self.studio_id})
        paired = await owner.post("/api/kiosk/pair", {"pairingCode": kiosk["pairingCode"]})
        return Door(Caller(self.http, paired["token"]))


async def begin(monday: date, http: httpx.AsyncClient, clock: MovableClock) -> Story:
    """Open the studio at nine on a Monday."""
    clock.set(datetime.combine(monday, time(9), NEW_YORK))
    owner_id = await add_staff(name="Maya Lindqvist", role=Role.ADMIN)
    owner = Caller(http, await sign_in_staff(owner_id, clock.now()))
    studio = await owner.post("/api/admin/studios", {"name": "Kiln & Co", "timezone": NEW_YORK.key})
    return Story(monday, int(studio["id"]), http, clock, owner_id)
