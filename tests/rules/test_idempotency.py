"""R21: what a key that came before means."""

from datetime import UTC, datetime, timedelta

from server.rules.idempotency import EarlierRequest, KeyState, judge_key

NOW = datetime(2026, 3, 2, 21, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def earlier(ago: timedelta, *, is_answered: bool = True, body_hash: str = "same") -> EarlierRequest:
    return EarlierRequest(body_hash, NOW - ago, is_answered)


def test_a_key_that_nobody_used_runs() -> None:
    assert judge_key(None, "same", NOW) is KeyState.RUN


def test_an_answered_key_is_replayed_for_72_hours_and_not_a_second_longer() -> None:
    assert judge_key(earlier(timedelta(hours=72) - SECOND), "same", NOW) is KeyState.REPLAY
    assert judge_key(earlier(timedelta(hours=72)), "same", NOW) is KeyState.RUN


def test_another_body_is_refused_while_the_key_is_kept_answered_or_not() -> None:
    assert judge_key(earlier(SECOND, body_hash="other"), "same", NOW) is KeyState.REUSED
    assert judge_key(earlier(SECOND, body_hash="other", is_answered=False), "same", NOW) is KeyState.REUSED
    assert judge_key(earlier(timedelta(hours=72), body_hash="other"), "same", NOW) is KeyState.RUN


def test_a_twin_waits_until_the_claim_of_the_first_is_a_minute_old() -> None:
    assert judge_key(earlier(timedelta(minutes=1) - SECOND, is_answered=False), "same", NOW) is KeyState.STILL_RUNNING
    assert judge_key(earlier(timedelta(minutes=1), is_answered=False), "same", NOW) is KeyState.RUN
