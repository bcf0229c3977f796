"""What is large in PostgreSQL: segments of snapshots and attachments, never under a county's lock."""

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
                    "INSERT INTO segment(tenant, id, kind, cursor, count, data)"
                    " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (tenant, id)"
                    " DO UPDATE SET cursor = excluded.cursor, place = DEFAULT",
                    (tenant, one.id, one.kind, one.cursor, one.rows, data),
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
            cursor.execute("SELECT data FROM segment WHERE tenant = %s AND id = %s", (tenant, id_))
            found = cursor.fetchone()
        return None if found is None else bytes(found[0])

    def segments(self, tenant: int, cursor: int) -> list[Segment]:
        with transaction(self.engine) as run:
            entered(run, tenant)
            run.execute(
                "SELECT id, kind, count, length(data), cursor FROM segment WHERE tenant = %s"
                " AND cursor >= %s AND cursor = (SELECT max(cursor) FROM segment"
                " WHERE tenant = %s) ORDER BY place",
                (tenant, cursor, tenant),
            )
            return [Segment(*row) for row in run.fetchall()]

    # -- files -----------------------------------------------------------------------------

    def blob(self, tenant: int, sha256: str) -> tuple[int, int] | None:
        with transaction(self.engine) as cursor:
            entered(cursor, tenant)
            cursor.execute(
                "SELECT size, have FROM blob WHERE tenant = %s AND sha256 = %s", (tenant, sha256)
            )
            found = cursor.fetchone()
        return None if found is None else (int(found[0]), int(found[1]))

    def blob_add(self, tenant: int, sha256: str, at: int, total: int, data: bytes) -> int:
        with transaction(self.engine) as cursor:
            entered(cursor, tenant)
            cursor.execute(
                "INSERT INTO blob(tenant, sha256, size, have) VALUES (%s, %s, %s, 0)"
                " ON CONFLICT DO NOTHING",
                (tenant, sha256, total),
            )
            cursor.execute(
                "SELECT size, have FROM blob WHERE tenant = %s AND sha256 = %s FOR UPDATE",
                (tenant, sha256),
            )
            size, have = cursor.fetchone()
            if (size, have) != (total, at) or not data:
                return int(have)
            cursor.execute(
                "INSERT INTO blob_part(tenant, sha256, at, data) VALUES (%s, %s, %s, %s)",
                (tenant, sha256, at, data),
            )
            have += len(data)
            cursor.execute(
                "UPDATE blob SET have = %s WHERE tenant = %s AND sha256 = %s",
                (have, tenant, sha256),
            )
        return int(have)

    def blob_drop(self, tenant: int, sha256: str) -> None:
        with transaction(self.engine) as cursor:
            entered(cursor, tenant)
            for table in ("blob_part", "blob"):
                cursor.execute(
                    f"DELETE FROM {table} WHERE tenant = %s AND sha256 = %s",  # noqa: S608
                    (tenant, sha256),
                )

    def blob_read(self, tenant: int, sha256: str, begin: int, end: int) -> bytes:
        with transaction(self.engine) as cursor:
            entered(cursor, tenant)
            cursor.execute(
                "SELECT at, data FROM blob_part WHERE tenant = %s AND sha256 = %s AND at < %s"
                " AND at + length(data) > %s ORDER BY at",
                (tenant, sha256, end, begin),
            )
            found = cursor.fetchall()
        if not found:
            return b""
        first = int(found[0][0])
        return b"".join(data for _, data in found)[begin - first : end - first]
