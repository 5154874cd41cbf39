"""Somebody on the running server's HTTP interface: an admin, a customer, a kiosk's device."""

from dataclasses import dataclass
from typing import Any

import httpx

Json = dict[str, Any]


@dataclass(frozen=True)
class Caller:
    """Calls with a token, or as nobody; an error is raised with the server's own words."""

    http: httpx.Client
    token: str | None = None

    def get(self, path: str, **query: str | int) -> Any:
        """Return the answer to a GET."""
        return self.call("GET", path, params=query).json()

    def post(self, path: str, body: Json) -> Json:
        """Return the answer to a POST; an empty one is an empty object."""
        answer = self.call("POST", path, json=body)
        return dict(answer.json()) if answer.content else {}

    def delete(self, path: str) -> None:
        """Take something away."""
        self.call("DELETE", path)

    def call(self, method: str, path: str, **said: Any) -> httpx.Response:
        """Return the whole answer; raise AssertionError for an error."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        answer = self.http.request(method, path, headers=headers, **said)
        assert not answer.is_error, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer
