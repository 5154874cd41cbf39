"""The pages that are open to all: the way in, signing in and out, and what a scanned code shows."""

from litestar import Controller

from server.pages.visitor.home import HomeController
from server.pages.visitor.pass_code import PassCodeController
from server.pages.visitor.sign_in import SignInController

CONTROLLERS: tuple[type[Controller], ...] = (
    HomeController,
    PassCodeController,
    SignInController,
)
