"""Company names in their parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.clean.company_names import core_key, parse_company_name

# name | place | core | trade | legal form | branch
TABLE = """
深圳市腾讯计算机系统有限公司北京分公司|深圳市|腾讯|计算机系统|有限公司|北京分公司
中国石油化工股份有限公司广东石油分公司||中国石油化工||股份有限公司|广东石油分公司
北京百度网讯科技有限公司|北京|百度网讯|科技|有限公司|
上海(华东)机电设备厂|上海|华东|机电设备|厂|
张三五金店||张三|五金店||
青岛啤酒股份有限公司|青岛|青岛啤酒||股份有限公司|
阿里巴巴(中国)有限公司|中国|阿里巴巴||有限公司|
腾讯科技（深圳）有限公司|深圳|腾讯|科技|有限公司|
立信会计师事务所(特殊普通合伙)||立信|会计师事务所|特殊普通合伙|
上海某某投资中心（有限合伙）|上海|某某|投资中心|有限合伙|
安徽省亳州市谯城区丰收农民专业合作社|安徽省亳州市谯城区|丰收||农民专业合作社|
中国工商银行股份有限公司深圳福田支行||中国工商银行||股份有限公司|深圳福田支行
北京大学||北京大学|||
深圳市人民医院|深圳市|人民医院|||
深圳市政设计研究院有限公司|深圳|市政设计研究院||有限公司|
华润超市有限公司||华润|超市|有限公司|
美商蘋果亞洲股份有限公司台灣分公司||美商蘋果亞洲||股份有限公司|台灣分公司
腾讯北京分公司||腾讯|||北京分公司
Acme Trading (Shenzhen) Co., Ltd.|Shenzhen|Acme|Trading|Co., Ltd.|
Shanghai Acme Ltd Beijing Branch|Shanghai|Acme||Ltd|Beijing Branch
Müller GmbH & Co. KG||Müller||GmbH & Co. KG|
Total S.A.||Total||S.A.|
Sony K.K.||Sony||K.K.|
BHP Pty Ltd||BHP||Pty Ltd|
株式会社日立製作所||日立製作所||株式会社|
有限公司||有限||公司|
"""


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_what_is_sure_of_a_name_is_parted(line):
    name, *expected = line.split("|")
    found = parse_company_name(name)
    got = [found.place, found.core, found.trade, found.legal_form, found.branch]
    assert got == [each or None for each in expected]


def test_notes_in_brackets_are_no_part_of_the_name():
    found = parse_company_name("上海机电有限公司（原上海第一机床厂）（已注销）")
    assert (found.core, found.former, found.notes) == ("上海机电", "上海第一机床厂", ("已注销",))
    assert parse_company_name("（注销）").core == "注销"


@given(
    st.text(alphabet="深圳市北京中国腾讯科技有限公司集团分厂店()（）原 ABLtd.,&银行", max_size=30)
    | st.text(max_size=30)
)
def test_the_core_of_a_name_is_never_empty_and_of_the_name(name):
    found = parse_company_name(name)
    assert found.raw == name
    assert bool(found.core) == bool(name.strip())
    assert core_key(found) == core_key(name)
