"""A studio as admins set it up: its place, its money and its rules' settings."""

from enum import StrEnum
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from server.contract.base import COLOUR, CURRENCY, NO_NUL, Email, Instant, Name, Request, Shape
from server.rules.vocabulary import PhoneCheckIn

Timezone = Annotated[str, Meta(min_length=1, max_length=64, pattern=NO_NUL, description="an IANA zone: Europe/Berlin")]
Currency = Annotated[str, Meta(pattern=CURRENCY, description="ISO 4217: EUR")]
Colour = Annotated[str, Meta(pattern=COLOUR)]
SettingName = Annotated[str, Meta(max_length=40, pattern=NO_NUL)]
SettingValues = dict[SettingName, bool | int | str | None]
"""Some settings by their names in StudioSettings; `rules.studio_settings` knows their ranges."""


class Locale(StrEnum):
    """The languages that customers are spoken to in."""

    EN = "en"
    DE = "de"
    ES = "es"


class StudioSettings(Shape):
    """Every setting of `rules.md`, the defaults filled in. Durations carry their unit; null is "no limit"."""

    self_opens_minutes: int
    self_closes_minutes: int
    booking_opens_days: int | None
    booking_closes_minutes: int
    phone_check_in: PhoneCheckIn
    no_show_deducts: bool
    offline_max_hours: int
    offline_hold_minutes: int
    waitlist_cutoff_minutes: int


class Studio(Shape):
    """One place with its zone and its settings."""

    id: int
    name: str
    timezone: str
    locale: Locale
    currency: str
    colour: str | None
    contact_email: str | None
    settings: StudioSettings
    created_at: Instant
    archived_at: Instant | None


class StudioRequest(Request):
    """A new studio; settings that are left out have the defaults of `rules.md`."""

    name: Name
    timezone: Timezone
    locale: Locale = Locale.EN
    currency: Currency = "EUR"
    colour: Colour | None = None
    contact_email: Email | None = None
    settings: SettingValues = {}


class StudioChange(Request):
    """What changes of a studio; a setting that is null goes back to its default."""

    name: Name | UnsetType = UNSET
    timezone: Timezone | UnsetType = UNSET
    locale: Locale | UnsetType = UNSET
    currency: Currency | UnsetType = UNSET
    colour: Colour | UnsetType | None = UNSET
    contact_email: Email | UnsetType | None = UNSET
    settings: SettingValues | UnsetType = UNSET
