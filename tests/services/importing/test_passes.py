"""Passes: terms and balance as the other system had them."""

from datetime import date
from pathlib import Path

from server.services.context import Context
from server.tables.passes import ClassRegistration, RegistrationCourse
from server.tables.reservations import SessionReservation
from tests.imports import ANA, EIGHT, NEXT_WEEK, POTTERY, at, import_from, write_files
from tests.readings import ledger_of

COURSES = [POTTERY, POTTERY | {"id": "c2", "name": "Mugs"}]


async def test_a_pass_keeps_its_terms(tmp_path: Path, studio_id: int, context: Context) -> None:
    row = EIGHT | {
        "course_ids": "c2 c1",
        "max_advance_reservations": "",
        "requires_sequential_attendance": "true",
        "absence_grace_period": "48",
        "valid_from": "2026-01-05",
        "valid_until": "2026-12-31",
        "frozen_from": "2026-07-01",
        "frozen_until": "2026-07-31",
        "price_cents": "9900",
        "currency": "USD",
        "payment": "PayPal",
        "payment_note": "+ tip",
        "sold_at": "2026-01-05T12:00",
    }
    folder = write_files(tmp_path, {"customers.csv": [ANA], "courses.csv": COURSES, "passes.csv": [row]})
    ran = await import_from(folder, studio_id, context)
    (sold,) = await ClassRegistration.select()
    assert sold == {
        "id": ran.own_id("passes.csv", "p1"),
        "customer": ran.own_id("customers.csv", "u1"),
        "studio": studio_id,
        "pass_product": None,
        "name": "Eight classes",
        "pass_type": "PUNCH_PASS",
        "sessions_included": 8,
        "sessions_remaining": 5,
        "max_advance_reservations": None,
        "requires_sequential_attendance": True,
        "absence_grace_period": 48,
        "valid_from": date(2026, 1, 5),
        "valid_until": date(2026, 12, 31),
        "frozen_from": date(2026, 7, 1),
        "frozen_until": date(2026, 7, 31),
        "price_cents": 9900,
        "currency": "USD",
        "payment": "PayPal",
        "payment_note": "+ tip",
        "sold_at": at(2026, 1, 5, 17),
        "sold_by": None,
        "cancelled_at": None,
    }
    covered = await RegistrationCourse.select(RegistrationCourse.course).order_by(RegistrationCourse.course)
    assert [each["course"] for each in covered] == [ran.own_id("courses.csv", each) for each in ("c1", "c2")]


async def test_a_balance_of_none_is_a_row_of_the_ledger_too(tmp_path: Path, studio_id: int, context: Context) -> None:
    """R9: the ledger answers where the count comes from."""
    rows = [EIGHT | {"sessions_remaining": "0"}]
    folder = write_files(tmp_path, {"customers.csv": [ANA], "courses.csv": COURSES, "passes.csv": rows})
    ran = await import_from(folder, studio_id, context)
    (first,) = await ledger_of(ran.own_id("passes.csv", "p1"))
    assert (first.kind, first.delta) == ("IMPORT", 0)


async def test_terms_that_contradict_themselves_are_refused(tmp_path: Path, studio_id: int, context: Context) -> None:
    rows = [
        EIGHT | {"sessions_remaining": ""},
        EIGHT | {"id": "p2", "sessions_included": ""},
        EIGHT | {"id": "p3", "pass_type": "UNLIMITED_SERIES", "sessions_included": ""},
        EIGHT | {"id": "p4", "valid_from": "2026-03-02", "valid_until": "2026-03-01"},
        EIGHT | {"id": "p5", "frozen_from": "2026-03-02", "frozen_until": "2026-03-01"},
        EIGHT | {"id": "p6", "customer_id": "u9"},
        EIGHT | {"id": "p7", "course_ids": "c1 c9"},
        EIGHT | {"id": "p8", "sessions_remaining": "-1"},
        EIGHT | {"id": "p9", "valid_from": "2026-03-02", "valid_until": "2026-03-02"},
    ]
    folder = write_files(tmp_path, {"customers.csv": [ANA], "courses.csv": COURSES, "passes.csv": rows})
    for is_dry in (True, False):
        ran = await import_from(folder, studio_id, context, is_dry=is_dry)
        assert ran.said("passes.csv") == [
            "line 2, sessions_remaining: is needed for a PUNCH_PASS",
            "line 3, sessions_included: is needed for a PUNCH_PASS",
            "line 4, sessions_remaining: is not for a pass of type UNLIMITED_SERIES",
            "line 5, valid_until: lies before valid_from",
            "line 6, frozen_until: lies before frozen_from",
            "line 7, customer_id: there is no customer 'u9': it is in no file, or its row was refused",
            "line 8, course_ids: there is no course 'c9': it is in no file, or its row was refused",
            "line 9, sessions_remaining: must be at least 0",
            "added",
        ]


async def test_a_full_course_without_parts_never_releases_bookings(
    tmp_path: Path, studio_id: int, context: Context
) -> None:
    """R6, whatever the file says; and nothing is booked for it, for the reservations are in a file of their own."""
    full = EIGHT | {"pass_type": "FULL_COURSE", "sessions_included": "", "sessions_remaining": ""}
    files = {
        "customers.csv": [ANA],
        "courses.csv": COURSES,
        "steps.csv": [{"id": "t1", "course_id": "c2", "position": "1", "title": "Throw"}],
        "sessions.csv": [NEXT_WEEK],
        "passes.csv": [full, full | {"id": "p2", "course_ids": "c2"}],
    }
    await import_from(write_files(tmp_path, files), studio_id, context)
    rows = await ClassRegistration.select(ClassRegistration.absence_grace_period).order_by(ClassRegistration.id)
    assert [row["absence_grace_period"] for row in rows] == [None, 0]
    assert await SessionReservation.count() == 0
