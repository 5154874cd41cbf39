"""Sign a customer in by the code from the mail; an address that is new becomes a customer of the studio."""

import hmac
from datetime import datetime
from typing import Any

from server.contract.signing_in import CustomerSignedIn, SignInRequest
from server.database.write_transaction import locked, write_transaction
from server.rules.vocabulary import Role
from server.services.context import Context
from server.services.customers.link_studio import link_studio
from server.services.outcomes import ConflictError, InvalidFieldError
from server.services.signing_in.refused import MissingForSignUpError, WrongSecretError
from server.services.signing_in.request_code import hash_of_code
from server.services.signing_in.tokens import issue_customer_token
from server.tables.access import SignInCode
from server.tables.people import Customer
from server.tables.studios import Studio


async def sign_in_customer(asked: SignInRequest, context: Context) -> CustomerSignedIn:
    """Return a token for the address of a code; the customer is linked to the studio.

    A wrong, used or expired code, or one that was tried five times: WrongSecretError `code_wrong`. A new address
    without name, or without studio where there are several: MissingForSignUpError, and the code stays good; also
    where the server has no studio yet: ConflictError `no_studio_open`. Raises InvalidFieldError for a studio that does
    not exist.
    """
    now = context.now()
    email = asked.email.lower()
    async with write_transaction():
        code_id = await _opening_code(email, asked.code, context, now)
        signed_in = None if code_id is None else await _use(code_id, email, asked, now)
    if signed_in is None:  # only now: the try that was lost has to be kept
        raise WrongSecretError("code_wrong", "This code is not right, or has expired. You can ask for a new one.")
    return signed_in


async def _opening_code(email: str, code: str, context: Context, now: datetime) -> int | None:
    """Return the id of the address's living code where this is it; a wrong one costs a try."""
    query = SignInCode.select(SignInCode.id, SignInCode.code_hash).where(
        SignInCode.email == email,
        SignInCode.used_at.is_null(),
        SignInCode.expires_at > now,
        SignInCode.tries_left > 0,
    )
    row = await locked(query.order_by(SignInCode.id, ascending=False).limit(1)).first()
    if row is None:
        return None
    given = "".join(code.split())  # people type what they read: "123 456"
    if hmac.compare_digest(row["code_hash"], hash_of_code(email, given, context)):
        return int(row["id"])
    await SignInCode.update({SignInCode.tries_left: SignInCode.tries_left - 1}).where(SignInCode.id == row["id"])
    return None


async def _use(code_id: int, email: str, asked: SignInRequest, now: datetime) -> CustomerSignedIn:
    studio_ids = await _studio_ids(asked.studio_id)
    if not await _customers(email):
        await _sign_up(email, asked, studio_ids, now)
    customer = (await _customers(email))[0]
    if len(studio_ids) == 1:
        await link_studio(customer["id"], studio_ids[0])
    await SignInCode.update({SignInCode.used_at: now}).where(SignInCode.id == code_id)
    token = await issue_customer_token(customer["id"], now)
    return CustomerSignedIn(token=token, role=Role.CUSTOMER, customer_id=customer["id"], name=customer["name"])


async def _customers(email: str) -> list[dict[str, Any]]:  # Any: a column's own type
    """Return the one customer of an address, or none."""
    return await Customer.select(Customer.id, Customer.name).where(Customer.email == email)


async def _studio_ids(studio_id: int | None) -> list[int]:
    """Return the studio named, or all there are."""
    rows = await Studio.select(Studio.id).where(Studio.archived_at.is_null()).order_by(Studio.id)
    ids = [row["id"] for row in rows]
    if studio_id is None:
        return ids
    if studio_id not in ids:
        raise InvalidFieldError("studioId", "there is no such studio")
    return [studio_id]


async def _sign_up(email: str, asked: SignInRequest, studio_ids: list[int], now: datetime) -> None:
    if not studio_ids:
        raise ConflictError("no_studio_open", "No studio is open here yet.")
    if asked.name is None:
        raise MissingForSignUpError("name_required", "name", "Please tell us your name.")
    if len(studio_ids) != 1:
        raise MissingForSignUpError("studio_required", "studioId", "Please choose a studio.")
    row = Customer(email=email, name=asked.name.strip(), created_at=now)
    await Customer.insert(row).on_conflict(action="DO NOTHING")  # the desk may add the same person now
