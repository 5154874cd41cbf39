"""What signing in no longer needs goes; what could still be asked for stays."""

from datetime import timedelta

from server.contract.signing_in import CodeRequest
from server.services.context import Context
from server.services.signing_in.clear_away import clear_away
from server.services.signing_in.identify import identify
from server.services.signing_in.pair_kiosk import issue_pairing_code
from server.services.signing_in.request_code import request_code
from server.services.signing_in.tokens import revoke_token
from server.tables.access import AccessToken, Attempt, SignInCode
from server.tables.kiosks import PairingCode
from tests.builders import add_customer, add_kiosk, add_studio, sign_in_customer
from tests.movable_clock import MovableClock


async def leave_traces(context: Context) -> None:
    kiosk = await add_kiosk(await add_studio())
    await issue_pairing_code(kiosk.id, context.now())
    await request_code(CodeRequest(email="ana@example.com"), "192.0.2.7", context)


async def test_what_is_over_goes(database: None, context: Context, clock: MovableClock) -> None:
    await leave_traces(context)
    clock.advance(timedelta(days=1, seconds=1))
    await clear_away(context)
    for table in (Attempt, SignInCode, PairingCode):
        assert await table.count() == 0, table


async def test_what_still_counts_stays(database: None, context: Context, clock: MovableClock) -> None:
    await leave_traces(context)
    clock.advance(timedelta(minutes=10))
    await clear_away(context)
    for table in (Attempt, SignInCode, PairingCode):
        assert await table.count() > 0, table


async def test_dead_tokens_go_after_a_month_and_living_ones_never(
    database: None, context: Context, clock: MovableClock
) -> None:
    customer_id = await add_customer(await add_studio())
    kiosk = await add_kiosk(await add_studio("Elsewhere"))
    await revoke_token(await sign_in_customer(customer_id, context.now()), context.now())
    living = await sign_in_customer(customer_id, context.now())
    clock.advance(timedelta(days=30, seconds=1))
    await clear_away(context)
    assert await AccessToken.count() == 2
    assert await identify(living, None, context.now()) is not None
    assert await identify(kiosk.token, None, context.now()) is not None
