"""Carry what the screens ask for to whoever can answer it, off the window's threads, and bring back what came."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import assert_never

from kiosk.desk import Desk
from kiosk.device_token import DeviceToken, TokenStore
from kiosk.failures import Refused, Revoked, StaffSessionOver, Unreachable
from kiosk.logs import event
from kiosk.screens.asks import (
    Ask,
    CheckInPerson,
    CheckScan,
    Pair,
    ReadClass,
    ReadDay,
    ReadTiles,
    ScanTyped,
    SignIn,
    SignOut,
    UndoCheckIn,
)
from kiosk.screens.events import (
    Answer,
    Answered,
    DecidedHere,
    Declined,
    Done,
    Event,
    KeptChanged,
    Paired,
    StaffSignedOut,
    Unanswered,
)
from kiosk.screens.states import Kept, Studio
from kiosk.server_client import ServerClient
from kiosk.staff import StaffDesk
from server.contract.scan import ScanSource

AT_ONCE = 8
"""Errands under way at the same time; more than people can start in the seconds that a call may take."""

log = logging.getLogger(__name__)


class Pairer:
    """Joins a studio: the token is kept, and another studio's roster forgotten, before anybody is told."""

    def __init__(self, client: ServerClient, store: TokenStore, server: str, forget_roster: Callable[[], None]) -> None:
        self._forget_roster = forget_roster
        self._client = client
        self._store = store
        self._server = server

    def pair(self, ask: Pair) -> Paired:
        """Return the studio joined; raises as `ServerClient` does."""
        answer = self._client.pair(ask.code)
        self._store.write(DeviceToken(self._server, answer.token))
        self._forget_roster()
        self._client.use_token(answer.token)
        log.info(event("kiosk.paired", kiosk=answer.kiosk_id, studio=answer.studio.id))
        return Paired(Studio(answer.studio.name, answer.studio.timezone))


class Errands:
    """Runs asks in threads. `look_now` has the roster look at the server when a call says that something is amiss."""

    def __init__(
        self,
        desk: Desk,
        staff: StaffDesk,
        pairer: Pairer,
        tell: Callable[[Event], None],
        look_now: Callable[[], None],
        kept: Callable[[], Kept],
    ) -> None:
        self._desk = desk
        self._staff = staff
        self._pairer = pairer
        self._tell = tell
        self._look_now = look_now
        self._kept = kept
        self._threads = ThreadPoolExecutor(AT_ONCE, "errand")

    def start(self, serial: int, ask: Ask) -> None:
        """Set off; the answer comes as an event with the same serial number."""
        self._threads.submit(self._run, serial, ask)

    def stop(self) -> None:
        """Start nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _run(self, serial: int, ask: Ask) -> None:
        try:
            answer = self._answer(ask)
        except Refused as said:
            log.info(event("kiosk.refused", ask=type(ask).__name__, code=said.code))
            self._tell(Declined(serial, said.code, said.sentence, said.retry_at))
        except StaffSessionOver:
            self._tell(StaffSignedOut(serial))
        except (Unreachable, Revoked) as failure:
            log.warning(event("kiosk.unanswered", ask=type(ask).__name__, why=str(failure)))
            self._tell(Unanswered(serial))
            self._look_now()
        except Exception:  # a thread of the pool would swallow it, and the screen would wait for ever
            log.exception(event("kiosk.errand_failed", ask=type(ask).__name__))
            self._tell(Unanswered(serial))
        else:
            self._tell(Answered(serial, answer))
            self._look_after(answer)

    def _look_after(self, answer: Answer) -> None:
        """What the kiosk decided alone is on the screen; now tell what waits, and see where the server is."""
        if isinstance(answer, DecidedHere):
            self._tell(KeptChanged(self._kept()))
        if isinstance(answer, DecidedHere | Paired):
            self._look_now()

    def _answer(self, ask: Ask) -> Answer:
        match ask:
            case CheckScan():
                return self._desk.verdict(ask)
            case ScanTyped(code):
                self._desk.scan(code, ScanSource.TYPED)
                return Done()
            case Pair():
                return self._pairer.pair(ask)
            case ReadTiles() | SignIn() | ReadDay() | ReadClass() | CheckInPerson() | UndoCheckIn() | SignOut():
                return self._staff.answer(ask)
            case _:
                assert_never(ask)
