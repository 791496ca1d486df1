"""Who decides at the customer: the people of the buying centre, marked by what they have to say.

Roles are those of Webster & Wind (*A general model for understanding
organizational buying behavior*, Journal of Marketing 36, 1972), with the
initiator and the approver.  Where nobody recorded a person's roles, they are
inferred from the title by a table of words; such a row says so in `basis`,
and the inference is never stored.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Final

import attrs

from customerbase.listing import Listing
from customerbase.model import Attitude, Contact, ContactRole, Customer, Employment

__all__ = [
    "TITLES",
    "KeyPeople",
    "PersonRow",
    "RoleRow",
    "RolesBasis",
    "key_people",
    "key_people_table",
    "roles_from_title",
]

Titles = Mapping[str, tuple[ContactRole, ...]]
Inference = Callable[[str], tuple[ContactRole, ...]]

_BY_ROLES: Final = (
    (
        (ContactRole.DECIDER,),
        (
            "owner, proprietor, founder, chairman, chairwoman, president, ceo, chief executive, managing director, "
            "general manager, managing partner, 总经理, 董事长, 总裁, 老板, 老板娘, 店主, 业主, 厂长, 院长, 校长, "
            "创始人, 首席执行官, 执行董事, 法人, 法定代表人, 负责人"
        ),
    ),
    (
        (ContactRole.INFLUENCER, ContactRole.APPROVER),
        (
            "vice president, deputy general manager, vice general manager, director, partner, 副总经理, 副总裁, 副总, 副董事长, 副厂长, "
            "副院长, 副校长, 总监, 行政总监, 董事, 股东"
        ),
    ),
    (
        (ContactRole.APPROVER,),
        (
            "accounting, accountant, finance, financial, treasurer, controller, cfo, cashier, 财务, 会计, 出纳, 审计, "
            "财务总监, 首席财务官"
        ),
    ),
    (
        (ContactRole.BUYER,),
        (
            "purchasing, purchaser, procurement, buyer, buying, order, order administrator, order manager, "
            "buying manager, sourcing, supply chain, "
            "采购, 采购总监, 供应, 供应链, 订货, 进货, 买手, 招标"
        ),
    ),
    (
        (ContactRole.GATEKEEPER,),
        (
            "assistant, secretary, receptionist, reception, front desk, office manager, office administrator, "
            "assistant sales agent, assistant sales representative, marketing assistant, president assistant, "
            "assistant to the general manager, assistant to the president, "
            "assistant to the managing director, executive assistant, personal assistant, "
            "秘书, 助理, 前台, 文员, 行政, 办公室, 总经理助理, 总经理秘书, 董事长助理, 董事长秘书, 总裁助理, 总裁秘书, "
            "总经理办公室, 总经办, 门卫, 销售助理, 市场助理, 营销助理, 业务助理, 财务助理, 销售文员, 业务文员, 市场秘书, 销售秘书"
        ),
    ),
    (
        (ContactRole.USER, ContactRole.INFLUENCER),
        (
            "engineer, engineering, technical, technician, technology, cto, designer, 技术, 工程师, 工程, 研发, 设计, "
            "技术总监, 总工, 总工程师, 首席技术官"
        ),
    ),
    (
        (ContactRole.USER,),
        (
            "production, workshop, operator, warehouse, maintenance, logistics, sales agent, sales associate, "
            "sales representative, salesman, saleswoman, clerk, 生产, 车间, 仓库, 库管, 设备, 维修, 物流, 操作, 业务员, "
            "销售员, 销售代表, 店员, 营业员"
        ),
    ),
    (
        (ContactRole.INFLUENCER,),
        (
            "manager, assistant manager, supervisor, sales, marketing, sales manager, marketing manager, consultant, advisor, quality, "
            "head of, 经理, 主任, 主管, 科长, 处长, 部长, 店长, 销售, 市场, 营销, 业务, 销售经理, 市场经理, 业务经理, 品质, "
            "质检, 质量, 顾问, 区域经理"
        ),
    ),
)

TITLES: Final[Titles] = MappingProxyType(
    {word: roles for roles, words in _BY_ROLES for word in re.split(r",\s*", words)}
)
"""Word of a title, in English or Chinese → the roles that whoever bears it is likely to have."""

_SEVERAL: Final = re.compile(r"\s*(?:[/&+,;，、；／兼]|\band\b)\s*")
_LATIN: Final = re.compile(r"[a-z0-9]")


def roles_from_title(title: str, titles: Titles = TITLES) -> tuple[ContactRole, ...]:
    """Infer from a title what its bearer has to say: an inference, not a fact.

    The longest word of the table found in the title wins; of two as long,
    the one that stands first: 采购 rather than 经理 in 采购经理.  Titles joined by a stroke, a comma, 兼 or *and* are taken one by one.

    Parameters
    ----------
    title : str
    titles : mapping of str to tuple of ContactRole
        One's own table, or ``{**TITLES, "馆长": (ContactRole.DECIDER,)}``.

    Returns
    -------
    tuple of ContactRole
        In the order of the roles; empty where no word is known.

    Examples
    --------
    >>> [role.value for role in roles_from_title("Owner/Marketing Assistant")]
    ['decider', 'gatekeeper']
    >>> [role.value for role in roles_from_title("总经理助理")]
    ['gatekeeper']
    """
    found: set[ContactRole] = set()
    for each in _SEVERAL.split(title.casefold()):
        hits = [(len(word), -at, word) for word in titles if (at := _place(word.casefold(), each)) >= 0]
        if hits:
            found.update(titles[max(hits)[2]])
    return tuple(role for role in ContactRole if role in found)


def _place(word: str, text: str) -> int:
    """Return where the word first stands in the text, or −1; a Latin word only as a whole word."""
    at = text.find(word) if word else -1
    if at < 0 or not _LATIN.match(word):
        return at
    found = re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text)
    return found.start() if found else -1


class RolesBasis(StrEnum):
    """What a person's roles rest on: the record, the title, or nothing."""

    RECORDED = "recorded"
    TITLE = "title"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class PersonRow:
    """One person at one customer.

    Attributes
    ----------
    customer_id : str
    customer_name : str or None
        Where the customers were given.
    contact_id, name : str
    title, department : str or None
    roles : tuple of ContactRole
    basis : RolesBasis
        Whether the roles were recorded or are inferred from the title.
    influence : int or None
        As recorded, 1 to 5.
    attitude : Attitude or None
    reports_to : str or None
        `contact_id` of the superior.
    path : tuple of str
        The superiors, by id, up to the first who decides; empty for who
        decides himself, and where no such way is known.
    """

    customer_id: str
    customer_name: str | None
    contact_id: str
    name: str
    title: str | None
    department: str | None
    roles: tuple[ContactRole, ...]
    basis: RolesBasis
    influence: int | None
    attitude: Attitude | None
    reports_to: str | None
    path: tuple[str, ...]

    @property
    def decides(self) -> bool:
        """Whether the person is a decider."""
        return ContactRole.DECIDER in self.roles


@attrs.frozen(kw_only=True)
class RoleRow:
    """A role of the buying centre, and who has it at the customer, by id."""

    role: ContactRole
    contact_ids: tuple[str, ...]


@attrs.frozen(kw_only=True)
class KeyPeople:
    """The buying centre of one customer.

    Attributes
    ----------
    customer_id : str
    people : tuple of PersonRow
        Deciders first, then by influence, greatest first; who has none recorded stands last.
    overview : tuple of RoleRow
        Every role, with who has it.
    missing_roles : tuple of ContactRole
        The roles that nobody has: whom we still have to find.
    """

    customer_id: str
    people: tuple[PersonRow, ...]
    overview: tuple[RoleRow, ...]
    missing_roles: tuple[ContactRole, ...]


def key_people(
    contacts: Iterable[Contact], *, customer_id: str, as_of: date | None = None, titles: Titles = TITLES
) -> KeyPeople:
    """Say who decides at a customer, who has which say, and which roles nobody is known to have.

    Parameters
    ----------
    contacts : iterable of Contact
        Those who are not at this customer are passed over.
    customer_id : str
    as_of : datetime.date, optional
        Who was there on this day; None asks who is there still.
    titles : mapping of str to tuple of ContactRole
        What `roles_from_title` looks words up in; an empty one infers nothing.

    Returns
    -------
    KeyPeople

    Examples
    --------
    >>> boss = Contact(
    ...     contact_id="p1", name="王总", employments=[Employment(customer_id="C", title="总经理")]
    ... )
    >>> aide = Contact(
    ...     contact_id="p2",
    ...     name="小李",
    ...     employments=[Employment(customer_id="C", title="秘书", reports_to="p1")],
    ... )
    >>> [(row.name, row.roles[0].value, row.path) for row in key_people([aide, boss], customer_id="C").people]
    [('王总', 'decider', ()), ('小李', 'gatekeeper', ('p1',))]
    """
    there = [(each, job) for each in contacts if (job := each.at(customer_id)) and job.holds(as_of)]
    people = _people(customer_id, None, there, _inference(titles))
    overview = tuple(
        RoleRow(role=role, contact_ids=tuple(row.contact_id for row in people if role in row.roles))
        for role in ContactRole
    )
    return KeyPeople(
        customer_id=customer_id,
        people=people,
        overview=overview,
        missing_roles=tuple(row.role for row in overview if not row.contact_ids),
    )


def key_people_table(
    contacts: Iterable[Contact],
    customers: Iterable[Customer] = (),
    *,
    as_of: date | None = None,
    titles: Titles = TITLES,
) -> Listing[PersonRow]:
    """List the people of all customers, customer by customer as `key_people` does.

    Parameters
    ----------
    contacts : iterable of Contact
        Who is at several customers has a row at each.
    customers : iterable of Customer
        For their names; a customer who is not among them has rows without it.
    as_of : datetime.date, optional
    titles : mapping of str to tuple of ContactRole

    Returns
    -------
    Listing of PersonRow
        By customer id.
    """
    names = {each.customer_id: each.name for each in customers}
    there: dict[str, list[tuple[Contact, Employment]]] = defaultdict(list)
    for contact in contacts:
        for job in contact.employments:
            if job.holds(as_of):
                there[job.customer_id].append((contact, job))
    infer = _inference(titles)
    return Listing(
        row
        for customer_id in sorted(there)
        for row in _people(customer_id, names.get(customer_id), there[customer_id], infer)
    )


def _inference(titles: Titles) -> Inference:
    """Return `roles_from_title` with this table; few titles are borne by many people, so each is read once."""
    return cache(lambda title: roles_from_title(title, titles))


def _people(
    customer_id: str, customer_name: str | None, there: Iterable[tuple[Contact, Employment]], infer: Inference
) -> Listing[PersonRow]:
    jobs = {contact.contact_id: (contact, job) for contact, job in there}
    roles = {who: _roles(job, infer) for who, (_, job) in jobs.items()}
    deciders = {who for who, (held, _) in roles.items() if ContactRole.DECIDER in held}
    above = {who: job.reports_to for who, (_, job) in jobs.items()}
    rows = [
        PersonRow(
            customer_id=customer_id,
            customer_name=customer_name,
            contact_id=who,
            name=contact.name,
            title=job.title,
            department=job.department,
            roles=roles[who][0],
            basis=roles[who][1],
            influence=job.influence,
            attitude=job.attitude,
            reports_to=job.reports_to,
            path=_path(who, above, deciders),
        )
        for who, (contact, job) in jobs.items()
    ]
    rows.sort(key=lambda row: (not row.decides, -(row.influence or 0), row.contact_id))
    return Listing(rows)


def _roles(job: Employment, infer: Inference) -> tuple[tuple[ContactRole, ...], RolesBasis]:
    if job.roles:
        return job.roles, RolesBasis.RECORDED
    inferred = infer(job.title) if job.title else ()
    return inferred, RolesBasis.TITLE if inferred else RolesBasis.UNKNOWN


def _path(who: str, above: Mapping[str, str | None], deciders: set[str]) -> tuple[str, ...]:
    """Walk up to the first decider; two who report to each other end the walk."""
    if who in deciders:
        return ()
    path: list[str] = []
    superior = above.get(who)
    while superior is not None and superior in above and superior != who and superior not in path:
        path.append(superior)
        if superior in deciders:
            return tuple(path)
        superior = above[superior]
    return ()
