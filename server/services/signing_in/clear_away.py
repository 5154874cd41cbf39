"""Forget what signing in no longer needs: old tries, codes that are over, tokens that have died."""

from datetime import timedelta
from typing import Final

from server.database.write_transaction import write_transaction
from server.services.context import Context
from server.services.signing_in.tries import KEPT_FOR
from server.tables.access import AccessToken, Attempt, SignInCode
from server.tables.kiosks import PairingCode

DEAD_TOKENS_KEPT_FOR: Final = timedelta(days=30)
"""The last use of a token may still have to be told when something is looked into."""


async def clear_away(context: Context) -> None:
    """Delete it; nothing that could still be asked for goes."""
    now = context.now()
    async with write_transaction():
        await Attempt.delete().where(Attempt.at < now - KEPT_FOR)
        await SignInCode.delete().where(SignInCode.expires_at < now)
        await PairingCode.delete().where(PairingCode.expires_at < now)
        long_dead = now - DEAD_TOKENS_KEPT_FOR
        await AccessToken.delete().where((AccessToken.expires_at < long_dead) | (AccessToken.revoked_at < long_dead))
