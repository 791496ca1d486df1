"""What the sample company sells: about forty products of industrial control, in eight types."""

from __future__ import annotations

import attrs

__all__ = ["CATALOGUE", "STARTER", "Goods"]


@attrs.frozen
class Goods:
    """One product; prices in fen (hundredths of a yuan)."""

    number: str
    name: str
    category: str
    quality: str
    unit: str
    price: int
    cost: int


_TYPES: tuple[tuple[str, str, str, int, tuple[tuple[str, str, int], ...]], ...] = (
    # type, first letters of the number, unit, cost in per cent of the price, (name, quality level, price in yuan)
    ("传感器", "CG", "只", 58, (
        ("接近开关 M12", "A", 68), ("光电传感器 E3", "A", 185), ("压力变送器 0-1.6MPa", "优等", 560),
        ("热电偶 K 型", "B", 45), ("激光位移传感器", "优等", 3280), ("液位计 LT-20", "A", 890),
    )),
    ("变频器", "BP", "台", 66, (
        ("变频器 0.75kW", "A", 780), ("变频器 2.2kW", "A", 1180), ("变频器 7.5kW", "A", 2460),
        ("变频器 22kW", "A", 6900), ("变频器 55kW", "优等", 15800),
    )),
    ("PLC 控制器", "PL", "台", 62, (
        ("PLC 主机 16 点", "A", 1260), ("PLC 主机 40 点", "A", 2380), ("模拟量模块 4AD", "A", 690),
        ("以太网模块", "A", 820), ("触摸屏 7 寸", "A", 1480), ("触摸屏 15 寸", "优等", 4650),
    )),
    ("伺服系统", "SF", "套", 64, (
        ("伺服套装 400W", "A", 2150), ("伺服套装 1kW", "A", 3350), ("伺服套装 3kW", "优等", 7800),
        ("步进电机 57", "B", 320), ("行星减速机 PX60", "A", 1150),
    )),
    ("低压电器", "DY", "只", 72, (
        ("小型断路器 C16", "B", 18), ("交流接触器 25A", "B", 86), ("热继电器", "B", 64),
        ("开关电源 24V 10A", "A", 145), ("中间继电器", "B", 22), ("急停按钮", "B", 15),
    )),
    ("仪表", "YB", "台", 60, (
        ("温控器 TC48", "A", 165), ("电磁流量计 DN50", "优等", 4200), ("多功能电力仪表", "A", 380),
        ("无纸记录仪 8 路", "优等", 2900),
    )),
    ("线缆附件", "XL", "米", 76, (
        ("屏蔽信号线 2x0.5", "B", 4), ("伺服动力电缆", "A", 28), ("拖链电缆 4x1.5", "A", 19), ("M12 连接线 5 米", "A", 52),
    )),
    ("技术服务", "FW", "次", 45, (
        ("现场调试（天）", "服务", 1800), ("年度维护保养", "服务", 6800), ("变频器维修", "服务", 450),
        ("操作培训（班）", "服务", 3600),
    )),
)  # fmt: skip


def _catalogue() -> tuple[Goods, ...]:
    made = [Goods("YP-01", "传感器样品套装 / sensor sample kit", "传感器", "A", "套", 68_000, 45_000)]
    for category, letters, unit, share, items in _TYPES:
        made += [
            Goods(f"{letters}-{i:02d}", name, category, quality, unit, yuan * 100, yuan * share)
            for i, (name, quality, yuan) in enumerate(items, 1)
        ]
    return tuple(made)


CATALOGUE = _catalogue()

STARTER = CATALOGUE[0]
"""What a customer orders who only tries us once."""
