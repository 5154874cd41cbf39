"""A studio's zone and settings as the rules take them, from the texts that the database keeps."""

import json
from functools import lru_cache
from zoneinfo import ZoneInfo

from server.rules.studio_settings import StudioSettings, studio_settings


@lru_cache(maxsize=256)
def settings_from(text: str) -> StudioSettings:
    """Return a studio's settings from its JSON; they were checked when they were written."""
    return studio_settings(json.loads(text))


def zone_of(name: str) -> ZoneInfo:
    """Return a studio's zone; its name was checked when it was written."""
    return ZoneInfo(name)
