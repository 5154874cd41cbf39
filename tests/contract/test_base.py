"""The types that stop bad values at the door (`api.md`, "Malformed")."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from server.contract.base import (
    DateSpan,
    Email,
    Id,
    Instant,
    Int32,
    LocalDate,
    Name,
    Note,
    Reason,
    Request,
    Shape,
    Text,
    WrongDateError,
    refuse_far_date,
)
from tests.contract.wire import is_taken, sent

NOON = "2026-03-02T12:00:00Z"


class Asked(Request):
    starts_at: Instant
    valid_from: LocalDate | None = None


class Answered(Shape):
    seats_left: int


@pytest.mark.parametrize("number", [1, 2, 2**31 - 1])
def test_an_id_is_a_positive_32_bit_number(number: int) -> None:
    """`api.md`: 422 and never an error of the database."""
    assert is_taken(Id, number)


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**63, 2**70, -(2**31), 1.0, True, "1", None])
def test_what_is_no_id_is_refused(number: object) -> None:
    """`api.md`."""
    assert not is_taken(Id, number)


def test_a_number_fits_32_bits() -> None:
    """`api.md`: Int32."""
    edges = [-(2**31) - 1, -(2**31), 2**31 - 1, 2**31]
    assert [number for number in edges if is_taken(Int32, number)] == edges[1:3]


@pytest.mark.parametrize("text_type", [Text, Name, Note, Reason])
@pytest.mark.parametrize(
    "text", ["a", "Ana María", "李", "🎟", "a\nb\n", "  a  ", "<b>{{ 7*7 }}</b>", "'; DROP TABLE", "=1+1"]
)
def test_a_text_may_say_anything(text_type: object, text: str) -> None:
    """R44: nothing that a person types is run, so nothing has to be forbidden."""
    assert is_taken(text_type, text)


@pytest.mark.parametrize("text_type", [Text, Name, Note, Reason, Email])
@pytest.mark.parametrize("text", ["\x00", "a\x00", "\x00a", "a@b.c\x00", "a\n\x00\n", None, 1, ["a"]])
def test_no_text_holds_nul(text_type: object, text: object) -> None:
    """`api.md`: Text (no NUL)."""
    assert not is_taken(text_type, text)


@pytest.mark.parametrize(("text_type", "longest"), [(Name, 200), (Reason, 500), (Note, 2000), (Email, 254)])
def test_a_text_has_its_longest_length(text_type: object, longest: int) -> None:
    """`api.md`: a 60 kB name is refused."""
    tail = "@example.com" if text_type is Email else ""
    assert is_taken(text_type, "x" * (longest - len(tail)) + tail)
    assert not is_taken(text_type, "x" * (longest + 1 - len(tail)) + tail)
    assert not is_taken(text_type, "x" * 60_000)


@pytest.mark.parametrize("blank", ["", " ", "\t\r\n", "\N{NO-BREAK SPACE}", " " * 60_000])
def test_a_name_or_reason_says_something_and_a_note_may_not(blank: str) -> None:
    """R19, R24, R42: a reason of blanks is none."""
    assert not is_taken(Name, blank)
    assert not is_taken(Reason, blank)
    assert is_taken(Note, blank[:2000])
    assert is_taken(Text, blank)


@pytest.mark.parametrize(
    "address", ["a@b.c", "Ana.Ruiz+studio@mail.example.com", "o'hara@example.com", "ñ@exämple.com"]
)
def test_an_address_looks_like_one(address: str) -> None:
    """R41."""
    assert is_taken(Email, address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "a@b",
        "@b.c",
        "a@.",
        "a@@b.c",
        "a@b@c.d",
        "a b@c.d",
        "a@b.c ",
        "a@b.c\n",
        "\na@b.c",
        "a@b.c\r\nBcc: x@y.z",
        "İ@b.c",
        "a@İ.c",
        "a@b.İ",
    ],
)
def test_what_could_break_a_mail_is_no_address(address: str) -> None:
    """R44: no line feed gets into a header, not even a last one; İ outgrows its column in lower case."""
    assert not is_taken(Email, address)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-02T15:59:00Z", datetime(2026, 3, 2, 15, 59, tzinfo=UTC)),
        ("2026-03-02T16:59:00.5+01:00", datetime(2026, 3, 2, 15, 59, 0, 500_000, tzinfo=UTC)),
        ("2000-01-01T00:00:00Z", datetime(2000, 1, 1, tzinfo=UTC)),
        ("1999-12-31T19:00:00-05:00", datetime(2000, 1, 1, tzinfo=UTC)),
        ("2100-12-31T23:59:59Z", datetime(2100, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("2101-01-01T00:59:59+01:00", datetime(2100, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_an_instant_is_taken_with_its_zone(text: str, instant: datetime) -> None:
    """R1, `api.md`: RFC 3339."""
    assert sent(Asked, {"startsAt": text}).starts_at == instant


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02T15:59:00",
        "2026-03-02",
        "2026-02-29T12:00:00Z",
        "2026-03-02T24:00:00Z",
        "1999-12-31T23:59:59Z",
        "2000-01-01T00:59:59+01:00",
        "2101-01-01T00:00:00Z",
        "2100-12-31T19:00:00-05:00",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-12:00",
        "soon",
        "",
        1772467140,
        None,
    ],
)
def test_an_instant_without_a_zone_or_out_of_range_is_refused(text: object) -> None:
    """`api.md`: Instant (with zone, years 2000-2100)."""
    with pytest.raises(msgspec.ValidationError):
        sent(Asked, {"startsAt": text})


@pytest.mark.parametrize("text", ["2000-01-01", "2026-03-02", "2028-02-29", "2100-12-31"])
def test_a_local_date_lies_in_the_years_2000_to_2100(text: str) -> None:
    """`api.md`: LocalDate."""
    assert sent(Asked, {"startsAt": NOON, "validFrom": text}).valid_from == date.fromisoformat(text)


@pytest.mark.parametrize(
    "text",
    [
        "1999-12-31",
        "2101-01-01",
        "0001-01-01",
        "9999-12-31",
        "2026-02-29",
        "2026-3-2",
        "20260302",
        "2026-03-02T00:00:00Z",
        "",
        20260302,
    ],
)
def test_what_is_no_date_or_out_of_range_is_refused(text: object) -> None:
    """`api.md`: LocalDate."""
    with pytest.raises(msgspec.ValidationError):
        sent(Asked, {"startsAt": NOON, "validFrom": text})


def test_a_far_date_is_refused_outside_of_bodies_too() -> None:
    """`api.md`: bodies and queries alike; what is no date passes."""
    for far in (date(1999, 12, 31), date(2101, 1, 1), datetime(9999, 12, 31, tzinfo=UTC)):
        with pytest.raises(WrongDateError, match="2000 to 2100"):
            refuse_far_date(far)
    for near in (date(2000, 1, 1), date(2100, 12, 31), datetime(2100, 12, 31, tzinfo=UTC), None, "1999-12-31", 1999):
        refuse_far_date(near)


@pytest.mark.parametrize("last", [date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)])
def test_a_span_has_one_day_or_as_many_as_a_leap_year(last: date) -> None:
    """`api.md`, `from` and `to`: both inclusive, 366 days at most."""
    assert DateSpan(date(2026, 1, 1), last).last == last


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (date(2026, 1, 2), date(2026, 1, 1), "ends before it begins"),
        (date(2026, 1, 1), date(2027, 1, 2), "longer than 366 days"),
        (date(1999, 12, 31), date(2000, 1, 1), "2000 to 2100"),
        (date(2100, 12, 31), date(2101, 1, 1), "2000 to 2100"),
    ],
)
def test_a_span_that_cannot_be_says_why(first: date, last: date, why: str) -> None:
    """`api.md`: 422."""
    with pytest.raises(WrongDateError, match=why):
        DateSpan(first, last)


@pytest.mark.parametrize(
    "body",
    [
        {"startsAt": NOON, "starts_at": NOON},
        {"startsAt": NOON, "surprise": None},
        {"starts_at": NOON},
        {},
        [NOON],
        None,
        "x",
    ],
)
def test_a_body_has_its_own_fields_and_no_others(body: object) -> None:
    """`api.md`: unknown fields included."""
    with pytest.raises(msgspec.ValidationError):
        sent(Asked, body)


def test_a_reader_ignores_what_an_answer_says_besides() -> None:
    """`house.md`: answers are append-only; a kiosk one version older reads them too."""
    assert sent(Answered, {"seatsLeft": 3, "seatsOrdered": 4}) == Answered(seats_left=3)


def test_an_answer_goes_out_in_camel_case_and_utc() -> None:
    """`api.md`."""
    assert msgspec.to_builtins(Answered(seats_left=3)) == {"seatsLeft": 3}
    body = msgspec.json.encode(Asked(starts_at=datetime(2026, 3, 2, 12, tzinfo=UTC)))
    assert body == b'{"startsAt":"2026-03-02T12:00:00Z","validFrom":null}'
