"""Sign in with the six digits from a mail, and out again; who is new here is asked for a name in between."""

from typing import Annotated, Final

from litestar import Controller, Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect, Template

from server.access.cookies import no_session_cookie, session_cookie
from server.access.identity import AnyRequest, credential_of
from server.contract.signing_in import CustomerSignedIn
from server.pages.forms import CodeForm, EmailForm
from server.pages.page import page, see
from server.pages.views.sign_in_page import CodePage, EmailPage, wait_words
from server.pages.visitor.remembered import email_cookie, forgetting, remembered_email, wished_page
from server.pages.visitor.sign_in_forms import UnclearFormError, asked_code, asked_sign_in
from server.pages.visitor.studios import name_at_the_door, studios_to_choose
from server.services.context import Context
from server.services.outcomes import ConflictError
from server.services.signing_in.refused import MissingForSignUpError, TooManyTriesError, WrongSecretError
from server.services.signing_in.request_code import request_code
from server.services.signing_in.sign_in_customer import sign_in_customer
from server.services.signing_in.sign_out import sign_out

ASKED_AGAIN: Final = 422
FORM: Final = {"public": True, "form": True}


class SignInController(Controller):
    """`/sign-in`, `/sign-in/code`, `/sign-out`."""

    opt = FORM
    include_in_schema = False

    @get("/sign-in")
    async def ask_address(self, request: AnyRequest) -> Template:
        """Ask where the code is to go."""
        return page(request, "sign_in.html", EmailPage(await name_at_the_door()))

    @post("/sign-in")
    async def send_code(
        self,
        request: AnyRequest,
        client: str,
        context: Context,
        data: Annotated[EmailForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
    ) -> Response[bytes]:
        """Mail a code; the next page is the same whether the address is known or not."""
        complaint = await _send(data, client, context)
        if complaint:
            view = EmailPage(await name_at_the_door(), data.email, complaint)
            return page(request, "sign_in.html", view, status_code=ASKED_AGAIN)
        response = see("/sign-in/code")
        response.set_cookie(email_cookie(data.email.strip(), request))
        return response

    @get("/sign-in/code")
    async def ask_code(self, request: AnyRequest) -> Template | Redirect:
        """Ask for the six digits."""
        email = remembered_email(request)
        return page(request, "sign_in_code.html", CodePage(email)) if email else see("/sign-in")

    @post("/sign-in/code")
    async def sign_in(
        self,
        request: AnyRequest,
        context: Context,
        data: Annotated[CodeForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
    ) -> Response[bytes]:
        """Sign in, and go on to the page that was wanted first; or ask for what is missing."""
        email = remembered_email(request)
        if email is None:
            return see("/sign-in")
        outcome = await _signed_in(email, data, context)
        if isinstance(outcome, CodePage):
            return page(request, "sign_in_code.html", outcome, status_code=ASKED_AGAIN)
        return _welcome(request, outcome)

    @post("/sign-out")
    async def sign_out(self, request: AnyRequest, context: Context) -> Redirect:
        """Kill the token in the cookie."""
        credential = credential_of(request)
        if credential is not None:
            await sign_out(credential.token, context)
        response = see("/sign-in")
        response.set_cookie(no_session_cookie(request))
        return response


async def _send(form: EmailForm, client: str, context: Context) -> str | None:
    """Send the code, or return why not."""
    try:
        await request_code(asked_code(form), client, context)
    except UnclearFormError as error:
        return str(error)
    except TooManyTriesError as error:
        return wait_words(error.now, error.retry_at)
    return None


async def _signed_in(email: str, form: CodeForm, context: Context) -> CustomerSignedIn | CodePage:
    """Return the token, or the page that asks again and keeps what was typed."""
    try:
        return await sign_in_customer(asked_sign_in(email, form), context)
    except (UnclearFormError, WrongSecretError) as error:
        is_new = bool(form.name)
        return await _asking_again(email, form, complaint=str(error), is_new=is_new)
    except ConflictError as error:
        return await _asking_again(email, form, complaint=error.message, is_new=False)
    except MissingForSignUpError:
        return await _asking_again(email, form, complaint=None, is_new=True)


async def _asking_again(email: str, form: CodeForm, *, complaint: str | None, is_new: bool) -> CodePage:
    return CodePage(
        email=email,
        code=form.code,
        name=form.name,
        studio_id=form.studio_id,
        complaint=complaint,
        asks_name=is_new,
        studios=await studios_to_choose() if is_new else (),
    )


def _welcome(request: AnyRequest, signed_in: CustomerSignedIn) -> Redirect:
    response = see(wished_page(request))
    for cookie in (session_cookie(signed_in.token, request), *forgetting(request)):
        response.set_cookie(cookie)
    return response
