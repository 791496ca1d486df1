"""The words of which company names are made: legal forms, branches, trades.

Kinds of enterprises and the order place, own name, trade, legal form follow
the Chinese rules for enterprise names (企业名称登记管理规定, 2020 revision);
the words themselves are collected for this table.  Traditional forms stand
beside the simplified ones, so that a name needs no folding to be taken apart.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = [
    "BRANCH_ENDINGS",
    "FOREIGN_FORMS",
    "INSTITUTIONS",
    "LEGAL_FORMS",
    "SHOPS",
    "STATES",
    "TRADES",
    "TRADES_ENGLISH",
]

LEGAL_FORMS: Final = frozenset(
    "股份有限公司 股份公司 有限责任公司 有限責任公司 有限公司 集团股份有限公司 集團股份有限公司 集团有限责任公司 集团有限公司 "
    "集團有限公司 控股集团有限公司 控股集團有限公司 控股有限公司 控股股份有限公司 集团公司 集團公司 集团总公司 总公司 總公司 集团 "
    "集團 公司 厂 廠 总厂 分厂 农民专业合作社 专业合作社 农民专业合作社联合社 农民专业合作联社 专业合作社联合社 专业合作联社 合作社 "
    "股份经济合作社 经济合作社 供销合作社 信用合作社 合伙企业 合夥企業 有限合伙企业 普通合伙企业 个人独资企业 个体工商户 "
    "个体户 特殊普通合伙 普通合伙 有限合伙 有限合夥 株式会社 有限会社 合同会社 株式會社 無限公司 兩合公司 无限公司 两合公司 "
    "不动产投资信托".split()
)
"""Legal forms at the end of a Chinese or Japanese name."""

BRANCH_ENDINGS: Final = tuple(
    "分公司 支公司 分行 支行 分理处 储蓄所 营业部 營業部 营业厅 分店 门店 專賣店 专卖店 旗舰店 办事处 辦事處 代表处 代表處 "
    "联络处 聯絡處 分部 分厂 分廠 分院 分校 分所 分社 分局 项目部 經理部 经理部 门市部 子公司 事业部 服务部 分中心 加油站 "
    "直营店 专营店 体验店 概念店 便利店 店 中心 支社 支店 營業所 营业所 工厂 第一工厂 项目经理部 研究院 办公室".split()
)
"""What follows the name of a company to name a part of it."""

INSTITUTIONS: Final = tuple(
    "大学 大學 学院 學院 中学 中學 小学 小學 学校 學校 幼儿园 幼稚園 医院 醫院 卫生院 卫生所 卫生室 诊所 診所 银行 銀行 协会 協會 "
    "学会 學會 商会 商會 委员会 委員會 基金会 基金會 研究所 研究院 研究中心 设计院 设计研究院 规划院 科学院 出版社 报社 杂志社 电视台 图书馆 "
    "博物馆 局 厅 人民政府 法院 检察院 居委会 村委会 村民委员会 居民委员会 派出所 党校 联合会 总会 工会 管理处 管理站 交易所 "
    "福利院 敬老院 疾病预防控制中心 保健院 海关".split()
)
"""Kinds of institutions: a name that ends so is a name as a whole."""

SHOPS: Final = tuple(
    "商店 商场 商場 商行 商社 经营部 經營部 经销部 批发部 门市部 服务部 加工部 工作室 工作坊 超市 餐厅 餐廳 餐馆 饭店 酒店 宾馆 旅馆 "
    "酒家 酒楼 饭馆 面馆 茶楼 茶庄 食府 药店 药房 大药房 药行 书店 花店 网吧 会所 作坊 家庭农场 农场 养殖场 种植场 "
    "加工厂 修理厂 制品厂 制造厂 门诊部 诊疗所 美容院 理发店 专卖店 专营店 便利店 小卖部 摊位 档口 店 铺 鋪 坊 馆 館 吧 房 屋 行".split()
)
"""What a shop or an individual business calls itself."""

TRADES: Final = frozenset(
    (
        "科技 技术 技術 信息 資訊 信息技术 网络 網絡 网络技术 软件 軟體 软件开发 计算机 電腦 电脑 系统 系統 系统集成 电子 電子 电气 電氣 电器 "
        "電器 电力 電力 电机 电缆 電纜 光电 光電 半导体 半導體 通信 通訊 通讯 电信 互联网 数据 大数据 云计算 智能 人工智能 自动化 自動化 "
        "仪器 仪表 仪器仪表 传感 物联网 机器人 机电 機電 机械 機械 机械设备 設備 设备 装备 机床 模具 五金 工具 阀门 轴承 泵业 电梯 "
        "汽车 汽車 汽配 汽车零部件 零部件 配件 摩托车 自行车 船舶 航空 航天 航运 铁路 轨道交通 交通 运输 運輸 物流 货运 貨運 "
        "货运代理 国际货运代理 国际货代 快递 速运 供应链 供应链管理 仓储 倉儲 贸易 貿易 商贸 商貿 经贸 經貿 工贸 工貿 外贸 国际贸易 國際貿易 进出口 進出口 "
        "进出口贸易 对外贸易 电子商务 電子商務 商业 商業 实业 實業 工业 工業 产业 產業 企业 企業 企业管理 企业管理咨询 企业服务 "
        "管理 管理咨询 管理顾问 顧問 咨询 諮詢 顾问 商务 商務 商务咨询 服务 服務 技术服务 信息咨询 投资 投資 投资管理 资产管理 資產管理 "
        "股权投资 创业投资 基金管理 金融 融资租赁 金融租赁 租赁 担保 典当 保险 保險 人寿保险 财产保险 保险代理 保险经纪 证券 證券 期货 信托 小额贷款 "
        "建筑 建築 建设 建設 建筑工程 建设工程 工程 工程建设 工程技术 工程设计 市政工程 园林 园林绿化 景观 装饰 裝飾 装饰工程 装修 装潢 建材 "
        "建筑材料 材料 新材料 复合材料 钢铁 鋼鐵 钢材 钢结构 金属 金屬 金属制品 金属材料 有色金属 铝业 铜业 矿业 礦業 冶金 水泥 玻璃 "
        "陶瓷 石材 木业 家具 家俱 家居 家居用品 家纺 地产 地產 房地产 房地產 房地产开发 房地产经纪 房地产代理 置业 置業 物业 物業 物业管理 物业服务 物業管理 "
        "开发 開發 发展 發展 技术开发 科技发展 科技开发 技术发展 实业发展 经营 營運 运营 運營 销售 銷售 营销 营销策划 批发 零售 连锁 百货 百貨 "
        "服饰 服飾 服装 服裝 制衣 製衣 纺织 紡織 纺织品 针织 印染 鞋业 皮革 箱包 箱包皮具 皮具 珠宝 珠寶 首饰 钟表 眼镜 化妆品 日化 日用品 洗涤用品 "
        "玩具 文具 文化用品 办公用品 办公设备 体育用品 体育 工艺品 礼品 包装 包裝 包装材料 印刷 印务 纸业 造纸 纸品 塑料 塑膠 塑胶 橡胶 橡膠 "
        "塑料制品 塑胶制品 化工 化學 化学 化工产品 精细化工 涂料 石化 石油 石油化工 天然气 燃气 煤炭 煤业 能源 新能源 新能源科技 太阳能 光伏 "
        "风电 电池 环保 環保 环境 環境 环保科技 环境工程 节能 节能环保 水务 水利 水处理 净水 再生资源 医药 醫藥 药业 藥業 制药 製藥 生物 生物科技 生物技术 "
        "生物医药 生物工程 基因 医疗 醫療 医疗器械 醫療器材 医疗科技 健康 健康管理 保健品 食品 饮料 飲料 酒业 白酒 啤酒 乳业 粮油 农业 農業 "
        "农业科技 农业发展 农产品 农资 种业 化肥 饲料 畜牧 养殖 种植 水产 海洋 渔业 林业 园艺 茶叶 茶业 餐饮 餐飲 餐饮管理 餐饮服务 "
        "酒店管理 旅游 旅遊 旅行社 国际旅行社 文化 文化传媒 文化传播 文化发展 传媒 傳媒 传播 廣告 广告 广告传媒 影视 影業 影视文化 影视传媒 娱乐 游戏 动漫 音乐 出版 图书 "
        "教育 教育科技 教育咨询 培训 人力资源 人力资源服务 劳务 劳务派遣 家政 家政服务 保洁 清洁 清洁服务 安防 安保 保安服务 消防 检测 检测技术 认证 质量检测 "
        "修理 维修 计量 测绘 勘察 设计 設計 规划设计 工业设计 研发 会计师事务所 會計師事務所 律师事务所 律師事務所 税务师事务所 事务所 事務所 "
        "专利代理事务所 知识产权 知识产权代理 代理 商标代理 会计服务 财税 财务咨询 税务咨询 报关 报关行 国际 國際 电子科技 电子技术 "
        "网络科技 信息科技 资讯 智能科技 智能装备 机电设备 电子材料 通信设备 通讯设备 制造 製造 加工 制品 製品 用品 产品 器材 器械 照明 灯饰 "
        "灯具 电线电缆 线缆 空调 制冷 制冷设备 暖通 电源 仪表设备 阀业 管业 钢管 紧固件 标准件 重工 重型机械 工程机械 起重机械 纺织机械 "
        "农业机械 农机 车业 车辆 客车 汽车销售 汽车服务 汽车贸易 汽车租赁 机场 港口 港务 码头 投资控股 资本 资本管理 创投 孵化器 众创空间 中心 "
        "投资中心 咨询中心 管理中心 服务中心 企业管理中心 股权投资中心 营养 美容 美发 宠物 母婴 婚庆 摄影 会展 展览 会务 策划 品牌管理 公关 公共关系 酒"
    ).split()
)
"""What a company does, as its Chinese name says it."""

TRADES_ENGLISH: Final = frozenset(
    (
        "trading trade technology technologies tech electronics electronic electric electrical machinery machine "
        "equipment industrial industry industries manufacturing manufacture logistics consulting consultants software "
        "chemical chemicals textile textiles garment garments pharmaceutical pharmaceuticals engineering services "
        "service solutions systems import export imp exp international global group holdings holding enterprise enterprises "
        "development investment investments management materials plastics plastic furniture hardware foods food "
        "medical biotech biotechnology energy power automotive auto parts construction instruments instrument "
        "optoelectronics semiconductor semiconductors telecom communications communication packaging printing "
        "freight forwarding shipping supply chain science information network networks & and"
    ).split()
)
"""What a company does, as its English name says it at the end."""

_FORMS = (
    r"gmbh\s*&\s*co\.?\s*(?:kg|ohg)(?:aa)?", r"ag\s*&\s*co\.?\s*(?:kg|kgaa|ohg)", r"ug\s*\(haftungsbeschränkt\)(?:\s*&\s*co\.?\s*kg)?",
    r"se\s*&\s*co\.?\s*(?:kg|kgaa)", r"g?gmbh", r"mbh", r"ag", r"aktiengesellschaft", r"gesellschaft\s+mit\s+beschränkter\s+haftung", r"kommanditgesellschaft", r"société\s+anonyme", r"kgaa", r"kg", r"ohg", r"ug", r"e\.\s?k\.?", r"e\.\s?v\.?", r"se",
    r"company,?\s*limited", r"co\.?\s*,?\s*limited", r"co\.?\s*,?\s*ltda?\.?", r"co\.?\s*,?\s*inc\.?", r"corporation\s+limited",
    r"corp\.?\s*,?\s*ltd\.?", r"\(?pty\.?\)?\s*(?:ltd\.?|limited)", r"\(?pvt\.?\)?\s*(?:ltd\.?|limited)", r"private\s+limited",
    r"pte\.?\s*(?:ltd\.?|limited)", r"\(?proprietary\)?\s+limited", r"sdn\.?\s*bhd\.?", r"bhd\.?", r"joint\s+stock\s+company", r"jsc\.?",
    r"public\s+limited\s+company", r"p\.?l\.?c\.?", r"limited\s+liability\s+company", r"l\.?l\.?c\.?", r"l\.?l\.?p\.?", r"l\.p\.", r"lp",
    r"limited", r"ltda\.?", r"ltd\.?", r"incorporated", r"inc\.?", r"corporation", r"corp\.?", r"company", r"co\.?", r"s\.?a\.?\s+de\s+c\.?v\.?",
    r"s\.?\s?de\s?r\.?l\.?\s?de\s?c\.?v\.?", r"s\.?a\.?r\.?l\.?", r"s\.?a\.?s\.?u?\.?", r"e\.?u\.?r\.?l\.?", r"s\.?r\.?l\.?", r"s\.?p\.?a\.?",
    r"s\.?\s?l\.?u\.?", r"s\.l\.", r"sl", r"s\.?a\.?", r"s\.?n\.?c\.?", r"b\.?v\.?", r"n\.?v\.?", r"a/s", r"aps", r"a\.s\.?", r"as", r"asa", r"a\.?b\.?",
    r"oyj?", r"k\.?k\.?", r"g\.?k\.?", r"kabushiki\s+kaisha", r"godo\s+kaisha", r"sp\.?\s*z\s*o\.?\s*o\.?", r"s\.?r\.?o\.?", r"d\.?o\.?o\.?", r"kft\.?", r"zrt\.?",
    r"nyrt\.?", r"a\.?ş\.?", r"ltd\.?\s*şti\.?", r"pt", r"tbk", r"lda\.?", r"eood", r"ood", r"oü", r"uab", r"sia", r"kk",
)  # fmt: skip
FOREIGN_FORMS: Final = "|".join(_FORMS)
"""An expression of the legal forms that other languages write at the end."""

STATES: Final = re.compile(
    "已?(?:注销|註銷|吊销|吊銷|停业|歇业|倒闭|破产|迁出|存续|在业|开业|清算中?|更名|合并|个体工商户|个体|总部|總部|本部)"
    "|(?:closed|dissolved|in liquidation|deregistered|inactive|i\\.\\s?l\\.)",
    re.IGNORECASE,
)
"""What a note in brackets says of a company's state; no part of its name."""
