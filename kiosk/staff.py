"""The staff's side of the kiosk: a PIN for a token, and with it today's people (R42). The token stays in here."""

import logging
from threading import Lock
from typing import assert_never

from kiosk.failures import StaffSessionOver
from kiosk.logs import event
from kiosk.screens.asks import CheckInPerson, ReadClass, ReadDay, ReadTiles, SignIn, SignOut, StaffAsk, UndoCheckIn
from kiosk.screens.events import Answer, ClassRead, DayRead, Done, SignedIn, TilesRead
from kiosk.screens.states import ClassRoster
from kiosk.server_client import ServerClient
from server.contract.kiosk import PinRequest
from server.contract.reservations import StaffCheckInRequest
from server.contract.staff import DaySession

log = logging.getLogger(__name__)


class StaffDesk:
    """Fetches what staff ask for; raises as `ServerClient` does. One person at a time is signed in."""

    def __init__(self, client: ServerClient) -> None:
        self._client = client
        self._lock = Lock()
        self._token: str | None = None
        self._classes: dict[int, DaySession] = {}

    def answer(self, ask: StaffAsk) -> Answer:
        """Return the answer to what the screens ask."""
        match ask:
            case ReadTiles():
                return TilesRead(tuple(self._client.staff_tiles()))
            case SignIn():
                return self._sign_in(ask)
            case ReadDay():
                return self._day(ask)
            case ReadClass(session_id):
                return self._class(session_id)
            case CheckInPerson() | UndoCheckIn():
                return self._act(ask)
            case SignOut():
                return self._sign_out()
            case _:
                assert_never(ask)

    def _sign_in(self, ask: SignIn) -> SignedIn:
        answer = self._client.sign_in(PinRequest(staff_id=ask.staff_id, pin=ask.pin))
        with self._lock:
            self._token = answer.token
        log.info(event("kiosk.staff_signed_in", staff=ask.staff_id))
        return SignedIn(answer.name)

    def _sign_out(self) -> Done:
        with self._lock:
            self._token = None
            self._classes.clear()
        return Done()

    def _day(self, ask: ReadDay) -> DayRead:
        token = self._signed_in()
        sessions = self._client.day(token, ask.day)
        with self._lock:
            self._classes = {session.session_id: session for session in sessions}
        return DayRead(tuple(self._roster(token, session) for session in sessions))

    def _class(self, session_id: int) -> ClassRead:
        token = self._signed_in()
        return ClassRead(self._roster(token, self._classes[session_id]))

    def _act(self, ask: CheckInPerson | UndoCheckIn) -> ClassRead:
        token = self._signed_in()
        if isinstance(ask, CheckInPerson):
            reason = None if ask.reason is None else ask.reason.value
            body = StaffCheckInRequest(reason=reason, waive_punch=ask.waives_punch, method=ask.method)
            self._client.check_in(token, ask.reservation_id, body)
            log.info(event("kiosk.staff_checked_in", reservation=ask.reservation_id, waived=ask.waives_punch))
        else:
            self._client.undo(token, ask.reservation_id)
            log.info(event("kiosk.staff_undid", reservation=ask.reservation_id))
        return self._class(ask.session_id)

    def _roster(self, token: str, session: DaySession) -> ClassRoster:
        return ClassRoster(session, tuple(self._client.people(token, session.session_id)))

    def _signed_in(self) -> str:
        with self._lock:
            if self._token is None:
                raise StaffSessionOver
            return self._token
