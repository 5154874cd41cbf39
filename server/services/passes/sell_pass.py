"""Sell a pass: its terms are copied from the product, its punches granted or its course reserved (R6, R9, R12)."""

from datetime import date, datetime

from msgspec import UNSET

from server.contract.sales import SaleRequest, SoldPass
from server.database.write_transaction import write_transaction
from server.rules.local_time import local_date
from server.rules.passes import PassTerms, last_valid_date
from server.rules.punches import PunchChange, counts_punches
from server.rules.vocabulary import AuditAction, AuditSubject, PassType, PunchKind, ReservationStatus
from server.services.actor import Actor
from server.services.audit.record_act import Act, Facts, record_act
from server.services.booking.move_status import Move
from server.services.context import Context
from server.services.customers.link_studio import link_studio
from server.services.customers.served_customer import served_customer
from server.services.messages.about import Addressee
from server.services.outcomes import ConflictError, InvalidFieldError, NotFoundError
from server.services.passes.append_punches import LedgerEntry, append_punch
from server.services.passes.read_passes import find_pass_row, present_sold
from server.services.passes.reserve_course import CourseBuyer, courses_without_parts, hold_course, reserve_course
from server.services.studio_facts import zone_of
from server.tables.passes import ClassRegistration, PassProduct, PassProductCourse, RegistrationCourse
from server.tables.studios import Studio


async def sell_pass(asked: SaleRequest, actor: Actor, context: Context, *held_with: int) -> SoldPass:
    """Return the pass that a customer has now; the sale is written down.

    `held_with` are sessions of the caller's own transaction, to be locked with those that the sale reserves (R35).

    Raises NotFoundError for a customer or a product that the actor does not serve, InvalidFieldError for a course that
    the product does not cover and for a validity without a beginning, ConflictError `pass_not_for_sale`, and for a
    course that is taken as a whole `session_full` and `already_reserved` with the ids of the sessions (R12).
    """
    now = context.now()
    async with write_transaction():
        product = await _product(asked.pass_product_id, actor)
        customer = await served_customer(asked.customer_id, actor)
        studio = await _studio_of(product)
        course_ids = await _course_ids(product.id, asked.course_id)
        whole = await _whole_courses(product, course_ids)
        row = _copied(product, customer.id, _valid_from(asked, product, studio, now), has_whole_course=bool(whole))
        row.currency, row.payment, row.payment_note = studio.currency, asked.payment, asked.payment_note
        row.sold_by, row.sold_at = actor.staff_id, now
        sessions = await hold_course(customer.id, _terms(row, whole), zone_of(studio.timezone), now, *held_with)
        await row.save()
        await RegistrationCourse.insert(*(RegistrationCourse(registration=row.id, course=each) for each in course_ids))
        await link_studio(customer.id, product.studio)
        await _grant(row, actor, now)
        buyer = CourseBuyer(customer.id, row.id, Addressee(customer.email, product.studio))
        await reserve_course(sessions, buyer, Move(ReservationStatus.PENDING, actor, now), context)
        await record_act(_act(row, len(sessions)), actor, now)
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


async def _whole_courses(product: PassProduct, course_ids: list[int]) -> frozenset[int]:
    """Return the courses that a FULL_COURSE takes as a whole: those without parts (R12)."""
    return await courses_without_parts(course_ids) if product.pass_type == PassType.FULL_COURSE else frozenset()


def _copied(
    product: PassProduct, customer_id: int, valid_from: date | None, *, has_whole_course: bool
) -> ClassRegistration:
    """Return a pass with the product's terms (R6); its punches come by the ledger.

    With a whole course it has no limit (R12), and an absence releases nothing of it.
    """
    has_punches = counts_punches(PassType(product.pass_type))
    return ClassRegistration(
        customer=customer_id,
        studio=product.studio,
        pass_product=product.id,
        name=product.name,
        pass_type=product.pass_type,
        sessions_included=product.sessions_included,
        sessions_remaining=0 if has_punches else None,
        max_advance_reservations=None if has_whole_course else product.max_advance_reservations,
        requires_sequential_attendance=product.requires_sequential_attendance,
        absence_grace_period=None if has_whole_course else product.absence_grace_period,
        valid_from=valid_from,
        valid_until=None if valid_from is None else last_valid_date(valid_from, product.validity_days),
        price_cents=product.price_cents,
    )


def _terms(row: ClassRegistration, course_ids: frozenset[int]) -> PassTerms:
    return PassTerms(
        PassType(row.pass_type), course_ids=course_ids, valid_from=row.valid_from, valid_until=row.valid_until
    )


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


def _act(row: ClassRegistration, reserved: int) -> Act:
    """The note on the payment stays with the pass: it may name people."""
    facts: Facts = {
        "passProductId": row.pass_product,
        "customerId": row.customer,
        "priceCents": row.price_cents,
        "currency": row.currency,
        "payment": row.payment,
        "reserved": reserved,
    }
    return Act(row.studio, AuditAction.PASS_SOLD, AuditSubject.CLASS_REGISTRATION, row.id, facts=facts)
