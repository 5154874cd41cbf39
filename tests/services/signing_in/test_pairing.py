"""Eight characters make a device a kiosk, once, within ten minutes."""

from datetime import timedelta

import pytest

from server.contract.kiosk import PairAnswer, PairRequest
from server.contract.kiosk_setup import KioskPairing
from server.services.context import Context
from server.services.signing_in.identify import identify
from server.services.signing_in.pair_kiosk import ALPHABET, issue_pairing_code, pair_kiosk
from server.services.signing_in.refused import TooManyTriesError, WrongSecretError
from server.tables.kiosks import Kiosk, PairingCode
from tests.builders import add_kiosk, add_studio
from tests.movable_clock import MovableClock


async def pair(code: str, context: Context) -> PairAnswer:
    return await pair_kiosk(PairRequest(pairing_code=code), "192.0.2.7", context)


async def issue(kiosk_id: int, context: Context) -> KioskPairing:
    return await issue_pairing_code(kiosk_id, context.now())


async def test_a_pairing_code_gives_a_token_and_says_where_the_kiosk_stands(database: None, context: Context) -> None:
    studio_id = await add_studio()
    kiosk_id = (await add_kiosk(studio_id)).id
    answer = await pair((await issue(kiosk_id, context)).pairing_code, context)
    actor = await identify(answer.token, None, context.now())
    assert actor is not None
    assert (actor.kiosk_id, answer.kiosk_id) == (kiosk_id, kiosk_id)
    assert (answer.studio.id, answer.studio.name, answer.studio.timezone) == (
        studio_id,
        "Kiln & Co",
        "America/New_York",
    )


async def test_a_pairing_code_has_eight_letters_that_nobody_mixes_up(database: None, context: Context) -> None:
    pairing = await issue((await add_kiosk(await add_studio())).id, context)
    assert len(pairing.pairing_code) == 8
    assert set(pairing.pairing_code) <= set(ALPHABET)
    assert not set("01OI") & set(ALPHABET)
    assert pairing.expires_at == context.now() + timedelta(minutes=10)


async def test_a_pairing_code_may_be_typed_in_small_letters_and_groups(database: None, context: Context) -> None:
    code = (await issue((await add_kiosk(await add_studio())).id, context)).pairing_code
    assert (await pair(f" {code[:4].lower()}-{code[4:].lower()} ", context)).token


async def test_a_pairing_code_works_once(database: None, context: Context) -> None:
    code = (await issue((await add_kiosk(await add_studio())).id, context)).pairing_code
    await pair(code, context)
    with pytest.raises(WrongSecretError):
        await pair(code, context)


async def test_a_pairing_code_is_dead_after_ten_minutes(database: None, context: Context, clock: MovableClock) -> None:
    code = (await issue((await add_kiosk(await add_studio())).id, context)).pairing_code
    clock.advance(timedelta(minutes=10))
    with pytest.raises(WrongSecretError):
        await pair(code, context)


async def test_pairing_again_kills_the_kiosks_earlier_token_and_no_other(database: None, context: Context) -> None:
    studio_id = await add_studio()
    kiosk, neighbour = await add_kiosk(studio_id), await add_kiosk(studio_id, "Back door")
    answer = await pair((await issue(kiosk.id, context)).pairing_code, context)
    assert await identify(kiosk.token, None, context.now()) is None
    assert await identify(answer.token, None, context.now()) is not None
    assert await identify(neighbour.token, None, context.now()) is not None


async def test_a_new_pairing_code_kills_the_one_before(database: None, context: Context) -> None:
    kiosk = await add_kiosk(await add_studio())
    first = await issue(kiosk.id, context)
    second = await issue(kiosk.id, context)
    with pytest.raises(WrongSecretError):
        await pair(first.pairing_code, context)
    assert (await pair(second.pairing_code, context)).token


async def test_a_revoked_kiosk_is_not_paired(database: None, context: Context) -> None:
    kiosk = await add_kiosk(await add_studio())
    code = (await issue(kiosk.id, context)).pairing_code
    await Kiosk.update({Kiosk.revoked_at: context.now()}).where(Kiosk.id == kiosk.id)
    with pytest.raises(WrongSecretError):
        await pair(code, context)


async def test_wrong_pairing_codes_have_to_wait_after_thirty(
    database: None, context: Context, clock: MovableClock
) -> None:
    code = (await issue((await add_kiosk(await add_studio())).id, context)).pairing_code
    for _ in range(30):
        with pytest.raises(WrongSecretError):
            await pair("WRONG234", context)
    with pytest.raises(TooManyTriesError):
        await pair(code, context)


async def test_the_database_keeps_no_pairing_code(database: None, context: Context) -> None:
    code = (await issue((await add_kiosk(await add_studio())).id, context)).pairing_code
    row = await PairingCode.select().first()
    assert row is not None
    assert code not in str(row)
