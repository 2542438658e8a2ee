"""One clause of a target: its pieces in, conditions out.

The grammar, in the signs of `vocabulary` (S is a name, that is: what the condition is about; x? may be missing):

    bound       S? words* # S?           达到90%以上; 回收率≥35%; 建成5个无废园区
    share of    # 的 S v                  60%的县通过; 所有设区市及60%的县通过
    whole       S? →? 100% S              实现100%无害化处置
    change      S? base? ↑|↓ words* #     较2020年下降10%; 新增2个; 降幅不低于5%
    direction   S? base? a* ↑|↓|D          稳步下降; 不低于上年; 实现负增长; 减少填埋量
    complete    S? →? C,  S? →? Z         全覆盖 is 100 %; 零填埋 is 0
    rank        S? K                      全区保三争一
    qualitative words of doing, no figure 出台政策文件; 已纳入考核

Times, neutral words (确保, 全市) and the base are taken out first: they stand anywhere. Whatever does not fit is not read.
Words that leave a bound open (约, 力争, 全省平均) never fit: without them the rest is a proposal to a person.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from indicators.targets.amounts import POINTS, Amount, in_unit
from indicators.targets.conditions import Condition, Kind, Problem
from indicators.targets.tokens import Clause, Context, base_in, stated_direction, tokens, year_in
from indicators.targets.vocabulary import FIGURES, MAKING_BEFORE_AMOUNT, PARTS_OF_NAMES, Sign

_OPEN = {
    Sign.EXTERNAL: Problem.EXTERNAL_REFERENCE,
    Sign.ASPIRATION: Problem.ASPIRATION,
    Sign.APPROXIMATE: Problem.APPROXIMATE,
}
_HARD = {Sign.AT_LEAST: (+1, False), Sign.ABOVE: (+1, True), Sign.AT_MOST: (-1, False), Sign.BELOW: (-1, True)}
_KINDS = {+1: Kind.AT_LEAST, -1: Kind.AT_MOST}
_BETTER = {"higher": +1, "lower": -1}

# Names. A making word inside a name is part of it, in front of it a verb.
_S = "[nvqa↑↓+&的I]*?[nvq]"
_AFTER = "n(?:&?[nvq])*"
_BOUND = re.compile(
    rf"(?P<make>(?:≥(?=v))?[va→]*)(?P<subject>{_S})??(?P<words>[ah→⇑⇓v]*[≥>≤<=]?[ah→]*[≥>≤<=]?)(?P<amount>#)(?P<after>{_AFTER})?"
)
_SHARE = re.compile("(?:A(?P<all>n)&)?[a→]*(?P<words>[≥>]?)(?P<amount>#)的(?P<subject>n(?:&n)*)[a→]*[vq→]n?")
_WHOLE = re.compile(rf"[a→]*(?P<subject>{_S})??[ah→]*(?P<amount>#)(?P<after>[nvqC][nvqC&]*)")
_CHANGE = re.compile(
    rf"(?P<subject>{_S})??[a→h]*≥?[a→]*(?P<verb>[↑↓+])(?P<made>n)?(?P<words>[a→≥>]*)(?P<amount>#)(?P<after>n(?:&?n)*)?"
)
_DIRECTION = re.compile(rf"(?P<subject>{_S})??[a→h]*(?P<verb>[↑↓DI])(?:[a的]*T)?a*(?P<after>n(?:&?n)*)?")
_SETTLED = re.compile(rf"[a→qA]*(?P<subject>{_S})??[a→hvq]*(?P<settled>[CZ])")
_RANK = re.compile(rf"(?P<subject>{_S})??[ah→]*K")
_QUALITATIVE = re.compile("[nvqa&→h↑↓IAC的]+")
_NOT_A_SUBJECT = re.compile(
    "[(没仅只难勿莫别少、/].*|不(?!可降解|再二次|锈钢|规范|明|良|合格).*|未(?!利用|成年).*|非(?!法|化石|金属|道路|正规|政府).*"
    "|在(?!线|建|校|册|用|役|产|库|编|园).*|占(?!.*(?:比|率|比例|比重)$).*|正负"
    "|无(?!废|害|组织|机|人|线|主|烟|障).*|.*[到至在于约近达且内外前后]|.",
    re.DOTALL,
)
_PER_EACH = frozenset("人均 户均 亩均 日均 月均 年均".split())  # of what, is not said
_GROWTH_NOUN = re.compile(".*[幅率速量度例]")
_NAMES_OF_RATES = ("率", "占比", "比例", "比重", "强度")  # 无害化处理率 alone asks for nothing
_EVIDENCE = re.compile("|".join(MAKING_BEFORE_AMOUNT))


@dataclass(frozen=True)
class ClauseReading:
    """What one clause says. A clause may say nothing but a time or a base: then it has no conditions and no problem."""

    conditions: tuple[Condition, ...] = ()
    problem: Problem = Problem.NOTHING
    years: frozenset[int] = frozenset()
    context: Context = field(default_factory=Context)


Result = tuple[tuple[Condition, ...], Problem]


def read_clause(text: str, context: Context) -> ClauseReading:
    """What a folded clause says, or why it cannot be read."""
    pieces = list(tokens(text))
    years = frozenset(year for piece in pieces if piece.sign is Sign.TIME and (year := year_in(piece.text)))
    open_words = [problem for sign, problem in _OPEN.items() if any(piece.sign is sign for piece in pieces)]
    clause = Clause([piece for piece in pieces if piece.sign not in _OPEN], context)
    if not clause.signs and not open_words:
        return ClauseReading(years=years, context=clause.context)
    conditions, problem = _read(clause)
    if open_words:
        problem = open_words[0]
    elif Sign.RANGE in clause.signs:
        problem = Problem.RANGE
    elif Sign.YEARS in clause.signs:
        problem = Problem.SEVERAL_YEARS
    return ClauseReading(conditions, problem, years, clause.context)


def _read(clause: Clause) -> Result:
    if clause.several_bases:
        return (), Problem.UNREADABLE
    for pattern, read in _GRAMMAR:
        found = pattern.fullmatch(clause.signs)
        result = read(clause, found) if found else None
        if result is not None:
            return result
    return (), Problem.UNREADABLE


def _bound(clause: Clause, found: re.Match[str]) -> Result | None:
    amount, said = clause.amount(found), found["words"]
    if not (amount.is_share and found["subject"]):  # 落实5项, but 落实率100%
        said = found["make"] + said
    hard = [sign for sign in said if sign in _HARD or sign == Sign.EXACTLY]
    if amount.unit == POINTS or (clause.context.has_base and not re.search("[⇑⇓]", said)):
        return None
    if found["after"] and not (amount.is_counted or (amount.is_measured and (hard or "v" in said))):
        return None  # 100吨以上企业 says how large, 5个企业 how many
    if not hard and (amount.could_be_a_year or (amount.in_characters and "v" not in said and not amount.suffix)):
        return None
    subject = _subject(clause, found, amount)
    return None if subject is None else _bounded(clause, said, hard, amount, subject)


def _bounded(clause: Clause, said: str, hard: list[str], amount: Amount, subject: str) -> Result:
    """Which way the bound goes: by its own words, by what is said of it, by the indicator; or nobody knows."""
    better = _BETTER.get(clause.context.better, 0)
    ways = {_HARD[Sign(sign)][0] for sign in hard if sign in _HARD} | {amount.suffix} - {0}
    to = {Sign.RISING_TO: +1, Sign.SINKING_TO: -1}
    ways |= {way for sign, way in to.items() if sign in said}
    strict = any(sign in (Sign.ABOVE, Sign.BELOW) for sign in hard)
    if len(ways) > 1 or (Sign.EXACTLY in hard and ways):
        return (), Problem.CONFLICT
    if ways:
        way = ways.pop()
        turned = not hard and not amount.suffix and better == -way
        problem = Problem.DIRECTION_CONFLICT if turned else Problem.NOTHING
        return _absolute(clause, _KINDS[way], amount, subject, strict, problem)
    if Sign.EXACTLY in hard or amount.value == 0:
        return _absolute(clause, Kind.EQUAL, amount, subject)
    if Sign.REACHING in said or Sign.MAKING in said:
        problem = Problem.DIRECTION_CONFLICT if better < 0 else Problem.NOTHING
        return _absolute(clause, Kind.AT_LEAST, amount, subject, problem=problem)
    return _bare(clause, amount, subject, better)


def _bare(clause: Clause, amount: Amount, subject: str, better: int) -> Result:
    """A figure alone: 100 % is whole, a count is at least that many; else the indicator says which way is better."""
    if amount.is_whole:
        problem = Problem.DIRECTION_CONFLICT if better < 0 else Problem.NOTHING
        return _absolute(clause, Kind.EQUAL, amount, subject, problem=problem)
    way = (0 if subject else better) or (1 if amount.is_counted and better >= 0 else 0)
    if way:
        return _absolute(clause, _KINDS[way], amount, subject)
    return _absolute(clause, Kind.EQUAL, amount, subject, problem=Problem.DIRECTION_UNKNOWN)


def _absolute(
    clause: Clause, kind: Kind, amount: Amount, subject: str, strict: bool = False, problem: Problem = Problem.NOTHING
) -> Result:
    """A bound in the indicator's unit, as far as it is the indicator that the clause is about."""
    own = amount if subject else in_unit(amount, clause.context.unit)
    if own is None:
        return (Condition(subject, kind, amount.value, amount.unit, strict=strict),), Problem.UNIT_MISMATCH
    return (Condition(subject, kind, own.value, own.unit, strict=strict),), problem


def _share(clause: Clause, found: re.Match[str]) -> Result | None:
    amount = clause.amount(found)
    if not amount.is_share or amount.suffix < 0:
        return None
    strict = found["words"] == Sign.ABOVE
    share = Condition(clause.text(found, "subject"), Kind.AT_LEAST, amount.value, amount.unit, strict=strict)
    everywhere = clause.text(found, "all")
    if not everywhere:
        return (share,), Problem.NOTHING
    return (Condition(everywhere, Kind.EQUAL, Decimal(100), "%"), share), Problem.NOTHING


def _whole(clause: Clause, found: re.Match[str]) -> Result | None:
    amount = clause.amount(found)
    after = clause.text(found, "after") if "n" in found["after"] and "C" not in found["after"] else ""
    subject = _named(clause.text(found, "subject") + after.removesuffix("覆盖"))
    if not amount.is_whole or amount.suffix < 0 or subject is None or clause.context.has_base:
        return None
    return _absolute(clause, Kind.EQUAL, amount, subject)


def _change(clause: Clause, found: re.Match[str]) -> Result | None:
    amount, context = clause.amount(found), clause.context
    subject = _named(clause.text(found, "subject") + clause.text(found, "made") + clause.text(found, "after"))
    if subject is None or amount.suffix < 0 or amount.value <= 0 or amount.in_characters:
        return None
    if (found["made"] or found["after"]) and not amount.unit:
        return None
    if not amount.unit and context.unit in ("%", ""):
        return None  # percent, points, or pieces: nobody can tell
    way = -1 if found["verb"] == Sign.FALLING else +1
    own = _changed(amount, "" if subject else context.unit)
    problem = Problem.NOTHING
    if own is None:
        own, problem = amount, Problem.UNIT_MISMATCH
    elif context.base is None:
        problem = Problem.BASE_YEAR_MISSING
    elif not subject and _BETTER.get(context.better, 0) == -way:
        problem = Problem.DIRECTION_CONFLICT
    strict = Sign.ABOVE in found["words"]
    return (Condition(subject, Kind.CHANGE, way * own.value, own.unit, context.base, strict),), problem


def _changed(amount: Amount, unit: str) -> Amount | None:
    """The difference in a unit that can be compared: percent of anything, points of a rate only, else the unit itself."""
    if amount.unit == "%":
        return amount
    if amount.unit == POINTS:
        return amount if unit in ("", "%") else None
    return in_unit(amount, unit)


def _direction(clause: Clause, found: re.Match[str]) -> Result | None:
    context, verb = clause.context, clause.text(found, "verb")
    after = clause.text(found, "after")
    subject = _named(clause.text(found, "subject") + after)
    if subject is None or (subject and not subject.endswith(tuple(FIGURES))):
        return None
    better = _BETTER.get(context.better, 0)
    if found["verb"] == Sign.STATED:
        way, strict = stated_direction(verb)
    elif found["verb"] == Sign.IMPROVING:
        way, strict = better, True
    else:
        way, strict = (+1 if found["verb"] == Sign.RISING else -1), True
        if _GROWTH_NOUN.fullmatch(verb):
            return None
    named = found["verb"] in (Sign.STATED, Sign.IMPROVING) and re.search("年|十[二三四五]五", verb)
    base = base_in(verb) if named else context.base
    problem = Problem.NOTHING
    if found["verb"] == Sign.IMPROVING and not way:
        return (), Problem.DIRECTION_UNKNOWN
    if context.has_base and base is None:
        problem = Problem.BASE_YEAR_MISSING
    elif way and not subject and better == -way:
        problem = Problem.DIRECTION_CONFLICT
    return (Condition(subject, Kind.DIRECTION, Decimal(way), "", base, strict),), problem


def _settled(clause: Clause, found: re.Match[str]) -> Result | None:
    subject = _named(clause.text(found, "subject"))
    if subject is None or clause.context.has_base:
        return None
    complete = found["settled"] == Sign.COMPLETE
    return (Condition(subject, Kind.EQUAL, Decimal(100 if complete else 0), "%" if complete else ""),), Problem.NOTHING


def _rank(clause: Clause, found: re.Match[str]) -> Result | None:
    return (Condition(_named(clause.text(found, "subject")) or "", Kind.RANK),), Problem.NOTHING


def _qualitative(clause: Clause, found: re.Match[str]) -> Result | None:
    words = "".join(piece.text for piece in clause.pieces)
    if words == "无":
        return None  # none of what is counted, or no target: nobody can tell
    does = re.search("[vq]|[↑↓I]n", clause.signs) or "实现" in words or "做到" in words or _EVIDENCE.search(words)
    named_only = words.endswith(_NAMES_OF_RATES)
    if not does or named_only or clause.context.has_base:
        return None
    return (Condition("", Kind.QUALITATIVE),), Problem.NOTHING


def _subject(clause: Clause, found: re.Match[str], amount: Amount) -> str | None:
    """What a bound is about. What is counted is what was made (建成无废园区5个: 无废园区); of a share the verb is part."""
    before, after = clause.text(found, "subject"), clause.text(found, "after")
    made = clause.text(found, "make") if before and amount.is_share and "v" in found["make"] else ""
    if before and not made and found["make"].endswith(Sign.ADVERB):
        made = clause.text_at(found.start("subject") - 1)
        made = made if made in PARTS_OF_NAMES else ""
    return None if before in _PER_EACH else _named(made + before + after)


def _named(subject: str) -> str | None:
    """The subject, or None where the words around it must have meant something else."""
    return None if subject and _NOT_A_SUBJECT.fullmatch(subject) else subject


_GRAMMAR: tuple[tuple[re.Pattern[str], Callable[[Clause, re.Match[str]], Result | None]], ...] = (
    (_RANK, _rank),
    (_SETTLED, _settled),
    (_CHANGE, _change),
    (_BOUND, _bound),
    (_SHARE, _share),
    (_WHOLE, _whole),
    (_DIRECTION, _direction),
    (_QUALITATIVE, _qualitative),
)
