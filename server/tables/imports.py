"""What came from another system, so that the same file brings nothing twice."""

from piccolo.columns import ForeignKey, Integer, OnDelete, Serial, Varchar
from piccolo.table import Table

from server.rules.vocabulary import ImportKind
from server.tables.columns import Instant, OneOf, listed
from server.tables.studios import Studio


class ImportedRow(Table, tablename="imported_row"):
    """A row of a file, by the id that it had where it came from, and the id of what it has become here.

    Unique for studio, kind and foreign id. `row_hash` is the SHA-256 of what the row said, so that a
    changed one is seen.
    """

    id: Serial
    studio = ForeignKey(Studio, on_delete=OnDelete.restrict, null=False)
    kind = OneOf(values=listed(ImportKind), default=ImportKind.CUSTOMER.value)
    foreign_id = Varchar(length=200)
    own_id = Integer()
    row_hash = Varchar(length=64)
    imported_at = Instant()
