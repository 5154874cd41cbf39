"""The text of a raw statement, put together at a tenth of Piccolo's time.

A scan runs a dozen of them, and one of the night's has a thousand values. Piccolo parses each `{}` by itself and looks
into each value for a part of a statement. Where all values are plain, as in our `Table.raw`, the text depends on the
template alone, and is kept.
"""

from functools import lru_cache
from typing import Any

from piccolo.querystring import QueryString

KEPT = 128
"""Texts; the night's longest has ten thousand letters."""


def compile_quickly(statement: QueryString, engine_type: str) -> None:
    """Give a statement whose values are all plain its text, as Piccolo does with a frozen query; else do nothing."""
    values: list[Any] = list(statement.args)
    if any(isinstance(value, QueryString) for value in values):
        return
    text = _text(statement.template, engine_type, len(values))
    if text is not None:
        statement._frozen_compiled_strings = (text, values)  # noqa: SLF001 - what its own `freeze` sets


@lru_cache(maxsize=KEPT)
def _text(template: str, engine_type: str, values: int) -> str | None:
    """Return the text, or None where the template is not ours: it escapes a brace, or does not name each value."""
    first, *rest = template.split("{}")
    if len(rest) != values or "{{" in template or "}}" in template:
        return None
    if engine_type == "sqlite":
        return "?".join([first, *rest])
    return first + "".join(f"${number}{part}" for number, part in enumerate(rest, start=1))
