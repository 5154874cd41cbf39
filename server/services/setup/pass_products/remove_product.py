"""Take a pass product off the shelf: archived where it was sold, else deleted."""

from server.contract.setup import Removal
from server.database.write_transaction import write_transaction
from server.services.context import Context
from server.services.setup.rows import archive, delete, hold
from server.tables.passes import ClassRegistration, PassProduct


async def remove_product(product_id: int, context: Context) -> Removal:
    """Delete or archive a product. Raises NotFoundError."""
    now = context.now()
    async with write_transaction():
        row = await hold(PassProduct, product_id)
        if await ClassRegistration.exists().where(ClassRegistration.pass_product == product_id):
            return await archive(row, now)
        return await delete(row)
