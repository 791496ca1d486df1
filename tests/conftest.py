"""What all tests share: hypothesis profiles, database servers, and the public data sets that are not in the repository."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from servers import Postgres
from sqlalchemy import create_engine, text

from customerbase.testing import register

register()

# A slow machine is no fault of the code: neither a deadline nor the time to draw a whole company fails a test.
_PATIENT = [HealthCheck.too_slow]
settings.register_profile("default", deadline=None, suppress_health_check=_PATIENT, max_examples=50)
settings.register_profile(
    "ci", deadline=None, suppress_health_check=_PATIENT, max_examples=50, derandomize=True, print_blob=True
)
settings.register_profile("long", deadline=None, suppress_health_check=_PATIENT, max_examples=1_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data sets beside the repository; a test that asks for it is marked `shared_data`."""
    root = Path(__file__).resolve().parent.parent
    folder = root.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the public data sets are not there: no folder shared/data beside {root.name}")
    return folder


# ------------------------------------------------------------------ database servers, started when a test asks


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a PostgreSQL of our own; what a test makes there it takes away, or it asks for a database."""
    server = Postgres()
    yield server.url
    server.close()


@pytest.fixture(scope="session")
def mariadb_url() -> str:
    """The URL of the MariaDB that the environment names."""
    url = os.environ.get("CUSTOMERBASE_TEST_MARIADB")
    if not url:
        pytest.skip(
            "CUSTOMERBASE_TEST_MARIADB names no server: start one with tests/support/servers.py mariadb"
        )
    return url


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[str]:
    """The URL of an empty database in PostgreSQL, for one test alone."""
    with _database(postgres_url, "postgresql+psycopg", " WITH (FORCE)") as url:
        yield url


@pytest.fixture
def mariadb_database(mariadb_url: str) -> Iterator[str]:
    """The URL of an empty database in MariaDB, for one test alone."""
    with _database(mariadb_url, "mariadb+pymysql") as url:
        yield url


@contextmanager
def _database(server: str, driver: str, by_force: str = "") -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    engine = create_engine(driver + server[server.index("://") :], isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield server.rpartition("/")[0] + f"/{name}"
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name}{by_force}"))
    finally:
        engine.dispose()
