"""The bodies that an annex makes responsible, among the organizations of the portal."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from indicators import definitions
from indicators.annex.sheet import Problem, Written
from indicators.models import Plan
from wastefree.accounts.models import Organization, User
from wastefree.accounts.transitions import create_organization
from wastefree.lib.numbers import normalize

REGION_ENDINGS = ("区", "县", "旗", "新区", "开发区", "管委会", "街道", "镇", "乡")


@dataclass(frozen=True)
class Responsible:
    """Who answers for a row.

    `lead` leads; `first_of_several` says that the words name several bodies and none that leads, and that `lead` is
    only the one named first. `named` are all that the portal knows, `cooperating` those beside the lead,
    `collectives` groups such as 各县（市、区）政府, `unknown` names that the portal does not know. `text` is what was
    written, in `place`.
    """

    text: str
    place: Written
    lead: Organization | None = None
    first_of_several: bool = False
    cooperating: tuple[Organization, ...] = ()
    collectives: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def named(self) -> tuple[Organization, ...]:
        return (self.lead, *self.cooperating) if self.lead else self.cooperating

    @property
    def every_region(self) -> bool:
        """Whether it is the regions together that answer, and no single body leads."""
        return self.lead is None and bool(self.collectives)


@dataclass(frozen=True)
class Said:
    """Names as written: who leads, all that are named in order, and groups."""

    lead: str
    names: tuple[str, ...]
    collectives: tuple[str, ...]


def said(text: str) -> Said:
    plain = re.sub(r"\(牵头\)|按职责分工负责|负责落实|负责|等部门|配合|等$", "", normalize(text))
    names = [name for part in re.split(r"[、,;。\s]+", plain) if (name := part.strip())]
    groups = tuple(name for name in names if name.startswith(("各", "有关", "相关")))
    bodies = tuple(name.removesuffix("牵头") for name in names if name not in groups)
    lead = next((name.removesuffix("牵头") for name in names if name.endswith("牵头")), "")
    return Said(lead, bodies, groups)


@dataclass(frozen=True)
class Bodies:
    """The organizations of the portal by every name that documents use, those of the plan before others.

    `creating` are names that are to be made when the annex is applied: until then they stand for what they will be.
    """

    by_name: dict[str, Organization] = field(default_factory=dict)
    regions: tuple[Organization, ...] = ()

    @classmethod
    def of(cls, plan: Plan, creating: Collection[str] = ()) -> "Bodies":
        own = set(plan.organizations.values_list("pk", flat=True))
        active = sorted(Organization.objects.active(), key=lambda body: body.pk in own)
        by_name = {fold(name): new_body(name) for name in creating}
        by_name |= {fold(name): body for body in active for name in body.names()}
        return cls(by_name, tuple(body for body in active if body.is_region))

    def read(self, lead: Written, responsible: Written, cooperating: Written) -> Responsible:
        """Who answers, by the words of up to three cells; names that nobody knows are told, each with its cell."""
        cells = [cell for cell in (lead, responsible, cooperating) if not cell.is_blank]
        if not cells:
            return Responsible("", lead)
        heads, others, helping = (said("" if cell.is_blank else cell.text) for cell in (lead, responsible, cooperating))
        problems: list[Problem] = []
        known: dict[str, Organization] = {}
        unknown: list[str] = []
        for cell, words in ((lead, heads), (responsible, others), (cooperating, helping)):
            known |= {name: body for name in words.names if (body := self.by_name.get(fold(name)))}
            strangers = [name for name in words.names if name not in known]
            if strangers:
                problems.append(
                    cell.problem(
                        _("单位名单中没有%(names)s。") % {"names": "、".join(f"“{name}”" for name in strangers)}
                    )
                )
                unknown += strangers
        order = [known[name] for name in (*heads.names, *others.names, *helping.names) if name in known]
        named = list(dict.fromkeys(order))
        declared = next((known[name] for name in (others.lead, heads.lead, *heads.names) if name in known), None)
        chief = declared or (named[0] if named and not heads.names else None)
        return Responsible(
            text="；".join(cell.text for cell in cells),
            place=cells[0],
            lead=chief,
            first_of_several=declared is None and len(others.names) > 1,
            cooperating=tuple(body for body in named if body != chief),
            collectives=(*heads.collectives, *others.collectives, *helping.collectives),
            unknown=tuple(dict.fromkeys(unknown)),
            problems=tuple(problems),
        )

    def region_in(self, text: str) -> Organization | None:
        """The region whose name the text holds, the longest name first (昆都仑区钢铁大街 is 昆都仑区)."""
        plain = fold(text)
        names = [(fold(name), body) for body in self.regions for name in body.names()]
        return next((body for name, body in sorted(names, key=lambda each: -len(each[0])) if name in plain), None)


def fold(name: str) -> str:
    return re.sub(r"\s", "", normalize(name))


def new_body(name: str) -> Organization:
    """An organization as it would be made for a name that an annex uses."""
    kind = Organization.Kind.REGION if name.endswith(REGION_ENDINGS) else Organization.Kind.DEPARTMENT
    return Organization(name=name, kind=kind)


def create_bodies(plan: Plan, names: Iterable[str], *, by: User | None) -> None:
    """Makes organizations of these names, and lets them take part in the plan."""
    made = [create_organization(by=by, fields={"name": each.name, "kind": each.kind}) for each in map(new_body, names)]
    definitions.join_plan(plan, made, by=by)
