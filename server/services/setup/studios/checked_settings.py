"""What an admin types for a studio, checked: the time zone, and the settings by their names on the wire."""

import json
from collections.abc import Mapping
from functools import cache
from zoneinfo import available_timezones

import msgspec

from server.contract import studios as shapes
from server.rules.studio_settings import SettingError, studio_settings
from server.services.outcomes import InvalidFieldError

_NO_PLACES = frozenset({"Factory", "localtime", "posixrules"})
"""Files among the zones that mean whatever the machine that reads them is set to."""

_NAMES = {field.encode_name: field.name for field in msgspec.structs.fields(shapes.StudioSettings)}


def checked_timezone(name: str) -> str:
    """Return an IANA zone's name. Raises InvalidFieldError."""
    if name not in _zones():
        raise InvalidFieldError("timezone", "takes an IANA time zone, such as Europe/Berlin")
    return name


def settings_text(asked: Mapping[str, object], stored: str = "{}") -> str:
    """Return the settings as the database keeps them: the stored ones, changed; null is the default again.

    Raises InvalidFieldError for an unknown name and, with the range, for a value out of it.
    """
    changed = {_stored_name(name): value for name, value in asked.items()}
    values = {name: value for name, value in {**json.loads(stored), **changed}.items() if value is not None}
    try:
        studio_settings(values)
    except SettingError as error:
        raise InvalidFieldError(f"settings.{_wire_name(error.name)}", f"takes {error.takes}") from error
    return json.dumps(values)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones()) - _NO_PLACES


def _stored_name(name: str) -> str:
    if name not in _NAMES:
        raise InvalidFieldError(f"settings.{name}", "is none of " + ", ".join(_NAMES))
    return _NAMES[name]


def _wire_name(stored_name: str) -> str:
    return next(name for name, stored in _NAMES.items() if stored == stored_name)
