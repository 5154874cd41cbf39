"""The kiosk's snapshot (`api.md`, `kiosk.md`)."""

import re

import msgspec

from server.contract.roster import RosterReservation, RosterSession, Snapshot, SnapshotSettings
from server.rules.studio_settings import StudioSettings
from tests.contract.wire import names_of, sent

ENTRY = {
    "reservationId": 1,
    "codeHash": "0" * 64,
    "replacedCodeHashes": [],
    "status": "PENDING",
    "displayName": "Ana R.",
    "customerKey": "k",
    "locale": None,
    "stepTitle": None,
    "checkedInAt": None,
    "passType": "PUNCH_PASS",
    "passUsable": True,
    "sessionsRemaining": 8,
    "noShowTookPunch": False,
    "partBookedAgain": None,
    "passKey": None,
}


def test_a_roster_knows_no_code_no_address_and_no_number() -> None:
    """R43, `kiosk.md`: whoever steals the kiosk gets hashes and "Ana R."."""
    names = names_of(RosterReservation)
    assert set(names) == set(ENTRY)
    assert [name for name in names if re.search("mail|phone|^code$|qr|token|^name$|customerId", name)] == []


def test_a_roster_gives_what_the_rules_judge_by() -> None:
    """R27: the same code decides online and offline, so it needs the same facts."""
    known = set(names_of(RosterReservation))
    assert {"status", "passUsable", "sessionsRemaining", "noShowTookPunch", "checkedInAt", "partBookedAgain"} <= known
    assert {"startsAt", "endsAt", "opensAt", "closesAt", "cancelled"} <= set(names_of(RosterSession))


def test_settings_at_the_door_have_the_names_of_the_rules() -> None:
    """`api.md`: settings go by the names of `rules.md`."""
    assert set(SnapshotSettings.__struct_fields__) <= set(StudioSettings.__dataclass_fields__)


def test_an_older_kiosk_reads_a_newer_roster() -> None:
    """`house.md`: append-only."""
    entry = sent(RosterReservation, {**ENTRY, "pronouns": "she"})
    assert msgspec.to_builtins(entry) == ENTRY


def test_a_newer_kiosk_reads_an_older_roster() -> None:
    """`kiosk.md`: a server one version older knew neither the part nor the pass."""
    older = {name: value for name, value in ENTRY.items() if name not in ("partBookedAgain", "passKey")}
    assert sent(RosterReservation, older) == sent(RosterReservation, ENTRY)


def test_a_snapshot_says_where_and_when_it_was_taken() -> None:
    """`api.md`, "Kiosk"."""
    assert names_of(Snapshot) == [
        "serverTime",
        "studioId",
        "studioName",
        "timezone",
        "locale",
        "settings",
        "sessions",
    ]
