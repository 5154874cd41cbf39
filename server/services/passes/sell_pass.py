"""Sell a pass: its terms are copied from the product, and its punches granted, in one transaction (R6, R9)."""

from datetime import date, datetime

from msgspec import UNSET

from server.contract.sales import SaleRequest, SoldPass
from server.database.write_transaction import write_transaction
from server.rules.local_time import local_date
from server.rules.passes import last_valid_date
from server.rules.punches import PunchChange, counts_punches
from server.rules.vocabulary import AuditAction, AuditSubject, PassType, PunchKind
from server.services.actor import Actor
from server.services.audit.record_act import Act, Facts, record_act
from server.services.context import Context
from server.services.customers.link_studio import link_studio
from server.services.customers.served_customer import served_customer
from server.services.outcomes import ConflictError, InvalidFieldError, NotFoundError
from server.services.passes.append_punches import LedgerEntry, append_punch
from server.services.passes.read_passes import find_pass_row, present_sold
from server.services.studio_facts import zone_of
from server.tables.courses import ClassStep
from server.tables.passes import ClassRegistration, PassProduct, PassProductCourse, RegistrationCourse
from server.tables.studios import Studio


async def sell_pass(asked: SaleRequest, actor: Actor, context: Context) -> SoldPass:
    """Return the pass that a customer has now; the sale is written down.

    Raises NotFoundError for a customer or a product that the actor does not serve, InvalidFieldError for a course that
    the product does not cover and for a validity without a beginning, ConflictError `pass_not_for_sale`.
    """
    now = context.now()
    async with write_transaction():
        product = await _product(asked.pass_product_id, actor)
        customer = await served_customer(asked.customer_id, actor)
        studio = await _studio_of(product)
        course_ids = await _course_ids(product.id, asked.course_id)
        row = await _copied(product, customer.id, course_ids, _valid_from(asked, product, studio, now))
        row.currency, row.payment, row.payment_note = studio.currency, asked.payment, asked.payment_note
        row.sold_by, row.sold_at = actor.staff_id, now
        await row.save()
        await RegistrationCourse.insert(*(RegistrationCourse(registration=row.id, course=each) for each in course_ids))
        await link_studio(customer.id, product.studio)
        await _grant(row, actor, now)
        await record_act(_act(row), actor, now)
        return present_sold(await find_pass_row(row.id, actor, context), context)


async def _product(product_id: int, actor: Actor) -> PassProduct:
    product = await PassProduct.objects().get(PassProduct.id == product_id)
    if product is None or not actor.serves(product.studio):
        raise NotFoundError("pass product")
    return product


async def _studio_of(product: PassProduct) -> Studio:
    studio = await Studio.objects().get(Studio.id == product.studio)
    if studio is None:
        raise NotFoundError("studio")
    return studio


async def _course_ids(product_id: int, only: int | None) -> list[int]:
    """Return the living courses that the pass will cover; one, where the sale names it."""
    table = PassProductCourse
    rows = (
        await table.select(table.course)
        .where(
            table.pass_product == product_id,
            table.pass_product.archived_at.is_null(),
            table.course.archived_at.is_null(),
            table.course.studio.archived_at.is_null(),  # type: ignore[union-attr]  # a second join is typed as a column
        )
        .order_by(table.course)
    )
    course_ids = [row["course"] for row in rows]
    if not course_ids:
        raise ConflictError("pass_not_for_sale", "This pass is not sold any more, or covers no course any more.")
    if only is not None and only not in course_ids:
        raise InvalidFieldError("courseId", "is not a course that this pass covers")
    return course_ids if only is None else [only]


async def _copied(
    product: PassProduct, customer_id: int, course_ids: list[int], valid_from: date | None
) -> ClassRegistration:
    """Return a pass with the product's terms (R6); its punches come by the ledger."""
    has_punches = counts_punches(PassType(product.pass_type))
    return ClassRegistration(
        customer=customer_id,
        studio=product.studio,
        pass_product=product.id,
        name=product.name,
        pass_type=product.pass_type,
        sessions_included=product.sessions_included,
        sessions_remaining=0 if has_punches else None,
        max_advance_reservations=product.max_advance_reservations,
        requires_sequential_attendance=product.requires_sequential_attendance,
        absence_grace_period=await _grace_hours(product, course_ids),
        valid_from=valid_from,
        valid_until=None if valid_from is None else last_valid_date(valid_from, product.validity_days),
        price_cents=product.price_cents,
    )


async def _grace_hours(product: PassProduct, course_ids: list[int]) -> int | None:
    """R6: a FULL_COURSE without parts never auto-cancels."""
    if product.pass_type == PassType.FULL_COURSE and not await ClassStep.exists().where(
        ClassStep.course.is_in(course_ids), ClassStep.archived_at.is_null()
    ):
        return None
    return product.absence_grace_period


def _valid_from(asked: SaleRequest, product: PassProduct, studio: Studio, now: datetime) -> date | None:
    if asked.valid_from is UNSET:
        return local_date(now, zone_of(studio.timezone))
    if asked.valid_from is None and product.validity_days is not None:
        raise InvalidFieldError("validFrom", f"is needed: this pass is valid for {product.validity_days} days")
    return asked.valid_from


async def _grant(row: ClassRegistration, actor: Actor, now: datetime) -> None:
    if counts_punches(PassType(row.pass_type)):
        grant = PunchChange(PunchKind.GRANT, row.sessions_included)
        await append_punch(LedgerEntry(row.id, None, grant, actor, None, now))


def _act(row: ClassRegistration) -> Act:
    """The note on the payment stays with the pass: it may name people."""
    facts: Facts = {
        "passProductId": row.pass_product,
        "customerId": row.customer,
        "priceCents": row.price_cents,
        "currency": row.currency,
        "payment": row.payment,
    }
    return Act(row.studio, AuditAction.PASS_SOLD, AuditSubject.CLASS_REGISTRATION, row.id, facts=facts)
