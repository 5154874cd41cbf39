"""Open a studio as its owner does: `studio admin create` on the server's machine, everything else over HTTP."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from tests.journeys.caller import Caller, Json
from tests.parts.server_process import ServerProcess
from tests.parts.waiting import wait_until

OWNER = ("maya@kiln.example", "Maya Lindqvist")
PASSWORD = "clay-and-fire"
TWO_HOURS = timedelta(hours=2)


def sign_in_owner(server: ServerProcess, nobody: Caller) -> Caller:
    """Make the first admin on the command line, and sign her in."""
    email, name = OWNER
    server.command("admin", "create", email, "--name", name, stdin=f"{PASSWORD}\n")
    return sign_in_owner_again(nobody)


def sign_in_owner_again(nobody: Caller) -> Caller:
    """Sign the owner in on another day of the story: her token lives for twelve hours."""
    asked = {"email": OWNER[0], "password": PASSWORD}
    return Caller(nobody.http, nobody.post("/api/auth/staff", asked)["token"])


@dataclass(frozen=True)
class Studio:
    """A studio, and its owner who sets it up."""

    owner: Caller
    id: int

    @classmethod
    def open(cls, owner: Caller, timezone: str) -> Self:
        """Open one studio more."""
        asked = {"name": "Kiln & Co", "timezone": timezone}
        return cls(owner, int(owner.post("/api/admin/studios", asked)["id"]))

    def add_course(self, name: str) -> int:
        """Offer a course."""
        asked = {"studioId": self.id, "name": name, "capacity": 10, "durationMinutes": 120}
        return int(self.owner.post("/api/admin/courses", asked)["id"])

    def add_part(self, course_id: int, position: int, title: str) -> int:
        """Divide a course."""
        return int(
            self.owner.post("/api/admin/steps", {"courseId": course_id, "position": position, "title": title})["id"]
        )

    def add_class(self, course_id: int, starts_at: datetime, length: timedelta = TWO_HOURS, **facts: Any) -> int:
        """Put a class session into the calendar, in Room 1 unless the facts say otherwise."""
        times = {"startsAt": spelled(starts_at), "endsAt": spelled(starts_at + length)}
        asked = {"courseId": course_id, "room": "Room 1", **times, **facts}
        return int(self.owner.post("/api/admin/sessions", asked)["id"])

    def add_product(self, name: str, course_ids: list[int], **terms: Any) -> int:
        """Sell a kind of pass from now on."""
        asked = {"studioId": self.id, "name": name, "courseIds": course_ids, **terms}
        return int(self.owner.post("/api/admin/pass-products", asked)["id"])

    def add_staff(self, name: str, pin: str) -> None:
        """Take somebody on who has a PIN at the kiosk."""
        asked = {"email": address_of(name), "name": name, "role": "STAFF", "studioIds": [self.id], "pin": pin}
        self.owner.post("/api/admin/staff", asked)

    def add_customer(self, name: str, product_id: int) -> "Holder":
        """Write a customer down at the desk and sell them a pass."""
        email = address_of(name)
        customer = self.owner.post("/api/staff/customers", {"studioId": self.id, "email": email, "name": name})
        return self.sell(int(customer["id"]), email, product_id)

    def sell(self, customer_id: int, email: str, product_id: int) -> "Holder":
        """Sell a customer a pass."""
        sale = {"customerId": customer_id, "passProductId": product_id}
        sold = self.owner.post("/api/staff/registrations", sale)
        return Holder(self.owner, customer_id, email, int(sold["id"]))

    def add_kiosk(self, name: str) -> "NewKiosk":
        """Set a kiosk up."""
        made = self.owner.post("/api/admin/kiosks", {"name": name, "studioId": self.id})
        return NewKiosk(int(made["id"]), str(made["pairingCode"]))

    def wait_for_heartbeat(self, kiosk: "NewKiosk", since: datetime) -> None:
        """Wait until a kiosk was heard from since an instant of the server's clock; then it goes by that clock.

        It sends a heartbeat every 15 s, and a busy machine may be too slow for one.
        """

        def is_heard() -> bool:
            seen = self.owner.get(f"/api/admin/kiosks/{kiosk.id}")["lastSeenAt"]
            return datetime.fromisoformat(seen) >= since

        wait_until(is_heard, "a heartbeat", seconds=60)

    def revoke(self, kiosk: "NewKiosk") -> None:
        """Take a kiosk away from whoever has it."""
        self.owner.delete(f"/api/admin/kiosks/{kiosk.id}")


@dataclass(frozen=True)
class Holder:
    """A customer with a pass, as the desk sees them."""

    desk: Caller
    customer_id: int
    email: str
    pass_id: int

    def book(self, session_id: int) -> Json:
        """Book at the desk, and return the reservation."""
        return self.desk.post("/api/reservations", {"registrationId": self.pass_id, "sessionId": session_id})

    def reservation(self, reservation_id: int) -> Json:
        """Return one of their reservations as it is now."""
        return dict(self.desk.get(f"/api/reservations/{reservation_id}"))

    def punches_left(self) -> int:
        """Return how many punches are left on the pass."""
        return int(self.desk.get(f"/api/registrations/{self.pass_id}/status")["sessionsRemaining"])


@dataclass(frozen=True)
class NewKiosk:
    """A kiosk that no device has been paired with yet, and the characters that pair it."""

    id: int
    pairing_code: str


def address_of(name: str) -> str:
    """Return where somebody gets their mails."""
    first, _, _ = name.lower().partition(" ")
    return f"{first}@mail.example"


def spelled(instant: datetime) -> str:
    """Write an aware instant as the interface takes it."""
    return instant.isoformat()
