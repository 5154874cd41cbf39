"""What msgspec says of a wrong value, as people read it."""

import re

from server.contract.base import PATTERN_WORDS

_LENGTH = re.compile(r"Expected `(?P<kind>str|array|object)` of length (?P<side>[<>])= (?P<length>\d+)$")
_SENTENCES = {f"Expected `str` matching regex {pattern!r}": words for pattern, words in PATTERN_WORDS.items()}


def in_words(message: str) -> str:
    """Return what msgspec says of a pattern or of a length as people read it; all else as it is."""
    bound = _LENGTH.match(message)
    if bound is None:
        return _SENTENCES.get(message, message)
    if bound["side"] == ">" and bound["length"] == "1":
        return "may not be empty"
    unit = "characters" if bound["kind"] == "str" else "items"
    return f"must have {'at least' if bound['side'] == '>' else 'at most'} {bound['length']} {unit}"
