"""The colours and the font of `tokens.css`, for mails: they need inline styles, and no reader there knows variables."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_LIGHT = re.compile(r":root \{(.*?)\}", re.DOTALL)
_DARK = re.compile(r"@media \(prefers-color-scheme: dark\) \{\s*:root[^{]*\{(.*?)\}", re.DOTALL)
_TOKEN = re.compile(r"--([\w-]+):\s*([^;]+);")


@dataclass(frozen=True)
class Tokens:
    """Each token's value by its name with underscores: `on_clay`. Dark has only what differs."""

    light: Mapping[str, str]
    dark: Mapping[str, str]


@cache
def read_tokens() -> Tokens:
    """Return the tokens that phone, desk, kiosk and mail share."""
    css = files("server.contract").joinpath("tokens.css").read_text(encoding="utf-8")
    return Tokens(light=_values(_LIGHT, css), dark=_values(_DARK, css))


def _values(block: re.Pattern[str], css: str) -> dict[str, str]:
    found = block.search(css)
    if found is None:
        raise LookupError(block.pattern)
    return {name.replace("-", "_"): value for name, value in _TOKEN.findall(found.group(1))}
