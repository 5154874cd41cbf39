"""Pass products as the wire shows them."""

from collections.abc import Mapping, Sequence

from server.contract import pass_products as shapes
from server.rules.vocabulary import PassType
from server.tables.passes import PassProduct, PassProductCourse
from server.tables.studios import Studio


async def present(row: PassProduct) -> shapes.PassProduct:
    """Return one product with the courses that it covers, and the currency of its studio."""
    return (await present_all([row]))[0]


async def present_all(rows: Sequence[PassProduct]) -> list[shapes.PassProduct]:
    """Return products with the courses that they cover: two statements, however many they are."""
    if not rows:
        return []
    links = (
        await PassProductCourse.select(PassProductCourse.pass_product, PassProductCourse.course)
        .where(PassProductCourse.pass_product.is_in([row.id for row in rows]))
        .order_by(PassProductCourse.course)
    )
    currencies = await _currencies()
    return [
        _shape(row, [link["course"] for link in links if link["pass_product"] == row.id], currencies) for row in rows
    ]


async def _currencies() -> Mapping[int, str]:
    return {row["id"]: row["currency"] for row in await Studio.select(Studio.id, Studio.currency)}


def _shape(row: PassProduct, course_ids: list[int], currencies: Mapping[int, str]) -> shapes.PassProduct:
    return shapes.PassProduct(
        id=row.id,
        studio_id=row.studio,
        name=row.name,
        pass_type=PassType(row.pass_type),
        sessions_included=row.sessions_included,
        max_advance_reservations=row.max_advance_reservations,
        requires_sequential_attendance=row.requires_sequential_attendance,
        absence_grace_period=row.absence_grace_period,
        validity_days=row.validity_days,
        course_ids=course_ids,
        price_cents=row.price_cents,
        currency=currencies[row.studio],
        archived_at=row.archived_at,
    )
