"""The SQL of docs/import.md on a real Prisma-shaped database: what it writes is what the import takes."""

import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.services.context import Context
from server.tables.people import Customer
from tests.imports import Ran, at, import_from
from tests.invariants import broken_invariants
from tests.parts.postgres import PostgresCluster
from tests.prisma_shaped import ROWS, SCHEMA, run_sql
from tests.readings import bookings, punches_left, reservation_row

DOCUMENT = Path(__file__).parents[3] / "docs" / "import.md"


def documented() -> tuple[str, str]:
    """The two scripts: for RegistrationSession, and for the design's SessionReservation."""
    first, second = re.findall(r"```sql\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    return first, second


@pytest.fixture
def old_system(postgres_cluster: PostgresCluster, tmp_path: Path) -> Iterator[str]:
    """The address of the studio's database before us."""
    name = f"old_{uuid.uuid4().hex}"
    url = postgres_cluster.create_database(name)
    run_sql(url, SCHEMA + ROWS, tmp_path)
    yield url
    postgres_cluster.drop_database(name)


async def statuses(ran: Ran) -> dict[str, str]:
    return {
        fate.foreign_id: (await reservation_row(fate.own_id or 0))["status"] for fate in ran.fates["reservations.csv"]
    }


async def test_the_old_registration_sessions_come_in(
    old_system: str, tmp_path: Path, studio_id: int, context: Context
) -> None:
    run_sql(old_system, documented()[0], tmp_path)
    ran = await import_from(tmp_path, studio_id, context)
    assert {fate for counts in ran.counts.values() for fate in counts} == {"added"}
    assert ran.warnings == []
    assert await statuses(ran) == {
        "r1": "ATTENDED",
        "r2": "NO_SHOW",
        "r3": "PENDING",
        "r4": "CANCELLED",
        "r5": "PENDING",
    }
    attended = await reservation_row(ran.own_id("reservations.csv", "r1"))
    assert (attended["reserved_at"], attended["attended_at"]) == (
        at(2026, 2, 1, 10),
        at(2026, 2, 23, 22).replace(minute=58),
    )
    assert (await reservation_row(ran.own_id("reservations.csv", "r5")))["step"] == ran.own_id("steps.csv", "t1")
    assert await punches_left(ran.own_id("passes.csv", "p1")) == 5
    people = await Customer.select(Customer.email, Customer.name, Customer.phone).order_by(Customer.id)
    assert people == [
        {"email": "ana@example.org", "name": "Ana Ruiz", "phone": "+1 555 0100"},
        {"email": "bo@example.org", "name": 'Bö, "B"', "phone": None},
    ]
    assert broken_invariants(await bookings()) == []


async def test_the_designs_session_reservations_come_in(
    old_system: str, tmp_path: Path, studio_id: int, context: Context
) -> None:
    first, second = documented()
    run_sql(old_system, first + second, tmp_path)
    ran = await import_from(tmp_path, studio_id, context)
    assert await statuses(ran) == {"n1": "ATTENDED", "n2": "NO_SHOW", "n3": "AUTO_CANCELLED"}
    arrived = await reservation_row(ran.own_id("reservations.csv", "n1"))
    assert (arrived["checked_in_by"], arrived["checked_in_at"]) == ("CUSTOMER", at(2026, 2, 23, 20).replace(minute=55))
    assert broken_invariants(await bookings()) == []
