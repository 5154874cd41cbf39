"""Which statements one scan runs, captured from the engines themselves, and how a bare program runs the same."""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from server.rules.pass_code import hash_of
from tests.bench.rig import Rig
from tests.bench.seed import FIRST_REGISTRATION, FIRST_RESERVATION, Seeded

NONCE = "bench-captured-scan"


@dataclass(frozen=True)
class Captured:
    """The statements of one scan in their order, values in place, as the engine saw them."""

    statements: tuple[str, ...]
    code_hash: str

    def with_values(self, *, reservation: str, registration: str, code_hash: str, nonce: str) -> list[str]:
        """Return them with another reservation's values, each an SQL expression."""
        values = {
            str(FIRST_RESERVATION + CAPTURED): reservation,
            str(FIRST_REGISTRATION + CAPTURED): registration,
        }
        replaced = []
        for statement in self.statements:
            text = statement.replace(f"'{self.code_hash}'", code_hash).replace(f"'{NONCE}'", nonce)
            for number, value in values.items():
                text = re.sub(rf"(?<![\w\"':])'?{number}'?(?![\w\"'])", value, text)
            replaced.append(text)
        return replaced


CAPTURED = 1
"""Which of the seeded people is scanned for the capture; the one before warms the server up."""


def from_postgres_log(log: str, seeded: Seeded) -> Captured:
    """Return the statements between two marks of a server log with `log_statement = all`."""
    lines = re.sub(r"\n\t", " ", log).splitlines()
    statements: list[str] = []
    for line in lines:
        plain = re.search(r"LOG:  statement: (.*)", line)
        executed = re.search(r"LOG:  execute [^:]*: (.*)", line)
        parameters = re.search(r"DETAIL:  parameters: (.*)", line)
        if plain or executed:
            statements.append((plain or executed).group(1).strip())  # type: ignore[union-attr]  # one of them matched
        elif parameters:
            statements[-1] = _filled(statements[-1], parameters.group(1))
    return Captured(tuple(statements), hash_of(seeded.codes[CAPTURED]))


def from_sqlite(rig: Rig) -> Captured:
    """Return the statements of one scan, traced by SQLite in a process of its own on the rig's database."""
    argv = [sys.executable, "-m", "tests.bench.sqlite_trace", rig.seeded.kiosk_token, rig.seeded.codes[CAPTURED], NONCE]
    ran = subprocess.run(argv, env=rig.environment, cwd=rig.folder, check=True, capture_output=True, text=True)
    statements = tuple(line for line in ran.stdout.split("\0") if line.strip())
    return Captured(statements, hash_of(rig.seeded.codes[CAPTURED]))


def _filled(statement: str, parameters: str) -> str:
    values = dict(re.findall(r"\$(\d+) = ('(?:[^']|'')*'|NULL)", parameters))
    return re.sub(r"\$(\d+)", lambda match: values[match.group(1)], statement)


def write_pgbench(captured: Captured, script: Path, first: int, per_client: int) -> None:
    """Write the statements as a pgbench script: each transaction of each client takes a reservation of its own.

    The database that it runs on has the reservation's id, padded, in the place of the code's hash.
    """
    quiet = Captured(tuple(_without_colons(text) for text in captured.statements), captured.code_hash)
    statements = quiet.with_values(
        reservation=":reservation",
        registration=":registration",
        code_hash="lpad(:reservation::text, 64, '0')",
        nonce="'bench-' || :reservation::text",
    )
    sets = [
        "\\set number :number + 1",
        f"\\set reservation {first} + :client_id * {per_client} + :number",
        f"\\set registration :reservation + {FIRST_REGISTRATION - FIRST_RESERVATION}",
    ]
    script.write_text("\n".join([*sets, *(text.rstrip("; ") + ";" for text in statements)]) + "\n")


def _without_colons(statement: str) -> str:
    """Escape the colons inside texts: pgbench would take what follows one for a variable."""
    return re.sub(r"'(?:[^']|'')*:(?:[^']|'')*'", lambda text: "E" + text.group().replace(":", r"\x3a"), statement)
