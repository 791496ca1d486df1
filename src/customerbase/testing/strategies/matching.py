"""Strategies for what is compared: profiles that share much with each other, and conflict in a little."""

from __future__ import annotations

from hypothesis import strategies as st

from customerbase.linkage.profiles import Profile
from customerbase.model import CustomerKind
from customerbase.values import PartialDate

__all__ = ["profiles", "several_profiles"]

_PHONES = ("+8675583201234", "+8613800138000", "02079460001")
_EMAILS = ("info@acme.example", "ann@acme.example", "bob@beta.example")
_SCHEMES = ("uscc", "tax", "bank_account", "ours")
_DAYS = (
    PartialDate(year=1990, month=3, day=7),
    PartialDate(year=1990),
    PartialDate(year=1960, month=1, day=2),
)


def _some(values: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(values), max_size=2)


@st.composite
def profiles(draw: st.DrawFn, *, key: str | None = None, kind: CustomerKind | None = None) -> Profile:
    """Draw what of a record is compared.

    Parameters
    ----------
    key : str, optional
    kind : CustomerKind, optional
    """
    core = draw(st.sampled_from(("acme", "华为", "王伟", "王芳")))
    form = draw(st.sampled_from((None, "有限公司", "ltd")))
    trade = draw(st.sampled_from((None, "技术", "终端")))
    place = draw(st.sampled_from((None, "深圳", "上海")))
    maybe = st.none() | st.sampled_from(("shenzhen", "london"))
    numbers = st.dictionaries(st.sampled_from(_SCHEMES), st.sampled_from(("17", "18", "000000")), max_size=2)
    given = draw(st.sampled_from((None, core[1:], "a")))
    return Profile(
        key=draw(st.sampled_from(("C1", "C2", "C9", "C10"))) if key is None else key,
        kind=draw(st.sampled_from(CustomerKind)) if kind is None else kind,
        names=("".join(each for each in (place, core, trade, form) if each is not None),),
        core=core,
        cores=frozenset([core]),
        place=place,
        trade=trade,
        legal_form=form,
        branch=draw(st.sampled_from((None, None, "北京分公司", "上海分公司"))),
        given_name=given,
        family_name=None if given is None else core[:1],
        phones=draw(_some(_PHONES)),
        emails=draw(_some(_EMAILS)),
        identifiers=draw(numbers),
        born=draw(st.none() | st.sampled_from(_DAYS)),
        city=draw(maybe),
        street=draw(st.sampled_from((None, "12fuhuaroad"))),
        postal_code=draw(st.sampled_from((None, "518000"))),
        within=draw(_some(("K1", "K2"))),
    )


@st.composite
def several_profiles(
    draw: st.DrawFn, *, max_size: int = 8, kind: CustomerKind | None = None
) -> list[Profile]:
    """Draw the profiles of several records, each with an id of its own.

    Parameters
    ----------
    max_size : int
    kind : CustomerKind, optional
    """
    size = draw(st.integers(0, max_size))
    return [draw(profiles(key=f"C{i}", kind=kind)) for i in range(size)]
