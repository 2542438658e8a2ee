"""A clause cut into pieces that each have one meaning (`vocabulary.Sign`)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from indicators.targets.amounts import AMOUNT, Amount, one_of, read_amount
from indicators.targets.conditions import PREVIOUS_YEAR
from indicators.targets.vocabulary import COUNTERS, EVENTS, MAKING_BEFORE_AMOUNT, STATED, WORDS, Sign
from wastefree.lib.numbers import normalize

_YEAR = "20[0-9]{2}"
_PLANS = {"十二五": "2015", "十三五": "2020", "十四五": "2025", "十五五": "2030"}
_PLAN_END = f"{one_of(_PLANS)}(?:规划)?(?:期|时期)?末(?:年)?"
_YEAR_BEFORE = "(?:上一?年度?|去年|前一年度?)"
_BASE_YEAR = f"(?:{_YEAR}年(?:度|底|末)?|{_YEAR_BEFORE}(?:底|末)?|{_PLAN_END}|基准年|基期|基数年)(?:同期|水平|实绩|实际|的水平)?(?:水平)?"
_VERSUS = f"(?:较|比|相较于?|相比于?|对比|与|同|在|以){_BASE_YEAR}"
_WHEN = f"{_YEAR}年度?(?:第?[一二三四1-4]季度|[0-9]{{1,2}}月(?:份|底|末|[0-9]{{1,2}}日)?|(?:年)?(?:底|末))?"

# In order: the first that fits at a place has it. A year read as a time is not read as a figure.
_SPECIAL: list[tuple[Sign, str]] = [
    (Sign.BASE, rf"{_VERSUS}(?:的?基础上?|为(?:基准年?|基数|基期|基础)|相比较?|比)?[,:]?"),
    (
        Sign.BASE,
        "同比|年平?均(?!浓度|值|气温)|逐年|每年(?=新增|净增|增|减|下降|降低|提高|提升|递)|年(?=增长|下降|递增|递减|降低|减少|新增|提高)",
    ),
    (
        Sign.STATED,
        rf"(?:不得?(?:低于|少于|高于|超过|大于|小于|多于)|高于|低于|超过|大于|小于|与|同){_BASE_YEAR}(?:持平|相当)?(?![0-9的])",
    ),
    (Sign.YEARS, rf"{_YEAR}年?(?:[-—~至到]|、){_YEAR}年?"),
    (Sign.QUALIFYING, rf"(?:从|自)?{_YEAR}年?(?:起|以来|开始|至今)"),
    (Sign.TIME, rf"(?:到|至|截至|截止到?|在|于)?(?:{_WHEN}|{_PLAN_END})(?:之前|以前|前|内|时)?[,:]?"),
    (Sign.QUALIFYING, "第?[一二三四1-4]季度(?:末|底)?|[上下]半年"),  # not the year that the target is of
    (Sign.NEUTRAL, "[0-9]{1,2}月(?:份|底|末|[0-9]{1,2}日)?(?:之前|以前|前)?"),
    (
        Sign.NEUTRAL,
        rf"{one_of(_PLANS)}(?:期间|时期)|[一两二三四五]年(?=累计)|到期末|每年|(?<![供响对适反效相])应(?=[不达≥保控])|目标值?(?:为|:|(?=[0-9≥≤><不达]))",
    ),
    (Sign.RANGE, r"[0-9][0-9.,]*%?[^0-9,;、#]{0,3}[-—~至到][0-9][0-9.,]*%?"),
    (
        Sign.RANK,
        r"(?:位?居|排名|排在|进入|走在|处于|位列|名列|保持在?)*(?:全国|全省|全区|全市|全盟|同类)?(?:保[一-十]争[一-十]|[争保]第?[一-十](?![年个])"
        r"|(?:前|最前)列|名列前茅|中上游|第[一二三]方阵|第一梯队|上游|前[一-十0-9]{1,2}(?:名|位|强)?(?:以内)?|第[一-十0-9]{1,2}(?:[名位]|(?![方批产期次季代类轮个级条者]))(?:以内)?)",
    ),
    (Sign.QUALIFYING, "[一二三四五六七八九两]成(?!立|为|果|功|型|本|员)|[0-9](?:成|倍)|(?<=[0-9])[几]"),
    # Words of one or two characters that mean something only in front of what they belong to: 均达到, but 均衡.
    (Sign.REACHING, "达(?=[0-9≥≤><约近全百二两三四五六七八九十])"),
    (
        Sign.ADVERB,
        "再(?=[0-9提降增减下上新]|建成|创建)|共计|共(?=[0-9]|建成|创建)|[均都](?=[0-9不达≥≤><为保实完提控稳下降低高超在要建创])",
    ),
    (
        Sign.NEUTRAL,
        "为(?=[0-9≥≤><零不全])|[需须](?=[0-9达不保控完≥])|(?<![安健])全(?:市域|市(?!场)|区(?!域)|域(?!旅)|县|旗)",
    ),
    (Sign.ASPIRATION, "一般(?=[0-9≥≤><达不应控保在])"),
    (Sign.APPROXIMATE, "(?<=[0-9%十百千万亿个家项吨])(?:余|多|来)"),
    (Sign.ABOVE, "[超逾](?=[0-9])"),
    (Sign.AMOUNT, AMOUNT),
    (Sign.QUALIFYING, rf"(?:[百千万亿]|[一二两三四五六七八九十百千万亿零]{{2,}}){one_of([*COUNTERS, *EVENTS])}"),
]
_MEANING = {word: sign for sign, words in WORDS.items() for word in words.split()} | dict.fromkeys(STATED, Sign.STATED)
_PLAIN = re.compile(one_of(_MEANING))
_MAKING = re.compile(
    rf"(?:建设|改造)(?=无废|绿色|国家级|省级|市级|县级|智慧)|{one_of(MAKING_BEFORE_AMOUNT)}(?=[0-9#≥>]|不少于|不低于|至少|超过|[两三四五六七八九十]+[个家座项次])"
)
_RULES = [(sign, re.compile(pattern)) for sign, pattern in _SPECIAL]
_NAME = re.compile(r"[\u3400-\u9fff〇A-Za-z·《》()/+-]")


@dataclass(frozen=True)
class Token:
    sign: Sign
    text: str
    amount: Amount | None = None


def tokens(clause: str) -> Iterator[Token]:
    """The pieces of a folded clause, in order; names are joined, and what nobody would write is STRANGE."""
    place, name = 0, ""
    while place < len(clause):
        token = _at(clause, place)
        if token.sign is Sign.NAME:
            name += token.text
        else:
            if name:
                yield Token(Sign.NAME, name)
                name = ""
            yield token
        place += len(token.text)
    if name:
        yield Token(Sign.NAME, name)


def _at(clause: str, place: int) -> Token:
    for sign, pattern in _RULES:
        found = pattern.match(clause, place)
        if found is None:
            continue
        if sign is not Sign.AMOUNT:
            return Token(sign, found[0])
        amount = read_amount_at(clause, place, found.end())
        if amount is not None:
            return Token(Sign.AMOUNT, found[0], amount)
    making = _MAKING.match(clause, place)
    if making:
        return Token(Sign.MAKING, making[0])
    word = _PLAIN.match(clause, place)
    if word:
        return Token(_MEANING[word[0]], word[0])
    return Token(Sign.NAME if _NAME.match(clause, place) else Sign.STRANGE, clause[place])


def read_amount_at(clause: str, start: int, end: int) -> Amount | None:
    """The amount between two places; the minus belongs to it only behind a bound, as `AMOUNT` sees to."""
    text = clause[start:end]
    if not text.startswith("-"):
        return read_amount(text)
    amount = read_amount(text[1:])
    return None if amount is None else Amount(-amount.value, amount.unit, amount.suffix, amount.in_characters)


def year_in(text: str) -> int | None:
    """The year of a time: named, or the last one of a five-year plan."""
    found = re.search(rf"{_YEAR}(?=年)|{one_of(_PLANS)}", text)
    return int(_PLANS.get(found[0], found[0])) if found else None


def base_in(text: str) -> str | None:
    """What a comparison is with: PREVIOUS_YEAR, a year, or None where it is only called the base (基准年)."""
    year = year_in(text)
    if year is not None:
        return str(year)
    return None if re.search("基准年|基期|基数年", text) else PREVIOUS_YEAR


def read_base(text: str) -> str | None:
    """The base that the whole text is: 2020, 2020年, 上年, 去年; None for anything else."""
    folded = normalize(text)
    if re.fullmatch("(?:19|20)[0-9]{2}年?", folded):
        return folded[:4]
    return PREVIOUS_YEAR if re.fullmatch(_YEAR_BEFORE, folded) else None


def stated_direction(text: str) -> tuple[int, bool]:
    """Direction and strictness of a STATED token: a word of its own, or a bound that is another year's figure."""
    if text in STATED:
        return STATED[text]
    if text.startswith("不"):
        return (+1 if re.match("不得?[低少小]", text) else -1), False
    if text.startswith(("与", "同")):
        return 0, False
    return (+1, True) if text.startswith(("高于", "超过", "大于")) else (-1, True)


@dataclass(frozen=True)
class Context:
    """What a clause is read with: the indicator's better direction and unit, and the base named before."""

    better: str = ""
    unit: str = ""
    base: str | None = None
    has_base: bool = False


class Clause:
    """A clause taken apart: its signs as a string, over which the grammar is matched, and the pieces behind them."""

    def __init__(self, pieces: list[Token], context: Context) -> None:
        bases = {base_in(piece.text) for piece in pieces if piece.sign is Sign.BASE}
        self.several_bases = len(bases) > 1 and bases != {PREVIOUS_YEAR} | {context.base}
        if bases:
            context = replace(context, base=bases.pop(), has_base=True)
        self.context = context
        self.pieces = [piece for piece in pieces if piece.sign not in (Sign.BASE, Sign.TIME, Sign.NEUTRAL)]
        self.signs = "".join(piece.sign for piece in self.pieces)

    def text(self, found: re.Match[str], group: str) -> str:
        start, end = found.span(group)
        return "" if start < 0 else "".join(piece.text for piece in self.pieces[start:end])

    def text_at(self, place: int) -> str:
        return self.pieces[place].text

    def amount(self, found: re.Match[str]) -> Amount:
        amount = self.pieces[found.start("amount")].amount
        assert amount is not None, "only an AMOUNT is written #"
        return amount
