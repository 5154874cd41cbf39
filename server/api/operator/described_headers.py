"""The headers that no handler names, for guards and the middleware read them: described once, referred to by calls."""

import re
from collections.abc import Mapping
from typing import Any

from server.access.idempotency import LONGEST_KEY, takes_key

Json = dict[str, Any]

PARAMETERS: Mapping[str, Json] = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": (
            "Lets the call do its work once: the same key and body get the first answer again, for 72 hours. "
            "Another body is 422 `idempotency_key_reused`; while the first still runs, 409 `request_in_progress`."
        ),
        "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[ -~]*$"},
    },
    "StudioKiosk": {
        "name": "Studio-Kiosk",
        "in": "header",
        "required": False,
        "description": (
            "The device token of the kiosk at which staff signed in with their PIN: "
            "without it such a token is dead. Tokens got with a password need none."
        ),
        "schema": {"type": "string"},
    },
}
"""For `components.parameters`, by their names there."""

_PART = re.compile(r"\{\w+\}")


def headers_of(path: str, method: str) -> list[Json]:
    """Return references to the headers that a call takes besides its own parts."""
    takes = {
        "IdempotencyKey": takes_key(method.upper(), _PART.sub("1", path)),
        "StudioKiosk": path.startswith("/api/staff/"),
    }
    return [{"$ref": f"#/components/parameters/{name}"} for name, is_taken in takes.items() if is_taken]
