"""Pass products, set up by admins."""

from typing import Annotated

from litestar import Controller, delete, get, patch, post
from litestar.params import Parameter

from server.access.guards import admins_only
from server.access.parameters import Cursor, Limit, PathId, StudioFilter
from server.contract.paging import USUAL_PAGE, Page, Paging
from server.contract.pass_products import PassProduct, PassProductChange, PassProductRequest
from server.contract.setup import Removal
from server.services.context import Context
from server.services.setup.pass_products.change_product import change_product
from server.services.setup.pass_products.create_product import create_product
from server.services.setup.pass_products.read_products import list_products, read_product
from server.services.setup.pass_products.remove_product import remove_product

PassProductPage = Annotated[Page[PassProduct], Parameter(schema_component_key="PassProductPage")]


class PassProductController(Controller):
    """`/api/admin/pass-products`."""

    path = "/api/admin/pass-products"
    guards = (admins_only,)
    tags = ("Admin",)

    @get("/")
    async def every(
        self, studio_id: StudioFilter = None, limit: Limit = USUAL_PAGE, cursor: Cursor = None
    ) -> PassProductPage:
        """List the pass products that are not archived."""
        return await list_products(studio_id, Paging(limit, cursor))

    @post("/")
    async def create(self, data: PassProductRequest) -> PassProduct:
        """Offer a pass for sale."""
        return await create_product(data)

    @get("/{product_id:int}")
    async def one(self, product_id: PathId) -> PassProduct:
        """Return a pass product, an archived one too."""
        return await read_product(product_id)

    @patch("/{product_id:int}")
    async def change(self, product_id: PathId, data: PassProductChange) -> PassProduct:
        """Change a pass product: what is absent stays, null clears."""
        return await change_product(product_id, data)

    @delete("/{product_id:int}", status_code=200)
    async def remove(self, product_id: PathId, context: Context) -> Removal:
        """Take a pass product off the shelf: archived where it was sold."""
        return await remove_product(product_id, context)
