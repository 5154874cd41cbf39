"""Send a sign-in code: the same work, mail and answer whether the address is known or not."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

from server.contract.signing_in import CodeRequest
from server.database.write_transaction import write_transaction
from server.services.context import Context
from server.services.messages.about import sign_in_code_of
from server.services.messages.outbox import enqueue
from server.services.signing_in.tries import CODES_PER_CLIENT, CODES_PER_EMAIL, count_try
from server.tables.access import SignInCode
from server.tables.people import CustomerStudio
from server.tables.studios import Studio

CODE_LIFE: Final = timedelta(minutes=10)
CODE_TRIES: Final = 5
PRODUCT: Final = "Studio Check-in"


async def request_code(asked: CodeRequest, client: str, context: Context) -> None:
    """Mail six digits to an address; an earlier code for it is dead from then on.

    `client` is the caller's address on the net. Raises TooManyTriesError.
    """
    now = context.now()
    email = asked.email.lower()
    await count_try(CODES_PER_CLIENT, client, context, now)
    await count_try(CODES_PER_EMAIL, email, context, now)
    code = f"{secrets.randbelow(10**6):06d}"
    async with write_transaction():
        await _keep(email, code, context, now)
        minutes = CODE_LIFE // timedelta(minutes=1)
        await enqueue(sign_in_code_of(email, code, await _sender(email), minutes), now)


def hash_of_code(email: str, code: str, context: Context) -> str:
    """Return the keyed hash by which the database knows a code: six digits alone would be guessed from any hash."""
    return hmac.new(context.keys.sign_in_code, f"code:{email}:{code}".encode(), hashlib.sha256).hexdigest()


async def _keep(email: str, code: str, context: Context, now: datetime) -> None:
    await SignInCode.delete().where(SignInCode.email == email)
    row = SignInCode(
        email=email,
        code_hash=hash_of_code(email, code, context),
        tries_left=CODE_TRIES,
        created_at=now,
        expires_at=now + CODE_LIFE,
    )
    await SignInCode.insert(row)


async def _sender(email: str) -> str:
    """Return the name that the mail is sent in: the customer's only studio, or the server's only one."""
    known = await CustomerStudio.select(CustomerStudio.studio.name.as_alias("name")).where(
        CustomerStudio.customer.email == email
    )
    all_studios = await Studio.select(Studio.name).where(Studio.archived_at.is_null())
    only = next((rows[0]["name"] for rows in (known, all_studios) if len(rows) == 1), PRODUCT)
    return str(only)
