"""A studio's settings: defaults and ranges (`rules.md`, `api.md`)."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from server.rules.studio_settings import SettingError, StudioSettings, studio_settings
from server.rules.vocabulary import PhoneCheckIn

DEFAULTS = {
    "self_opens_minutes": 120,
    "self_closes_minutes": 120,
    "booking_opens_days": None,
    "booking_closes_minutes": 0,
    "phone_check_in": PhoneCheckIn.ON,
    "no_show_deducts": True,
    "offline_max_hours": 72,
    "offline_hold_minutes": 60,
    "waitlist_cutoff_minutes": 120,
}
RANGES = [
    ("self_opens_minutes", 0, 1440, ""),
    ("self_closes_minutes", 0, 1440, ""),
    ("booking_opens_days", 1, 730, " or null"),
    ("booking_closes_minutes", 0, 20_160, ""),
    ("offline_max_hours", 0, 168, ""),
    ("offline_hold_minutes", 0, 1440, ""),
    ("waitlist_cutoff_minutes", 0, 20_160, ""),
]


def error_for(values: dict[str, object]) -> tuple[str, str]:
    with pytest.raises(SettingError) as caught:
        studio_settings(values)
    return caught.value.name, caught.value.takes


@pytest.mark.parametrize(("name", "default"), DEFAULTS.items())
def test_an_absent_setting_has_its_default(name: str, default: object) -> None:
    """`rules.md`: R13, R22, R30, R37, R40 and §6."""
    assert getattr(studio_settings({}), name) == default


def test_there_is_no_setting_besides() -> None:
    """`api.md`: settings go by the names of `rules.md`."""
    assert set(StudioSettings.__dataclass_fields__) == set(DEFAULTS)


@pytest.mark.parametrize(("name", "lowest", "highest", "or_null"), RANGES)
def test_a_number_is_taken_from_its_lowest_to_its_highest(name: str, lowest: int, highest: int, or_null: str) -> None:
    """`api.md`: out of range is 422 with the range."""
    for value in (lowest, highest):
        assert getattr(studio_settings({name: value}), name) == value
    for value in (lowest - 1, highest + 1, 2**31, -(2**70)):
        assert error_for({name: value}) == (name, f"a whole number from {lowest} to {highest}{or_null}")


@pytest.mark.parametrize("name", [name for name, *_ in RANGES])
@pytest.mark.parametrize("value", [True, 60.0, "60", [60], {}])
def test_only_a_whole_number_is_a_number(name: str, value: object) -> None:
    """`api.md`: wrong shape."""
    assert error_for({name: value})[0] == name


def test_null_clears_the_days_and_nothing_else() -> None:
    """R13: `booking_opens_days` null."""
    assert studio_settings({"booking_opens_days": None}).booking_opens_days is None
    for name in set(DEFAULTS) - {"booking_opens_days"}:
        assert error_for({name: None})[0] == name


@pytest.mark.parametrize("mode", ["on", "door_code", "off"])
def test_phones_check_in_in_one_of_three_ways(mode: str) -> None:
    """R30."""
    assert studio_settings({"phone_check_in": mode}).phone_check_in is PhoneCheckIn(mode)


@pytest.mark.parametrize("value", ["ON", "", True, 1, None])
def test_there_is_no_fourth_way(value: object) -> None:
    """R30."""
    assert error_for({"phone_check_in": value}) == ("phone_check_in", "one of on, door_code, off")


def test_no_shows_cost_a_punch_or_not() -> None:
    """§6: `no_show_deducts`."""
    assert studio_settings({"no_show_deducts": False}).no_show_deducts is False
    for value in (0, 1, "false", None):
        assert error_for({"no_show_deducts": value}) == ("no_show_deducts", "true or false")


@pytest.mark.parametrize("name", ["selfOpensMinutes", "self_opens", "__class__", ""])
def test_an_unknown_setting_is_told_which_there_are(name: str) -> None:
    """`api.md`: unknown: 422."""
    assert error_for({name: 1}) == (name, "one of " + ", ".join(DEFAULTS))


def test_a_wrong_setting_passes_through_a_transaction_as_itself() -> None:
    """A context manager writes the traceback of what it rethrows; the error has to allow that."""

    @contextmanager
    def transaction() -> Iterator[None]:
        yield

    with pytest.raises(SettingError), transaction():
        studio_settings({"offline_max_hours": -1})
