import pytest

from server.contract.paging import Paging


@pytest.mark.parametrize("limit", [1, 200])
def test_a_page_of_1_to_200_items_may_be_asked_for(limit: int) -> None:
    assert Paging(limit).limit == limit


@pytest.mark.parametrize("limit", [-1, 0, 201, 2**70])
def test_another_limit_is_refused(limit: int) -> None:
    with pytest.raises(ValueError, match="1 to 200"):
        Paging(limit)
