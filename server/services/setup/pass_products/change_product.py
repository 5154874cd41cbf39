"""Change a pass product; what was sold keeps its terms (R6)."""

from server.contract import pass_products as shapes
from server.contract.setup import given_fields
from server.database.write_transaction import write_transaction
from server.rules.vocabulary import PassType
from server.services.setup.pass_products.checked_product import check_punches, cover_courses
from server.services.setup.pass_products.present import present
from server.services.setup.rows import change, hold
from server.tables.passes import PassProduct


async def change_product(product_id: int, asked: shapes.PassProductChange) -> shapes.PassProduct:
    """Return the product as it is now, for passes sold from now on.

    Raises NotFoundError, and InvalidFieldError for a course that is not there and for punches that do not fit (R11).
    """
    values = given_fields(asked)
    values.pop("course_ids", None)
    async with write_transaction():
        row = await change(await hold(PassProduct, product_id), values)
        check_punches(PassType(row.pass_type), row.sessions_included)
        if isinstance(asked.course_ids, list):
            await cover_courses(product_id, row.studio, asked.course_ids)
        return await present(row)
