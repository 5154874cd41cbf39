"""Sign out: the token is dead from now on, everywhere."""

from server.database.write_transaction import write_transaction
from server.services.context import Context
from server.services.signing_in.tokens import revoke_token


async def sign_out(token: str, context: Context) -> None:
    """Kill a token; one that is dead already stays so."""
    async with write_transaction():
        await revoke_token(token, context.now())
