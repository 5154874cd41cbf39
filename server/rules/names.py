"""How people are named where others can read along."""


def display_name(name: str) -> str:
    """Return the first name and the initial of the last: "Ana R."; a single name stays whole."""
    words = name.split()
    if len(words) < 2:
        return name.strip()
    return f"{words[0]} {words[-1][0].upper()}."


def first_name(name: str) -> str:
    """Return the first name, or the whole text where it is one word."""
    return name.split(maxsplit=1)[0] if name.strip() else name
