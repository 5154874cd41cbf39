"""The pass code: alphabet, check letter, parser (R43, `kiosk.md`)."""

import hashlib
import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rules.pass_code import ALPHABET, derive, hash_of, in_groups, is_well_formed, parse
from tests.rules.builders import PROPERTY

KEY = b"k" * 32
CODE = derive(KEY, 1, 1)
ADDRESS = "HTTPS://STUDIO.EXAMPLE/C/"
LONG_S, DOTLESS_I, KELVIN = "\N{LATIN SMALL LETTER LONG S}", "\N{LATIN SMALL LETTER DOTLESS I}", "\N{KELVIN SIGN}"

codes = st.builds(derive, st.binary(min_size=32, max_size=32), st.integers(1, 2**31 - 1), st.integers(1, 99))


def test_a_code_that_was_printed_is_drawn_the_same_for_ever() -> None:
    """R43: HMAC-SHA-256 of secret, reservation and generation; a change here kills every QR that is out."""
    assert CODE == "LTFXIPPFUDUSJPFEDKDRTCPXD"
    assert derive(KEY, 2**31 - 1, 99) == "KPXSSXDKDVGFVCPBTRTGVXGTU"


def test_each_reservation_generation_and_studio_key_has_its_own_code() -> None:
    """R43: "new code" raises the generation."""
    drawn = {
        derive(key, number, generation)
        for key in (KEY, b"l" * 32)
        for number in (1, 2, 11)
        for generation in (1, 2, 11)
    }
    assert len(drawn) == 18


@PROPERTY
@given(codes)
def test_a_code_is_25_of_19_letters_and_sums_to_zero(code: str) -> None:
    """`kiosk.md`: the sum of (2^i mod 19) times letter i over all 25 places is 0 mod 19."""
    values = [ALPHABET.index(letter) for letter in code]
    assert len(code) == 25
    assert sum(2**place % 19 * value for place, value in enumerate(values)) % 19 == 0
    assert is_well_formed(code)


def test_no_letter_is_one_that_a_reader_garbles() -> None:
    """`kiosk.md`: 19 is prime; no digits, no punctuation, no A Q W Z M Y."""
    assert ALPHABET == "BCDEFGHIJKLNPRSTUVX"


@PROPERTY
@given(codes)
def test_every_single_wrong_letter_is_caught(code: str) -> None:
    """`kiosk.md`: in all 25 places, every other letter, of the alphabet or not."""
    for place, right in enumerate(code):
        for wrong in string.ascii_uppercase + string.digits + " ÑÉ":
            if wrong != right:
                assert not is_well_formed(code[:place] + wrong + code[place + 1 :])


@PROPERTY
@given(codes)
def test_every_swap_of_neighbours_is_caught(code: str) -> None:
    """`kiosk.md`."""
    for place in range(len(code) - 1):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert is_well_formed(swapped) is (swapped == code)


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        CODE.lower(),
        ADDRESS + CODE,
        (ADDRESS + CODE).lower(),
        "https://Studio.Example/c/" + CODE.swapcase(),
        in_groups(CODE),
        in_groups(CODE).replace(" ", "-").lower(),
        in_groups(CODE).replace(" ", " - "),
        CODE + "\r",
        CODE + "\n",
        CODE + "\r\n",
        CODE + "\t",
        "  " + CODE + "  ",
        "\ufeff" + CODE,
        "httpsÑ--studio.example-c-" + CODE,
        "HTTPS>&&STUDIO:EXAMPLE&C&" + CODE,
        "VXVXVX" + CODE,
        LONG_S + DOTLESS_I + CODE,
    ],
)
def test_the_parser_takes_what_readers_and_people_make_of_a_code(text: str) -> None:
    """`kiosk.md`: the URL in any case, the bare code, groups, a trailing CR, LF or Tab, garbage before it."""
    assert parse(text) == CODE


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        CODE[1:],
        CODE[:-1],
        CODE + "B",
        CODE + ".",
        CODE + "?utm=mail",
        ADDRESS,
        CODE[:12] + "_" + CODE[12:],
        CODE[:12] + "\x00" + CODE[13:],
        CODE[:12] + "\ud800" + CODE[13:],
        "Q" * 25,
        "1" * 25,
    ],
)
def test_the_parser_finds_no_code_where_there_is_none(text: str) -> None:
    """`kiosk.md`: anything else is `unknown_code`."""
    assert parse(text) is None


def test_5000_characters_of_noise_hold_no_code_but_do_not_hide_one() -> None:
    """`kiosk.md`."""
    drawn = random.Random(43)
    for letters in (string.printable, string.ascii_letters + string.digits, "äöü🎟\x00\x1b" + string.punctuation):
        noise = "".join(drawn.choice(letters) for _ in range(5000))
        assert parse(noise) is None
        assert parse(noise + CODE) == CODE
        assert parse(CODE + noise) is None


@pytest.mark.parametrize(
    ("look_alike", "letter"),
    [
        (LONG_S, "S"),
        (DOTLESS_I, "I"),
        (KELVIN, "K"),
        ("\N{CYRILLIC CAPITAL LETTER KA}", "K"),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER B}", "B"),
    ],
)
def test_a_look_alike_is_not_the_letter(look_alike: str, letter: str) -> None:
    """`kiosk.md`: `upper()` would make a letter of some of them."""
    code = next(code for number in range(1, 99) if letter in (code := derive(KEY, number, 1)))
    assert parse(code.replace(letter, look_alike)) is None


@PROPERTY
@given(st.text() | st.text(alphabet=ALPHABET + ALPHABET.lower() + " -\r\n\t", max_size=60))
def test_whatever_the_parser_returns_is_a_code_that_the_text_ends_with(text: str) -> None:
    """R43, R44: nothing else ever reaches the look-up."""
    code = parse(text)
    if code is not None:
        assert is_well_formed(code)
        assert "".join(text.split()).replace("-", "").upper().endswith(code)


@pytest.mark.parametrize("text", ["", "B", "B" * 24, "B" * 26, CODE[:-1]])
def test_a_code_of_another_length_is_none_whatever_its_sum(text: str) -> None:
    """R43: B is 0, so that any row of them sums to 0."""
    assert is_well_formed("B" * 25)
    assert not is_well_formed(text)


def test_lower_case_is_no_code_until_it_is_parsed() -> None:
    """R43: one spelling, one hash."""
    assert not is_well_formed(CODE.lower())
    assert parse(CODE.lower()) == CODE


def test_the_database_and_the_roster_know_a_code_by_its_sha_256() -> None:
    """R43."""
    assert hash_of(CODE) == hashlib.sha256(CODE.encode()).hexdigest()


def test_people_read_a_code_in_groups_of_four() -> None:
    """`kiosk.md`."""
    assert in_groups(CODE) == "LTFX IPPF UDUS JPFE DKDR TCPX D"
