"""The `studio` command: what the operator types."""

import gc
import os
import socket
import subprocess
import sys
from contextlib import suppress
from functools import partial

import click
import msgspec
import uvicorn
from litestar import Litestar

from server.access.malformed import field_error
from server.app import create_app
from server.clock import SystemClock
from server.contract.staff_members import StaffMemberRequest, StaffRole
from server.database.migration_guard import migrate
from server.demo.once import run_once
from server.demo.stay import stay
from server.file_commands import export_command, import_command
from server.job_commands import job
from server.keys import Keys
from server.logs.log import logger
from server.services.context import Context
from server.services.outcomes import ConflictError
from server.services.setup.staff.create_staff import create_staff
from server.settings import Settings, WrongSettingError
from server.startup import settings_and_keys, stop, with_database

GRACEFUL_SECONDS = 5

log = logger(__name__)

os.environ["PICCOLO_CONF"] = "piccolo_conf"  # whatever lies in the working folder


@click.group()
def main() -> None:
    """Studio Check-in: a class studio's booking and door."""


@main.command()
def serve() -> None:
    """Serve the studio until stopped."""
    given, keys = settings_and_keys()
    app = _app(given, keys)
    listening = _listening(given)
    if given.sms_url:
        log.warning("setting.unused", setting="STUDIO_SMS_URL", why="text messages come in a later version")
    with_database(migrate)
    config = uvicorn.Config(
        app,
        proxy_headers=bool(given.trusted_proxies),  # else anybody could name any address
        forwarded_allow_ips=list(given.trusted_proxies),
        server_header=False,
        access_log=False,  # the app's own line leaves codes out
        log_config=None,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )
    _spare_the_collector()
    with suppress(KeyboardInterrupt):  # which uvicorn raises again when it has ended
        uvicorn.Server(config).run(sockets=listening)


@main.command("migrate")
def migrate_command() -> None:
    """Bring the database to this version's tables."""
    settings_and_keys()
    with_database(migrate)


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("rest", nargs=-1, type=click.UNPROCESSED)
def kiosk(rest: tuple[str, ...]) -> None:
    """Start the kiosk's window; what follows is for `python -m kiosk`."""
    raise SystemExit(subprocess.call([sys.executable, "-m", "kiosk", *rest]))  # noqa: S603 - the operator's own words


@main.command()
@click.option("--once", is_flag=True, help="Go the whole way once, say each step, and end.")
def demo(*, once: bool) -> None:
    """Open a temporary studio full of life."""
    try:
        if not once:
            stay(click.echo)
        elif not run_once(click.echo):
            raise SystemExit(1)
    except WrongSettingError as error:  # in a studio.toml that lies here
        stop(str(error))


main.add_command(job)
main.add_command(import_command)
main.add_command(export_command)


@main.group()
def admin() -> None:
    """Admins: whoever sets the studio up."""


@admin.command("create")
@click.argument("email")
@click.option("--name", required=True, help="How the person is called.")
@click.option("--pin", "with_pin", is_flag=True, help="Also ask for a PIN of six digits for the kiosk.")
def create_admin(email: str, name: str, *, with_pin: bool) -> None:
    """Take an admin on; the password is asked for, or read from standard input (then the PIN's line follows it)."""
    given, keys = settings_and_keys()
    person = {"email": email, "name": name, "role": StaffRole.ADMIN, "studioIds": [], "password": _secret("Password")}
    try:
        asked = msgspec.convert(person | ({"pin": _secret("PIN")} if with_pin else {}), StaffMemberRequest)
    except msgspec.ValidationError as error:
        wrong = field_error(str(error))
        stop(f"The {wrong.field} {wrong.message}.")
    with_database(partial(_create_admin, asked, Context(SystemClock(), keys, given.public_url)))
    click.echo(f"{asked.name} is an admin now.")


async def _create_admin(asked: StaffMemberRequest, context: Context) -> None:
    await migrate()
    try:
        await create_staff(asked, context)
    except ConflictError as error:
        stop(error.message)


def _secret(what: str) -> str:
    if sys.stdin.isatty():
        return str(click.prompt(what, hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def _app(given: Settings, keys: Keys) -> Litestar:
    try:
        return create_app(given, SystemClock(), keys)
    except WrongSettingError as error:
        stop(str(error))


def _prompt(listening: socket.socket) -> socket.socket:
    """Send each answer at once: asyncio would set this itself, but not on sockets that it did not make.

    Without it the second half of an answer waits 40 ms for the client to acknowledge the first.
    """
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # what is accepted inherits it
    return listening


def _listening(given: Settings) -> list[socket.socket]:
    """Listen on every address of the host; where one cannot be had, say so and stop before anything is touched."""
    try:
        found = socket.getaddrinfo(given.host, given.port, type=socket.SOCK_STREAM)
        return [_prompt(socket.create_server(address, family=family)) for family, _, _, _, address in found]
    except (OSError, UnicodeError) as error:
        why = "no such host" if isinstance(error, socket.gaierror | UnicodeError) else os.strerror(error.errno or 0)
        stop(f"STUDIO_HOST {given.host} with STUDIO_PORT {given.port} cannot be listened on: {why}.")


def _spare_the_collector() -> None:
    """Let the garbage collector leave alone what the start has made, for it stays as long as the server.

    A full round through all of it stops everybody for a tenth of a second and more, a scan at the door too.
    """
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main()
