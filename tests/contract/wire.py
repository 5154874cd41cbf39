"""Bodies as clients send them, and every shape that the contract has."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import TypeVar

import msgspec
from msgspec import inspect

import server.contract

Decoded = TypeVar("Decoded")


def sent(shape: type[Decoded], body: object) -> Decoded:
    """Return what the server reads from a body. Raises msgspec.ValidationError where its shape is wrong."""
    return msgspec.json.decode(msgspec.json.encode(body), type=shape)


def is_taken(shape: object, value: object) -> bool:
    """Tell whether a value of JSON is of a type of the contract, such as `Id`."""
    try:
        msgspec.json.decode(msgspec.json.encode(value), type=shape)
    except msgspec.ValidationError:
        return False
    return True


def lengths_taken(text_type: object, lengths: Iterable[int]) -> list[int]:
    """Return which lengths a type of text takes."""
    return [length for length in lengths if is_taken(text_type, "x" * length)]


def names_of(shape: type[msgspec.Struct]) -> list[str]:
    """Return the names of a shape's fields as they are on the wire."""
    return [field.encode_name for field in msgspec.structs.fields(shape)]


def all_structs() -> list[type[msgspec.Struct]]:
    """Return every struct that a module of the contract defines."""
    names = [found.name for found in pkgutil.iter_modules(server.contract.__path__)]
    modules = [importlib.import_module(f"server.contract.{name}") for name in names]
    return [struct for module in modules for struct in _structs_of(module)]


def _structs_of(module: ModuleType) -> list[type[msgspec.Struct]]:
    things = vars(module).values()
    structs = [thing for thing in things if isinstance(thing, type) and issubclass(thing, msgspec.Struct)]
    return [struct for struct in structs if struct.__module__ == module.__name__]


def parts_of(type_: inspect.Type) -> Iterator[inspect.Type]:
    """Yield a field's type and what it is made of; not the values of a dict, which the rules check by their keys."""
    match type_:
        case inspect.Metadata(type=inner):
            yield from parts_of(inner)
        case inspect.UnionType(types=members):
            for member in members:
                yield from parts_of(member)
        case inspect.ListType(item_type=item):
            yield from parts_of(item)
        case inspect.DictType(key_type=key):
            yield from parts_of(key)
        case _:
            yield type_
