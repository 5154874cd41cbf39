"""Offer a pass for sale."""

from server.contract import pass_products as shapes
from server.database.write_transaction import write_transaction
from server.services.setup.pass_products.checked_product import check_punches, cover_courses
from server.services.setup.pass_products.present import present
from server.services.setup.rows import refer
from server.tables.passes import PassProduct
from server.tables.studios import Studio


async def create_product(asked: shapes.PassProductRequest) -> shapes.PassProduct:
    """Return the new product.

    Raises InvalidFieldError for a studio or a course that is not there, and for punches that do not fit (R11).
    """
    check_punches(asked.pass_type, asked.sessions_included)
    async with write_transaction():
        await refer(Studio, asked.studio_id, "studioId")
        row = PassProduct(
            studio=asked.studio_id,
            name=asked.name,
            pass_type=asked.pass_type,
            sessions_included=asked.sessions_included,
            max_advance_reservations=asked.max_advance_reservations,
            requires_sequential_attendance=asked.requires_sequential_attendance,
            absence_grace_period=asked.absence_grace_period,
            validity_days=asked.validity_days,
            price_cents=asked.price_cents,
        )
        await row.save()
        await cover_courses(row.id, asked.studio_id, asked.course_ids)
        return await present(row)
