"""What a county's relay owes to the province, and what it has of the province's, in PostgreSQL."""

from collections.abc import Collection, Iterable

from db.gateway.session_pg import SessionPg
from db.gateway.shelf import Key
from db.sync import wire


class OwedPg(SessionPg):
    def carry(self, rows: Iterable[tuple[int, str, str, str, bytes]]) -> None:
        """(seq, tx, device, signature, bytes) of groups that are owed to the province."""
        self._cursor.executemany(
            "INSERT INTO carried(tenant, seq, tx, device, sig, raw)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [(self.tenant, *row) for row in rows],
        )

    def unreturned(self) -> list[tuple[str, bytes]]:
        """Groups that have not come back from the province; no bytes where one did not count
        here: it may count there.
        """
        found = self.ask(
            "SELECT carried.tx, CASE WHEN log.answer::json ->> 'st' IN (%s, %s)"
            " THEN carried.raw ELSE '' END"
            " FROM carried JOIN log USING (tenant, seq) WHERE tenant = %s AND NOT back"
            " ORDER BY seq",
            wire.OK,
            wire.MERGED,
            self.tenant,
        )
        return [(tx, bytes(raw)) for tx, raw in found]

    def returned(self, txs: Collection[str]) -> None:
        self._cursor.execute(
            "UPDATE carried SET back = true WHERE tenant = %s AND tx = ANY(%s)",
            (self.tenant, list(txs)),
        )

    def owed_again(self, told: Collection[str]) -> None:
        """Another history of the province has these groups; the others have yet to come back."""
        self._cursor.execute(
            "UPDATE carried SET back = false WHERE tenant = %s AND back AND NOT tx = ANY(%s)",
            (self.tenant, list(told)),
        )

    def removed(self, keys: Collection[Key]) -> None:
        """Rows that the province never took."""
        self._cursor.executemany(
            "DELETE FROM item WHERE tenant = %s AND entity = %s AND id = %s",
            [(self.tenant, *key) for key in keys],
        )

    def shadows(self) -> dict[Key, str]:
        """The province's rows under ours."""
        found = self.ask(
            "SELECT entity, id, body FROM relay_shadow WHERE tenant = %s", self.tenant
        )
        return {(entity, id_): body for entity, id_, body in found}

    def keep_shadows(self, rows: dict[Key, str]) -> None:
        self._cursor.execute("DELETE FROM relay_shadow WHERE tenant = %s", (self.tenant,))
        self._cursor.executemany(
            "INSERT INTO relay_shadow(tenant, entity, id, body) VALUES (%s, %s, %s, %s)",
            [(self.tenant, *key, body) for key, body in rows.items()],
        )

    def note(self, name: str, value: str) -> None:
        """Where the relay stands with the province."""
        self._cursor.execute(
            "INSERT INTO relay_state(tenant, k, v) VALUES (%s, %s, %s)"
            " ON CONFLICT (tenant, k) DO UPDATE SET v = excluded.v",
            (self.tenant, name, value),
        )
