import pytest

from server.contract.paging import Paging
from server.contract.pass_products import PassProductChange, PassProductRequest
from server.contract.sales import SaleRequest
from server.rules.vocabulary import PassType
from server.services.context import Context
from server.services.outcomes import InvalidFieldError, NotFoundError
from server.services.passes.sell_pass import sell_pass
from server.services.setup.courses.remove_course import remove_course
from server.services.setup.pass_products.change_product import change_product
from server.services.setup.pass_products.create_product import create_product
from server.services.setup.pass_products.read_products import list_products, read_product
from server.services.setup.pass_products.remove_product import remove_product
from server.tables.passes import PassProduct, PassProductCourse
from server.tables.studios import Studio
from tests.builders import add_course, add_product, add_studio
from tests.readings import everything
from tests.scene import Scene


async def test_a_product_keeps_its_terms(database: None) -> None:
    studio_id = await add_studio()
    pottery, drawing = await add_course(studio_id), await add_course(studio_id, "Drawing")
    asked = PassProductRequest(
        studio_id=studio_id,
        name="8 punches",
        pass_type=PassType.PUNCH_PASS,
        sessions_included=8,
        max_advance_reservations=None,
        absence_grace_period=24,
        validity_days=90,
        course_ids=[drawing, pottery, drawing],
        price_cents=16000,
    )
    product = await create_product(asked)
    assert product == await read_product(product.id)
    assert product.course_ids == sorted([pottery, drawing])
    assert (product.max_advance_reservations, product.absence_grace_period) == (None, 24)
    assert [each.id for each in (await list_products(studio_id, Paging())).items] == [product.id]
    assert (await list_products(await add_studio("Elsewhere"), Paging())).items == []


async def test_a_price_is_in_the_studios_currency(database: None) -> None:
    here, there = await add_studio(), await add_studio("Elsewhere")
    await Studio.update({Studio.currency: "USD"}).where(Studio.id == there)
    products = [await read_product(await add_product(each, await add_course(each))) for each in (here, there)]
    assert [product.currency for product in products] == ["EUR", "USD"]
    assert [product.currency for product in (await list_products(None, Paging())).items] == ["EUR", "USD"]


@pytest.mark.parametrize(
    ("pass_type", "punches"),
    [(PassType.PUNCH_PASS, None), (PassType.UNLIMITED_SERIES, 8), (PassType.FULL_COURSE, 8)],
)
async def test_punches_are_for_punch_passes_and_for_no_other(
    database: None, pass_type: PassType, punches: int | None
) -> None:
    """R11."""
    studio_id = await add_studio()
    asked = PassProductRequest(
        studio_id=studio_id,
        name="Odd",
        pass_type=pass_type,
        sessions_included=punches,
        course_ids=[await add_course(studio_id)],
    )
    with pytest.raises(InvalidFieldError, match="sessionsIncluded"):
        await create_product(asked)
    assert await PassProduct.count() == 0


async def test_a_product_covers_living_courses_of_its_studio(scene: Scene, context: Context) -> None:
    archived = await add_course(scene.studio_id, "Drawing")
    product_id = await add_product(scene.studio_id, scene.course_id, archived)
    sale = SaleRequest(customer_id=scene.customer_id, pass_product_id=product_id)
    await sell_pass(sale, scene.staff, context)
    await remove_course(archived, context)
    foreign = await add_course(await add_studio("Elsewhere"))
    before = await everything()
    for course_ids in ([], [foreign], [scene.course_id, 9999], [archived]):
        with pytest.raises(InvalidFieldError, match="courseIds"):
            await create_product(
                PassProductRequest(
                    studio_id=scene.studio_id,
                    name="All",
                    pass_type=PassType.UNLIMITED_SERIES,
                    course_ids=course_ids,
                )
            )
        with pytest.raises(InvalidFieldError, match="courseIds"):
            await change_product(product_id, PassProductChange(course_ids=course_ids))
    assert await everything() == before


async def test_a_changed_product_leaves_sold_passes_alone(scene: Scene, context: Context) -> None:
    """R6."""
    product_id = await add_product(scene.studio_id, scene.course_id)
    await sell_pass(SaleRequest(customer_id=scene.customer_id, pass_product_id=product_id), scene.staff, context)
    drawing = await add_course(scene.studio_id, "Drawing")
    before = await everything()
    change = PassProductChange(
        sessions_included=10, validity_days=30, course_ids=[drawing], max_advance_reservations=None, name="10 punches"
    )
    product = await change_product(product_id, change)
    assert (product.sessions_included, product.validity_days, product.course_ids) == (10, 30, [drawing])
    assert (product.max_advance_reservations, product.name) == (None, "10 punches")
    after = await everything()
    assert after["class_registration"] == before["class_registration"]
    assert after["registration_course"] == before["registration_course"]


async def test_punches_are_not_put_on_another_pass_by_a_change(database: None) -> None:
    """R11."""
    studio_id = await add_studio()
    asked = PassProductRequest(
        studio_id=studio_id,
        name="All",
        pass_type=PassType.UNLIMITED_SERIES,
        course_ids=[await add_course(studio_id)],
    )
    product = await create_product(asked)
    with pytest.raises(InvalidFieldError, match="sessionsIncluded"):
        await change_product(product.id, PassProductChange(sessions_included=8))
    assert await read_product(product.id) == product


async def test_a_product_that_was_sold_is_archived_and_one_that_was_not_is_deleted(
    scene: Scene, context: Context
) -> None:
    sold = await add_product(scene.studio_id, scene.course_id)
    unsold = await add_product(scene.studio_id, scene.course_id)
    await sell_pass(SaleRequest(customer_id=scene.customer_id, pass_product_id=sold), scene.staff, context)
    assert (await remove_product(sold, context)).archived
    assert not (await remove_product(unsold, context)).archived
    assert (await list_products(None, Paging())).items == []
    assert (await read_product(sold)).archived_at == context.now()
    assert [row["pass_product"] for row in await PassProductCourse.select()] == [sold]


async def test_a_product_or_a_studio_that_is_not_there_is_told(database: None, context: Context) -> None:
    for attempt in (read_product(7), change_product(7, PassProductChange(name="K")), remove_product(7, context)):
        with pytest.raises(NotFoundError, match="pass product"):
            await attempt
    with pytest.raises(InvalidFieldError, match="studioId"):
        await create_product(
            PassProductRequest(studio_id=7, name="All", pass_type=PassType.UNLIMITED_SERIES, course_ids=[1])
        )
