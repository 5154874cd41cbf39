"""`studio demo`: the temporary studio, its server and its kiosk, until Ctrl-C ends all of them."""

import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack

from server.demo.caller import codes_in_mails, pairing_code
from server.demo.cast import ADMIN, FRIEND, HEROINE, PASSWORD, STAFF, address_of
from server.demo.house import House, child, has_screen, kiosk_command, open_house
from server.rules.pass_code import in_groups

LOOK_FOR_MAIL_SECONDS = 0.5

Say = Callable[[str], None]


def stay(say: Say) -> None:
    """Open the house, say how to get in, and keep it until the operator ends it."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with open_house() as house, ExitStack() as stack:
        pairing = pairing_code(house, "Front door")
        if has_screen():
            command = kiosk_command(house, pairing, house.folder / "kiosk-trace.jsonl")
            stack.enter_context(child("kiosk", command, house.folder))
        _introduce(house, pairing, say)
        seen: set[str] = set()
        while not ended.wait(LOOK_FOR_MAIL_SECONDS):
            for address, code in codes_in_mails(house.mail_folder, seen):
                say(f"A mail to {address}: the sign-in code is {code}")
        say("Ending the demo …")


def _introduce(house: House, pairing: str, say: Say) -> None:
    codes = house.codes
    say(f"""
The studio is open:        {house.url}
The interface described:   {house.url}/schema

Customers sign in with     {address_of(HEROINE)} or {address_of(FRIEND)}
  their six digits are shown here as they are mailed ({house.mail_folder})
Staff sign in with         {ADMIN[1]} (admin) or {STAFF[1]}, password {PASSWORD}
  PINs at the kiosk        {ADMIN[0].split()[0]} {ADMIN[2]}, {STAFF[0].split()[0]} {STAFF[2]}
{_door(pairing)}
Codes to hold to the door
  checks in                {in_groups(codes.ok)}
  is checked in already    {in_groups(codes.already_checked_in)}
  is too early             {in_groups(codes.too_early)}
  was cancelled            {in_groups(codes.cancelled)}

Ctrl-C ends all of it.""")


def _door(pairing: str) -> str:
    if has_screen():
        return "The kiosk's window is open: type a code as a reader would, or scan it from a phone.\n"
    return f"A kiosk on another machine pairs with {pairing}\n"
