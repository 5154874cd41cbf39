"""Customers at the desk."""

from typing import Annotated

from litestar import Controller, Response, get, post
from litestar.openapi import ResponseSpec
from litestar.params import Parameter

from server.access.guards import staff_only
from server.access.parameters import Cursor, Limit, PathId, SearchText
from server.contract.customers import Customer, CustomerRecord, CustomerRequest
from server.contract.notes import CustomerNoteRequest, Note
from server.contract.paging import USUAL_PAGE, Page, Paging
from server.services.actor import Actor
from server.services.context import Context
from server.services.customers.add_customer import add_customer
from server.services.customers.read_customer import read_customer
from server.services.customers.search_customers import search_customers
from server.services.notes.write_note import note_on_customer

CustomerPage = Annotated[Page[Customer], Parameter(schema_component_key="CustomerPage")]
KNOWN = {200: ResponseSpec(Customer, description="The address was known: the customer is linked to the studio")}


class CustomerController(Controller):
    """`/api/staff/customers`: those of the studios that the caller serves."""

    path = "/api/staff/customers"
    guards = (staff_only,)
    tags = ("Staff",)

    @get("/")
    async def search(
        self, actor: Actor, text: SearchText = "", limit: Limit = USUAL_PAGE, cursor: Cursor = None
    ) -> CustomerPage:
        """Find customers by name or e-mail address; each word has to be in one of them."""
        return await search_customers(text, actor, Paging(limit, cursor))

    @post("/", responses=KNOWN)
    async def add(self, actor: Actor, context: Context, data: CustomerRequest) -> Response[Customer]:
        """Add a customer; a known address is linked to the studio and answered with 200."""
        added = await add_customer(data, actor, context)
        return Response(added.customer, status_code=201 if added.is_new else 200)

    @get("/{customer_id:int}")
    async def one(self, actor: Actor, context: Context, customer_id: PathId) -> CustomerRecord:
        """Return a customer with passes, history and notes."""
        return await read_customer(customer_id, actor, context)

    @post("/{customer_id:int}/notes")
    async def note(self, actor: Actor, context: Context, customer_id: PathId, data: CustomerNoteRequest) -> Note:
        """Note something down about a customer, for the staff of one studio; rosters show it."""
        return await note_on_customer(customer_id, data, actor, context)
