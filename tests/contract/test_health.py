"""How the server says that it is well (`api.md`, "The operator")."""

import msgspec

from server.contract.health import Liveness, Readiness


def test_a_server_that_lives_says_ok() -> None:
    """`api.md`: `GET /health`."""
    assert msgspec.to_builtins(Liveness()) == {"status": "ok"}


def test_a_server_that_is_not_ready_says_what_fails() -> None:
    """`api.md`: database, migrations, oldest unsent message."""
    away = Readiness(ready=False, failing=["database"], oldest_unsent_seconds=None)
    told = {"ready": False, "failing": ["database"], "oldestUnsentSeconds": None, "deadLetters": 0, "nights": []}
    assert msgspec.to_builtins(away) == told
