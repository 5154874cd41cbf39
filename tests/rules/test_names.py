"""How people are named where others can read along (`kiosk.md`: "Welcome, Ana R.")."""

import pytest

from server.rules.names import display_name, first_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ana Ruiz", "Ana R."),
        ("Ana María de la Cruz", "Ana C."),
        ("  ana   ruiz ", "ana R."),
        ("Ana\tRuiz\n", "Ana R."),
        ("Ana éluard", "Ana É."),
        ("Cher", "Cher"),
        (" Cher ", "Cher"),
        ("李 小龙", "李 小."),
        ("<b> {0}", "<b> {."),
        ("", ""),
    ],
)
def test_the_door_shows_the_first_name_and_an_initial(name: str, shown: str) -> None:
    """R44: whatever a person typed comes out as text."""
    assert display_name(name) == shown


@pytest.mark.parametrize(
    ("name", "shown"), [("Ana Ruiz", "Ana"), (" Ana María Ruiz", "Ana"), ("Cher", "Cher"), ("", "")]
)
def test_a_tile_shows_the_first_name_alone(name: str, shown: str) -> None:
    """`api.md`: `firstName` of the staff to pick from."""
    assert first_name(name) == shown
