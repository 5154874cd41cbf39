"""A rule's answer."""

import pytest

from server.rules.verdict import ALLOWED, Refused
from server.rules.vocabulary import Refusal


def test_a_yes_goes_over_the_wire_as_ok() -> None:
    """R27."""
    assert ALLOWED.code == "ok"


@pytest.mark.parametrize("refusal", Refusal)
def test_a_no_goes_over_the_wire_by_its_name(refusal: Refusal) -> None:
    """`house.md`, Style 3: the code is the refusal's own name, in small letters."""
    assert Refused(refusal).code == refusal.name.lower()


def test_a_no_without_facts_has_none() -> None:
    """And two of them share no dictionary."""
    first, second = Refused(Refusal.CANCELLED), Refused(Refusal.CANCELLED)
    assert first.facts == {}
    assert first.facts is not second.facts
