"""From a template and its words to what a mail says: subject, plain text and HTML.

All prose is in the templates, the subject too: it is set at the top of the plain text's template.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from server.delivery.tokens import read_tokens

_TEMPLATES = Environment(
    loader=PackageLoader("server.delivery"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


@dataclass(frozen=True)
class Rendered:
    """A mail's words; the subject is one line."""

    subject: str
    text: str
    html: str


def rendered(template: str, words: Mapping[str, object]) -> Rendered:
    """Return what a template says with its words; HTML escapes them, a subject and plain text need not (R44)."""
    tokens = read_tokens()
    plain = _TEMPLATES.get_template(f"{template}.txt").make_module(dict(words))
    subject = str(plain.subject)  # type: ignore[attr-defined]  # set by every template, and a missing one raises
    html = _TEMPLATES.get_template(f"{template}.html").render(
        words, subject=subject, light=tokens.light, dark=tokens.dark
    )
    return Rendered(one_line(subject), str(plain).lstrip("\n"), html)


def one_line(text: str) -> str:
    """Return a text without line breaks, control and other unprintable characters."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
