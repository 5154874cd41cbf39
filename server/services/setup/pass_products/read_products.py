"""The pass products, one or many."""

from server.contract import pass_products as shapes
from server.contract.paging import Page, Paging
from server.services.paging import read_page
from server.services.setup.pass_products.present import present, present_all
from server.services.setup.rows import find
from server.tables.passes import PassProduct


async def list_products(studio_id: int | None, paging: Paging) -> Page[shapes.PassProduct]:
    """Return the products that are not archived, of one studio or of all."""
    conditions = [PassProduct.archived_at.is_null()]
    if studio_id is not None:
        conditions.append(PassProduct.studio == studio_id)
    rows, next_cursor = await read_page(PassProduct, conditions, paging)
    return Page(items=await present_all(rows), next_cursor=next_cursor)


async def read_product(product_id: int) -> shapes.PassProduct:
    """Return one product, an archived one too. Raises NotFoundError."""
    return await present(await find(PassProduct, product_id))
