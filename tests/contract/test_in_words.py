"""What msgspec says of wrong values, as people read it."""

from typing import Annotated

import msgspec
import pytest
from msgspec import Meta

from server.contract.base import Email, Name
from server.contract.in_words import in_words


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        ("", Name, "may not be empty"),
        ("x" * 201, Name, "must have at most 200 characters"),
        ("x", Annotated[str, Meta(min_length=2)], "must have at least 2 characters"),
        ([1, 2], Annotated[list[int], Meta(max_length=1)], "must have at most 1 items"),
        ("nobody", Email, "must be an e-mail address"),
        ("x", int, "Expected `int`, got `str`"),
    ],
)
def test_a_wrong_value_is_told_in_words(value: object, kind: object, words: str) -> None:
    with pytest.raises(msgspec.ValidationError) as wrong:
        msgspec.convert(value, kind)
    assert in_words(str(wrong.value)) == words
