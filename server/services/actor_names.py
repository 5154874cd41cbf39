"""What actors are called: the ledger, the events and the notes keep labels, people read names."""

from collections.abc import Iterable, Mapping

from server.tables.people import Customer, StaffMember

SYSTEM_NAME = "Studio Check-in"
"""Who acts where no person does."""


async def names_of(labels: Iterable[str]) -> Mapping[str, str]:
    """Return a name for each label of `Actor.label`: two statements, however many they are.

    A staff member or a customer who is unknown keeps the label.
    """
    wanted = set(labels)
    staff = await _names(StaffMember, {_id_of(label) for label in wanted if label.startswith("staff:")})
    customers = await _names(Customer, {_id_of(label) for label in wanted if label.startswith("customer:")})
    return {label: _name(label, staff, customers) for label in wanted}


async def _names(table: type[StaffMember | Customer], ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = await table.select(table.id, table.name).where(table.id.is_in(sorted(ids)))
    return {row["id"]: row["name"] for row in rows}


def _name(label: str, staff: Mapping[int, str], customers: Mapping[int, str]) -> str:
    kind = label.partition(":")[0]
    if kind == "staff":
        return staff.get(_id_of(label), label)
    if kind == "customer":
        return customers.get(_id_of(label), label)
    return SYSTEM_NAME if kind == "system" else label


def _id_of(label: str) -> int:
    number = label.partition(":")[2].partition("@")[0]
    return int(number) if number.isdigit() else 0
