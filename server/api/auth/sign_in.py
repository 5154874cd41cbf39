"""Sign in by a code in the mail (customers) or by a password (staff), and out again."""

from litestar import Controller, delete, post

from server.access.guards import customers_or_staff
from server.access.identity import AnyRequest, credential_of
from server.contract.signing_in import (
    CodeRequest,
    CustomerSignedIn,
    SignInRequest,
    StaffSignedIn,
    StaffSignInRequest,
)
from server.services.context import Context
from server.services.signing_in.request_code import request_code
from server.services.signing_in.sign_in_customer import sign_in_customer
from server.services.signing_in.sign_in_staff import sign_in_staff
from server.services.signing_in.sign_out import sign_out


class SignInController(Controller):
    """`/api/auth`."""

    path = "/api/auth"
    tags = ("Signing in",)

    @post("/code", status_code=204, opt={"public": True})
    async def send_code(self, data: CodeRequest, client: str, context: Context) -> None:
        """Mail a sign-in code; the answer is the same whether the address is known or not."""
        await request_code(data, client, context)

    @post("/session", opt={"public": True})
    async def sign_in(self, data: SignInRequest, context: Context) -> CustomerSignedIn:
        """Exchange a code for a customer's token; a new address becomes a customer."""
        return await sign_in_customer(data, context)

    @post("/staff", opt={"public": True})
    async def sign_in_staff(self, data: StaffSignInRequest, client: str, context: Context) -> StaffSignedIn:
        """Exchange address and password for a staff member's or an admin's token."""
        return await sign_in_staff(data, client, context)

    @delete("/session", guards=[customers_or_staff])
    async def sign_out(self, request: AnyRequest, context: Context) -> None:
        """Kill the token that came with this call."""
        credential = credential_of(request)
        if credential is not None:
            await sign_out(credential.token, context)
