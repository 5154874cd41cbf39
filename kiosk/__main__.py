"""Start the kiosk: `python -m kiosk --server URL [--pair CODE] --state-dir DIR [--trace FILE]`.

Ends 0 when it is told to (SIGTERM, SIGINT), 1 where another kiosk holds the state folder, 2 for a wrong setting,
70 where the page can't be kept alive: the supervisor starts it again.
"""

import logging
import os
import sys
from dataclasses import replace
from threading import Event, Thread, Timer

from kiosk.bridge import Bridge
from kiosk.desk import Desk
from kiosk.device_token import ReadableByOthers, TokenStore, open_store
from kiosk.display import Display
from kiosk.errands import Errands, Pairer
from kiosk.failures import Refused, Unreachable
from kiosk.kiosk_clock import KioskClock
from kiosk.logs import event, start_logging
from kiosk.offline import OfflineDoor, open_file
from kiosk.page_server import PageServer
from kiosk.roster_keeper import RosterKeeper
from kiosk.screens.asks import Pair
from kiosk.screens.events import RosterRead
from kiosk.screens.pairing import pairing_letters
from kiosk.screens.states import Home, Kept, Link, Pairing, State
from kiosk.server_client import ServerClient
from kiosk.settings import Settings, read_settings
from kiosk.single_instance import AlreadyRunning, hold
from kiosk.staff import StaffDesk
from kiosk.trace import Trace
from kiosk.uploader import Uploader
from kiosk.watchdog import Watchdog
from kiosk.window import KioskWindow
from server.clock import SystemClock

ENDED = 0
HELD_BY_ANOTHER = 1
WRONG_SETTING = 2
PAGE_IS_DEAD = 70

GRACE_SECONDS = 5.0
"""How long a window may take to close before the process ends without it."""

log = logging.getLogger("kiosk")


def main() -> int:
    """Run the kiosk and return its exit code."""
    settings = read_settings(sys.argv[1:], os.environ)
    start_logging()
    settings.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with hold(settings.state_dir):
            return Kiosk(settings).run()
    except AlreadyRunning:
        sys.stderr.write(f"kiosk: another kiosk uses {settings.state_dir}\n")
        return HELD_BY_ANOTHER
    except ReadableByOthers as token_file:
        sys.stderr.write(
            f"kiosk: {token_file.path} can be read by others (mode {token_file.mode:04o}): "
            "have the kiosk revoked, delete the file and pair again\n"
        )
        return WRONG_SETTING


class Kiosk:
    """All parts, wired."""

    def __init__(self, settings: Settings) -> None:
        clock = KioskClock(SystemClock())
        store = open_store(settings.state_dir, in_file=settings.token_in_file)
        self._client = ServerClient(settings.server, clock)
        self._file = open_file(settings.state_dir)
        door = OfflineDoor(self._file, clock, settings.server)
        recalled = door.recall()
        pairer = Pairer(self._client, store, settings.server, door.forget_roster)
        self._trace = Trace(settings.trace)
        state = with_recalled(first_state(settings, store, self._client, pairer), recalled, door.kept())
        self._display = Display(state, clock, self._trace)
        tell = self._display.tell
        server_lost = Event()
        self._desk = Desk(self._client, door, clock, tell, server_lost, settings.patience)
        self._uploader = Uploader(self._client, door, self._file, clock, tell, server_lost)
        self._keeper = RosterKeeper(self._client, door, clock, tell, server_lost, self._uploader.wake)
        self._errands = Errands(self._desk, StaffDesk(self._client), pairer, tell, self._keeper.look_now, door.kept)
        self._display.on_ask(self._errands.start)
        self._pages = PageServer()
        self._watchdog = Watchdog(clock.seconds, self._load_again, self._give_up)
        self._window = KioskWindow(
            self._pages.address,
            Bridge(self._display, self._watchdog.beat, self._desk.scan, settings.volume),
        )
        self._gui = settings.gui
        self._exit_code = ENDED

    def run(self) -> int:
        """Show the window until it is closed, take everything apart again, and return the exit code."""
        stopped = Event()
        for work in (self._keeper.keep, self._uploader.keep, self._display.keep_time, self._watchdog.watch):
            Thread(target=work, args=(stopped,), name=work.__qualname__, daemon=True).start()
        self._pages.start()
        log.info(event("kiosk.started"))
        self._window.show(self._gui)
        stopped.set()
        self._display.close()
        self._errands.stop()
        self._desk.stop()
        self._pages.stop()
        self._client.close()
        self._file.close()
        self._trace.close()
        log.info(event("kiosk.ended", code=self._exit_code))
        return self._exit_code

    def _load_again(self) -> None:
        self._window.load_again()

    def _give_up(self) -> None:
        self._exit_code = PAGE_IS_DEAD
        last_resort = Timer(GRACE_SECONDS, os._exit, (PAGE_IS_DEAD,))
        last_resort.daemon = True
        last_resort.start()
        self._window.close()


def first_state(settings: Settings, store: TokenStore, client: ServerClient, pairer: Pairer) -> State:
    """Pair where a code was given, else use the token kept for this server; without either, ask for a code."""
    kept = store.read()
    if kept is not None and kept.server == settings.server:
        client.use_token(kept.token)
    at_home = State(Link.STARTING, Home(), settings.server)
    if settings.pairing_code is None:
        return at_home if client.has_token else State(Link.UNPAIRED, Pairing(), settings.server)
    letters = pairing_letters(settings.pairing_code)
    try:
        pairer.pair(Pair(letters))
    except Refused as said:
        screen = Pairing(letters, said.sentence)
    except Unreachable:
        screen = Pairing(letters, is_unanswered=True)
    else:
        return at_home
    log.warning(event("kiosk.not_paired", has_token=client.has_token))
    return at_home if client.has_token else State(Link.UNPAIRED, screen, settings.server)


def with_recalled(state: State, recalled: RosterRead | None, kept: Kept) -> State:
    """Return the first state with what is known from before, for a kiosk that is still the studio's."""
    state = replace(state, kept=kept)
    if recalled is None or state.link is not Link.STARTING:
        return state
    return replace(state, studio=recalled.studio, upcoming=recalled.upcoming)


if __name__ == "__main__":
    code = main()
    logging.shutdown()
    sys.stdout.flush()
    # pywebview's own threads wait, not as daemons, for answers of a page that is gone
    os._exit(code)
