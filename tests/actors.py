"""Who acts, as signing in would say it (R41)."""

from server.rules.vocabulary import Channel, Role
from server.services.actor import Actor


def customer(customer_id: int) -> Actor:
    """A customer on their phone."""
    return Actor(Role.CUSTOMER, Channel.API, customer_id=customer_id)


def staff(staff_id: int, *studio_ids: int) -> Actor:
    """A staff member at the desk of the studios."""
    return Actor(Role.STAFF, Channel.API, staff_id=staff_id, studio_ids=frozenset(studio_ids))


def admin(staff_id: int) -> Actor:
    """An admin, who serves every studio."""
    return Actor(Role.ADMIN, Channel.API, staff_id=staff_id, studio_ids=None)


def kiosk(kiosk_id: int, studio_id: int) -> Actor:
    """A kiosk at a studio's door."""
    return Actor(Role.KIOSK, Channel.KIOSK, kiosk_id=kiosk_id, studio_ids=frozenset({studio_id}))


def staff_at_kiosk(staff_id: int, kiosk_id: int, studio_id: int) -> Actor:
    """A staff member behind a kiosk's PIN pad (R42)."""
    studio = frozenset({studio_id})
    return Actor(Role.STAFF, Channel.KIOSK, staff_id=staff_id, kiosk_id=kiosk_id, studio_ids=studio)
