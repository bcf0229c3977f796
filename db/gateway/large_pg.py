"""Segments of snapshots in PostgreSQL, kept and given out without a county's lock."""

from collections.abc import Iterable

from sqlalchemy import Engine

from db.gateway.shelf import Segment
from db.gateway.shelf_pg import entered, transaction


class LargePg:
    def __init__(self, made: Engine) -> None:
        self.engine = made

    # -- segments --------------------------------------------------------------------------

    def keep_segments(self, tenant: int, kept: Iterable[tuple[Segment, bytes]]) -> None:
        with transaction(self.engine) as run:
            entered(run, tenant)
            for one, data in kept:
                run.execute(
                    "INSERT INTO segment(tenant, schema_no, id, kind, cursor, count, data)"
                    " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (tenant, schema_no, id)"
                    " DO UPDATE SET cursor = excluded.cursor, place = DEFAULT",
                    (tenant, one.schema, one.id, one.kind, one.cursor, one.rows, data),
                )
            run.execute(
                "DELETE FROM segment WHERE tenant = %s AND cursor < (SELECT max(cursor)"
                " FROM segment WHERE tenant = %s)"
                " AND made_at < clock_timestamp() - interval '1 hour'",
                (tenant, tenant),
            )

    def segment(self, tenant: int, id_: str) -> bytes | None:
        with transaction(self.engine) as cursor:
            entered(cursor, tenant)
            cursor.execute(
                "SELECT data FROM segment WHERE tenant = %s AND id = %s LIMIT 1", (tenant, id_)
            )
            found = cursor.fetchone()
        return None if found is None else bytes(found[0])

    def segments(self, tenant: int, cursor: int, schema: int = 0) -> list[Segment]:
        with transaction(self.engine) as run:
            entered(run, tenant)
            run.execute(
                "SELECT id, kind, count, length(data), cursor, schema_no FROM segment"
                " WHERE tenant = %s AND schema_no = %s AND cursor >= %s AND cursor = (SELECT"
                " max(cursor) FROM segment WHERE tenant = %s AND schema_no = %s) ORDER BY place",
                (tenant, schema, cursor, tenant, schema),
            )
            return [Segment(*row) for row in run.fetchall()]
