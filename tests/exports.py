"""What an export writes, read plainly."""

import csv
import io
from pathlib import Path

from server.services.exporting.export_files import export_files
from server.tables.studios import Studio


async def exported(studio_id: int, folder: Path) -> dict[str, bytes]:
    """The bytes of each file that an export writes."""
    (studio,) = await Studio.objects().where(Studio.id == studio_id)
    return {name: (folder / name).read_bytes() for name in await export_files(studio, folder)}


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The rows of a file as a spreadsheet reads them."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
