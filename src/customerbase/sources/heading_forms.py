"""How headings are written: what they are compared by, their units, numbers and notes.

Two headings are one where they differ only in case, spaces, punctuation, width
or traditional characters; a number in front (``1.客户名称``, ``（二）电话``), what is in
brackets, and a note at the end (``必填``, ``required``) say nothing of the field.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["heading_key", "joined_headings", "keys_of", "parts_of", "unit_of"]

_SIMPLIFIED = str.maketrans(
    "戶編號稱聯繫電話類別區縣郵碼傳真網銷額單價數優產業員責負註備資執營稅務納識開銀賬帳訂時間貨幣種級採購買賣職門機構態條結辦復"
    "訪談內動樣國鄉鎮實際項總計佈個們會員簡語連絡際對應術權證書達狀無與專屬風險評過還進遠運營運費點麼發貿體廠車場樓層號歷學"
    "歲齡婚習慣愛興趣聲話線頁處廣區師導長壽訊簽約額後憑標題絡檔錄暱為併儲籍詢調誰讓貴財質貼賞贈軟輸轉適選鐘階隊雜難頭顧飾"
    "臺台證婦兒親屬萬億圓"
    "爲從倉餘傭冊衝決況準劃創佔參響團圍獎崗庫歸報據來匯溝濟蓋離積築籤組細織經統續範獲銜裝規觸認議記論詳說謂貸賒轄遞鄧鍾鋪僱説帐週裏牆關寫圖慶護現疇紀維補譽設貫鏈問寶貝",
    "户编号称联系电话类别区县邮码传真网销额单价数优产业员责负注备资执营税务纳识开银账账订时间货币种级采购买卖职门机构态条结办复"
    "访谈内动样国乡镇实际项总计布个们会员简语连络际对应术权证书达状无与专属风险评过还进远运营运费点么发贸体厂车场楼层号历学"
    "岁龄婚习惯爱兴趣声话线页处广区师导长寿讯签约额后凭标题络档录昵为并储籍询调谁让贵财质贴赏赠软输转适选钟阶队杂难头顾饰"
    "台台证妇儿亲属万亿圆"
    "为从仓余佣册冲决况准划创占参响团围奖岗库归报据来汇沟济盖离积筑签组细织经统续范获衔装规触认议记论详说谓贷赊辖递邓钟铺雇说账周里墙关写图庆护现畴纪维补誉设贯链问宝贝",
)
_BRACKET = re.compile(r"[(\[【〔{<《](.*?)[)\]】〕}>》]", re.DOTALL)
_UNIT_AFTER_SLASH = re.compile(r"(.+)[/／:：]\s*((?:[十百千]?[万亿])?元|万|亿|[A-Z]{3}|%|天|人|㎡|平方米)$")
_IS_UNIT = re.compile(
    r"(?:单位[:：]?)?((?:[十百千]?[万亿])?[元圆]|(?:[十百千]?[万亿])?(?:美元|人民币|港币|港元|欧元|日元|英镑|人民币元)|"
    r"万|亿|[A-Za-z]{3}|[kKmM]|%|‰|[¥$€£]|天|日|月|年|人|个|件|台|分钟|小时|㎡|m2|m²|平方米|平米|亩)"
)
_NUMBER_IN_FRONT = re.compile(
    r"\s*(?:[(（]\s*(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*[)）]|[0-9]{1,2}\s*(?:[.．、)）:：](?![0-9])|-\s)"
    r"|[一二三四五六七八九十]{1,3}\s*[、.．]|[①-⑳⑴-⒇❶-❿])\s*"
)
_NOTE_BEHIND = re.compile(r"(?:必填项?|选填项?|非必填项?|必须填写|required|mandatory|optional)$")
_PARTED = re.compile(r"\s*[/／|｜、\n\r]\s*|\s+[-–—]\s+")
_HAN = "\u3400-\u9fff"
_BETWEEN_SCRIPTS = re.compile(rf"(?<=[{_HAN}])\s*(?=[A-Za-z])|(?<=[A-Za-z.)])\s*(?=[{_HAN}])")


def heading_key(heading: str) -> str:
    """Return what headings are compared by.

    >>> heading_key("Company_Name *") == heading_key("companyName")
    True
    >>> heading_key("客戶編號：")
    '客户编号'
    """
    folded = unicodedata.normalize("NFKC", heading).casefold().translate(_SIMPLIFIED)
    return "".join(each for each in folded if each.isalnum())


def keys_of(heading: str) -> tuple[str, ...]:
    """Keys of a heading: as it stands, and without its number, notes, brackets, or unit after a slash.

    >>> keys_of("3. 注册资本（万元）")
    ('3注册资本万元', '注册资本万元', '3注册资本', '注册资本')
    >>> keys_of("*手机号码 必填")
    ('手机号码必填', '手机号码')
    """
    keys = []
    for written in (heading, _BRACKET.sub(" ", unicodedata.normalize("NFKC", heading))):
        unnumbered = _NUMBER_IN_FRONT.sub("", written, count=1)
        for text in (written, unnumbered):
            plain = unicodedata.normalize("NFKC", text)
            slash = _UNIT_AFTER_SLASH.fullmatch(plain.strip())
            key = heading_key(plain)
            keys += [key, _NOTE_BEHIND.sub("", key), heading_key(slash[1]) if slash else ""]
    return tuple(dict.fromkeys(each for each in keys if each))


def parts_of(heading: str) -> tuple[str, ...]:
    """Return the keys of the parts of a heading that says itself twice, or says two things.

    >>> parts_of("公司名稱 Company Name"), parts_of("QQ/E-mail"), parts_of("Company name")
    (('公司名称', 'companyname'), ('qq', 'email'), ())
    """
    plain = _NUMBER_IN_FRONT.sub("", heading, count=1)
    plain = _BRACKET.sub(" ", unicodedata.normalize("NFKC", plain)).strip()
    for pattern in (_PARTED, _BETWEEN_SCRIPTS):
        parts = [key for each in pattern.split(plain) if (key := heading_key(each))]
        if len(parts) > 1:
            return tuple(dict.fromkeys(parts))
    return ()


def unit_of(heading: str) -> str | None:
    """Return the unit that a heading names in brackets or after a slash."""
    plain = unicodedata.normalize("NFKC", heading).strip().translate(_SIMPLIFIED)
    for inside in _BRACKET.findall(plain):
        if found := _IS_UNIT.fullmatch(inside.strip()):
            return found[1]
    slash = _UNIT_AFTER_SLASH.fullmatch(plain)
    return slash[2] if slash else None


def joined_headings(upper: list[str], lower: list[str]) -> list[str] | None:
    """Put the two rows of a heading together; None where they are not two rows of one.

    They are where each row has gaps that the other fills: the upper one names a
    group (``联系人``) over several columns and leaves the others of it blank, as a
    merged cell does; the lower one names the columns of groups, and is blank
    elsewhere.

    >>> joined_headings(["客户名称", "联系人", "", "地址"], ["", "姓名", "电话", ""])
    ['客户名称', '联系人 姓名', '联系人 电话', '地址']
    >>> joined_headings(["客户名称", "电话"], ["杭州织造厂", "0571-88000000"]) is None
    True
    """
    width = max(len(upper), len(lower))
    above = [*map(str.strip, upper), *[""] * (width - len(upper))]
    below = [*map(str.strip, lower), *[""] * (width - len(lower))]
    joined: list[str] = []
    group = ""
    for top, bottom in zip(above, below, strict=True):
        if top:
            group = top
        if not bottom:
            group = ""
        if not (top or bottom) or (bottom and not group):
            return None
        joined.append(f"{group} {bottom}".strip() if bottom else top)
    spans = any(not top for top in above)
    alone = any(not bottom for bottom in below)
    written_twice = any(
        one and two and heading_key(one) == heading_key(two) for one, two in zip(above, below, strict=True)
    )
    return joined if spans and alone and not written_twice else None
