"""A studio as admins send it (`api.md`)."""

import pytest

from server.contract.studios import Locale, SettingName, StudioChange, StudioRequest, StudioSettings, Timezone
from server.rules.studio_settings import StudioSettings as RulesSettings
from tests.contract.wire import is_taken, lengths_taken, names_of, sent

STUDIO = {"name": "Clay", "timezone": "America/New_York"}


def test_a_studio_has_a_name_and_a_zone_and_the_rest_has_defaults() -> None:
    """`api.md`: `{name, timezone, locale?, currency?, colour?, contactEmail?, settings?}`."""
    assert names_of(StudioRequest) == [*STUDIO, "locale", "currency", "colour", "contactEmail", "settings"]
    studio = sent(StudioRequest, STUDIO)
    assert (studio.locale, studio.currency, studio.colour, studio.settings) == ("en", "EUR", None, {})


def test_two_studios_do_not_share_their_settings() -> None:
    """msgspec copies the empty default."""
    sent(StudioRequest, STUDIO).settings["offlineMaxHours"] = 1
    assert sent(StudioRequest, STUDIO).settings == {}


@pytest.mark.parametrize(
    "change",
    [
        {"locale": "fr"},
        {"currency": "eur"},
        {"currency": "EURO"},
        {"currency": "EU"},
        {"currency": "EUR\n"},
        {"colour": "red"},
        {"colour": "#12345G"},
        {"colour": "#123456\n"},
        {"colour": "#123456;}body{display:none"},
        {"contactEmail": "clay"},
        {"settings": {"x": 0.5}},
        {"settings": {"x": [1]}},
        {"settings": None},
    ],
)
def test_a_studio_of_another_shape_is_refused(change: dict[str, object]) -> None:
    """R44: a colour goes into a style sheet; `api.md`, "Malformed"."""
    assert is_taken(
        StudioRequest, {**STUDIO, "currency": "USD", "colour": "#8F3418", "settings": {"selfOpensMinutes": 60}}
    )
    assert not is_taken(StudioRequest, {**STUDIO, **change})


def test_a_studio_is_shown_every_setting_of_the_rules() -> None:
    """`api.md`: settings by the names of `rules.md`."""
    assert set(StudioSettings.__struct_fields__) == set(RulesSettings.__dataclass_fields__)


def test_a_change_may_clear_the_colour_but_not_the_zone() -> None:
    """`api.md`: in PATCH null clears."""
    assert is_taken(StudioChange, {"colour": None})
    assert not is_taken(StudioChange, {"timezone": None})


def test_names_of_zones_and_settings_are_short() -> None:
    """`api.md`: which there are, the rules and the zones' own list say."""
    assert lengths_taken(Timezone, [0, 1, 64, 65]) == [1, 64]
    assert lengths_taken(SettingName, [40, 41]) == [40]


def test_customers_are_spoken_to_in_three_languages() -> None:
    """`kiosk.md`: English, German and Spanish."""
    assert [locale.value for locale in Locale] == ["en", "de", "es"]
