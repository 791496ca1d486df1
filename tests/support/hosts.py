"""Applications in miniature: a connection of each kind that a base can stand on, and how it begins and ends its work."""

from __future__ import annotations

import sqlite3
from itertools import count
from typing import Any, ClassVar

import psycopg
import pymysql
from sqlalchemy import create_engine, make_url, text

__all__ = ["DRIVERS", "Host", "host_of"]

_ALIASES = count(1)


class Host:
    """A connection in somebody's hands: `given` is what he hands to us."""

    given: Any

    def __init__(self, place: str) -> None:
        self.place = place

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a statement of the host's own."""
        cursor = self.given.cursor()
        cursor.execute(sql)
        rows = list(cursor.fetchall()) if cursor.description else []
        cursor.close()
        return rows

    def begin(self) -> None:
        self.run("BEGIN")

    def commit(self) -> None:
        self.given.commit()

    def rollback(self) -> None:
        self.given.rollback()

    def close(self) -> None:
        self.given.close()


class _Sqlite(Host):
    settings: ClassVar[dict[str, Any]] = {"isolation_level": None}

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.given = sqlite3.connect(place, **self.settings)


class _SqliteThatBeginsByItself(_Sqlite):
    settings: ClassVar[dict[str, Any]] = {}

    def begin(self) -> None:
        # As most programs do: the driver begins before the first statement that writes.
        self.run("CREATE TABLE IF NOT EXISTS host (number INTEGER)")
        self.run("INSERT INTO host VALUES (1)")


class _Psycopg(Host):
    autocommit = False

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.given = psycopg.connect(place, autocommit=self.autocommit)

    def begin(self) -> None:
        self.run("SELECT 1")


class _PsycopgAutocommit(_Psycopg):
    autocommit = True

    def begin(self) -> None:
        self.run("BEGIN")


class _Pymysql(Host):
    autocommit = False

    def __init__(self, place: str) -> None:
        super().__init__(place)
        url = make_url(place)
        self.given = pymysql.connect(
            host=url.host,
            port=url.port or 3306,
            user=url.username,
            password=url.password or "",
            database=url.database,
            autocommit=self.autocommit,
        )


class _PymysqlAutocommit(_Pymysql):
    autocommit = True


class _Sqlalchemy(Host):
    driver = "sqlite"

    def __init__(self, place: str) -> None:
        super().__init__(place)
        url = f"sqlite:///{place}" if self.driver == "sqlite" else place
        self.engine = create_engine(make_url(url).set(drivername=self.driver))
        self.given = self.engine.connect()

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        found = self.given.execute(text(sql))
        return [tuple(row) for row in found] if found.returns_rows else []

    def begin(self) -> None:
        self.given.begin()

    def close(self) -> None:
        self.given.close()
        self.engine.dispose()


class _SqlalchemyPostgres(_Sqlalchemy):
    driver = "postgresql+psycopg"


class _SqlalchemyMariadb(_Sqlalchemy):
    driver = "mariadb+pymysql"


class _Django(Host):
    def __init__(self, place: str) -> None:
        super().__init__(place)
        import django
        from django.conf import settings
        from django.db import connections, transaction
        from django.db.utils import ConnectionHandler
        from django.utils.connection import ConnectionProxy

        if not settings.configured:
            settings.configure(USE_TZ=True)
            django.setup()
        self._alias = f"host{next(_ALIASES)}"
        made = ConnectionHandler({"default": {}, self._alias: self.database()})
        connections.settings[self._alias] = made.settings[self._alias]
        # As django.db.connection is: it stands for the connection of whichever thread asks.
        self.given = ConnectionProxy(connections, self._alias)
        self._atomic = transaction.atomic
        self._block: Any = None

    def database(self) -> dict[str, Any]:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": self.place}

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        with self.given.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []

    def begin(self) -> None:
        self._block = self._atomic(using=self._alias)
        self._block.__enter__()

    def commit(self) -> None:
        self._block.__exit__(None, None, None)

    def rollback(self) -> None:
        error = RuntimeError("the host thinks better of it")
        self._block.__exit__(RuntimeError, error, None)


class _DjangoPostgres(_Django):
    def database(self) -> dict[str, Any]:
        url = make_url(self.place)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": url.database,
            "USER": url.username,
            "PASSWORD": url.password,
            "HOST": url.host,
            "PORT": url.port,
        }


DRIVERS: dict[str, dict[str, type[Host]]] = {
    "sqlite": {
        "sqlite3": _Sqlite,
        "sqlite3 that begins by itself": _SqliteThatBeginsByItself,
        "sqlalchemy": _Sqlalchemy,
        "django": _Django,
    },
    "postgres": {
        "psycopg": _Psycopg,
        "psycopg at autocommit": _PsycopgAutocommit,
        "sqlalchemy": _SqlalchemyPostgres,
        "django": _DjangoPostgres,
    },
    "mariadb": {
        "pymysql": _Pymysql,
        "pymysql at autocommit": _PymysqlAutocommit,
        "sqlalchemy": _SqlalchemyMariadb,
    },
}


def host_of(database: str, driver: str, place: str) -> Host:
    """Return a new connection of this kind to the database at this place."""
    return DRIVERS[database][driver](place)
