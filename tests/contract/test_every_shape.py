"""What `api.md` promises of all bodies at once, also of those that are written tomorrow ("Malformed")."""

import re
from collections.abc import Iterator

import msgspec
import pytest
from msgspec import inspect

from server.contract.base import PATTERN_WORDS, Request, Shape
from tests.contract.wire import all_structs, names_of, parts_of

STRUCTS = all_structs()
REQUESTS = [struct for struct in STRUCTS if issubclass(struct, Request) and struct is not Request]
ONLY_PYTHONS = re.compile(r"\\[AZ]|\(\?P|\(\?[aiLmsux#<]")


def parts_of_requests() -> Iterator[tuple[str, inspect.Type]]:
    """Yield the name of each field that clients send, and what it is made of."""
    for request in REQUESTS:
        described = inspect.type_info(request)
        assert isinstance(described, inspect.StructType)
        for field in described.fields:
            for part in parts_of(field.type):
                yield f"{request.__name__}.{field.encode_name}", part


PARTS = list(parts_of_requests())


@pytest.mark.parametrize("struct", STRUCTS)
def test_a_shape_is_a_request_or_an_answer(struct: type[msgspec.Struct]) -> None:
    """`house.md`: answers are append-only, so readers ignore what they do not know; requests are closed."""
    assert issubclass(struct, Request) != issubclass(struct, Shape)
    assert struct.__struct_config__.forbid_unknown_fields is issubclass(struct, Request)


@pytest.mark.parametrize("struct", STRUCTS)
def test_names_on_the_wire_are_camel_case(struct: type[msgspec.Struct]) -> None:
    """`api.md`: JSON, camelCase."""
    assert all(re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", name) for name in names_of(struct))


def test_every_text_that_is_sent_stops_nul() -> None:
    """`api.md`: PostgreSQL takes no NUL and SQLite does; neither is to see one."""
    texts = [(name, part) for name, part in PARTS if isinstance(part, inspect.StrType)]
    assert texts
    assert [name for name, text in texts if text.pattern is None or re.search(text.pattern, "123456\x00")] == []


def test_every_pattern_is_told_in_words() -> None:
    patterns = {part.pattern for _, part in PARTS if isinstance(part, inspect.StrType) and part.pattern}
    assert patterns == set(PATTERN_WORDS)


def test_every_number_that_is_sent_fits_32_bits() -> None:
    """`api.md`: Int32."""
    numbers = [(name, part) for name, part in PARTS if isinstance(part, inspect.IntType)]
    assert numbers
    assert [name for name, number in numbers if (number.ge or 0) < -(2**31) or number.ge is None] == []
    assert [name for name, number in numbers if number.le is None or number.le >= 2**31] == []


def test_every_instant_that_is_sent_has_its_zone() -> None:
    """R1."""
    instants = [(name, part) for name, part in PARTS if isinstance(part, inspect.DateTimeType)]
    assert instants
    assert [name for name, instant in instants if instant.tz is not True] == []


def test_numbers_of_every_size_and_anything_at_all_are_never_sent() -> None:
    """`api.md`: wrong types are 422; a float or a raw value would let them in."""
    loose = (inspect.FloatType, inspect.AnyType, inspect.RawType, inspect.BytesType, inspect.DecimalType)
    assert [name for name, part in PARTS if isinstance(part, loose)] == []


def test_patterns_mean_the_same_to_python_and_to_readers_of_the_openapi() -> None:
    r"""OpenAPI's patterns are ECMAScript: `\Z` is a letter there, and `$` allows no line feed after it."""
    patterns = {part.pattern for _, part in PARTS if isinstance(part, inspect.StrType) and part.pattern}
    assert [pattern for pattern in patterns if ONLY_PYTHONS.search(pattern)] == []
    for pattern in patterns:
        ends_for_both = pattern.endswith((r"[^\x00]*$", r"(?!\n)$"))
        assert ends_for_both, pattern
