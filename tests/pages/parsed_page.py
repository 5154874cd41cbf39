"""A page as a person meets it: its words, its links, and its forms with what they would send."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

VOID: Final = frozenset({"meta", "link", "input", "img", "br"})
UNSEEN: Final = frozenset({"style", "script", "title"})


@dataclass
class Form:
    """A form, with every field as it stands; a choice that nobody has made yet is not sent."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    button: str = ""


@dataclass
class ParsedPage:
    """What stands on a page."""

    title: str = ""
    heading: str = ""
    words: list[str] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    hrefs: set[str] = field(default_factory=set)
    forms: list[Form] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        """All words, with one space between."""
        return " ".join(" ".join(self.words).split())

    def form_to(self, action: str) -> Form:
        """The first form that goes to an address."""
        return next(form for form in self.forms if form.action == action)


class _Reader(HTMLParser):
    """Fills a page while its source is read."""

    def __init__(self) -> None:
        super().__init__()
        self.page = ParsedPage()
        self._open: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.page.tags.add(tag)
        self.page.attributes |= set(attributes)
        if tag not in VOID:
            self._open.append((tag, attributes))
        if tag == "form":
            self.page.forms.append(Form(attributes["action"]))
        if tag == "a":
            self.page.hrefs.add(attributes["href"])
        if tag == "img":
            self.page.pictures.append(attributes["src"])
        if tag == "input" and self.page.forms:
            self._keep_field(attributes)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        open_tags = [tag for tag, _ in self._open]
        if "title" in open_tags:
            self.page.title += data
        if not UNSEEN & set(open_tags):
            self.page.words.append(data)
        if "h1" in open_tags:
            self.page.heading = f"{self.page.heading} {data.strip()}".strip()
        self._keep_meaning(data.strip())

    def _keep_field(self, attributes: dict[str, str]) -> None:
        is_choice = attributes.get("type") in ("radio", "checkbox")
        if not is_choice or "checked" in attributes:
            self.page.forms[-1].fields[attributes["name"]] = attributes.get("value", "")

    def _keep_meaning(self, words: str) -> None:
        if not words:
            return
        for tag, attributes in self._open:
            if attributes.get("role") in ("alert", "status"):
                self.page.alerts.append(words)
            if tag == "a":
                self.page.links[words] = attributes["href"]
            if tag == "button":
                self.page.forms[-1].button = words


def parsed(html: str) -> ParsedPage:
    """Return what stands on a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.page
