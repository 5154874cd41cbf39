"""Everybody who can call, signed in, and one of everything that can be asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from server.rules.vocabulary import ReservationStatus, Role
from server.services.context import Context
from server.services.signing_in.tokens import issue_pin_token, revoke_tokens_of_kiosk
from tests.builders import (
    STARTS_AT,
    add_closure,
    add_customer,
    add_dead_letter,
    add_kiosk,
    add_pass,
    add_product,
    add_reservation,
    add_session,
    add_staff,
    add_step,
    add_studio,
    as_bearer,
    sign_in_customer,
    sign_in_staff,
)
from tests.scene import open_scene


class Caller(StrEnum):
    """Who calls. The others are of the same role, but nothing here is theirs."""

    NOBODY = "nobody"
    CUSTOMER = "customer"
    OTHER_CUSTOMER = "other customer"
    STAFF = "staff"
    OTHER_STAFF = "other studio's staff"
    ADMIN = "admin"
    KIOSK = "kiosk"
    REVOKED_KIOSK = "revoked kiosk"
    STAFF_AT_KIOSK = "staff at a kiosk"


NOT_SIGNED_IN = frozenset({Caller.NOBODY, Caller.REVOKED_KIOSK})


@dataclass(frozen=True)
class World:
    """The headers of each caller, and the ids by the names that paths and bodies use."""

    headers: Mapping[Caller, dict[str, str]]
    ids: Mapping[str, int | str]


async def open_world(context: Context) -> World:
    """Open a studio with one of everything, and another one with its own staff and customer."""
    now = context.now()
    scene = await open_scene()
    elsewhere = await add_studio("Elsewhere")
    staff_id = await add_staff(scene.studio_id, pin="481516")
    kiosk, revoked = await add_kiosk(scene.studio_id), await add_kiosk(scene.studio_id, "Stolen")
    await revoke_tokens_of_kiosk(revoked.id, now)
    friend_pass = await add_pass(await add_customer(scene.studio_id, "Ben Ode"), scene.studio_id, scene.course_id)
    pending = await add_reservation(scene.pass_id, scene.session_id)
    arrived = await add_reservation(friend_pass, scene.session_id, ReservationStatus.CHECKED_IN)
    third_pass = await add_pass(await add_customer(scene.studio_id, "Gil Roy"), scene.studio_id, scene.course_id)
    released = await add_reservation(third_pass, scene.session_id, ReservationStatus.AUTO_CANCELLED)
    pin_token = await issue_pin_token(staff_id, Role.STAFF, kiosk.id, now)
    headers = {
        Caller.NOBODY: {},
        Caller.CUSTOMER: as_bearer(await sign_in_customer(scene.customer_id, now)),
        Caller.OTHER_CUSTOMER: as_bearer(await sign_in_customer(await add_customer(scene.studio_id, "Eve"), now)),
        Caller.STAFF: as_bearer(await sign_in_staff(staff_id, now)),
        Caller.OTHER_STAFF: as_bearer(await sign_in_staff(await add_staff(elsewhere, name="Eli"), now)),
        Caller.ADMIN: as_bearer(await sign_in_staff(await add_staff(name="Ada", role=Role.ADMIN), now)),
        Caller.KIOSK: as_bearer(kiosk.token),
        Caller.REVOKED_KIOSK: as_bearer(revoked.token),
        Caller.STAFF_AT_KIOSK: as_bearer(pin_token) | {"Studio-Kiosk": kiosk.token},
    }
    ids: dict[str, int | str] = {
        "studio_id": scene.studio_id,
        "course_id": scene.course_id,
        "step_id": await add_step(scene.course_id, 1),
        "session_id": scene.session_id,
        "free_session_id": await add_session(scene.course_id, STARTS_AT + timedelta(days=7)),
        "product_id": await add_product(scene.studio_id, scene.course_id),
        "customer_id": scene.customer_id,
        "registration_id": scene.pass_id,
        "reservation_id": pending.id,
        "arrived_id": arrived.id,
        "released_id": released.id,
        "closure_id": await add_closure(scene.studio_id),
        "item_id": await add_dead_letter(scene.studio_id, pending.id),
        "staff_id": staff_id,
        "kiosk_id": kiosk.id,
        "code": pending.code,
        "name": "pages.css",
        "path": "nothing",
    }
    return World(headers, ids)
