"""The page of figures: one series for each outcome, few series whatever clients send, and no second set of them."""

from datetime import UTC, datetime, timedelta

import pytest

from server.metrics import JobEnd, MessageEnd, Metrics, Standing
from tests.scraped import Scraped

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
QUIET = Standing(messages_waiting=0, oldest_unsent_seconds=0, messages_given_up=0, nights_finished_at={})


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


def scraped(metrics: Metrics, standing: Standing | None = QUIET) -> Scraped:
    return Scraped.of(metrics.page(standing))


def test_requests_are_counted_by_method_route_and_status_and_timed_by_route(metrics: Metrics) -> None:
    for status, seconds in ((200, 0.02), (200, 0.3), (409, 0.02)):
        metrics.request_done("POST", "/api/reservations", status, seconds)
    page = scraped(metrics)
    series = {"method": "POST", "route": "/api/reservations"}
    assert page.value("studio_requests_total", **series, status="200") == 2
    assert page.value("studio_requests_total", **series, status="409") == 1
    assert page.value("studio_request_seconds_count", **series) == 3
    assert page.value("studio_request_seconds_sum", **series) == pytest.approx(0.34)
    assert page.value("studio_request_seconds_bucket", **series, le="0.25") == 2


def test_a_client_makes_no_series_by_calling_its_method_something(metrics: Metrics) -> None:
    for number in range(100):
        metrics.request_done(f"METHOD{number}", "unknown", 405, 0.001)
    metrics.request_done("GET", "unknown", 404, 0.001)
    assert scraped(metrics).value("studio_requests_total", method="other", route="unknown", status="405") == 100
    assert scraped(metrics).labels("studio_requests_total") == {"other", "GET", "unknown", "405", "404"}


def test_scans_and_messages_are_counted_by_their_ends(metrics: Metrics) -> None:
    metrics.scan_judged("ok")
    metrics.scan_judged("too_early")
    metrics.scan_judged("ok")
    metrics.message_tried("REMINDER", MessageEnd.PUT_OFF)
    metrics.message_tried("REMINDER", MessageEnd.SENT)
    page = scraped(metrics)
    assert page.value("studio_scans_total", verdict="ok") == 2
    assert page.value("studio_scans_total", verdict="too_early") == 1
    assert page.value("studio_messages_total", kind="REMINDER", end="put_off") == 1
    assert page.value("studio_messages_total", kind="REMINDER", end="sent") == 1


def test_a_job_keeps_the_instant_of_its_last_success(metrics: Metrics) -> None:
    metrics.job_ended("nights", JobEnd.DONE, NOON)
    metrics.job_ended("nights", JobEnd.FAILED, NOON + timedelta(minutes=1))
    metrics.job_ended("outbox", JobEnd.FAILED, NOON)
    page = scraped(metrics)
    assert page.value("studio_job_runs_total", job="nights", end="done") == 1
    assert page.value("studio_job_runs_total", job="nights", end="failed") == 1
    assert page.value("studio_job_last_success_timestamp_seconds", job="nights") == NOON.timestamp()
    assert page.value("studio_job_last_success_timestamp_seconds", job="outbox") is None


def test_how_things_stand_is_told_as_it_was_asked(metrics: Metrics) -> None:
    page = scraped(metrics, Standing(3, 90.5, 2, {1: NOON, 2: NOON + timedelta(hours=6)}))
    assert page.value("studio_database_up") == 1
    assert page.value("studio_messages_waiting") == 3
    assert page.value("studio_messages_oldest_unsent_seconds") == 90.5
    assert page.value("studio_messages_given_up") == 2
    assert page.value("studio_night_finished_timestamp_seconds", studio="1") == NOON.timestamp()
    assert page.value("studio_night_finished_timestamp_seconds", studio="2") == NOON.timestamp() + 6 * 3600


def test_without_its_database_a_server_tells_what_it_has_counted(metrics: Metrics) -> None:
    metrics.scan_judged("ok")
    page = scraped(metrics, None)
    assert page.value("studio_database_up") == 0
    assert page.value("studio_scans_total", verdict="ok") == 1
    assert page.value("studio_messages_waiting") is None


def test_reading_counts_nothing_and_two_servers_share_nothing(metrics: Metrics) -> None:
    metrics.scan_judged("ok")
    assert metrics.page(QUIET).count("studio_scans_total{") == metrics.page(QUIET).count("studio_scans_total{") == 1
    assert scraped(Metrics()).value("studio_scans_total", verdict="ok") is None


def test_each_count_is_told_once(metrics: Metrics) -> None:
    """The library would tell for each series when it began, too."""
    metrics.scan_judged("ok")
    assert not [name for name in scraped(metrics).names if name.endswith("_created")]
