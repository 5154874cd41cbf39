"""How a kiosk is told what it needs, and how it says that something is wrong."""

from pathlib import Path

import pytest

from kiosk.settings import Settings, read_settings

SERVER = "http://studio.test:8000"


def test_options_are_read(tmp_path: Path) -> None:
    state, trace = tmp_path / "state", tmp_path / "trace"
    given = ["--server", SERVER, "--pair", "ABCD-2345", "--state-dir", str(state), "--trace", str(trace)]
    more = ["--gui", "gtk", "--token-store", "file", "--volume", "0", "--patience", "2.5"]
    assert read_settings([*given, *more], {}) == Settings(
        server=SERVER,
        state_dir=state,
        pairing_code="ABCD-2345",
        trace=trace,
        gui="gtk",
        token_in_file=True,
        volume=0,
        patience=2.5,
    )


def test_the_environment_serves_as_well_and_an_option_wins() -> None:
    environment = {
        "STUDIO_KIOSK_SERVER": SERVER,
        "STUDIO_KIOSK_STATE_DIR": "state",
        "STUDIO_KIOSK_GUI": "qt",
        "STUDIO_KIOSK_VOLUME": "30",
        "STUDIO_KIOSK_PAIR": "",
    }
    settings = read_settings(["--volume", "40"], environment)
    assert settings == Settings(SERVER, Path("state"), gui="qt", volume=40)


def test_the_state_folder_is_the_users_own_by_default() -> None:
    assert read_settings(["--server", SERVER], {"XDG_STATE_HOME": "/home/k/state"}).state_dir == Path(
        "/home/k/state/studio-checkin-kiosk"
    )
    assert read_settings(["--server", SERVER], {}).state_dir == Path("~/.local/state/studio-checkin-kiosk").expanduser()


@pytest.mark.parametrize("address", ["http://studio.test/", "https://studio.test", "http://[::1]:8000"])
def test_an_address_may_end_with_a_slash(address: str) -> None:
    assert read_settings(["--server", address], {}).server == address.rstrip("/")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], "--server"),
        (["--server", "studio.test"], "--server"),
        (["--server", "ftp://studio.test"], "--server"),
        (["--server", "http://studio.test/path"], "--server"),
        (["--server", "http://me@studio.test"], "--server"),
        (["--server", "http://studio.test?x=1"], "--server"),
        (["--server", SERVER, "--gui", "cef"], "--gui"),
        (["--server", SERVER, "--volume", "101"], "--volume"),
        (["--server", SERVER, "--volume", "loud"], "--volume"),
        (["--server", SERVER, "--patience", "0.1"], "--patience"),
        (["--server", SERVER, "--patience", "soon"], "--patience"),
        (["--server", SERVER, "--token-store", "nowhere"], "--token-store"),
        (["--server", SERVER, "--unknown"], "--unknown"),
    ],
)
def test_a_wrong_setting_ends_the_start_with_one_sentence(
    arguments: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        read_settings(arguments, {})
    sentence = capsys.readouterr().err
    assert ended.value.code == 2
    assert named in sentence
    assert len(sentence.splitlines()) == 1


def test_a_pairing_code_is_never_printed() -> None:
    assert "ABCD2345" not in repr(Settings(SERVER, Path("state"), pairing_code="ABCD2345"))
