"""Whatever is sent, the server answers as its description says: never a 500, and nothing wrong is taken."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from tests.builders import as_bearer
from tests.parts.server_process import ServerProcess
from tests.test_cli import PASSWORD, studio

CHECKS = [
    not_a_server_error,
    negative_data_rejection,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]

ENDS_THE_ADMIN = {"PATCH /api/admin/staff/{staff_id}", "DELETE /api/admin/staff/{staff_id}", "DELETE /api/auth/session"}
"""Come last: after them nobody is signed in."""

SAME_CASES_EACH_TIME = settings(
    max_examples=10,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)

ONE_OF_EACH: dict[str, dict[str, object]] = {
    "admin/studios": {"name": "Kiln & Co", "timezone": "America/New_York"},
    "admin/courses": {"studioId": 1, "name": "Pottery", "capacity": 10, "durationMinutes": 120},
    "admin/sessions": {"courseId": 1, "startsAt": "2099-03-02T21:00:00Z", "endsAt": "2099-03-02T23:00:00Z"},
    "admin/courses/1/timetable": {
        "weekdays": [1],
        "localStart": "16:00",
        "durationMinutes": 120,
        "capacity": 10,
        "from": "2099-04-01",
        "until": "2099-04-30",
    },
    "admin/closures": {"studioId": 1, "date": "2099-12-25", "reason": "Christmas"},
    "admin/pass-products": {"studioId": 1, "name": "All", "passType": "UNLIMITED_SERIES", "courseIds": [1]},
    "staff/customers": {"studioId": 1, "email": "ana@example.com", "name": "Ana"},
    "staff/registrations": {"customerId": 1, "passProductId": 1},
    "reservations": {"registrationId": 1, "sessionId": 1},
    "admin/kiosks": {"studioId": 1, "name": "Front door"},
}


@dataclass(frozen=True)
class Served:
    """A server with one of each noun, all of id 1; an admin, who gets past most guards, and a kiosk."""

    url: str
    admin: dict[str, str]
    kiosk: dict[str, str]

    def headers_for(self, path: str) -> dict[str, str]:
        return self.kiosk if path.startswith("/api/kiosk/") else self.admin


@pytest.fixture
def served(tmp_path: Path, database_url: str) -> Iterator[Served]:
    words = ("admin", "create", "ada@example.com", "--name", "Ada")
    studio(tmp_path, *words, typed=f"{PASSWORD}\n", STUDIO_DATABASE_URL=database_url)
    with ServerProcess(tmp_path, database_url) as server, httpx.Client(base_url=f"{server.url}/api/") as client:
        server.start()
        signed_in = client.post("auth/staff", json={"email": "ada@example.com", "password": PASSWORD}).json()
        admin = as_bearer(signed_in["token"])
        for path, body in ONE_OF_EACH.items():
            made = client.post(path, json=body, headers=admin)
            assert made.status_code == 201, made.text
        code = client.post("admin/kiosks/1/pairing-code", headers=admin).json()["pairingCode"]
        kiosk = as_bearer(client.post("kiosk/pair", json={"pairingCode": code}).json()["token"])
        yield Served(server.url, admin, kiosk)


def test_no_input_makes_a_server_error(served: Served) -> None:
    schema: Any = schemathesis.openapi.from_url(f"{served.url}/schema/openapi.json")
    operations = [result.ok() for result in schema.get_all_operations()]
    for operation in sorted(operations, key=lambda one: one.label in ENDS_THE_ADMIN):
        raw = operation.definition.raw
        if raw.get("parameters") or "requestBody" in raw:  # only these can be asked wrongly
            ask(served, operation, GenerationMode.NEGATIVE)
        ask(served, operation, GenerationMode.POSITIVE)


def ask(served: Served, operation: Any, mode: GenerationMode) -> None:
    @given(case=operation.as_strategy(generation_mode=mode))
    @SAME_CASES_EACH_TIME
    def send(case: Any) -> None:
        response = case.call(headers=served.headers_for(case.operation.path))
        case.validate_response(response, checks=CHECKS)

    send()
