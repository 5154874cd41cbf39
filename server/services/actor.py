"""Who acts, and through which door; recorded with everything they change (R41)."""

from dataclasses import dataclass

from server.rules.vocabulary import Channel, Role


@dataclass(frozen=True)
class Actor:
    """A customer, a staff member, an admin, a kiosk, or the system itself (no role).

    `studio_ids` are the studios that staff serve or a kiosk stands at; None is every studio (an admin).
    A staff member who signed in with a PIN has the kiosk's id too.
    """

    role: Role | None
    channel: Channel
    customer_id: int | None = None
    staff_id: int | None = None
    kiosk_id: int | None = None
    studio_ids: frozenset[int] | None = frozenset()

    @property
    def is_staff(self) -> bool:
        """Tell whether this is a staff member or an admin."""
        return self.role in (Role.STAFF, Role.ADMIN)

    @property
    def is_admin(self) -> bool:
        """Tell whether this is an admin."""
        return self.role is Role.ADMIN

    @property
    def is_at_kiosk(self) -> bool:
        """Tell whether this is a staff member behind a kiosk's PIN pad (R42)."""
        return self.is_staff and self.kiosk_id is not None

    @property
    def label(self) -> str:
        """Return how the ledger and the events name this actor: `customer:5`, `staff:3@kiosk:2`, `system`."""
        if self.is_staff:
            return f"staff:{self.staff_id}" + (f"@kiosk:{self.kiosk_id}" if self.kiosk_id else "")
        if self.role is Role.CUSTOMER:
            return f"customer:{self.customer_id}"
        return f"kiosk:{self.kiosk_id}" if self.role is Role.KIOSK else "system"

    def serves(self, studio_id: int) -> bool:
        """Tell whether this actor works at a studio."""
        return self.studio_ids is None or studio_id in self.studio_ids


SYSTEM = Actor(role=None, channel=Channel.SYSTEM, studio_ids=None)
"""The jobs."""
