"""An admin at the HTTP interface, and one of each thing that admins set up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from server.rules.vocabulary import Role
from tests.builders import add_staff, as_bearer, sign_in_staff

NOUNS: Final = ("studios", "courses", "steps", "sessions", "closures", "pass-products", "staff", "kiosks")

BODIES: Final[Mapping[str, Mapping[str, object]]] = {
    "studios": {"name": "Kiln & Co", "timezone": "Europe/Berlin"},
    "courses": {"studioId": 1, "name": "Pottery", "capacity": 8, "durationMinutes": 120},
    "steps": {"courseId": 1, "position": 1, "title": "Part 1"},
    "sessions": {"courseId": 1, "startsAt": "2026-03-02T15:00:00Z", "stepId": 1},
    "closures": {"studioId": 1, "date": "2026-03-20", "reason": "Inventory"},
    "pass-products": {
        "studioId": 1,
        "name": "8 punches",
        "passType": "PUNCH_PASS",
        "sessionsIncluded": 8,
        "courseIds": [1],
    },
    "staff": {"email": "sam@kiln.example", "name": "Sam", "role": "STAFF", "studioIds": [1]},
    "kiosks": {"name": "Front door", "studioId": 1},
}
"""Good bodies; made in this order each thing gets the id 1, but for the staff member, who comes after the admin."""

OTHERS: Final[Mapping[str, Mapping[str, object]]] = {
    "steps": {"position": 2},
    "closures": {"date": "2026-03-21"},
    "staff": {"email": "kim@kiln.example"},
}
"""What a second one has to say otherwise."""


@dataclass(frozen=True)
class Admin:
    """An admin who is signed in."""

    id: int
    client: httpx.AsyncClient
    headers: Mapping[str, str]

    async def call(self, method: str, path: str, body: object = None) -> httpx.Response:
        """Call `/api/admin/{path}`."""
        json = {} if body is None else {"json": body}
        return await self.client.request(method, f"/api/admin/{path}", headers=self.headers, **json)  # type: ignore[arg-type]  # the keyword is httpx's

    async def make(self, noun: str, **changed: object) -> dict[str, Any]:
        """Make one, and insist that it worked."""
        answer = await self.call("POST", noun, {**BODIES[noun], **changed})
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def make_one_of_each(self, *, but: str | None = None) -> dict[str, int]:
        """Make one of each noun, but for one that is left out, and return their ids."""
        return {noun: (await self.make(noun))["id"] for noun in NOUNS if noun != but}


async def sign_in_admin(client: httpx.AsyncClient) -> Admin:
    """An admin, who is staff member 1."""
    staff_id = await add_staff(name="Kim Adler", role=Role.ADMIN)
    return Admin(staff_id, client, as_bearer(await sign_in_staff(staff_id)))
