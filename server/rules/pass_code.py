"""The pass code: the text inside a reservation's QR (R43, `kiosk.md`).

24 letters from 19 and one check letter. 19 is prime and 2 generates its multiplicative group, so with
weights 2^i every single wrong letter and every swap of neighbours breaks the sum. The letters leave out
everything that a USB reader garbles when it types for another keyboard layout (A Q W Z M Y, digits, signs).
"""

import hashlib
import hmac
import re

ALPHABET = "BCDEFGHIJKLNPRSTUVX"
LENGTH = 25

_BASE = len(ALPHABET)
_WEIGHTS = tuple(pow(2, place, _BASE) for place in range(LENGTH))
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
_SEPARATORS = re.compile(r"[\s-]+")


def derive(key: bytes, reservation_id: int, generation: int) -> str:
    """Return the code of a reservation's generation; the same inputs draw the same code again (R43)."""
    message = f"{reservation_id}:{generation}".encode()
    number = int.from_bytes(hmac.new(key, message, hashlib.sha256).digest(), "big")
    letters = ""
    for _ in range(LENGTH - 1):
        number, value = divmod(number, _BASE)
        letters += ALPHABET[value]
    return letters + _check_letter(letters)


def parse(text: str) -> str | None:
    """Return the code that a scanned or typed text ends with, or None where it holds none.

    Takes the QR's address in any case, the bare code, groups with spaces or dashes, a reader's trailing
    CR, LF or Tab, and any garbage in front: the last 25 letters count.
    """
    tail = _SEPARATORS.sub("", text)[-LENGTH:]
    if len(tail) < LENGTH or not tail.isascii():  # only ASCII: a long s in upper case would become an S
        return None
    code = tail.upper()
    return code if is_well_formed(code) else None


def is_well_formed(code: str) -> bool:
    """Tell whether a text is a code: 25 of the letters, and the check letter fits."""
    if len(code) != LENGTH or any(letter not in _VALUES for letter in code):
        return False
    return _weighted_sum(code) == 0


def hash_of(code: str) -> str:
    """Return the SHA-256 (hex) by which the database and the kiosk's roster know a code."""
    return hashlib.sha256(code.encode("ascii")).hexdigest()


def in_groups(code: str) -> str:
    """Return the code as people read it: groups of four letters."""
    return " ".join(code[at : at + 4] for at in range(0, LENGTH, 4))


def _check_letter(letters: str) -> str:
    inverse = pow(_WEIGHTS[-1], -1, _BASE)
    return ALPHABET[-_weighted_sum(letters) * inverse % _BASE]


def _weighted_sum(letters: str) -> int:
    return sum(weight * _VALUES[letter] for weight, letter in zip(_WEIGHTS, letters, strict=False)) % _BASE
