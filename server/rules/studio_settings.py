"""A studio's settings: one frozen object with every default of `rules.md`, and the range of each."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from server.rules.vocabulary import PhoneCheckIn

DAY = 24 * 60


@dataclass(frozen=True)
class StudioSettings:
    """What a studio decides for itself. Durations carry their unit in the name; null means "no limit"."""

    self_opens_minutes: int = 120
    self_closes_minutes: int = 120
    booking_opens_days: int | None = None
    booking_closes_minutes: int = 0
    phone_check_in: PhoneCheckIn = PhoneCheckIn.ON
    no_show_deducts: bool = True
    offline_max_hours: int = 72
    offline_hold_minutes: int = 60
    waitlist_cutoff_minutes: int = 120


RANGES: Mapping[str, tuple[int, int]] = {
    "self_opens_minutes": (0, DAY),
    "self_closes_minutes": (0, DAY),
    "booking_opens_days": (1, 730),
    "booking_closes_minutes": (0, 14 * DAY),
    "offline_max_hours": (0, 168),
    "offline_hold_minutes": (0, DAY),
    "waitlist_cutoff_minutes": (0, 14 * DAY),
}
"""Lowest and highest value of each setting that is a number, both allowed."""

SETTING_NAMES = tuple(field.name for field in fields(StudioSettings))


@dataclass(eq=False)
class SettingError(Exception):
    """A setting that does not exist or is out of range; `takes` says what it may be.

    Not frozen: a context manager that it passes through writes its traceback anew.
    """

    name: str
    takes: str


def studio_settings(values: Mapping[str, object]) -> StudioSettings:
    """Return settings from names and values; what is absent has its default. Raises SettingError."""
    return StudioSettings(**{name: _checked(name, value) for name, value in values.items()})  # type: ignore[arg-type]  # each value was just checked against its own field


def _checked(name: str, value: object) -> object:
    if name == "phone_check_in":
        return _phone_check_in(value)
    if name == "no_show_deducts":
        return _yes_or_no(name, value)
    if name not in RANGES:
        raise SettingError(name, "one of " + ", ".join(SETTING_NAMES))
    return _whole_number(name, value)


def _phone_check_in(value: object) -> PhoneCheckIn:
    try:
        return PhoneCheckIn(str(value))
    except ValueError:
        raise SettingError("phone_check_in", "one of " + ", ".join(PhoneCheckIn)) from None


def _yes_or_no(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise SettingError(name, "true or false")
    return value


def _whole_number(name: str, value: object) -> int | None:
    lowest, highest = RANGES[name]
    may_be_null = name == "booking_opens_days"
    if value is None and may_be_null:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
        raise SettingError(name, f"a whole number from {lowest} to {highest}" + (" or null" if may_be_null else ""))
    return value
