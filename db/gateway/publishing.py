"""What the far end says itself: workstations, receipts from above. An entry of the log like any."""

from collections.abc import Sequence
from typing import Any

import orjson

from db.gateway.shelf import FAR_END, Batch, Entry, Key, Row, Shelf, count_row
from db.registry import entity
from db.sync import wire


def publish(shelf: Shelf, records: Sequence[Any], now: int) -> int:
    """Puts these records as rows into the county's feed; the seq."""
    told: dict[Key, str] = {}
    for record in records:
        of = entity(type(record))
        body = {name: value for name, value in of.encode(record).items() if value is not None}
        told[str(of.kind), record.id] = orjson.dumps(body).decode()
    there = shelf.rows(list(told))
    batch = Batch(shelf.head + 1)
    rows: list[str] = []
    for key, body_text in told.items():
        old = there.get(key)
        ver = 1 if old is None else old.ver + 1
        row = Row(ver, batch.head, body_text, FAR_END, FAR_END, now)
        (batch.fresh if old is None else batch.changed)[key] = row
        count_row(batch, key, old, row)
        head = orjson.dumps({"e": key[0], "id": key[1], "ver": ver}).decode()
        rows.append(f'{head[:-1]},"row":{body_text}}}')
    batch.entries.append(
        Entry(
            seq=batch.head,
            tx=f"far-{batch.head}",
            device=FAR_END,
            incarnation=0,
            n=0,
            lane=0,
            actor=FAR_END,
            hlc="",
            at=now,
            state=wire.OK,
            code="",
            lines="[]",
            rows=f"[{','.join(rows)}]",
            echo=None,
            sha256=wire.sha("".join(rows).encode()),
            answer={},
        )
    )
    shelf.put(batch)
    return batch.head
