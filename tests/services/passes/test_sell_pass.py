from datetime import UTC, date, datetime

import pytest

from server.contract.pass_products import PassProductChange, PassProductRequest
from server.contract.sales import SaleRequest
from server.rules.vocabulary import PassType, PaymentMethod
from server.services.context import Context
from server.services.outcomes import ConflictError, InvalidFieldError, NotFoundError
from server.services.passes.sell_pass import sell_pass
from server.services.setup.courses.remove_course import remove_course
from server.services.setup.pass_products.change_product import change_product
from server.services.setup.pass_products.create_product import create_product
from server.services.setup.pass_products.remove_product import remove_product
from server.services.setup.studios.remove_studio import remove_studio
from server.tables.passes import ClassRegistration, PunchEntry
from server.tables.studios import Studio
from tests import actors
from tests.builders import add_course, add_customer, add_product, add_staff, add_step, add_studio
from tests.movable_clock import MovableClock
from tests.readings import WrittenAct, acts, everything
from tests.scene import Scene

TODAY = date(2026, 3, 2)


async def product_of(
    scene: Scene,
    *course_ids: int,
    pass_type: PassType = PassType.PUNCH_PASS,
    grace: int | None = 0,
    validity_days: int | None = None,
) -> int:
    """Put a product on the scene's shelf, for the scene's course where no other is named."""
    product = await create_product(
        PassProductRequest(
            studio_id=scene.studio_id,
            name="A pass",
            pass_type=pass_type,
            sessions_included=8 if pass_type is PassType.PUNCH_PASS else None,
            absence_grace_period=grace,
            validity_days=validity_days,
            course_ids=list(course_ids) or [scene.course_id],
            price_cents=16000,
        )
    )
    return product.id


def sale(scene: Scene, product_id: int) -> SaleRequest:
    return SaleRequest(customer_id=scene.customer_id, pass_product_id=product_id)


async def row_of(registration_id: int) -> ClassRegistration:
    row = await ClassRegistration.objects().get(ClassRegistration.id == registration_id)
    assert row is not None
    return row


async def test_a_punch_pass_is_sold_with_its_grant_in_the_ledger(scene: Scene, context: Context) -> None:
    """R6, R9."""
    asked = SaleRequest(customer_id=scene.customer_id, pass_product_id=await product_of(scene, validity_days=90))
    sold = await sell_pass(asked, scene.staff, context)
    assert (sold.pass_type, sold.sessions_included, sold.sessions_remaining, sold.status) == (
        PassType.PUNCH_PASS,
        8,
        8,
        "active",
    )
    row = await row_of(sold.id)
    assert (row.sold_by, row.sold_at) == (scene.staff_id, context.now())
    ledger = await PunchEntry.select().where(PunchEntry.registration == sold.id)
    assert [(entry["kind"], entry["delta"], entry["actor"]) for entry in ledger] == [("GRANT", 8, scene.staff.label)]


@pytest.mark.parametrize("payment", PaymentMethod)
async def test_what_was_agreed_is_kept_with_the_pass(scene: Scene, context: Context, payment: PaymentMethod) -> None:
    """R6: the price and the currency of the day of the sale, also of a pass that is given for free."""
    product_id = await product_of(scene)
    asked = SaleRequest(
        customer_id=scene.customer_id, pass_product_id=product_id, payment=payment, payment_note="Two notes of 80"
    )
    sold = await sell_pass(asked, scene.staff, context)
    assert (sold.price_cents, sold.currency) == (16000, "EUR")
    assert (sold.payment, sold.payment_note) == (payment, "Two notes of 80")
    assert (sold.sold_by, sold.sold_at) == ("Sam Okafor", context.now())
    await change_product(product_id, PassProductChange(price_cents=20000))
    await Studio.update({Studio.currency: "USD"}).where(Studio.id == scene.studio_id)
    row = await row_of(sold.id)
    assert (row.price_cents, row.currency, row.payment, row.payment_note) == (16000, "EUR", payment, "Two notes of 80")


async def test_a_sale_is_written_down_without_its_note(scene: Scene, context: Context) -> None:
    product_id = await product_of(scene)
    asked = SaleRequest(
        customer_id=scene.customer_id, pass_product_id=product_id, payment=PaymentMethod.FREE, payment_note="For Ben"
    )
    sold = await sell_pass(asked, scene.staff, context)
    facts = {
        "passProductId": product_id,
        "customerId": scene.customer_id,
        "priceCents": 16000,
        "currency": "EUR",
        "payment": "free",
        "reserved": 0,
    }
    assert await acts() == [
        WrittenAct("PASS_SOLD", "CLASS_REGISTRATION", sold.id, scene.staff.label, "API", None, facts)
    ]


@pytest.mark.parametrize("pass_type", [PassType.UNLIMITED_SERIES, PassType.FULL_COURSE])
async def test_other_passes_have_no_counter_and_no_ledger(scene: Scene, context: Context, pass_type: PassType) -> None:
    """R11."""
    sold = await sell_pass(sale(scene, await product_of(scene, pass_type=pass_type)), scene.staff, context)
    counters = (sold.sessions_included, sold.sessions_remaining, sold.sessions_held, sold.sessions_available)
    assert counters == (None, None, None, None)
    assert not await PunchEntry.exists().where(PunchEntry.registration == sold.id)


async def test_the_first_date_is_the_studios_today_and_the_last_is_inclusive(
    scene: Scene, context: Context, clock: MovableClock
) -> None:
    """R1, R6: 04:30 in UTC is still yesterday in New York."""
    clock.set(datetime(2026, 3, 3, 4, 30, tzinfo=UTC))
    sold = await sell_pass(sale(scene, await product_of(scene, validity_days=30)), scene.staff, context)
    assert (sold.valid_from, sold.valid_until) == (TODAY, date(2026, 3, 31))


async def test_a_pass_of_one_day_ends_on_its_first(scene: Scene, context: Context) -> None:
    """R6."""
    sold = await sell_pass(sale(scene, await product_of(scene, validity_days=1)), scene.staff, context)
    assert (sold.valid_from, sold.valid_until) == (TODAY, TODAY)


async def test_a_first_date_may_be_given_or_be_open(scene: Scene, context: Context) -> None:
    """R6: in JSON an absent field is the default, null is null."""
    product_id = await product_of(scene)
    later = SaleRequest(customer_id=scene.customer_id, pass_product_id=product_id, valid_from=date(2026, 4, 1))
    sold = await sell_pass(later, scene.staff, context)
    assert (sold.valid_from, sold.valid_until, sold.status) == (date(2026, 4, 1), None, "upcoming")
    ever = SaleRequest(customer_id=scene.customer_id, pass_product_id=product_id, valid_from=None)
    assert (await sell_pass(ever, scene.staff, context)).valid_from is None


async def test_a_number_of_days_needs_a_first_date(scene: Scene, context: Context) -> None:
    product_id = await product_of(scene, validity_days=30)
    before = await everything()
    asked = SaleRequest(customer_id=scene.customer_id, pass_product_id=product_id, valid_from=None)
    with pytest.raises(InvalidFieldError, match="validFrom"):
        await sell_pass(asked, scene.staff, context)
    assert await everything() == before


async def test_a_full_course_without_parts_never_auto_cancels(scene: Scene, context: Context) -> None:
    """R6."""
    with_parts = await add_course(scene.studio_id, "Mugs")
    await add_step(with_parts, 1)
    plain = await product_of(scene, pass_type=PassType.FULL_COURSE)
    in_parts = await product_of(scene, with_parts, pass_type=PassType.FULL_COURSE)
    sold = [await sell_pass(sale(scene, each), scene.staff, context) for each in (plain, in_parts)]
    assert [(await row_of(each.id)).absence_grace_period for each in sold] == [None, 0]


@pytest.mark.parametrize("grace", [None, 0, 24])
async def test_the_grace_is_copied_null_too(scene: Scene, context: Context, grace: int | None) -> None:
    """R6: null is null."""
    sold = await sell_pass(sale(scene, await product_of(scene, grace=grace)), scene.staff, context)
    assert (await row_of(sold.id)).absence_grace_period == grace


async def test_a_sale_may_narrow_the_courses(scene: Scene, context: Context) -> None:
    drawing = await add_course(scene.studio_id, "Drawing")
    product_id = await product_of(scene, scene.course_id, drawing)
    everything_covered = await sell_pass(sale(scene, product_id), scene.staff, context)
    assert everything_covered.course_ids == [scene.course_id, drawing]
    narrowed = SaleRequest(customer_id=scene.customer_id, pass_product_id=product_id, course_id=drawing)
    sold = await sell_pass(narrowed, scene.staff, context)
    assert (sold.course_ids, sold.course_names) == ([drawing], ["Drawing"])


async def test_a_course_that_the_product_does_not_cover_is_refused(scene: Scene, context: Context) -> None:
    product_id = await product_of(scene)
    other = await add_course(scene.studio_id, "Drawing")
    before = await everything()
    for course_id in (other, 9999):
        asked = SaleRequest(customer_id=scene.customer_id, pass_product_id=product_id, course_id=course_id)
        with pytest.raises(InvalidFieldError, match="courseId"):
            await sell_pass(asked, scene.staff, context)
    assert await everything() == before


async def test_what_was_taken_off_the_shelf_is_not_sold(scene: Scene, context: Context) -> None:
    archived = await product_of(scene)
    await sell_pass(sale(scene, archived), scene.staff, context)
    await remove_product(archived, context)
    ended = await add_course(scene.studio_id, "Drawing")
    of_ended_course = await product_of(scene, ended)
    await sell_pass(sale(scene, of_ended_course), scene.staff, context)
    await remove_course(ended, context)
    before = await everything()
    for product_id in (archived, of_ended_course):
        with pytest.raises(ConflictError) as refused:
            await sell_pass(sale(scene, product_id), scene.staff, context)
        assert refused.value.code == "pass_not_for_sale"
    assert await everything() == before


async def test_a_closed_studio_sells_nothing(scene: Scene, context: Context) -> None:
    product_id = await product_of(scene)
    await remove_studio(scene.studio_id, context)
    with pytest.raises(ConflictError) as refused:
        await sell_pass(sale(scene, product_id), scene.staff, context)
    assert refused.value.code == "pass_not_for_sale"


async def test_staff_sell_only_their_studios_passes_to_its_customers(scene: Scene, context: Context) -> None:
    """R41: what is another studio's is not there."""
    elsewhere = await add_studio("Elsewhere")
    foreign_product = await add_product(elsewhere, await add_course(elsewhere))
    foreign_customer = await add_customer(elsewhere, "Ben Ode")
    product_id = await product_of(scene)
    foreign_staff = actors.staff(await add_staff(elsewhere), elsewhere)
    before = await everything()
    for asked, actor in (
        (sale(scene, foreign_product), scene.staff),
        (sale(scene, 9999), scene.staff),
        (SaleRequest(customer_id=foreign_customer, pass_product_id=product_id), scene.staff),
        (SaleRequest(customer_id=9999, pass_product_id=product_id), scene.staff),
        (sale(scene, product_id), foreign_staff),
    ):
        with pytest.raises(NotFoundError):
            await sell_pass(asked, actor, context)
    assert await everything() == before


async def test_an_admin_sells_a_studios_pass_to_a_customer_who_is_new_there(scene: Scene, context: Context) -> None:
    """R41: one customer per address and server, linked to studios."""
    newcomer = await add_customer(await add_studio("Elsewhere"), "Ben Ode")
    asked = SaleRequest(customer_id=newcomer, pass_product_id=await product_of(scene))
    sold = await sell_pass(asked, actors.admin(scene.staff_id), context)
    links = (await everything())["customer_studio"]
    assert (newcomer, scene.studio_id) in {(link["customer"], link["studio"]) for link in links}
    assert sold.studio_id == scene.studio_id
