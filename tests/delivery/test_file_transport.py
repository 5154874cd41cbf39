"""Mails as files: whole or not there, and nobody else's to read."""

import email
import email.policy
from pathlib import Path

from server.contract.mail import Hindrance, Undelivered
from server.delivery.transports import FileTransport, transport_for
from tests.delivery.samples import confirmation, sign_in, text_of


def names_in(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir()]


def only_file_in(folder: Path) -> Path:
    [file] = folder.iterdir()
    return file


async def test_a_mail_becomes_one_file_named_by_its_message_id(tmp_path: Path) -> None:
    await FileTransport(tmp_path).send(sign_in())
    assert names_in(tmp_path) == ["20260302T090000-000042.eml"]


async def test_the_file_is_the_mail(tmp_path: Path) -> None:
    assert await FileTransport(tmp_path).send(confirmation()) is None
    message = email.message_from_bytes(only_file_in(tmp_path).read_bytes(), policy=email.policy.default)
    assert text_of(message) == text_of(confirmation())


async def test_only_the_owner_reads_the_mails(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "mail"
    await FileTransport(folder).send(sign_in())
    file = only_file_in(folder)
    assert (folder.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)


async def test_the_same_message_sent_again_takes_the_place_of_the_first(tmp_path: Path) -> None:
    for code in ("111111", "222222"):
        await FileTransport(tmp_path).send(sign_in(code=code))
    assert b"222222" in only_file_in(tmp_path).read_bytes()


async def test_a_folder_that_cannot_be_written_puts_the_mail_off(tmp_path: Path) -> None:
    in_the_way = tmp_path / "mail"
    in_the_way.write_text("a file")
    undelivered = await FileTransport(in_the_way).send(sign_in())
    assert undelivered == Undelivered(Hindrance.AWAY, "FileExistsError: File exists")
    assert in_the_way.read_text() == "a file"


async def test_a_mail_that_cannot_be_finished_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "20260302T090000-000042.eml").mkdir()
    undelivered = await FileTransport(tmp_path).send(sign_in())
    assert undelivered is not None
    assert undelivered.hindrance is Hindrance.AWAY
    assert names_in(tmp_path) == ["20260302T090000-000042.eml"]


def test_a_file_address_is_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "mails of today"
    assert transport_for(folder.as_uri()) == FileTransport(folder)
