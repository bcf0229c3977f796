"""All counties in PostgreSQL: the directory, and the way to each county's shelf."""

import base64
import secrets
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import URL

from db.gateway.large_pg import LargePg
from db.gateway.session_pg import Cursor
from db.gateway.shelf import Device, Shelf, Tenant, View
from db.gateway.shelf_pg import HISTORY, device_row, entered, locked, transaction
from db.gateway.view_pg import ViewPg
from db.sync import wire

_EPOCHS = uuid.UUID("5b0c5a3e-7c1f-4e0e-9a53-1f0c4d0f3412")  # the name space of histories


def engine(url: URL, *, pool: int = 8) -> Engine:
    """A bounded pool of connections as the service's own role."""
    return create_engine(url, pool_size=pool, max_overflow=4, pool_timeout=20)


def named(cursor: Cursor, what: str, which: str) -> None:
    """What of the directory this transaction may see. PostgreSQL's text holds no NUL and no half
    of a letter: no workstation and no code is called so.
    """
    if "\0" in which or not which.isprintable():
        raise wire.Problem(400, wire.MALFORMED, {"pointer": what})
    cursor.execute("SELECT set_config(%s, %s, true)", (f"app.{what}", which))


def _tenant(cursor: Cursor, id_: int) -> Tenant:
    cursor.execute("SELECT id, code, name, county_key FROM tenant WHERE id = %s", (id_,))
    return Tenant(*cursor.fetchone())


class ShelvesPg(LargePg):
    def __init__(self, made: Engine) -> None:
        super().__init__(made)
        self._epoch = self._told = ""

    def epoch(self) -> str:
        """The history that this database is of, as this process last found it."""
        return self._epoch or self.found_epoch()

    def found_epoch(self) -> str:
        with transaction(self.engine) as cursor:
            cursor.execute(f"SELECT {HISTORY}")
            return self._history(cursor.fetchone()[0])

    def _history(self, told: str) -> str:
        """Asked with every head: a history that was changed while this process runs is noticed."""
        if told != self._told:
            self._told, self._epoch = told, str(uuid.uuid5(_EPOCHS, told))
        return self._epoch

    def rotate(self) -> str:
        """After a restore: what was lost behind it must be asked for again."""
        with transaction(self.engine) as cursor:
            cursor.execute("UPDATE history SET id = gen_random_uuid()")
        return self.found_epoch()

    def tenant(self, code: str) -> Tenant | None:
        with transaction(self.engine) as cursor:
            named(cursor, "county", code)
            cursor.execute(
                "SELECT id, code, name, county_key FROM tenant WHERE code = %s", (code,)
            )
            found = cursor.fetchone()
        return None if found is None else Tenant(*found)

    def tenants(self) -> list[Tenant]:
        with transaction(self.engine) as cursor:
            named(cursor, "all", "yes")
            cursor.execute("SELECT id, code, name, county_key FROM tenant ORDER BY code")
            return [Tenant(*row) for row in cursor.fetchall()]

    def add(self, code: str, name: str, county_key: str = "") -> Tenant:
        """A new county with a key of its own; the one that is there where it is known. A relay has
        the key from the province.
        """
        key = county_key or base64.b64encode(secrets.token_bytes(32)).decode()
        with transaction(self.engine) as cursor:
            named(cursor, "county", code)
            cursor.execute(
                "INSERT INTO tenant(code, name, county_key) VALUES (%s, %s, %s)"
                " ON CONFLICT (code) DO NOTHING RETURNING id",
                (code, name, key),
            )
            made = cursor.fetchone()
            if made is not None:
                entered(cursor, made[0])
                cursor.execute("INSERT INTO tenant_head(tenant) VALUES (%s)", (made[0],))
        found = self.tenant(code)
        assert found is not None
        return found

    def open(self, tenant: int) -> AbstractContextManager[Shelf]:
        return locked(self.engine, tenant, self._history)

    @contextmanager
    def view(self, tenant: int) -> Iterator[View]:
        with transaction(self.engine) as cursor:
            yield ViewPg(cursor, tenant, self._history)

    def head(self, tenant: int) -> int:
        with transaction(self.engine) as cursor:
            entered(cursor, tenant)
            cursor.execute("SELECT head FROM tenant_head WHERE tenant = %s", (tenant,))
            found = cursor.fetchone()
        return int(found[0]) if found else 0

    # -- the directory ---------------------------------------------------------------------

    def invite(self, tenant: int, code_hash: str, name: str, post: str, until: int) -> None:
        with transaction(self.engine) as cursor:
            entered(cursor, tenant)
            cursor.execute(
                "INSERT INTO invite(code_hash, tenant, name, post, until)"
                " VALUES (%s, %s, %s, %s, %s)",
                (code_hash, tenant, name, post, until),
            )

    def invited(self, code_hash: str, now: int) -> str | None:
        with transaction(self.engine) as cursor:
            named(cursor, "code", code_hash)
            cursor.execute(
                "SELECT tenant FROM invite WHERE code_hash = %s AND until > %s", (code_hash, now)
            )
            found = cursor.fetchone()
            if found is None:
                return None
            entered(cursor, found[0])
            return _tenant(cursor, found[0]).code

    def enrol(
        self, code_hash: str, device: str, public_key: str, name: str, now: int
    ) -> tuple[Tenant, Device] | None:
        """Uses the code up; the same workstation may come again with the same code and key (its
        reply was lost).
        """
        with transaction(self.engine) as cursor:
            named(cursor, "code", code_hash)
            cursor.execute(
                "SELECT tenant, name, post, used_at IS NOT NULL FROM invite"
                " WHERE code_hash = %s AND until > %s FOR UPDATE",
                (code_hash, now),
            )
            found = cursor.fetchone()
            if found is None:
                return None
            invited, called, post, used = found
            entered(cursor, invited)
            there = device_row(cursor, invited, device)
            if used and (there is None or there.public_key != public_key):
                return None
            made = self._made(cursor, invited, (device, name or called, post, public_key), now)
            if made is None:
                return None
            cursor.execute("UPDATE invite SET used_at = %s WHERE code_hash = %s", (now, code_hash))
            return _tenant(cursor, invited), made

    def _made(
        self, cursor: Cursor, tenant: int, told: tuple[str, str, str, str], now: int
    ) -> Device | None:
        """The workstation; None where another county has one of that number."""
        named(cursor, "device", told[0])
        cursor.execute(
            "INSERT INTO device(id, name, post, public_key, tenant, enrolled_at)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO UPDATE SET"
            " name = excluded.name, post = excluded.post, public_key = excluded.public_key,"
            " revoked_at = NULL WHERE device.tenant = excluded.tenant"
            " RETURNING id, name, post, public_key, incarnation, revoked_at IS NOT NULL",
            (*told, tenant, now),
        )
        made = cursor.fetchone()
        return None if made is None else Device(*made)

    def find_device(self, device: str) -> tuple[Tenant, Device] | None:
        with transaction(self.engine) as cursor:
            named(cursor, "device", device)
            cursor.execute("SELECT tenant FROM device WHERE id = %s", (device,))
            found = cursor.fetchone()
            if found is None:
                return None
            entered(cursor, found[0])
            known = device_row(cursor, found[0], device)
            return None if known is None else (_tenant(cursor, found[0]), known)

    def devices(self) -> list[tuple[str, Device, int | None, int | None]]:
        """(county, workstation, last seen, cursor) of all."""
        with transaction(self.engine) as cursor:
            named(cursor, "all", "yes")
            cursor.execute(
                "SELECT code, device.id, device.name, post, public_key, incarnation,"
                " revoked_at IS NOT NULL, seen_at, cursor"
                " FROM device JOIN tenant ON tenant.id = tenant ORDER BY code, enrolled_at"
            )
            return [(row[0], Device(*row[1:7]), row[7], row[8]) for row in cursor.fetchall()]

    def of(self, tenant: int) -> list[Device]:
        with transaction(self.engine) as cursor:
            entered(cursor, tenant)
            cursor.execute(
                "SELECT id, name, post, public_key, incarnation, revoked_at IS NOT NULL"
                " FROM device WHERE tenant = %s ORDER BY enrolled_at",
                (tenant,),
            )
            return [Device(*row) for row in cursor.fetchall()]

    def join(self, tenant: int, device: Device, now: int) -> bool:
        """A workstation that the county's other service has enrolled; True where it is new here.

        A key that is known is never replaced.
        """
        with transaction(self.engine) as cursor:
            entered(cursor, tenant)
            cursor.execute(
                "INSERT INTO device(id, tenant, name, post, public_key, incarnation, enrolled_at,"
                " revoked_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                (
                    device.id,
                    tenant,
                    device.name,
                    device.post,
                    device.public_key,
                    device.incarnation,
                    now,
                    now if device.revoked else None,
                ),
            )
            fresh = bool(cursor.rowcount)
            if not fresh and device.revoked:
                cursor.execute(
                    "UPDATE device SET revoked_at = %s WHERE id = %s AND tenant = %s"
                    " AND revoked_at IS NULL",
                    (now, device.id, tenant),
                )
        return fresh

    def seen(self, device: str, at: int, cursor_at: int) -> None:
        with transaction(self.engine) as cursor:
            named(cursor, "device", device)
            cursor.execute(
                "UPDATE device SET seen_at = %s, cursor = %s WHERE id = %s",
                (at, cursor_at, device),
            )

    def revoke(self, device: str, now: int) -> bool:
        with transaction(self.engine) as cursor:
            named(cursor, "device", device)
            cursor.execute(
                "UPDATE device SET revoked_at = %s WHERE id = %s AND revoked_at IS NULL",
                (now, device),
            )
            return bool(cursor.rowcount)

    def secret(self, name: str, made: bytes) -> bytes:
        """The kept one; `made` becomes it where there is none."""
        with transaction(self.engine) as cursor:
            cursor.execute(
                "INSERT INTO secret(name, value) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                (name, made),
            )
            cursor.execute("SELECT value FROM secret WHERE name = %s", (name,))
            return bytes(cursor.fetchone()[0])

    def secret_if(self, name: str) -> bytes:
        """Empty where there is none."""
        with transaction(self.engine) as cursor:
            cursor.execute("SELECT value FROM secret WHERE name = %s", (name,))
            found = cursor.fetchone()
        return b"" if found is None else bytes(found[0])
