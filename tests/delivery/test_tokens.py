"""Mails take their colours from the one file that pages and the kiosk have."""

from importlib.resources import files

from server.delivery.tokens import read_tokens


def test_mails_know_both_colours_of_a_token() -> None:
    tokens = read_tokens()
    assert (tokens.light["paper"], tokens.dark["paper"]) == ("#fbf7f2", "#1b1613")
    assert (tokens.light["on_clay"], tokens.dark["on_clay"]) == ("#ffffff", "#1b1613")


def test_every_dark_token_is_also_a_light_one() -> None:
    tokens = read_tokens()
    assert tokens.dark
    assert tokens.dark.keys() <= tokens.light.keys()


def test_a_comment_is_no_part_of_a_value() -> None:
    assert "14.7" in files("server.contract").joinpath("tokens.css").read_text(encoding="utf-8")
    assert read_tokens().light["ink"] == "#2b211c"
