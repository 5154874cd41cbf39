"""The demo's people on the HTTP interface: a customer with a phone, an admin, a kiosk's device."""

import re
import time
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, Self

import httpx

from server.demo.cast import ADMIN, PASSWORD
from server.demo.house import House

MAIL_SECONDS = 15

Json = dict[str, Any]


class Caller:
    """Somebody with a token; a refusal ends the demo with the problem's own words."""

    def __init__(self, house: House, token: str | None = None) -> None:
        """Call the house's server, signed in where there is a token."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(base_url=house.url, headers=headers, timeout=10, trust_env=False)

    @classmethod
    def customer(cls, house: House, email: str) -> Self:
        """Sign a customer in by the code that the server mails."""
        nobody = cls(house)
        seen = {file.name for file in house.mail_folder.glob("*.eml")}
        nobody.send("POST", "/api/auth/code", {"email": email})
        code = _code_in_mail(house.mail_folder, seen)
        return cls(house, nobody.send("POST", "/api/auth/session", {"email": email, "code": code})["token"])

    @classmethod
    def admin(cls, house: House) -> Self:
        """Sign the admin in by her password."""
        asked = {"email": ADMIN[1], "password": PASSWORD}
        return cls(house, cls(house).send("POST", "/api/auth/staff", asked)["token"])

    @classmethod
    def kiosk(cls, house: House, pairing_code: str) -> Self:
        """Pair a device."""
        return cls(house, cls(house).send("POST", "/api/kiosk/pair", {"pairingCode": pairing_code})["token"])

    def get(self, path: str, **query: str | int) -> Any:  # Any: whatever JSON the call answers
        """Return the answer to a GET."""
        return self._answer(self._http.get(path, params=query)).json()

    def picture(self, path: str) -> bytes:
        """Return a picture's bytes."""
        return self._answer(self._http.get(path)).content

    def send(self, method: str, path: str, body: Json) -> Json:
        """Return the answer to a changing call; an empty one is an empty object."""
        answer = self._answer(self._http.request(method, path, json=body))
        return dict(answer.json()) if answer.content else {}

    def _answer(self, response: httpx.Response) -> httpx.Response:
        if response.is_error:
            raise LookupError(f"{response.request.method} {response.request.url.path}: {response.text}")
        return response


def pairing_code(house: House, name: str) -> str:
    """Set a kiosk up as the admin does, and return the eight characters that pair it."""
    admin = Caller.admin(house)
    studio = admin.get("/api/admin/studios")["items"][0]
    return str(admin.send("POST", "/api/admin/kiosks", {"name": name, "studioId": studio["id"]})["pairingCode"])


def codes_in_mails(folder: Path, seen: set[str]) -> list[tuple[str, str]]:
    """Return the addresses and six digits of sign-in mails that were not seen yet, and note them as seen."""
    found = []
    for file in sorted(folder.glob("*.eml")):
        if file.name in seen:
            continue
        seen.add(file.name)
        message = message_from_bytes(file.read_bytes(), policy=policy.default)
        plain = message.get_body(("plain",))
        digits = re.search(r"^(\d{6})\s*$", plain.get_content() if plain else "", re.MULTILINE)
        if digits:
            found.append((str(message["To"]), digits.group(1)))
    return found


def wait_for_subject(house: House, address: str, word: str) -> str:
    """Return the subject of the latest mail to an address that has a word in it. Raises TimeoutError."""
    deadline = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < deadline:
        for file in sorted(house.mail_folder.glob("*.eml"), reverse=True):
            message = message_from_bytes(file.read_bytes(), policy=policy.default)
            if message["To"] == address and word in message["Subject"]:
                return str(message["Subject"])
        time.sleep(0.1)
    raise TimeoutError(f"no mail to {address} with {word!r} in its subject")


def _code_in_mail(folder: Path, seen: set[str]) -> str:
    """Return the six digits that stand alone on a line of the next sign-in mail's plain text."""
    deadline = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < deadline:
        found = codes_in_mails(folder, seen)
        if found:
            return found[-1][1]
        time.sleep(0.1)
    raise TimeoutError("no mail with a sign-in code")
