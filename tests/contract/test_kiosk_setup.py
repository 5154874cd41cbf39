"""A kiosk as admins set it up (`api.md`)."""

from server.contract.kiosk_setup import Kiosk, KioskChange, KioskPairing, KioskRequest
from tests.contract.wire import is_taken, names_of, sent


def test_a_kiosk_has_a_name_and_a_studio() -> None:
    """`api.md`: `{name, studioId}`; the studio stays."""
    assert sent(KioskRequest, {"name": "Door", "studioId": 1}) == KioskRequest(name="Door", studio_id=1)
    assert not is_taken(KioskRequest, {"name": "", "studioId": 1})
    assert not is_taken(KioskChange, {"name": "Door", "studioId": 1})


def test_a_pairing_code_is_told_once_and_no_answer_holds_a_token() -> None:
    """`api.md`: 201 `{id, pairingCode, expiresAt}`."""
    assert names_of(KioskPairing) == ["id", "pairingCode", "expiresAt"]
    assert not {"token", "tokenHash", "pairingCode"} & set(names_of(Kiosk))
