"""The figures of a server, read as Prometheus reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import httpx
from prometheus_client.parser import text_string_to_metric_families

Labels = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Scraped:
    """Each series with its value."""

    values: Mapping[tuple[str, Labels], float]

    @classmethod
    def of(cls, text: str) -> Self:
        """Read a page of them."""
        samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
        return cls({(sample.name, frozenset(sample.labels.items())): sample.value for sample in samples})

    def value(self, name: str, **labels: str) -> float | None:
        """Return a series' value, None where there is no such series."""
        return self.values.get((name, frozenset(labels.items())))

    def count(self, name: str, **labels: str) -> float:
        """Return how often something happened; a series that is not there yet has counted nothing."""
        return self.value(name, **labels) or 0

    @property
    def names(self) -> set[str]:
        """What there is."""
        return {name for name, _ in self.values}

    def labels(self, name: str) -> set[str]:
        """Return all that is written in a series' labels."""
        return {value for (each, labels) in self.values if each == name for _, value in labels}


async def scrape(client: httpx.AsyncClient) -> Scraped:
    """Ask the server for its figures."""
    return Scraped.of((await client.get("/metrics")).text)
