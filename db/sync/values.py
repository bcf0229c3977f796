"""One column of one record as a difference keeps it: JSON of how it travels, and back.

Personal words stay ciphertext in it, under the key of whoever they are about.
"""

from typing import Any

from console.domain.changes import Kind
from db.coding import canonical
from db.entity import Entity
from db.read import Read
from db.registry import BY_KIND
from db.sync import wire


def spelled(read: Read, kind: Kind, id_: str, field: str) -> str | None:
    """The column as it lies now; None where the record is gone."""
    of = BY_KIND[kind]
    _known(of, field)
    row = read.connection.exec_driver_sql(
        f'SELECT "{field}" FROM "{kind}" WHERE id = ? AND deleted = 0',  # noqa: S608 - our own names
        (id_,),
    ).fetchone()
    return None if row is None else canonical(wire.spelled(row[0]))


def value(read: Read, kind: Kind, field: str, about: str, told: str | None) -> Any:
    """What it means: the field's own value; sealed words opened, 已销毁 once their key is gone."""
    of = BY_KIND[kind]
    _known(of, field)
    if told is None:
        return None
    raw = wire.read(wire.loads(told))
    if raw is None:
        return None
    if field in of.personal:
        return read.words(about, raw) if isinstance(raw, bytes) else str(raw)
    code = of.codings[field]
    return raw if code.plain else code.decode(raw)


def _known(of: Entity, field: str) -> None:
    """A field of a newer version has no column here."""
    if field not in of.codings:
        raise KeyError(f"{of.kind}.{field}")
