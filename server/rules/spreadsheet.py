"""Cells that a spreadsheet would run, made harmless for the way through a file and back (R44)."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How formulas begin, and what spreadsheets skip before them; the last four are the wide forms of the first."""

MARK = "'"
"""In front of a text it tells a spreadsheet that the rest is a text."""

_MARKED = tuple(MARK + start for start in (*FORMULA_STARTS, MARK))


def defused(text: str) -> str:
    """Return a text as a cell that no spreadsheet runs; one that begins with the mark itself gets one more."""
    return MARK + text if text.startswith((*FORMULA_STARTS, MARK)) else text


def as_typed(cell: str) -> str:
    """Return the text of a cell: the mark of `defused` comes off, every other apostrophe stays."""
    return cell[len(MARK) :] if cell.startswith(_MARKED) else cell
