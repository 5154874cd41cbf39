from hypothesis import HealthCheck
from hypothesis import settings as examples
from hypothesis.stateful import run_state_machine_as_test

from server.settings import Settings
from tests.properties.studio_life import on

LIVES = examples(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=30,
    stateful_step_count=40,
    suppress_health_check=list(HealthCheck),
)
"""The same lives on every run and every machine."""


def test_whatever_happens_seats_punches_limits_and_histories_agree(app_settings: Settings) -> None:
    run_state_machine_as_test(on(app_settings), settings=LIVES)
