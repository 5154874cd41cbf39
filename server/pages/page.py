"""A page: a template with its view and what every page needs, rendered by Litestar's own Jinja engine."""

from enum import StrEnum
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Redirect, Template
from litestar.template import TemplateConfig
from markupsafe import Markup

from server.access.csrf import CSRF_FIELD, csrf_token_for
from server.access.identity import Connection, known_actor
from server.pages.static_files import static_address
from server.rules.vocabulary import Role

HTML: Final = "text/html"


class Place(StrEnum):
    """The three places of the navigation."""

    BOOK = "book"
    CLASSES = "classes"
    PASSES = "passes"


def template_config() -> TemplateConfig[JinjaTemplateEngine]:
    """Return how the app renders pages: every value escaped (R44), and a name that is not there is an error."""
    environment = Environment(
        loader=PackageLoader("server.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["static"] = static_address
    return TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment))


def page(
    connection: Connection, template: str, view: object = None, *, place: Place | None = None, status_code: int = 200
) -> Template:
    """Return a page; customers see the navigation on it, with the place in which the page lies."""
    facts = {
        "view": view,
        "place": place,
        "is_customer": _is_customer(connection),
        "proof": Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, csrf_token_for(connection)),
    }
    return Template(template, context=facts, media_type=HTML, status_code=status_code)


def see(address: str) -> Redirect:
    """Return the way to the page that shows what a form has done; loading that page again does nothing twice."""
    return Redirect(address, status_code=303)


def _is_customer(connection: Connection) -> bool:
    actor = known_actor(connection)
    return actor is not None and actor.role is Role.CUSTOMER
