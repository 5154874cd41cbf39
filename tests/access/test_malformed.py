"""What is wrong with a field is said in words, never as a regular expression."""

from typing import Annotated

import msgspec
import pytest
from msgspec import Meta

from server.access.malformed import field_error
from server.contract.base import Email, Id, Name, Note, Text
from server.contract.kiosk import Pin
from server.contract.scan import Nonce
from server.contract.studios import Colour, Currency

Three = Annotated[list[int], Meta(max_length=3)]


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        ("ana at example.com", Email, "must be an e-mail address"),
        ("12345", Pin, "must be six digits"),
        ("euro", Currency, "must be three capital letters, such as EUR"),
        ("red", Colour, "must be a colour such as #A8401F"),
        ("not a nonce", Nonce, "may hold only letters, digits, - and _"),
        ("a\0b", Text, "may hold no NUL"),
        ("", Name, "may not be empty"),
        ("  ", Name, "may not be empty, and may hold no NUL"),
        ("x" * 2001, Note, "must have at most 2000 characters"),
        ("short", Nonce, "must have at least 8 characters"),
        ([1, 2, 3, 4], Three, "must have at most 3 items"),
        ("5", Id, "Expected `int`, got `str`"),
    ],
)
def test_a_wrong_value_is_told_in_words(value: object, kind: object, words: str) -> None:
    with pytest.raises(msgspec.ValidationError) as refused:
        msgspec.convert({"it": value}, msgspec.defstruct("Sent", [("it", kind)]))
    wrong = field_error(str(refused.value))
    assert (wrong.field, wrong.message) == ("it", words)
