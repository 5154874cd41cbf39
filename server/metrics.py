"""What the operator's Prometheus reads: each outcome counted where it happens, and a page of all the counts.

One `Metrics` a server, on a registry of its own. Labels are words of ours (a route's template, a verdict, a job's
name) or a studio's id: never what people sent, for a path may hold a pass code, and never a person.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

KNOWN_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER_METHOD: Final = "other"
"""A client may call its method anything; each name would be a series more for ever."""

SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""The edges of the histogram; a scan has to be answered within the quarter of a second."""


class MessageEnd(StrEnum):
    """How a try to send a message ended."""

    SENT = "sent"
    DROPPED = "dropped"
    PUT_OFF = "put_off"
    FAILED = "failed"


class JobEnd(StrEnum):
    """How a run of a job ended."""

    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Standing:
    """How things stand in the database at one instant."""

    messages_waiting: int
    """Due, and neither sent nor dropped nor given up."""

    oldest_unsent_seconds: float
    messages_given_up: int
    nights_finished_at: Mapping[int, datetime]
    """When each studio's last nightly run ended (UTC), by the studio's id."""


class Metrics:
    """The counts of one server since its start."""

    def __init__(self) -> None:
        """Begin at zero."""
        self._registry = own = CollectorRegistry()
        ProcessCollector(registry=own)
        self._requests = Counter("studio_requests", "Requests.", ("method", "route", "status"), registry=own)
        self._request_seconds = Histogram(
            "studio_request_seconds",
            "From a request's first byte to its answer's last.",
            ("method", "route"),
            registry=own,
            buckets=SECONDS,
        )
        self._scans = Counter("studio_scans", "Scans at the kiosks, by their verdict.", ("verdict",), registry=own)
        self._messages = Counter("studio_messages", "Tries to send a message.", ("kind", "end"), registry=own)
        self._job_runs = Counter("studio_job_runs", "Runs of the jobs.", ("job", "end"), registry=own)
        self._job_done_at = Gauge(
            "studio_job_last_success_timestamp_seconds", "When a job last went through.", ("job",), registry=own
        )

    def request_done(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request by its route's template; a status of 0 is a client that had gone."""
        known = method if method in KNOWN_METHODS else OTHER_METHOD
        self._requests.labels(known, route, status).inc()
        self._request_seconds.labels(known, route).observe(seconds)

    def scan_judged(self, verdict: str) -> None:
        """Count a scan; a retry of one that has its verdict already is none."""
        self._scans.labels(verdict).inc()

    def message_tried(self, kind: str, end: MessageEnd) -> None:
        """Count a try to send a message."""
        self._messages.labels(kind, end).inc()

    def job_ended(self, job: str, end: JobEnd, now: datetime) -> None:
        """Count a run of a job, and keep the instant (UTC) at which it last went through."""
        self._job_runs.labels(job, end).inc()
        if end is JobEnd.DONE:
            self._job_done_at.labels(job).set(now.timestamp())

    def page(self, standing: Standing | None) -> str:
        """Return all of it in Prometheus's text format; `standing` is None where the database is out of reach."""
        return generate_latest(_Page(self._registry, standing)).decode()


class _Page(Collector):
    """The counts, and how things stand."""

    def __init__(self, counts: CollectorRegistry, standing: Standing | None) -> None:
        self._counts = counts
        self._standing = standing

    def collect(self) -> Iterator[Metric]:
        for family in self._counts.collect():
            family.samples = [sample for sample in family.samples if not sample.name.endswith("_created")]
            yield family
        yield GaugeMetricFamily("studio_database_up", "1 where the database answers.", int(self._standing is not None))
        if self._standing is not None:
            yield from _standing_families(self._standing)


def _standing_families(standing: Standing) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "studio_messages_waiting", "Messages that are due and have not left.", standing.messages_waiting
    )
    yield GaugeMetricFamily(
        "studio_messages_oldest_unsent_seconds",
        "For how long the oldest of them has been due.",
        standing.oldest_unsent_seconds,
    )
    yield GaugeMetricFamily("studio_messages_given_up", "Messages that wait for a person.", standing.messages_given_up)
    nights = GaugeMetricFamily(
        "studio_night_finished_timestamp_seconds", "When the last nightly run of a studio ended.", labels=("studio",)
    )
    for studio_id, finished_at in standing.nights_finished_at.items():
        nights.add_metric((str(studio_id),), finished_at.timestamp())
    yield nights
