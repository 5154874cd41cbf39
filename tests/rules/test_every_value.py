"""What `house.md` promises of all rules at once: frozen dataclasses in, values out."""

import dataclasses
import importlib
import pkgutil

import server.rules


def test_no_rule_can_change_what_it_was_told() -> None:
    """R2: the same facts give the same answer; only an exception takes its traceback on the way."""
    names = [found.name for found in pkgutil.iter_modules(server.rules.__path__)]
    things = [thing for name in names for thing in vars(importlib.import_module(f"server.rules.{name}")).values()]
    values = [thing for thing in things if isinstance(thing, type) and dataclasses.is_dataclass(thing)]
    changeable = {value.__name__ for value in values if "__setattr__" not in vars(value)}
    assert changeable == {"SettingError"}
