"""Two hundred people want the last ten seats."""

import asyncio
import json
from collections import Counter

from tests.bench.figures import Figure, median_of
from tests.bench.http_load import Call, load
from tests.bench.rig import rig
from tests.parts.engine import Engine
from tests.parts.postgres import PostgresCluster

PEOPLE = 200
SEATS = 10
AIM_SECONDS = 1.5


def seats(engine: Engine, cluster: PostgresCluster, *, runs: int) -> list[Figure]:
    """Return who got a seat, in each of the runs, and how long it took until everybody knew."""
    outcomes = [_run(engine, cluster) for _ in range(runs)]
    expected = Counter({"201": SEATS, "409 session_full": PEOPLE - SEATS})
    answers = sum((answer for answer, _ in outcomes), Counter[str]())
    seconds = median_of([taken for _, taken in outcomes])
    said = ", ".join(f"{count} x {name}" for name, count in sorted(answers.items()))
    is_exact = all(answer == expected for answer, _ in outcomes)
    wanted = f"{SEATS * runs} x 201, {(PEOPLE - SEATS) * runs} x 409 session_full"
    return [
        Figure(f"{PEOPLE} clients for {SEATS} seats, {engine.value}, {runs} runs", said, wanted, is_exact),
        Figure(f"seconds to settle, {engine.value}", f"{seconds:.2f} s", f"≤ {AIM_SECONDS} s", seconds <= AIM_SECONDS),
    ]


def _run(engine: Engine, cluster: PostgresCluster) -> tuple[Counter[str], float]:
    with rig(engine, cluster, people=PEOPLE, seats=SEATS) as ready:
        people = zip(ready.seeded.customer_tokens, ready.seeded.registration_ids, strict=True)
        calls = [
            Call("/api/reservations", token, {"registrationId": id_, "sessionId": ready.seeded.free_session_id})
            for token, id_ in people
        ]
        result = asyncio.run(load(ready.server.port, calls, PEOPLE))
        answers = Counter(_name(status, body) for status, body in zip(result.statuses, result.bodies, strict=True))
        return answers, result.elapsed_seconds


def _name(status: int, body: bytes) -> str:
    return "201" if status == 201 else f"{status} {json.loads(body).get('code')}"
