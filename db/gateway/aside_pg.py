"""Groups that wait for a row, in PostgreSQL: few at any time, most of the time none."""

from collections.abc import Collection

import orjson

from db.gateway.session_pg import SessionPg
from db.gateway.shelf import Batch, Waiting


class AsidePg(SessionPg):
    def waiting(self) -> list[Waiting]:
        found = self.ask(
            "SELECT seq, tx, device, entity, id, skew FROM waiting WHERE tenant = %s ORDER BY seq",
            self.tenant,
        )
        return [
            Waiting(seq, tx, device, (entity, id_), skew)
            for seq, tx, device, entity, id_, skew in found
        ]

    def aside(self, txs: Collection[str]) -> dict[str, bytes]:
        found = self.ask(
            "SELECT tx, raw FROM log WHERE tenant = %s AND tx = ANY(%s)", self.tenant, list(txs)
        )
        return {tx: bytes(raw) for tx, raw in found}

    def put_aside(self, batch: Batch) -> None:
        """Who waits and who no longer does; what is answered to whoever sends a group again."""
        if batch.waiting:
            self._cursor.executemany(
                "DELETE FROM waiting WHERE tenant = %s AND tx = %s",
                [(self.tenant, tx) for tx in batch.waiting],
            )
            self._cursor.executemany(
                "INSERT INTO waiting(tenant, tx, seq, device, entity, id, skew)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [
                    (self.tenant, tx, one.seq, one.device, *one.misses, one.skew)
                    for tx, one in batch.waiting.items()
                    if one is not None
                ],
            )
        if batch.answers:
            self._cursor.executemany(
                "UPDATE log SET answer = %s WHERE tenant = %s AND tx = %s",
                [
                    (orjson.dumps(answer).decode(), self.tenant, tx)
                    for tx, answer in batch.answers.items()
                ],
            )
