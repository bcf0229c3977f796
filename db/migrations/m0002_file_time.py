"""An attachment says when its file was last written, as the disk that it came from says.

Those that are there stay without: nobody asked then. Their digests in the journal are those of
the columns that there were, and `db.check` reads them so.
"""

from typing import Any


def up(connection: Any) -> None:
    connection.execute('ALTER TABLE "attachment" ADD COLUMN file_time INTEGER')
