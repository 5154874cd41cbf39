"""The studio's bare address."""

from litestar import Controller, get
from litestar.response import Redirect

from server.access.identity import AnyRequest, who_asks
from server.pages.page import see
from server.rules.vocabulary import Role


class HomeController(Controller):
    """`/`."""

    path = "/"
    opt = {"public": True}  # noqa: RUF012 - Litestar reads it as it is
    include_in_schema = False

    @get("/")
    async def show(self, request: AnyRequest) -> Redirect:
        """Lead customers to booking, everybody else to signing in."""
        actor = await who_asks(request)
        return see("/book" if actor is not None and actor.role is Role.CUSTOMER else "/sign-in")
