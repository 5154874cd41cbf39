"""A kiosk's device as the server knows it: a token that scans; its window is left out."""

import uuid
from dataclasses import dataclass
from typing import Self

from tests.journeys.caller import Caller, Json
from tests.journeys.opening import NewKiosk


@dataclass(frozen=True)
class Device:
    """A paired device."""

    caller: Caller

    @classmethod
    def paired(cls, nobody: Caller, kiosk: NewKiosk) -> Self:
        """Pair a device with the kiosk that the owner has set up."""
        token = nobody.post("/api/kiosk/pair", {"pairingCode": kiosk.pairing_code})["token"]
        return cls(Caller(nobody.http, token))

    def scan(self, code: str) -> Json:
        """Hold a code to it once, and return the verdict."""
        return self.caller.post("/api/kiosk/scan", scan_of(code))


def scan_of(code: str) -> Json:
    """Return a new physical scan; online the server judges by its own clock, so what the kiosk's says is no matter."""
    return {"code": code, "nonce": uuid.uuid4().hex, "scannedAt": "2026-03-02T20:00:00Z"}
