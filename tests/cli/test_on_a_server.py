"""Every command takes the address of a database in the place of a file."""

from __future__ import annotations


def test_a_list_goes_into_a_database_and_is_read_there(run, tmp_path, postgres_database):
    path = tmp_path / "customers.csv"
    path.write_text("客户编号,客户名称,城市\nC1,上海机电,上海\nC2,广州小店,广州\n", encoding="utf-8")

    status, _, err = run("import", postgres_database, path)
    assert status == 0, err
    status, out, _ = run("find", postgres_database, "机电")
    assert status == 0
    assert "C1" in out
    status, out, _ = run("card", postgres_database, "C2")
    assert status == 0
    assert "广州小店" in out
