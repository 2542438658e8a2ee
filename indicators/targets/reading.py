"""A whole cell: folded, taken apart into clauses, each read, and put together.

    cell    := clause (separator clause)*       separators: , ; 。 且 同时, and line breaks if the joined lines say nothing
    clause  := see `clauses`; what does not read whole is tried again in parts at 并 和 及 、

A time or a base that stands alone (到2025年, 与2020年相比) counts for the clauses after it, and a clause that names
nothing is about what the clause before it named. Shares and multiples in words become figures first: 九成 is 90 %, 翻一番
a rise by 100 %. One clause that cannot be read makes the whole cell unreadable.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from indicators.targets.amounts import UNIT, UNIT_IN_BRACKETS
from indicators.targets.clauses import ClauseReading, read_clause
from indicators.targets.conditions import Condition, Kind, Problem, Reading
from indicators.targets.tokens import Context
from indicators.targets.vocabulary import FIGURES, NOTHING
from wastefree.lib.numbers import normalize, read_chinese_integer

MAX_LENGTH = 300
_OUTSIDE = r"(?![^()]*\))"
_SEPARATOR = re.compile(rf"(?:(?<![0-9]),|,(?![0-9]{{3}}(?![0-9]))|[;。!\n]|(?:而|并)?且|同时)+{_OUTSIDE}")
_WEAK = re.compile(r"(?:以及|及其|并(?!网|轨)|和|及|、|与)(?![^()]*\))")
_REMARK = re.compile(
    r"\((?:全国|全省|全区|国家(?!级)|省(?!级)|自治区(?!级)|上年|去年|基准|现状|目前|20[0-9]{2}年(?:底|末)?(?:为|实际|基准|基数|现状))[^()]*[0-9][^()]*\)|\((?:(?:约束性|预期性)(?:指标)?|必选|可选|★|☆|含[0-9.]+%?)\)"
)
_YEAR_REMARK = re.compile(r"\((?:到|至)?(20[0-9]{2})年?(?:底|末)?前?\)")
_FROM = re.compile(
    rf"(?:由|从|较|比|在)?(?:20[0-9]{{2}}年(?:底|末)?的?)?(?<![A-Za-z0-9.])[0-9.]+(?:[%‰]|(?:万亿|万|亿|千)?{UNIT})?(?:左右|以上|以下)?"
    r"(?=(?:提高|提升|增加|增长|上升|扩大|升|增|下降|降低|减少|压减|降|减)(?:到|至))"
)
_NUMBERED = re.compile(
    r"(?:^|(?<=[;,。]))(?:[0-9]{1,2}[.、]|[一二三四五六]是)(?=[\u3400-\u9fff])|\([0-9]{1,2}\)(?=[\u3400-\u9fff])|[①-⑳]",
    re.MULTILINE,
)
_RESPECTIVELY = re.compile(
    r"(?P<names>[^0-9、和与及]+(?:[、和与及][^0-9、和与及]+)+?)(?P<before>[^0-9、和与及]*)分别(?P<words>[^0-9、]*)"
    r"(?P<amounts>[0-9][^、和与及]*(?:[、和与及][0-9][^、和与及]*)+?)(?P<suffix>以上|以下|以内)?"
)
_ALL_OF_THEM = re.compile(
    r"(?P<names>[^0-9、和与及均都]+(?:[、和与及][^0-9、和与及均都]+)+)[均都](?P<words>[^0-9、]*[0-9][^、和与及]*)"
)
_TO_YEAR = re.compile(
    r"((?:提高|提升|增加|增长|上升|扩大|升|增|下降|降低|减少|压减|降|减)[到至])(20[0-9]{2}年(?:底|末)?)的?(?=[0-9])"
)
_SHARE_IN_WORDS = re.compile(r"([一二两三四五六七八九])成(?=以上|以下|以内|[,;。)]|$)")
_TIMES_IN_PERCENT = {"翻一番": "增长100%", "翻番": "增长100%", "翻两番": "增长300%", "减半": "下降50%"}
_TIMES = re.compile("(?:翻一番|翻番|翻两番|减半)(?=[,;。]|以上|$)")
_IDLE_SPACE = re.compile(r"(?<![0-9])[^\S\n]+|[^\S\n]+(?![0-9])")  # between two digits it may part two numbers
_SPACED_DIGITS = re.compile(r"[0-9][^\S\n]+[0-9]")
_COMPARED = re.compile(r"^([^()]+)\(((?:较|比|与|以)20[0-9]{2}年[^()0-9]*)\)$")
_QUOTES = dict.fromkeys(map(ord, "“”‘’\"'「」『』★☆*"))


def parse(text: str, *, better: str = "", unit: str = "") -> Reading:
    """What a target's words mean. Never raises.

    `better` ("higher", "lower" or "") decides bare values; `unit` is the indicator's own: a condition that is about the
    indicator itself comes back in it, exactly (1.3万吨 of something in 吨 is 13000 吨), or is a UNIT_MISMATCH.
    Without `unit` units stay as written.
    """
    if len(text) > MAX_LENGTH:
        return Reading(text, False, (), Problem.UNREADABLE)
    context = Context(better=better, unit=normalize(unit))
    folded = fold(text)
    if _compact(folded) in NOTHING:
        return Reading(text, True, (Condition("", Kind.NONE),))
    if _SPACED_DIGITS.search(folded):
        return Reading(text, False, (), Problem.UNREADABLE)
    joined = _read(text, _compact(re.sub(r"(?<=[0-9])\s*\n\s*(?=[0-9])", ";", folded)), context)
    if joined.readable or "\n" not in folded:
        return joined
    by_line = _read(text, re.sub(r"[^\S\n]", "", folded), context)
    return by_line if by_line.readable else joined


def fold(text: str) -> str:
    """The text without differences of form, quotation marks and remarks that ask for nothing ("(全国57%)")."""
    folded = normalize(_IDLE_SPACE.sub("", normalize(text).translate(_QUOTES))).rstrip("。;,. \n")
    folded = _SHARE_IN_WORDS.sub(lambda found: f"{read_chinese_integer(found[1])}0%", folded.replace("百分百", "100%"))
    folded = _TIMES.sub(lambda found: _TIMES_IN_PERCENT[found[0]], folded)
    folded = re.sub("百分之([0-9.]+|[一二三四五六七八九十百]+)", _percent, folded)
    folded = re.sub("(?<=[为到至现持])零$|^零$", "0", folded)
    folded = _COMPARED.sub(r"\2\1", folded)
    folded = UNIT_IN_BRACKETS.sub(r"\1", _REMARK.sub("", folded))
    return _NUMBERED.sub(";", _YEAR_REMARK.sub(r",\1年,", folded))


def _percent(found: re.Match[str]) -> str:
    if found[1] == "百":
        return "100%"
    number = found[1] if found[1][0].isdigit() else read_chinese_integer(found[1])
    return found[0] if number is None else f"{number}%"


def _compact(text: str) -> str:
    return re.sub(r"\s", "", text)


def _read(text: str, folded: str, context: Context) -> Reading:
    years: set[int] = set()
    conditions: list[Condition] = []
    problems: list[Problem] = []
    for clause in _clauses(folded):
        read = _in_parts(clause, context)
        years |= read.years
        if read.problem:
            problems.append(read.problem)
        if not read.conditions and not read.problem:
            context = replace(read.context, better=context.better, unit=context.unit)
        for condition in read.conditions:
            conditions.append(_in_words(_about(condition, conditions), clause))
    if len(conditions) == 1 and conditions[0].kind is Kind.QUALITATIVE:
        conditions = [replace(conditions[0], subject="")]
    problem = _worst(problems, years, conditions)
    return Reading(text, not problem, tuple(conditions), problem, years.pop() if len(years) == 1 else None)


def _clauses(folded: str) -> Iterator[str]:
    for part in _SEPARATOR.split(folded):
        clause = _TO_YEAR.sub(r"\2\1", _FROM.sub("", part or "")).strip(".,、")
        if clause.strip(":"):
            yield from _each(clause)


def _each(clause: str) -> list[str]:
    """甲率、乙率均达到90% as two clauses; every name must be whole."""
    found = _ALL_OF_THEM.fullmatch(clause)
    names = re.split("[、和与及]", found["names"]) if found else []
    if found is None or not all(name.endswith(tuple(FIGURES)) for name in names):
        return _respectively(clause)
    return [name + found["words"] for name in names]


def _respectively(clause: str) -> list[str]:
    """甲率、乙率分别达到90%、80% as two clauses, where names and amounts are equally many and every name is whole."""
    found = _RESPECTIVELY.fullmatch(clause)
    if found is None:
        return [clause]
    names = re.split("[、和与及]", found["names"] + found["before"])
    amounts = re.split("[、和与及]", found["amounts"])
    if len(names) != len(amounts) or not all(name.endswith(tuple(FIGURES)) for name in names):
        return [clause]
    suffix = found["suffix"] or ""
    return [f"{name}{found['words']}{amount}{suffix}" for name, amount in zip(names, amounts, strict=True)]


def _in_parts(clause: str, context: Context) -> ClauseReading:
    """The clause read whole; or, where that fails, all its parts."""
    whole = read_clause(clause, context)
    if whole.problem is not Problem.UNREADABLE:
        return whole
    for found in _WEAK.finditer(clause):
        one = read_clause(clause[: found.start()], context)
        if one.problem or not one.conditions or found.start() <= len("新建"):
            continue  # 新建、改造5座 is not two things
        rest = _in_parts(clause[found.end() :], context)  # the first part that reads is taken: no trying out all ways
        if rest.problem or not rest.conditions:
            return whole
        return ClauseReading(one.conditions + rest.conditions, years=one.years | rest.years, context=context)
    return whole


def _about(condition: Condition, before: list[Condition]) -> Condition:
    """What names nothing is about what was named before it: 回收率达到35%,比上年提高2个百分点."""
    if condition.subject or condition.kind in (Kind.QUALITATIVE, Kind.RANK, Kind.NONE) or not before:
        return condition
    return replace(condition, subject=before[-1].subject if before[-1].kind is not Kind.QUALITATIVE else "")


def _in_words(condition: Condition, clause: str) -> Condition:
    return replace(condition, subject=clause) if condition.kind is Kind.QUALITATIVE else condition


def _worst(problems: list[Problem], years: set[int], conditions: list[Condition]) -> Problem:
    """The problem to tell; a word that leaves the target open tells more than "cannot read"."""
    if len(years) > 1:
        return Problem.SEVERAL_YEARS
    telling = [problem for problem in problems if problem is not Problem.UNREADABLE]
    if problems:
        return (telling or problems)[0]
    if not conditions:
        return Problem.UNREADABLE
    return Problem.CONFLICT if _contradict(conditions) else Problem.NOTHING


def _contradict(conditions: list[Condition]) -> bool:
    """Whether two bounds of one thing cannot both be meant: twice the same kind, or a floor above the ceiling."""
    seen: dict[tuple[str, Kind, str], Condition] = {}
    for condition in conditions:
        if condition.kind in (Kind.QUALITATIVE, Kind.RANK):
            continue
        if seen.setdefault((condition.subject, condition.kind, condition.unit), condition) != condition:
            return True
    ways = {key[0]: condition.value for key, condition in seen.items() if key[1] in (Kind.CHANGE, Kind.DIRECTION)}
    turned = {Kind.AT_LEAST: -1, Kind.AT_MOST: +1}  # 下降10%,达到5万吨: what falls may not be held to a floor unasked
    if any(key[1] in turned and (ways.get(key[0]) or 0) * turned[key[1]] > 0 for key in seen):
        return True
    floors = {key[::2]: condition.value for key, condition in seen.items() if key[1] is Kind.AT_LEAST}
    ceilings = {key[::2]: condition.value for key, condition in seen.items() if key[1] is Kind.AT_MOST}
    both = [(floors[key], ceilings[key]) for key in floors.keys() & ceilings.keys()]
    return any(floor is not None and ceiling is not None and floor > ceiling for floor, ceiling in both)
