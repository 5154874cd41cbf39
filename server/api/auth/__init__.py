"""Signing in and out."""

from litestar import Controller

from server.api.auth.sign_in import SignInController

CONTROLLERS: tuple[type[Controller], ...] = (SignInController,)
