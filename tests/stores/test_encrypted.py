"""Files that are encrypted: the whole contract holds, and nobody reads them without the key."""

from __future__ import annotations

import re
from itertools import count

import pytest

import customerbase
from customerbase import Customer, StoreError
from customerbase.stores.encrypted import copy, open_rows
from customerbase.testing.contracts.store import StoreContract

RAW = bytes(range(32))
KEY = "It's a 秘密"
NUMBERS = count()


class TestEncryptedRows(StoreContract):
    durable = True
    histories = 3

    @pytest.fixture(autouse=True)
    def _place(self, tmp_path):
        self.folder = tmp_path

    def empty_rows(self):
        # A key of bytes: a passphrase takes SQLCipher a quarter of a second each time.
        return open_rows(self.folder / f"{next(NUMBERS)}.db", RAW)

    def reopened(self, rows):
        rows.close()
        return open_rows(rows.location, RAW)


@pytest.fixture
def file(tmp_path):
    with customerbase.open(tmp_path / "a.db", key=KEY) as base:
        base.save(Customer(customer_id="C1", name="王小明"), source="visit")
        assert base.find("王小明")
        assert KEY not in repr(base)
    return tmp_path / "a.db"


def test_an_encrypted_file_is_read_with_its_key(file):
    with customerbase.open(file, key=KEY) as base:
        assert base.customer("C1").name == "王小明"
        assert base.find("小明")
    for each in file.parent.iterdir():
        assert "王小明".encode() not in each.read_bytes()
    assert not file.read_bytes().startswith(b"SQLite format 3")
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("key", ["another", RAW])
def test_a_wrong_key_is_told_and_not_repeated(file, key):
    before = file.read_bytes()

    with pytest.raises(StoreError, match="cannot be read with this key") as caught:
        customerbase.open(file, key=key)

    assert "another" not in str(caught.value)
    assert RAW.hex() not in repr(caught.value)
    assert file.read_bytes() == before


def test_an_encrypted_file_without_a_key_says_that_one_is_wanted(file):
    with pytest.raises(StoreError, match=r"or an encrypted one \(give key= if it is encrypted"):
        customerbase.open(file)


def test_a_file_that_is_not_encrypted_says_so(tmp_path):
    customerbase.open(tmp_path / "p.db").close()

    with pytest.raises(StoreError, match="is not encrypted"):
        customerbase.open(tmp_path / "p.db", key=KEY)


@pytest.mark.parametrize("key", ["", "a\0b", 7, b"short"])
def test_what_is_no_key_is_refused(tmp_path, key):
    with pytest.raises(ValueError, match="key"):
        customerbase.open(tmp_path / "p.db", key=key)

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("where", ["memory:", "postgresql://me:secret@localhost/x"])
def test_only_a_file_has_a_key(where):
    with pytest.raises(StoreError, match="only a file is encrypted") as caught:
        customerbase.open(where, key=KEY)

    assert not re.search(f"secret|{KEY}", str(caught.value))


@pytest.mark.parametrize(("key", "new_key"), [(None, KEY), (KEY, RAW), (RAW, None)])
def test_a_base_is_copied_under_another_key(tmp_path, key, new_key):
    with customerbase.open(tmp_path / "a.db", key=key) as base:
        base.save(Customer(customer_id="C1", name="王小明"), source="visit")
        assert base.find("小明")

    copy(tmp_path / "a.db", tmp_path / "b.db", key=key, new_key=new_key)

    with customerbase.open(tmp_path / "b.db", key=new_key) as base:
        assert base.customer("C1").name == "王小明"
        assert base.find("小明")
        base.save(Customer(customer_id="C2", name="new"), source="visit")
    with pytest.raises(StoreError, match="cannot be made"):
        copy(tmp_path / "a.db", tmp_path / "b.db", key=key, new_key=new_key)
    with pytest.raises(StoreError, match="is not there"):
        copy(tmp_path / "none.db", tmp_path / "c.db", new_key=KEY)
