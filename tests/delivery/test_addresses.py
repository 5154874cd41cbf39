"""What mail can be addressed to, and what only looks like it (R44)."""

import pytest

from server.delivery.addresses import WrongAddressError, address_of, sender_of


@pytest.mark.parametrize("text", ["ana@example.org", "ana.ruiz+studio@mail.example.org", "o'hara@example.ie"])
def test_an_ordinary_address_stays_as_it_is(text: str) -> None:
    assert address_of(text).addr_spec == text


def test_a_domain_in_letters_of_its_own_is_written_as_the_net_knows_it() -> None:
    assert address_of("ana@töpferei.example").addr_spec == "ana@xn--tpferei-90a.example"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ana",
        "ana@",
        "ana@a..b",
        "ana,eve@example.org",
        "ana;eve@example.org",
        "ana(eve)@example.org",
        "ana ruiz@example.org",
        "<script>@example.org",
        "ana@example.org\r\nBcc: eve@example.org",
        "ana@example.org\x00",
        "jürgen@example.org",
        "ana\u202e@example.org",
    ],
)
def test_what_could_be_read_as_something_else_is_refused(text: str) -> None:
    with pytest.raises(WrongAddressError) as refused:
        address_of(text)
    assert text not in str(refused.value) or not text


def test_a_sender_has_a_name_and_an_address() -> None:
    sender = sender_of('"Kiln, Clay & Co" <hello@kiln.example>')
    assert (sender.display_name, sender.addr_spec) == ("Kiln, Clay & Co", "hello@kiln.example")


def test_a_sender_may_be_an_address_alone() -> None:
    assert str(sender_of("studio@localhost")) == "studio@localhost"


def test_a_sender_without_an_address_is_refused() -> None:
    with pytest.raises(WrongAddressError):
        sender_of("Kiln & Co")
