"""Write down what staff and admins do beside moving reservations: those moves have their own events (§6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from server.rules.vocabulary import AuditAction, AuditSubject
from server.services.actor import Actor
from server.tables.desk import AuditEntry

Facts = Mapping[str, str | int | datetime | None]
"""What it was and what it is, by the wire's names; instants are written as RFC 3339 UTC."""


@dataclass(frozen=True)
class Act:
    """One act at a studio: on what, which one of it, and why; `facts` say what it was and what it is now."""

    studio_id: int
    action: AuditAction
    subject: AuditSubject
    subject_id: int
    reason: str | None = None
    facts: Facts = field(default_factory=dict)


async def record_act(act: Act, actor: Actor, at: datetime) -> None:
    """Write an act down in the caller's transaction; `at` is UTC."""
    await AuditEntry.insert(
        AuditEntry(
            studio=act.studio_id,
            action=act.action,
            subject=act.subject,
            subject_id=act.subject_id,
            actor=actor.label,
            channel=actor.channel,
            reason=act.reason,
            facts=msgspec.json.encode(act.facts).decode(),
            at=at,
        )
    )
