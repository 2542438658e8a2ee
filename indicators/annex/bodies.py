"""The bodies that an annex makes responsible, among the organizations of the portal."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators import definitions
from indicators.annex.sheet import AnnexRow, Problem, Written
from indicators.models import Plan
from wastefree.accounts.models import Organization, User
from wastefree.accounts.transitions import create_organization
from wastefree.lib.numbers import normalize
from wastefree.lib.responsible import Responsible as Said
from wastefree.lib.responsible import match_bodies, read_responsible

REGION_ENDINGS = ("区", "县", "旗", "管委会", "街道", "镇", "乡", "区政府", "县政府", "旗政府", "人民政府")
NAME_LENGTH = 100  # a longer one is a sentence, and no body is made of it
AS_WRITTEN = "responsible_words"
UNKNOWN = gettext_lazy("单位名单中没有%(names)s。请核对写法，或给已有单位加别名，或新建单位。")
CLOSED = gettext_lazy("%(names)s已停用，没有读入。请写现在的责任单位；要恢复使用，先到单位页面恢复。")
EVERY_REGION = re.compile(r"各.*[县区旗镇乡].*|(?:区县|旗县|县市区|县\().*")


@dataclass(frozen=True)
class Responsible:
    """Who answers for a row.

    `lead` leads; `first_of_several` says that the words name several bodies and none that leads, and that `lead` is
    only the one named first. `cooperating` are the others that the portal knows, `collectives` groups such as
    各县（市、区）政府, `unknown` names that the portal does not know. `text` is what was written, in `place`; `words` what
    of it is kept as the words of the plan ("": nothing new).
    """

    text: str
    place: Written
    words: str = ""
    lead: Organization | None = None
    first_of_several: bool = False
    cooperating: tuple[Organization, ...] = ()
    collectives: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def named(self) -> tuple[Organization, ...]:
        """All that the portal knows, whoever leads first."""
        return (self.lead, *self.cooperating) if self.lead else self.cooperating

    @property
    def every_region(self) -> bool:
        """Whether it is the regions together that answer, and no single body."""
        return self.lead is None and any(EVERY_REGION.fullmatch(name) for name in self.collectives)


@dataclass(frozen=True)
class Bodies:
    """The organizations of the portal by every name that documents use: those of the plan, then all others; a name of
    one that was merged into another means the other.

    Those in `creating` are to be made when the annex is applied; until then they stand for what they will be. `closed`
    are those in use no more that nobody has taken over: known, and not to be given anything.
    """

    circles: tuple[Mapping[str, Organization], ...]
    regions: tuple[Organization, ...]
    closed: Mapping[str, Organization] = field(default_factory=dict)
    _found: dict[str, Organization | None] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan, creating: Collection[str] = ()) -> "Bodies":
        own = set(plan.organizations.values_list("pk", flat=True))
        active = list(Organization.objects.active())
        inside = {name: body for body in active if body.pk in own for name in body.names()}
        outside = {name: body for body in active if body.pk not in own for name in body.names()}
        merged = Organization.objects.filter(succeeded_by__is_active=True).select_related("succeeded_by")
        former = {name: body.succeeded_by for body in merged for name in body.names() if body.succeeded_by}
        planned = {name: new_body(name) for name in creating}
        ended = Organization.objects.filter(is_active=False).exclude(succeeded_by__is_active=True)
        closed = {name: body for body in ended for name in body.names()}
        return cls((inside, outside, former, planned), tuple(body for body in active if body.is_region), closed)

    def of_row(self, row: AnnexRow) -> Responsible:
        """Who answers for the row. A column for the plan's own words beside those of the bodies is only kept, and read
        where it is the only one: what the portal writes down for itself it reads again without a difference."""
        named = ("lead", "responsible", "cooperating")
        if AS_WRITTEN not in row.cells:
            return self.read(*(row[name] for name in named))
        if not row.cells.keys() & set(named):
            return self.read(row.first, row[AS_WRITTEN], row.first)
        words = "" if row[AS_WRITTEN].is_blank else row[AS_WRITTEN].text
        return replace(self.read(*(row[name] for name in named)), words=words)

    def read(self, lead: Written, responsible: Written, cooperating: Written) -> Responsible:
        """Who answers, by the words of up to three cells; names that nobody knows are told, each with its cell.

        Of several bodies under 牵头单位 the first leads; of several under 责任单位 none has been said to. Whoever stands
        under 牵头单位 and under 配合单位 as well is told, and nobody is read then.
        """
        cells = (lead, responsible, cooperating)
        written = [cell for cell in cells if not cell.is_blank]
        if not written:
            return Responsible("", lead)
        said = [_said(cell) for cell in cells]
        heads, answering, *_helping = said
        declared = heads.lead or next(iter(heads.bodies), None) or answering.lead
        first = next(iter(answering.bodies), None)
        chief = self.known(name) if (name := declared or first) else None
        if chief and not lead.is_blank and chief in map(self.known, said[2].bodies):
            return Responsible("", lead, problems=(_twice(cooperating, chief),))
        named = [body for each in said for name in each.bodies if (body := self.known(name))]
        strangers = {cell: self._strangers(each) for cell, each in zip(cells, said, strict=True)}
        text = "；".join(cell.text for cell in written)
        return Responsible(
            text=text,
            words=text,
            place=written[0],
            lead=chief,
            first_of_several=declared is None and answering.open_lead,
            cooperating=tuple(dict.fromkeys(body for body in named if body != chief)),
            collectives=tuple(dict.fromkeys(name for each in said for name in each.collectives)),
            unknown=tuple(dict.fromkeys(n for names in strangers.values() for n in names if self._can_be_made(n))),
            problems=tuple(problem for cell, names in strangers.items() for problem in self._problems(cell, names)),
        )

    def known(self, name: str) -> Organization | None:
        """The body that a name means, if that is certain."""
        if name not in self._found:
            self._found[name] = next((body for circle in self.circles if (body := _in_circle(name, circle))), None)
        return self._found[name]

    def _strangers(self, said: Said) -> list[str]:
        return [name for name in said.bodies if self.known(name) is None]

    def is_closed(self, name: str) -> bool:
        """Whether the name means a body that is in use no more, and that nobody has taken over."""
        return self.known(name) is None and _in_circle(name, self.closed) is not None

    def _can_be_made(self, name: str) -> bool:
        return len(name) <= NAME_LENGTH and not self.is_closed(name)

    def _problems(self, cell: Written, strangers: Iterable[str]) -> Iterator[Problem]:
        names = list(strangers)
        if closed := [name for name in names if self.is_closed(name)]:
            yield cell.problem(str(CLOSED) % {"names": _quoted(closed)})
        if unknown := [name for name in names if name not in closed]:
            yield cell.problem(str(UNKNOWN) % {"names": _quoted(unknown)})

    def region_in(self, text: str) -> Organization | None:
        """The region whose name the text holds, the longest name first (昆都仑区钢铁大街 is 昆都仑区)."""
        plain = normalize(text)
        names = [(normalize(name), body) for body in self.regions for name in body.names()]
        return next((body for name, body in sorted(names, key=lambda each: -len(each[0])) if name in plain), None)


def _said(cell: Written) -> Said:
    return read_responsible("" if cell.is_blank else cell.text)


def _in_circle(name: str, circle: Mapping[str, Organization]) -> Organization | None:
    codes, _unmatched = match_bodies([name], {written: body.code or written for written, body in circle.items()})
    return next((body for written, body in circle.items() if (body.code or written) in codes), None)


def _twice(cell: Written, chief: Organization) -> Problem:
    words = _("“%(name)s”已写在牵头单位里，又写在配合单位里。这一行的责任单位没有读入，请改正后再导入。")
    return cell.problem(words % {"name": chief.name})


def _quoted(names: Iterable[str]) -> str:
    return "、".join(f"“{name}”" for name in names)


def new_body(name: str) -> Organization:
    """An organization as it would be made for a name that an annex uses."""
    kind = Organization.Kind.REGION if name.endswith(REGION_ENDINGS) else Organization.Kind.DEPARTMENT
    return Organization(name=name, kind=kind)


def create_bodies(plan: Plan, names: Iterable[str], *, by: User | None) -> None:
    """Makes organizations of these names, and lets them take part in the plan."""
    made = [create_organization(by=by, fields={"name": each.name, "kind": each.kind}) for each in map(new_body, names)]
    definitions.join_plan(plan, made, by=by)
