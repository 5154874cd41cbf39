"""A kiosk is paired, paired again and taken away by several at once: each is answered, nobody waits for another."""

import asyncio
from collections.abc import Awaitable

import pytest

from server.contract.kiosk import PairAnswer, PairRequest
from server.contract.kiosk_setup import KioskPairing, KioskRequest
from server.contract.setup import Removal
from server.services.context import Context
from server.services.outcomes import ConflictError, NotFoundError
from server.services.setup.kiosks.create_kiosk import create_kiosk, pair_again
from server.services.setup.kiosks.remove_kiosk import remove_kiosk
from server.services.signing_in.pair_kiosk import pair_kiosk
from server.services.signing_in.refused import WrongSecretError
from tests.builders import add_studio

ROUNDS = 40
FORESEEN = (PairAnswer, KioskPairing, Removal, WrongSecretError, ConflictError, NotFoundError)


@pytest.fixture
async def studio_id(database: None) -> int:
    return await add_studio()


async def test_pairing_against_pairing_again(studio_id: int, context: Context) -> None:
    for place in range(ROUNDS):
        made = await create_kiosk(KioskRequest(name="Front door", studio_id=studio_id), context)
        await answered(pair(made, place, context), pair_again(made.id, context), pair(made, place, context))


async def test_pairing_against_taking_away(studio_id: int, context: Context) -> None:
    for place in range(ROUNDS):
        made = await create_kiosk(KioskRequest(name="Front door", studio_id=studio_id), context)
        await pair(made, place, context)
        again = await pair_again(made.id, context)
        await answered(pair(again, place, context), remove_kiosk(made.id, context), pair_again(made.id, context))


async def answered(*calls: Awaitable[object]) -> None:
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert [one for one in outcomes if not isinstance(one, FORESEEN)] == []


async def pair(made: KioskPairing, place: int, context: Context) -> PairAnswer:
    """Each round comes from an address of its own: the tries of one are limited."""
    return await pair_kiosk(PairRequest(pairing_code=made.pairing_code), f"192.0.2.{place}", context)
