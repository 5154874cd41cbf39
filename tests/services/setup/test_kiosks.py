from datetime import timedelta

import pytest

from server.contract.kiosk import PairRequest
from server.contract.kiosk_setup import KioskChange, KioskRequest
from server.contract.paging import Paging
from server.rules.vocabulary import Role
from server.services.context import Context
from server.services.outcomes import ConflictError, InvalidFieldError, NotFoundError
from server.services.setup.kiosks.change_kiosk import change_kiosk
from server.services.setup.kiosks.create_kiosk import create_kiosk, pair_again
from server.services.setup.kiosks.read_kiosks import list_kiosks, read_kiosk
from server.services.setup.kiosks.remove_kiosk import remove_kiosk
from server.services.signing_in.identify import identify
from server.services.signing_in.pair_kiosk import pair_kiosk
from server.services.signing_in.refused import WrongSecretError
from server.services.signing_in.tokens import issue_pin_token
from tests.builders import add_kiosk, add_staff, add_studio
from tests.readings import everything


async def test_a_new_kiosk_is_paired_with_the_code_that_it_was_given(database: None, context: Context) -> None:
    studio_id = await add_studio()
    pairing = await create_kiosk(KioskRequest(name="Front door", studio_id=studio_id), context)
    assert len(pairing.pairing_code) == 8
    assert pairing.expires_at == context.now() + timedelta(minutes=10)
    assert pairing.pairing_code not in str(await everything())
    paired = await pair_kiosk(PairRequest(pairing_code=pairing.pairing_code), "client", context)
    assert (paired.kiosk_id, paired.studio.id) == (pairing.id, studio_id)
    assert (await read_kiosk(pairing.id)).paired_at == context.now()


async def test_pairing_again_keeps_the_kiosk_and_ends_its_first_code(database: None, context: Context) -> None:
    first = await create_kiosk(KioskRequest(name="Front door", studio_id=await add_studio()), context)
    second = await pair_again(first.id, context)
    assert second.id == first.id
    with pytest.raises(WrongSecretError):
        await pair_kiosk(PairRequest(pairing_code=first.pairing_code), "client", context)
    assert (await pair_kiosk(PairRequest(pairing_code=second.pairing_code), "client", context)).kiosk_id == first.id


async def test_a_revoked_kiosk_is_out_with_the_staff_at_it_and_no_neighbour(database: None, context: Context) -> None:
    studio_id = await add_studio()
    kiosk, neighbour = await add_kiosk(studio_id), await add_kiosk(studio_id, "Back door")
    staff_id, now = await add_staff(studio_id), context.now()
    here = await issue_pin_token(staff_id, Role.STAFF, kiosk.id, now)
    there = await issue_pin_token(staff_id, Role.STAFF, neighbour.id, now)
    code = (await pair_again(kiosk.id, context)).pairing_code
    assert (await remove_kiosk(kiosk.id, context)).archived
    assert await identify(kiosk.token, None, now) is None
    assert await identify(here, kiosk.token, now) is None
    assert await identify(neighbour.token, None, now) is not None
    assert await identify(there, neighbour.token, now) is not None
    with pytest.raises(WrongSecretError):
        await pair_kiosk(PairRequest(pairing_code=code), "client", context)
    with pytest.raises(ConflictError) as refused:
        await pair_again(kiosk.id, context)
    assert refused.value.code == "kiosk_revoked"
    assert [each.id for each in (await list_kiosks(studio_id, Paging())).items] == [neighbour.id]
    assert (await read_kiosk(kiosk.id)).revoked_at == now


async def test_a_kiosk_that_was_never_paired_is_deleted(database: None, context: Context) -> None:
    pairing = await create_kiosk(KioskRequest(name="Front door", studio_id=await add_studio()), context)
    assert not (await remove_kiosk(pairing.id, context)).archived
    assert (await everything())["pairing_code"] == []


async def test_a_kiosk_is_renamed(database: None) -> None:
    studio_id = await add_studio()
    kiosk = await add_kiosk(studio_id)
    assert (await change_kiosk(kiosk.id, KioskChange(name="Back door"))).name == "Back door"
    assert (await list_kiosks(await add_studio("Elsewhere"), Paging())).items == []
    assert len((await list_kiosks(None, Paging())).items) == 1


async def test_a_kiosk_or_a_studio_that_is_not_there_is_told(database: None, context: Context) -> None:
    for attempt in (
        read_kiosk(7),
        change_kiosk(7, KioskChange(name="K")),
        pair_again(7, context),
        remove_kiosk(7, context),
    ):
        with pytest.raises(NotFoundError, match="kiosk"):
            await attempt
    with pytest.raises(InvalidFieldError, match="studioId"):
        await create_kiosk(KioskRequest(name="Front door", studio_id=7), context)
