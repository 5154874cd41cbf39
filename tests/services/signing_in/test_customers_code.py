"""A code in the mail signs a customer in: ten minutes, five tries, once."""

import asyncio
import json
from datetime import timedelta

import pytest

from server.contract.signing_in import CodeRequest, CustomerSignedIn, SignInRequest
from server.services.context import Context
from server.services.outcomes import InvalidFieldError
from server.services.signing_in.identify import identify
from server.services.signing_in.refused import MissingForSignUpError, TooManyTriesError, WrongSecretError
from server.services.signing_in.request_code import request_code
from server.services.signing_in.sign_in_customer import sign_in_customer
from server.tables.access import SignInCode
from server.tables.outbox import OutboxMessage
from server.tables.people import Customer, CustomerStudio
from tests.builders import add_customer, add_studio
from tests.mailed import mailed_code
from tests.movable_clock import MovableClock

ANA = "ana@example.com"
HERE = "192.0.2.7"


async def ask(context: Context, email: str = ANA, client: str = HERE) -> None:
    await request_code(CodeRequest(email=email), client, context)


async def sign_in(
    context: Context, code: str, *, email: str = ANA, name: str | None = None, studio_id: int | None = None
) -> CustomerSignedIn:
    return await sign_in_customer(SignInRequest(email=email, code=code, name=name, studio_id=studio_id), context)


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


async def test_the_code_from_the_mail_signs_in(database: None, context: Context) -> None:
    customer_id = await add_customer(await add_studio(), email=ANA)
    await ask(context)
    signed_in = await sign_in(context, await mailed_code(ANA))
    actor = await identify(signed_in.token, None, context.now())
    assert actor is not None
    assert (actor.customer_id, signed_in.name) == (customer_id, "Ana Ruiz")


async def test_capitals_in_the_address_and_spaces_in_the_code_do_not_matter(database: None, context: Context) -> None:
    customer_id = await add_customer(await add_studio(), email=ANA)
    await ask(context, "Ana@Example.COM")
    code = await mailed_code(ANA)
    signed_in = await sign_in(context, f" {code[:3]} {code[3:]} ", email="ANA@example.com")
    assert signed_in.customer_id == customer_id


async def test_a_known_and_an_unknown_address_get_the_same_mail(database: None, context: Context) -> None:
    await add_customer(await add_studio(), email=ANA)
    await ask(context)
    await ask(context, "nobody@example.com")
    rows = await OutboxMessage.select().order_by(OutboxMessage.id)
    facts = [json.loads(row["facts"]) | {"code": "…"} for row in rows]
    assert facts[0] == facts[1] == {"code": "…", "studioName": "Kiln & Co", "minutes": 10}


async def test_the_database_keeps_no_code_in_clear_and_no_plain_hash_of_one(database: None, context: Context) -> None:
    await ask(context)
    row = await SignInCode.select().first()
    assert row is not None
    assert await mailed_code(ANA) not in json.dumps(row, default=str)


async def test_a_code_works_once(database: None, context: Context) -> None:
    await add_customer(await add_studio(), email=ANA)
    await ask(context)
    code = await mailed_code(ANA)
    await sign_in(context, code)
    with pytest.raises(WrongSecretError):
        await sign_in(context, code)


async def test_two_at_once_use_a_code_once(database: None, context: Context) -> None:
    await add_customer(await add_studio(), email=ANA)
    await ask(context)
    code = await mailed_code(ANA)
    ends = await asyncio.gather(*(sign_in(context, code) for _ in range(6)), return_exceptions=True)
    assert sum(isinstance(end, CustomerSignedIn) for end in ends) == 1
    assert sum(isinstance(end, WrongSecretError) for end in ends) == 5


async def test_a_code_still_works_one_second_before_its_ten_minutes_are_over(
    database: None, context: Context, clock: MovableClock
) -> None:
    await add_customer(await add_studio(), email=ANA)
    await ask(context)
    clock.advance(timedelta(minutes=9, seconds=59))
    assert (await sign_in(context, await mailed_code(ANA))).token


async def test_a_code_is_dead_after_ten_minutes(database: None, context: Context, clock: MovableClock) -> None:
    await add_customer(await add_studio(), email=ANA)
    await ask(context)
    clock.advance(timedelta(minutes=10))
    with pytest.raises(WrongSecretError):
        await sign_in(context, await mailed_code(ANA))


async def test_after_five_wrong_tries_the_right_code_is_dead_too(database: None, context: Context) -> None:
    await add_customer(await add_studio(), email=ANA)
    await ask(context)
    code = await mailed_code(ANA)
    for _ in range(5):
        with pytest.raises(WrongSecretError):
            await sign_in(context, other_than(code))
    with pytest.raises(WrongSecretError):
        await sign_in(context, code)


async def test_the_fifth_try_may_still_be_right(database: None, context: Context) -> None:
    await add_customer(await add_studio(), email=ANA)
    await ask(context)
    code = await mailed_code(ANA)
    for _ in range(4):
        with pytest.raises(WrongSecretError):
            await sign_in(context, other_than(code))
    assert (await sign_in(context, code)).token


async def test_only_the_newest_code_works(database: None, context: Context) -> None:
    await add_customer(await add_studio(), email=ANA)
    await ask(context)
    first = await mailed_code(ANA)
    await ask(context)
    second = await mailed_code(ANA)
    if first != second:
        with pytest.raises(WrongSecretError):
            await sign_in(context, first)
    assert (await sign_in(context, second)).token


async def test_another_addresss_code_does_not_work(database: None, context: Context) -> None:
    await ask(context, "ben@example.com")
    with pytest.raises(WrongSecretError):
        await sign_in(context, await mailed_code("ben@example.com"))


async def test_a_new_address_becomes_a_customer_of_the_only_studio(database: None, context: Context) -> None:
    studio_id = await add_studio()
    await ask(context)
    signed_in = await sign_in(context, await mailed_code(ANA), name="  Ana Ruiz ")
    links = await CustomerStudio.select(CustomerStudio.studio).where(CustomerStudio.customer == signed_in.customer_id)
    assert ([link["studio"] for link in links], signed_in.name) == ([studio_id], "Ana Ruiz")


async def test_a_new_address_without_a_name_keeps_its_code(database: None, context: Context) -> None:
    await add_studio()
    await ask(context)
    code = await mailed_code(ANA)
    for _ in range(6):
        with pytest.raises(MissingForSignUpError, match="name"):
            await sign_in(context, code)
    assert await Customer.count() == 0
    assert (await sign_in(context, code, name="Ana")).token


async def test_where_there_are_several_studios_a_new_address_names_one(database: None, context: Context) -> None:
    await add_studio()
    elsewhere = await add_studio("Elsewhere")
    await ask(context)
    code = await mailed_code(ANA)
    with pytest.raises(MissingForSignUpError, match="studio"):
        await sign_in(context, code, name="Ana")
    with pytest.raises(InvalidFieldError):
        await sign_in(context, code, name="Ana", studio_id=999)
    signed_in = await sign_in(context, code, name="Ana", studio_id=elsewhere)
    links = await CustomerStudio.select(CustomerStudio.studio).where(CustomerStudio.customer == signed_in.customer_id)
    assert [link["studio"] for link in links] == [elsewhere]


async def test_a_known_customer_is_linked_to_the_studio_that_is_named(database: None, context: Context) -> None:
    here, elsewhere = await add_studio(), await add_studio("Elsewhere")
    customer_id = await add_customer(here, email=ANA)
    await ask(context)
    await sign_in(context, await mailed_code(ANA), studio_id=elsewhere)
    links = await CustomerStudio.select(CustomerStudio.studio).where(CustomerStudio.customer == customer_id)
    assert {link["studio"] for link in links} == {here, elsewhere}


async def test_an_eleventh_code_within_an_hour_is_refused_for_known_and_unknown_alike(
    database: None, context: Context, clock: MovableClock
) -> None:
    await add_customer(await add_studio(), email=ANA)
    for email in (ANA, "nobody@example.com"):
        for _ in range(10):
            await ask(context, email)
        with pytest.raises(TooManyTriesError) as refused:
            await ask(context, email)
        assert refused.value.retry_at == context.now() + timedelta(hours=1)
    clock.advance(timedelta(hours=1))
    await ask(context)


async def test_fifty_at_once_get_no_more_codes_than_the_limit(database: None, context: Context) -> None:
    ends = await asyncio.gather(*(ask(context) for _ in range(50)), return_exceptions=True)
    sent = [end for end in ends if end is None]
    assert len(sent) <= 10
    assert all(isinstance(end, TooManyTriesError) for end in ends if end is not None)
    assert await OutboxMessage.count() == len(sent)


async def test_no_table_of_tries_names_an_address(database: None, context: Context) -> None:
    await ask(context)
    rows = await SignInCode.raw("SELECT * FROM attempt")
    assert rows
    assert "ana" not in json.dumps(rows, default=str)
    assert HERE not in json.dumps(rows, default=str)
