"""What a studio sells, as admins set it up. Its terms are copied when it is sold (R6)."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from server.contract.base import Id, Instant, Name, Request, Shape
from server.contract.setup import Ids
from server.rules.vocabulary import PassType

Punches = Annotated[int, Meta(ge=1, le=1000)]
Reservations = Annotated[int, Meta(ge=1, le=1000)]
GraceHours = Annotated[int, Meta(ge=0, le=8760)]
ValidityDays = Annotated[int, Meta(ge=1, le=3660)]
Cents = Annotated[int, Meta(ge=0, le=2**31 - 1)]


class PassProduct(Shape):
    """A product and the terms that passes sold from now on get. `absenceGracePeriod` in hours, null: never.

    `priceCents` is in the studio's currency, which `currency` names.
    """

    id: int
    studio_id: int
    name: str
    pass_type: PassType
    sessions_included: int | None
    max_advance_reservations: int | None
    requires_sequential_attendance: bool
    absence_grace_period: int | None
    validity_days: int | None
    course_ids: list[int]
    price_cents: int | None
    currency: str
    archived_at: Instant | None


class PassProductRequest(Request):
    """A new product. A field that is absent is the default, null is null (R6)."""

    studio_id: Id
    name: Name
    pass_type: PassType
    course_ids: Ids
    sessions_included: Punches | None = None
    max_advance_reservations: Reservations | None = 3
    requires_sequential_attendance: bool = False
    absence_grace_period: GraceHours | None = 0
    validity_days: ValidityDays | None = None
    price_cents: Cents | None = None


class PassProductChange(Request):
    """What changes of a product, for passes sold from now on."""

    name: Name | UnsetType = UNSET
    course_ids: Ids | UnsetType = UNSET
    sessions_included: Punches | UnsetType = UNSET
    max_advance_reservations: Reservations | UnsetType | None = UNSET
    requires_sequential_attendance: bool | UnsetType = UNSET
    absence_grace_period: GraceHours | UnsetType | None = UNSET
    validity_days: ValidityDays | UnsetType | None = UNSET
    price_cents: Cents | UnsetType | None = UNSET
