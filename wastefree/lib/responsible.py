"""Who answers for a task, as plans write it: bodies, those that lead or cooperate, and collectives.

    cell    := statement (";" | "。" | line break) statement …
    statement := names [role]       市A局、市B局按职责分工负责      several bodies, none of them named as the lead
               | label ":" names    牵头单位:市A局;配合单位:市B局
               | names 牵头 "," names 配合
    names   := name (("、" | "," | "和") name)*        not inside brackets: 各县(市、区)政府 is one name

A collective stands for bodies that are not named one by one (各县(市、区)政府, 领导小组成员单位, 有关部门, …等部门): it is kept as
a collective and never becomes a body. Of several bodies none is taken for the lead because it stands first: `open_lead`.
A remark that names nobody (以下不再列出) is left out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from wastefree.lib.numbers import normalize


class Role(Enum):
    LEAD = "lead"
    COOPERATING = "cooperating"
    SHARED = "shared"


@dataclass(frozen=True)
class Responsible:
    """Names as written, each once, in order.

    bodies       every body that is named, the lead and the cooperating ones included
    cooperating  those that are named as helping (配合, 参与); beside a lead all others
    open_lead    several answer, or a collective, and not exactly one of them is named as the lead: the office must name one
    """

    lead: str | None
    bodies: tuple[str, ...]
    cooperating: tuple[str, ...]
    collectives: tuple[str, ...]
    open_lead: bool


_OUTSIDE = r"(?![^()]*\))"
_STATEMENT = re.compile(rf"[;。\n]+{_OUTSIDE}")
_SEPARATOR = re.compile(rf"[、,/\s]+{_OUTSIDE}")
_JOINED = re.compile(rf"(?:和|及|与|以及|会同|联合)(?=市|省|县|区|各|国家|国网|中国|人行|相关|有关){_OUTSIDE}")
_LEADING = "牵头(?:责任)?(?:单位|部门)|(?:主要)?责任(?:单位|部门)|牵头负责单位|主办单位|主责(?:单位|部门)|牵头"
_HELPING = "(?:配合|协助|参与|参加|协办|协同)(?:责任)?(?:单位|部门)|责任(?:配合|协同)单位|配合"
_LABEL = re.compile(rf"(?P<lead>{_LEADING})[::]|(?P<help>{_HELPING})[::]")
_ANSWERING = re.compile("(?:主要)?责任(?:单位|部门)")

# The words after the names, and what they say of them.
_ENDINGS = [
    (
        Role.LEAD,
        r"(?:负责)?牵头(?:负责|落实|组织实施|组织|抓落实|推进|实施)?|为(?:主)?牵头(?:单位|部门)|为主负责|主办|总牵头",
    ),
    (
        Role.COOPERATING,
        r"(?:积极|做好|共同|协同)?(?:配合|协助|参与|参加|协办|协同)(?:落实|实施|配合|推进|负责)?|为配合(?:单位|部门)",
    ),
    (
        Role.SHARED,
        r"(?:要|应)?(?:依据|依|按照?|根据)(?:各自)?(?:职责|职能)(?:职责)?(?:分工|任务分工)?(?:分别|具体|共同)?(?:组织)?(?:负责|落实|实施|推进|抓好落实){0,3}"
        r"|(?:分别|共同|具体|组织|各自|均需|均|负责){0,4}(?:负责|落实|抓落实|实施|组织实施){1,3}",
    ),
]
_ROLE_END = [(role, re.compile(rf"(?:{words})$")) for role, words in _ENDINGS]

_COLLECTIVE = re.compile(
    r"各.*|.*(?:有关|相关|其他|其它|责任)(?:部门|单位|企业|县|区|市|旗|科室|地区|方面|机构|行业|乡镇|街道).*|.*成员单位.*"
    r"|(?:全市|市直|县直|区直|市级|省级)(?:各)?(?:部门|单位|机关)(?:单位)?|县(?:级|区|\([^()]*\)).*|(?:区县|旗县|县市区|乡镇|镇街|街道).*"
    r"|(?:重点|相关|产废|责任|社会|涉.*)?(?:企业|单位|部门|组织|科研院所|高校)|县\(.*"
)
_ET_CETERA = re.compile(r"等(?:(?:\d+|[一二三四五六七八九十]+)个)?(?:有关|相关)?(?:部门|单位|部门和单位|部门单位)?$")
_REMARK = re.compile(r"以下.*|.*(?:不再列出|下同|详见.*|另行.*|待定|—+|-+|/)|无")


def read_responsible(text: str) -> Responsible:
    """Who answers, as far as the words say. Never raises; an empty text names nobody and leaves no lead open."""
    bodies: dict[Role, list[str]] = {role: [] for role in Role}
    collectives: dict[Role, list[str]] = {role: [] for role in Role}
    for role, names in _statements(normalize(text)):
        for written in names:
            name, others = _without_et_cetera(written)
            kind = collectives if _COLLECTIVE.fullmatch(name) else bodies
            kind[role] += [name] * bool(name)
            collectives[role] += [others] * bool(others)
    return _answer(bodies, collectives)


def _answer(bodies: Mapping[Role, list[str]], collectives: Mapping[Role, list[str]]) -> Responsible:
    """A lead is named as such, or the only one that answers; beside a named lead the others cooperate."""
    leads, helping, shared = (_once(bodies[role]) for role in (Role.LEAD, Role.COOPERATING, Role.SHARED))
    everybody = _once([*leads, *shared, *helping])
    others = _once(name for role in Role for name in collectives[role])
    candidates = leads if leads or collectives[Role.LEAD] or collectives[Role.SHARED] else shared
    lead = candidates[0] if len(candidates) == 1 and not collectives[Role.LEAD] else None
    if lead is not None:
        helping = tuple(name for name in everybody if name != lead)
    return Responsible(lead, everybody, helping, others, lead is None and bool(everybody or others))


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _statements(text: str) -> Iterator[tuple[Role, list[str]]]:
    """Each group of names with its role. A group without one shares the role of the group that it is listed with."""
    for statement in _STATEMENT.split(_flat(text)):
        if _REMARK.fullmatch(statement):
            continue
        labels = list(_LABEL.finditer(statement))
        if labels:
            ends = [label.start() for label in labels[1:]] + [len(statement)]
            for label, end in zip(labels, ends, strict=True):
                yield _label_role(label), list(_names(statement[label.end() : end]))
        else:
            yield from _with_endings(statement)


def _flat(text: str) -> str:
    """Without blanks inside lines; brackets around the whole fall away."""
    flat = re.sub(r"[ \t]+", " ", text).strip().replace("(牵头)", "牵头,").replace("(配合)", "配合,")
    flat = re.sub("(?<=牵头),?(?:会同|联合)", ",", flat)
    return flat[1:-1] if re.fullmatch(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", flat) else flat


def _label_role(label: re.Match[str]) -> Role:
    """责任单位: tells who answers, not who leads; the first of them is no lead."""
    if label["help"]:
        return Role.COOPERATING
    return Role.SHARED if _ANSWERING.fullmatch(label["lead"]) else Role.LEAD


def _with_endings(statement: str) -> Iterator[tuple[Role, list[str]]]:
    pending: list[str] = []
    for part in _SEPARATOR.split(statement):
        name, role = _ending(part)
        pending += _names(name)
        if role is not None:
            yield role, pending
            pending = []
    if pending:
        yield Role.SHARED, pending


def _ending(part: str) -> tuple[str, Role | None]:
    """A name without the words of its role, and the role."""
    for role, pattern in _ROLE_END:
        found = pattern.search(part)
        if found:
            return part[: found.start()], role
    return part, None


def _names(text: str) -> Iterator[str]:
    for name in _SEPARATOR.split(text):
        for part in _JOINED.split(name):
            plain = _ending(part)[0].strip(" :").removeprefix("由")
            if plain and not _REMARK.fullmatch(plain):
                yield plain


def _without_et_cetera(name: str) -> tuple[str, str]:
    """市C局等部门 is a body and a collective (等部门)."""
    found = _ET_CETERA.search(name)
    if found is None or found.start() == 0:
        return name, ""
    return name[: found.start()], found[0]


# --- names against a list ---------------------------------------------------------------------------------------------
_SHORTENED = [("管理委员会", "管委会"), ("委员会", "委"), ("人民政府", "政府"), ("和", ""), ("与", ""), (" ", "")]
_CITY = re.compile(r"市(?!政府)(?=[\u3400-\u9fff]{2})")
_NAMED_CITY = re.compile(r"[\u3400-\u9fff]{2,4}(?<!城)市(?!政府)(?=[\u3400-\u9fff]{2})")
_GOVERNMENT = re.compile(r"(?<=[区县旗市])(?:政府|管委会)$")


def match_bodies(names: Iterable[str], known: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes of the names that are certain, each once, and the names that are not.

    `known` maps every name and alias of a body to its code. A name fits exactly; or without 市 before it, with the usual
    short words (发展和改革委员会, 发展改革委), or, of a region, without its government (信都区政府, 信都区). 邢台市生态环境局 in the list
    is found as 市生态环境局 too; in a text it is not the city's own bureau for certain: there are cities within cities.
    A form that fits two bodies fits none. Other short names must be listed as aliases.
    """
    exact = {normalize(name): code for name, code in known.items()}
    by_form: dict[str, set[str]] = {}
    for name, code in exact.items():
        for form in {_form(name), _NAMED_CITY.sub("", _form(name), count=1)}:
            by_form.setdefault(form, set()).add(code)
    found = {name: _code(normalize(name), exact, by_form) for name in names}
    codes = _once(code for code in found.values() if code is not None)
    return codes, tuple(name for name, code in found.items() if code is None)


def _code(name: str, exact: Mapping[str, str], by_form: Mapping[str, set[str]]) -> str | None:
    fitting = {exact[name]} if name in exact else by_form.get(_form(name), set())
    return next(iter(fitting)) if len(fitting) == 1 else None


def _form(name: str) -> str:
    """The name without what is often left out."""
    for long, word in _SHORTENED:
        name = name.replace(long, word)
    city = _CITY.match(name)
    return _GOVERNMENT.sub("", name[city.end() :] if city else name)
