"""The contents of the workbook of one organization in one round, as they stand in the portal."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from indicators.aggregation import Accumulation
from indicators.comparisons import Comparison, compare
from indicators.models import Entry, Indicator, Quantity, Round
from indicators.roundbook.facts import Said, Stamp, carried
from indicators.roundbook.layout import Book, Column, Line, Words
from indicators.roundbook.wording import state_words
from wastefree.accounts.models import Organization
from wastefree.lib.figures import write_figure
from wastefree.lib.periods import Period


def book_of(round_: Round, organization: Organization, at: datetime) -> Book:
    """Everything that the workbook holds, in a fixed number of queries. The caller has checked who may see it."""
    entries = list(Entry.objects.in_round(round_).of(organization).with_context())
    words = _words(round_, organization, at)
    stamp = Stamp(
        plan=round_.plan.code,
        year=round_.year,
        quarter=round_.quarter,
        organization=organization.code,
        organization_name=carried(organization.label),
        made_at=timezone.localtime(at).isoformat(timespec="seconds"),
        sheet=words.sheet,
        headings={column.value: text for column, text in words.headings.items()},
        words={
            "yes": words.yes,
            "provisional": words.provisional,
            **{f"progress.{step}": word for step, word in enumerate(words.progress)},
        },
    )
    compared = compare(entries, round_)
    lines = [_line(entry, under, compared[entry.pk], round_.period) for entry, under in in_order(entries, round_)]
    return Book(stamp, words, lines)


def in_order(entries: Iterable[Entry], round_: Round) -> Iterator[tuple[Entry, Indicator | None]]:
    """The entries as the grid has them: each under the first indicator whose formula in force needs it, the
    rest at the end.
    """
    waiting = {entry.quantity_id: entry for entry in entries}
    indicators = round_.plan.indicators.active().filter(quantities__in=list(waiting)).distinct()
    for indicator in indicators.prefetch_related("quantities", "former_bases"):
        needed = indicator.in_force(round_.period.end).names
        for quantity in sorted(indicator.quantities.all(), key=lambda each: (each.order, each.code)):
            if quantity.code in needed and (entry := waiting.pop(quantity.pk, None)):
                yield entry, indicator
    yield from ((entry, None) for entry in waiting.values())


def said_by(entry: Entry) -> Said:
    """What the entry says, as its row says it."""
    return Said(entry.figure, entry.note, entry.provisional)


def _line(entry: Entry, indicator: Indicator | None, beside: Comparison, period: Period) -> Line:
    quantity = entry.quantity
    rises = quantity.accumulation == Accumulation.YEAR_TO_DATE
    follows = not rises or period.previous().year == period.year  # a count from January starts again each year
    progress = quantity.kind == Quantity.Kind.PROGRESS
    return Line(
        entry=entry.pk,
        version=entry.version,
        code=quantity.code,
        indicator=f"{indicator.code} {indicator.name}" if indicator else "—",
        quantity=carried(quantity.name),
        unit=carried(quantity.unit),
        accumulation="" if progress else str(Quantity.Accumulates(quantity.accumulation).label),
        said=said_by(entry),
        state=state_words(entry),
        editable=entry.is_editable,
        progress=progress,
        year_before=beside.year_before,
        previous=beside.previous,
        decimals=quantity.decimals,
        minimum=quantity.minimum,
        maximum=quantity.maximum,
        jump=quantity.jump if follows and not rises else None,
        rises=rises and follows,
        hint=_hint(quantity),
    )


def _hint(quantity: Quantity) -> str:
    """What is asked for, shown when the cell is chosen."""
    if quantity.kind == Quantity.Kind.PROGRESS:
        return _("请从下拉列表里选。")
    parts = [_("单位：%(unit)s") % {"unit": quantity.unit or "—"}]
    if quantity.unit == "%":
        parts.append(_("95.5% 请填 95.5"))
    if quantity.minimum is not None or quantity.maximum is not None:
        bounds = {"low": write_figure(quantity.minimum), "high": write_figure(quantity.maximum)}
        parts.append(_("合理范围：%(low)s 至 %(high)s") % bounds)
    return _("；").join(parts)


def _headings(period: Period) -> dict[Column, str]:
    year = period.is_year
    headings = {
        Column.CODE: _("代码"),
        Column.INDICATOR: _("指标"),
        Column.QUANTITY: _("数据项"),
        Column.UNIT: pgettext("measure", "单位"),
        Column.ACCUMULATION: _("时间口径"),
        Column.YEAR_BEFORE: _("去年同期"),
        Column.PREVIOUS: _("上年") if year else _("上季度"),
        Column.FIGURE: _("本年") if year else _("本季度"),
        Column.NOT_APPLICABLE: _("不适用"),
        Column.PROVISIONAL: _("快报或定数"),
        Column.NOTE: _("说明"),
        Column.STATE: _("状态"),
    }
    return {column: text for column, text in headings.items() if not (year and column is Column.YEAR_BEFORE)}


def _words(round_: Round, organization: Organization, at: datetime) -> Words:
    period = round_.period.label(get_language() or "zh-hans")
    headings, yes = _headings(round_.period), pgettext("ticked", "是")
    facts = {
        "plan": round_.plan.name,
        "period": period,
        "organization": organization.name,
        "due": date_format(round_.due_on, "DATE_FORMAT"),
        "made": date_format(timezone.localtime(at), "DATETIME_FORMAT"),
        "figure": headings[Column.FIGURE],
        "yes": yes,
    }
    return Words(
        sheet=pgettext("workbook", "填报表"),
        guide_sheet=pgettext("sheet", "说明"),
        title=_("%(period)s填报表 · %(organization)s") % facts,
        note=_("%(plan)s · 截止 %(due)s · 下载于 %(made)s · 只填黄色的格子") % facts,
        headings=headings,
        yes=yes,
        provisional=pgettext("workbook", "快报"),
        final=pgettext("workbook", "定数"),
        not_applicable=_("不适用"),
        progress=[str(label) for label in Quantity.Progress.labels],
        out_of_range=_("这个数不在合理范围里，或不是一个数。确认无误的可以保留，并请在“说明”里写一句原因。"),
        choose=_("请从下拉列表里选，或留空。"),
        na_hint=_("没有这项业务时选“%(yes)s”，不要填 0，并在“说明”里写原因；其他情况留空。") % facts,
        provisional_hint=_("还会调整的初步数选“快报”，不再调整的选“定数”。"),
        note_hint=_("数值变动较大、超出合理范围时，请写一句原因。最多 2000 字。"),
        guide=_guide(round_, facts),
    )


def _guide(round_: Round, facts: dict[str, str]) -> list[tuple[str, list[str]]]:
    return [
        (
            _("怎样填"),
            [
                _(
                    "1. 在“填报表”里只填黄色的格子：“%(figure)s”“不适用”“快报或定数”“说明”。灰色的已提交或已锁定，不能改。"
                )
                % facts,
                _("2. 数值按“单位”一列填写，只填数，不写单位。单位是 % 的，95.5% 请填 95.5。"),
                _("3. 没有这项业务的，“不适用”选“%(yes)s”并写明原因，不要填 0；暂时没有数的留空。0 表示确实为零。")
                % facts,
                _("4. 变成橙色的数与上一期相差较大，请核对；无误的在“说明”里写一句原因。"),
                _(
                    "5. 保存后登录平台，打开同一期填报，选“上传填报表”。平台先显示改动，您确认后才写入；写入后还要在平台上提交。"
                ),
            ],
        ),
        (_("什么时候交"), [_("截止 %(due)s。之后请在平台上看还能不能补报。") % facts]),
        (_("有疑问找谁"), [*_contacts(round_)]),
        (
            _("请不要"),
            [
                _("不要改“代码”“数据项”“单位”和表头，不要增加行，不要另存为 .xls 或 CSV。"),
                _("不要给文件设打开密码；不要把几个单位或几期的表合并成一个文件。"),
                _("表里有一张隐藏的工作表供平台识别，请不要删除或修改。"),
            ],
        ),
    ]


def _contacts(round_: Round) -> Iterator[str]:
    """The office with its liaison and telephone, as far as they are known."""
    offices = round_.plan.organizations.filter(kind=Organization.Kind.OFFICE)
    for office in offices:
        yield "　".join(filter(None, [office.name, office.liaison, office.phone]))
    yield _("单位、账号或数据项有误的，也请与无废办联系。")
