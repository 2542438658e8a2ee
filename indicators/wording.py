"""What the codes of the pure modules say to people, in one place: reasons, findings, outcomes, refusals."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from indicators.crosstab import Crosstab, Layout
from indicators.dimensions import Code as UnitCode
from indicators.dimensions import Remark
from indicators.findings import Code, Finding
from indicators.forecast import Doubt, Forecast, Outlook
from indicators.formulas import FormulaError
from indicators.models import Indicator, Quantity, Target
from indicators.progress import Assessment, Reason, Status
from indicators.targets import PREVIOUS_YEAR, Condition, Kind, Problem
from indicators.targets import parse as parse_target
from indicators.trying import Result
from indicators.values import IndicatorValue
from wastefree.lib.figures import Figure, plain, write_figure
from wastefree.lib.periods import Period

STATUS_WORDS: Mapping[Status, Promise] = {
    Status.ACHIEVED: _("已达标"),
    Status.ON_TRACK: _("正常"),
    Status.BEHIND: _("滞后"),
    Status.OFF_TRACK: _("严重滞后"),
    Status.NO_DATA: _("无数据"),
    Status.NOT_JUDGED: _("待判定"),
}
# The shape beside the word where only text can stand: workbooks, messages.
STATUS_SHAPES: Mapping[Status, str] = {
    Status.ACHIEVED: "●",
    Status.ON_TRACK: "●",
    Status.BEHIND: "▲",
    Status.OFF_TRACK: "■",
    Status.NO_DATA: "○",
    Status.NOT_JUDGED: "◇",
}

REASONS: Mapping[Reason, Promise] = {
    Reason.MET: _("已达到目标。"),
    Reason.ON_LINE: _("达到或好于当前应有的进度。"),
    Reason.NEAR_LINE: _("略低于当前应有的进度，在容差之内。"),
    Reason.BELOW_LINE: _("落后于当前应有的进度。"),
    Reason.FAR_BELOW_LINE: _("明显落后于当前应有的进度。"),
    Reason.WRONG_WAY: _("变化方向与目标要求相反。"),
    Reason.DONE: _("工作已完成。"),
    Reason.IN_PROGRESS: _("工作正在进行，尚未到期。"),
    Reason.NOT_STARTED: _("工作尚未开展。"),
    Reason.OVERDUE: _("已到期，工作尚未完成。"),
    Reason.NO_FIGURE: _("还没有可用的数值。"),
    Reason.NOT_YET: _("每年填报一次，年度数据尚未到填报期。"),
    Reason.NOT_APPLICABLE: _("本地不适用。"),
    Reason.NO_TARGET: _("没有设定目标。"),
    Reason.NO_OWN_TARGET: _("没有为这个区县单独设定目标，不单独判定。"),
    Reason.UNREADABLE: _("目标的文字还不能判定，请无废办确认含义。"),
    Reason.BY_PERSON: _("由无废办人工判定。"),
    Reason.OTHER_SUBJECT: _("目标里还有针对其他事项的条件，需人工判定。"),
    Reason.UNIT_DIFFERS: _("目标的单位与指标的单位不同，不能直接比较。"),
    Reason.NO_BASE: _("缺少用来比较的基期数值。"),
}

FORECASTS: Mapping[tuple[Outlook, bool], Promise] = {
    (Outlook.WILL_REACH, True): _("按目前进度，%(day)s预计达到 %(expected)s，能够达到目标。"),
    (Outlook.WILL_MISS, True): _("按目前进度，%(day)s预计达到 %(expected)s，不能达到目标。"),
    (Outlook.WILL_REACH, False): _("按目前进度，%(day)s预计达到 %(expected)s，能够达到当年应有的水平。"),
    (Outlook.WILL_MISS, False): _("按目前进度，%(day)s预计达到 %(expected)s，不能达到当年应有的水平。"),
}
DOUBTS: Mapping[Doubt, Promise] = {
    Doubt.NO_BASELINE: _("没有基准值，无法预测能否达到目标。"),
    Doubt.TOO_EARLY: _("时间过去不到一成，预测为时尚早。"),
    Doubt.DIRECTION: _("目标只要求变化方向，不作预测。"),
    Doubt.WORK: _("按工作完成情况判定，不作预测。"),
    Doubt.SAME_QUARTERS: _("与上年同期相比，不预测年底数值。"),
}

FINDINGS: Mapping[Code, Promise] = {
    Code.BELOW_MINIMUM: _("小于合理下限 %(bound)s，请核对或说明原因。"),
    Code.ABOVE_MAXIMUM: _("大于合理上限 %(bound)s，请核对或说明原因。"),
    Code.JUMP: _("与上一期（%(previous)s）相比 %(sign)s%(change)s%%，变动较大，请核对或说明原因。"),
    Code.JUMP_YEAR: _("与上年同期（%(previous)s）相比 %(sign)s%(change)s%%，变动较大，请核对或说明原因。"),
    Code.RULE: _("不符合校核关系“%(name)s”：左边 %(left)s，右边 %(right)s，相差 %(difference)s，请核对或说明原因。"),
    Code.FALLS_WITHIN_YEAR: _("累计数小于上一期（%(previous)s），请核对或说明原因。"),
    Code.EXCEEDS_WHOLE: _("大于“%(other)s”（%(amount)s），部分不应大于总数，请核对或说明原因。"),
    Code.LESS_THAN_PART: _("小于其中的“%(other)s”（%(amount)s），请核对或说明原因。"),
}

# A kind of question in a few words, to choose by.
KINDS_OF_QUESTIONS: Mapping[Code, Promise] = {
    Code.BELOW_MINIMUM: _("小于合理下限"),
    Code.ABOVE_MAXIMUM: _("大于合理上限"),
    Code.JUMP: _("环比变动大"),
    Code.JUMP_YEAR: _("同比变动大"),
    Code.FALLS_WITHIN_YEAR: _("累计数变小"),
    Code.EXCEEDS_WHOLE: _("部分大于总数"),
    Code.LESS_THAN_PART: _("总数小于部分"),
    Code.RULE: _("不符合校核关系"),
}

OUTCOMES: Mapping[str, Promise] = {
    "missing": _("缺少：%(names)s"),
    "not_applicable": _("不适用：%(names)s"),
    "zero_division": _("除数为零：%(names)s"),
    "too_large": _("结果过大，无法计算。"),
    "no_formula": _("尚未设定公式。"),
}

FORMULA_ERRORS: Mapping[str, Promise] = {
    "empty": _("公式是空的。"),
    "too_long": _("公式过长，最多 500 个字符。"),
    "too_deep": _("公式的括号层次过多，请拆分。"),
    "syntax": _("公式第 %(place)s 个字符处看不懂，请检查代码、运算符和括号。"),
}

# What is to be said of the units of a formula: the certain ones are refused, the others told.
UNIT_REMARKS: Mapping[UnitCode, Promise] = {
    UnitCode.UNLIKE: _("“%(left)s”的单位是%(unit)s，“%(right)s”的单位是%(wanted)s，两者不能相加减。"),
    UnitCode.CONVERT: _(
        "“%(left)s”的单位是%(unit)s，“%(right)s”的单位是%(wanted)s，要先换算：请把“%(left)s”写成“(%(left)s) %(factor)s”。"
    ),
    UnitCode.RESULT_UNLIKE: _("公式算出来的单位是%(unit)s，指标的单位是%(wanted)s，两者不是同一种量。"),
    UnitCode.RESULT_CONVERT: _(
        "公式算出来的单位是%(unit)s，指标的单位是%(wanted)s：请在整个公式外加括号，后面写“%(factor)s”。"
    ),
    UnitCode.RESULT_POINTS: _("公式算出来的是%(unit)s，指标的单位写的是%(wanted)s：百分数和百分点不是一回事，请核对。"),
    UnitCode.NO_UNIT: _("没有填写单位，无法核对：%(names)s。"),
    UnitCode.COUNTS: _("单位“%(unit)s”和“%(wanted)s”都是计数，平台按同一种量处理，请核对。"),
    UnitCode.UNSURE: _("平台不认识的单位，无法核对能否一起计算：“%(unit)s”和“%(wanted)s”。"),
    UnitCode.CONSTANT: _("公式把数字 %(number)s 和单位是%(unit)s的数相加减，请确认这个数字也是%(unit)s。"),
    UnitCode.FACTOR: _("公式里的数字不正好是单位换算，按单位还差“%(factor)s”。如果它是有意的系数，可以照此保存。"),
}

PROBLEMS: Mapping[str, Promise] = {
    Problem.UNREADABLE: _("看不懂这个目标，请人工确认含义。"),
    Problem.APPROXIMATE: _("“左右、约、近”没有明确的界限，请人工确认。"),
    Problem.ASPIRATION: _("“力争”是否作为考核要求，请人工确认。"),
    Problem.RANGE: _("目标是一个区间，请人工确认上下限的含义。"),
    Problem.EXTERNAL_REFERENCE: _("目标参照外部数据或要求，平台没有这个数值，请人工确认。"),
    Problem.BASE_YEAR_MISSING: _("没有写明与哪一年相比，请补充基期年。"),
    Problem.DIRECTION_UNKNOWN: _("没有写明是“不低于”还是“不高于”，请补充指标的趋势要求。"),
    Problem.DIRECTION_CONFLICT: _("目标的说法与指标的趋势要求相反，请人工确认。"),
    Problem.SEVERAL_YEARS: _("一个格子里写了几个年份的目标，请分年填写。"),
    Problem.UNIT_MISMATCH: _("目标的单位与指标的单位不能换算，请核对单位。"),
    Problem.CONFLICT: _("同一事项有两个互相矛盾的要求，请人工确认。"),
}


def status_in_words(status: Status) -> str:
    """Shape and word: ▲ 滞后."""
    return f"{STATUS_SHAPES[status]} {STATUS_WORDS[status]}"


def shown(quantity: Quantity, figure: Figure | None) -> str:
    """A figure of a quantity as a page shows it: progress in words, a number with no fewer decimals than it has."""
    if quantity.kind == Quantity.Kind.PROGRESS and isinstance(figure, Decimal):
        return str(Quantity.Progress(int(figure)).label)
    if not isinstance(figure, Decimal):
        return write_figure(figure, not_applicable=gettext("不适用"))
    exponent = plain(figure).as_tuple().exponent
    return write_figure(figure, max(quantity.decimals, -exponent if isinstance(exponent, int) else 0))


def value_shown(value: IndicatorValue, figure: Figure | None = None) -> str:
    """An indicator's figure, or another of its course, as a page shows it: rounded; the progress of work in words."""
    said = value.figure if figure is None else figure
    if value.is_progress and isinstance(said, Decimal) and said in Quantity.Progress.values:
        return str(Quantity.Progress(int(said)).label)
    return write_figure(said, value.indicator.decimals, not_applicable=gettext("不适用"))


def reason(assessment: Assessment) -> str:
    """Why an indicator has its status, in a sentence."""
    return str(REASONS[assessment.reason])


def forecast_in_words(value: IndicatorValue) -> str:
    """Whether the target will be reached at this pace, or why that cannot be told; empty where the status says it all."""
    told = value.assessment.forecast
    if told.outlook is Outlook.CANNOT_TELL:
        return str(DOUBTS.get(told.doubt, ""))
    unit = value.indicator.unit
    expected = write_figure(told.expected, value.indicator.decimals)
    amount = f"{expected}{unit}" if unit == "%" else f"{expected} {unit}".strip()
    return str(FORECASTS[told.outlook, told.final]) % {"day": _end(told), "expected": amount}


def _end(told: Forecast) -> str:
    """The end of a year, or of a quarter of it."""
    assert told.on is not None, "a forecast is for a day"
    if told.on.month == 12:
        return gettext("%(year)s年底") % {"year": told.on.year}
    return gettext("%(period)s末") % {"period": Period.of(told.on).label(get_language() or "zh-hans")}


def question(finding: Finding) -> str:
    return str(FINDINGS[finding.code]) % finding.facts


def why_no_value(value: IndicatorValue | Result) -> str:
    """Why an indicator, or a formula that is tried, has no value, naming the quantities and who owes them; empty if it has one."""
    if not value.outcome.why:
        return ""
    names = "、".join(dict.fromkeys(part.quantity.name for part in value.blamed))
    return str(OUTCOMES[value.outcome.why]) % {"names": names}


def explanation(value: IndicatorValue) -> str:
    """Why an indicator has its status, and why it has no value, in sentences."""
    return f"{reason(value.assessment)}{why_no_value(value)}"


def crossed(table: Crosstab) -> str:
    """What the whole table is of: the one of the three that is held fast."""
    asked = table.asked
    region = str(asked.regions[0] or gettext("全市"))
    period = asked.periods[0].label(get_language() or "zh-hans")
    return {
        Layout.INDICATORS_PERIODS: region,
        Layout.REGIONS_PERIODS: asked.indicators[0].name,
        Layout.INDICATORS_REGIONS: period,
    }[asked.layout]


def formula_error(error: FormulaError) -> str:
    return str(FORMULA_ERRORS[error.code]) % {"place": error.place}


def unit_remark(remark: Remark) -> str:
    units = {name: _unit_in_words(remark.facts[name]) for name in ("unit", "wanted") if name in remark.facts}
    return str(UNIT_REMARKS[remark.code]) % {**remark.facts, **units}


def _unit_in_words(text: str) -> str:
    """A mere ratio has no unit of its own: "1" of the pure modules."""
    ratio = gettext("比值（不带单位）")
    return text[:-1] + ratio if text == "1" or text.endswith(" 1") else text


def expectation(value: IndicatorValue) -> str:
    """The value on the line today, rounded like the indicator; empty where there is no line."""
    expected = value.assessment.expected
    return "" if expected is None else write_figure(expected, value.indicator.decimals)


def meaning(target: Target) -> str:
    """What the portal understands a target to ask for; or why a person must say so first."""
    return in_words(target.parsed) if target.readable else problem_in_words(problem_of(target))


def problem_of(target: Target) -> str:
    """Why a target that is not readable cannot be judged; empty for one that can."""
    if target.readable:
        return Problem.NOTHING
    indicator = target.indicator
    return parse_target(target.text, better=indicator.better, unit=indicator.unit).problem or Problem.UNREADABLE


def in_words(conditions: Iterable[Condition]) -> str:
    """What conditions ask for, one after the other."""
    return str(_("；")).join(_condition(condition) for condition in conditions) or "—"


def problem_in_words(problem: str) -> str:
    """Why a person must decide, in a sentence."""
    return str(PROBLEMS.get(problem) or PROBLEMS[Problem.UNREADABLE])


def _condition(condition: Condition) -> str:
    amount = "" if condition.value is None else write_figure(abs(condition.value)) + condition.unit
    text = str(_words(condition)) % {"amount": amount, "base": _base(condition), "way": _way(condition)}
    return f"{condition.subject}{text}"


def _words(condition: Condition) -> Promise:
    if condition.kind is Kind.DIRECTION and not condition.strict and condition.value:
        return AT_LEAST_AS if condition.value > 0 else AT_MOST_AS
    return STRICT.get(condition.kind, CONDITIONS[condition.kind]) if condition.strict else CONDITIONS[condition.kind]


def _base(condition: Condition) -> str:
    if condition.base is None and condition.kind is Kind.CHANGE:
        return str(_("（哪一年？）"))
    if condition.base in (None, PREVIOUS_YEAR):
        return str(_("上年"))
    return str(_("%(year)s年") % {"year": condition.base})


def _way(condition: Condition) -> str:
    if not condition.value:
        return str(_("保持稳定"))
    return str(_("上升") if condition.value > 0 else _("下降"))


CONDITIONS: Mapping[Kind, Promise] = {
    Kind.AT_LEAST: _("不低于 %(amount)s"),
    Kind.AT_MOST: _("不高于 %(amount)s"),
    Kind.EQUAL: _("达到 %(amount)s"),
    Kind.CHANGE: _("比%(base)s%(way)s %(amount)s"),
    Kind.DIRECTION: _("与%(base)s相比%(way)s"),
    Kind.QUALITATIVE: _("按工作完成情况判定"),
    Kind.RANK: _("排名，由无废办判定"),
    Kind.NONE: _("不设目标"),
}
# Where the bound itself is not enough.
STRICT: Mapping[Kind, Promise] = {
    Kind.AT_LEAST: _("高于 %(amount)s"),
    Kind.AT_MOST: _("低于 %(amount)s"),
    Kind.CHANGE: _("比%(base)s%(way)s超过 %(amount)s"),
}
# Directions for which standing still is enough.
AT_LEAST_AS, AT_MOST_AS = _("不低于%(base)s"), _("不高于%(base)s")

# What a person can say that a target means, where its words do not.
RISING, FALLING = "rising", "falling"  # the two directions
CONDITIONS_TO_CHOOSE: Sequence[tuple[str, Promise]] = (
    (Kind.AT_LEAST.value, _("不低于某个数")),
    (Kind.AT_MOST.value, _("不高于某个数")),
    (Kind.EQUAL.value, _("正好达到某个数")),
    (Kind.CHANGE.value, _("与基期相比变化多少（下降写负数）")),
    (RISING, _("与基期相比上升，多少不限")),
    (FALLING, _("与基期相比下降，多少不限")),
    (Kind.QUALITATIVE.value, _("看工作是否完成")),
    (Kind.RANK.value, _("排名，由无废办判定")),
    (Kind.NONE.value, _("不作考核")),
)

# Where an entry stands in a table that has room for one letter: the shape, the letter, and the word for the legend.
LETTERS: Mapping[str, tuple[str, Promise, Promise]] = {
    "draft": ("○", pgettext_lazy("letter", "欠"), _("还没有填")),
    "typed": ("◔", pgettext_lazy("letter", "填"), _("已填，还没有提交")),
    "returned": ("▲", pgettext_lazy("letter", "退"), _("退回修改")),
    "submitted": ("◐", pgettext_lazy("letter", "交"), _("已提交")),
    "checked": ("◕", pgettext_lazy("letter", "审"), _("部门已审核")),
    "approved": ("●", pgettext_lazy("letter", "通"), _("审核通过")),
}
LEGEND = [(state, f"{shape} ", letter, words) for state, (shape, letter, words) in LETTERS.items()]


def letter_of(state: str) -> str:
    """Shape and letter: ◐交."""
    shape, letter, _words = LETTERS[state]
    return f"{shape}{letter}"


def where_it_stands(state: str, on: date | None, *, is_late: bool, is_provisional: bool) -> str:
    """The state in words with its day, whether it was late, whether the figure is provisional."""
    parts = [str(LETTERS[state][2])]
    if on is not None:
        parts.append(date_format(on, "DATE_FORMAT"))
    if is_late:
        parts.append(gettext("逾期"))
    if is_provisional:
        parts.append(gettext("快报"))
    return gettext("，").join(parts)


def corrected_in_words(indicators: Iterable[Indicator]) -> str:
    """For figures as of a moment: whose formula was corrected since, so that they differ from what was shown then."""
    names = "、".join(f"“{each}”" for each in indicators)
    words = _("这一时刻之后，%(names)s的公式或口径作过更正，数值按更正后的计算，可能与当时导出的不同。")
    return str(words) % {"names": names} if names else ""
