"""From what people type to what the use cases of signing in take: the contract's own types judge it."""

from typing import Final

import msgspec

from server.contract.base import Email, Name
from server.contract.signing_in import CodeRequest, SignInCode, SignInRequest
from server.pages.forms import CodeForm, EmailForm

WRONG_ADDRESS: Final = "This does not look like an e-mail address. Please check it."
WRONG_CODE: Final = "Please type the six digits from the mail."
WRONG_NAME: Final = "Please type your name, in 200 letters at most."


class UnclearFormError(Exception):
    """A field cannot be what it has to be; the page asks again with this sentence."""


def asked_code(form: EmailForm) -> CodeRequest:
    """Return the request for a code. Raises UnclearFormError."""
    return CodeRequest(email=_read(form.email.strip(), Email, WRONG_ADDRESS))


def asked_sign_in(email: str, form: CodeForm) -> SignInRequest:
    """Return the request to sign in; a field that was not asked for, or left empty, is absent. Raises UnclearFormError.

    `email` is the address that the code went to.
    """
    name = form.name.strip()
    return SignInRequest(
        email=email,
        code=_read(form.code.strip(), SignInCode, WRONG_CODE),
        name=_read(name, Name, WRONG_NAME) if name else None,
        studio_id=form.studio_id,
    )


def _read(text: str, kind: object, complaint: str) -> str:
    try:
        return str(msgspec.convert(text, kind))
    except msgspec.ValidationError as error:
        raise UnclearFormError(complaint) from error
