"""What the workbook and its way back say to people."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from indicators.models import Entry, EntryState
from indicators.roundbook.cells import Remark
from indicators.roundbook.differences import Problem
from indicators.roundbook.facts import Unfit
from indicators.transitions import REFUSALS

UNFIT: Mapping[str, Promise] = {
    "not_ours": _("这不是平台下载的填报表。请先下载填报表，填好后上传同一个 .xlsx 文件。"),
    "csv": _("不能上传 CSV 文件。请在下载的填报表（.xlsx）里填写，保存后直接上传。"),
    "older_format": _("这份填报表是平台旧版本做的，不能再导入。请重新下载填报表，把数值抄过去。"),
    "newer_format": _("这份填报表是平台更新的版本做的，这里不能导入。请重新下载填报表。"),
    "damaged": _("填报表里供平台识别的内容被改动或损坏，不能导入。请重新下载填报表，把数值抄过去。"),
    "no_sheet": _("文件里找不到“%(sheet)s”工作表，或表头的文字被改动了。请恢复表头，或重新下载填报表。"),
    "other_plan": _("这是另一个实施方案的填报表，不能导入到这里。"),
    "other_round": _("这是%(theirs)s的填报表，这里是%(ours)s。请到那一期上传，或下载本期的填报表。"),
    "other_organization": _("这是“%(theirs)s”的填报表，您只能上传“%(ours)s”的。"),
}

PROBLEMS: Mapping[str, Promise] = {
    "not_a_number": _("看不懂“%(text)s”。请只填一个数，如 12.5、1,234；没有这项业务时选“不适用”。"),
    "too_large": _("“%(text)s”太大了，整数部分最多 14 位。请核对单位。"),
    "too_many_decimals": _("“%(text)s”的小数位太多，最多 6 位。"),
    "percent": _("“%(text)s”是百分数，这一项的单位是“%(unit)s”。请填以“%(unit)s”计的数。"),
    "shown_otherwise": _("格子里的数是 %(value)s，显示出来却是“%(text)s”。请把单元格格式改为“数值”后重新填写。"),
    "date": _("Excel 把填的内容变成了日期或时间（%(text)s）。请把单元格格式改为“数值”后重新填写。"),
    "formula_without_value": _("公式没有算出结果。请在 Excel 里打开并保存一次，或直接填数值。"),
    "formula_error": _("公式的结果是错误 %(text)s。请改正公式，或直接填数值。"),
    "choose": _("看不懂“%(text)s”。请从下拉列表里选：%(choices)s。"),
    "not_yes": _("看不懂“%(text)s”。不适用的选“%(yes)s”，其他的留空。"),
    "not_provisional": _("看不懂“%(text)s”。请选“快报”或“定数”。"),
    "both": _("填了数值又选了“不适用”，请只留一个。"),
    "note_too_long": _("说明有 %(length)s 个字，最多 %(limit)s 个。"),
    "no_code": _("这一行没有代码，不知道是哪个数据项。请不要增加行；代码被删的，请重新下载填报表。"),
    "unknown_code": _("这份填报表里没有代码“%(text)s”。请不要增加行，也不要改代码。"),
    "doubled": _("同一个代码有几行（%(places)s），不知道以哪一行为准。请只留一行。"),
    "gone": _("这个数据项已不在本期的填报范围里。"),
    "renamed": _("这里原来是“%(given)s”，可能是复制或排序时错了行。请恢复原样，并核对这一行的数值。"),
    "unit_changed": _("下载之后，这一项的单位由“%(given)s”改成了“%(unit)s”。请重新下载填报表再填。"),
    "held": _("这一行有改动，但不能导入：%(why)s"),
}

REMARKS: Mapping[str, Promise] = {
    "read_as": _("“%(text)s”读作 %(figure)s。"),
    "rounded": _("小数超过 6 位，四舍五入读作 %(figure)s。"),
    "small_percent": _("读作 %(figure)s%%。如果是 %(hundredfold)s%%，请在表里填 %(hundredfold)s 后重新上传。"),
}


def why_unfit(error: Unfit) -> str:
    """One sentence that says why the file cannot be taken in and what to do."""
    return str(UNFIT[error.code]) % error.facts


def problem_words(problem: Problem) -> str:
    return str(PROBLEMS[problem.code]) % {"text": problem.text, **problem.facts}


def remark_words(remark: Remark) -> str:
    return str(REMARKS[remark.code]) % remark.facts


def why_held(entry: Entry) -> str:
    """Why nobody may type in the entry now; empty if its reporter may."""
    if entry.locked:
        return str(REFUSALS["locked"])
    return "" if entry.is_editable else str(REFUSALS["not_editable"])


def state_words(entry: Entry) -> str:
    """Where the entry stands, for its row; one that was not handed in by the day on which it was due says so first."""
    return str(_("逾期；%(state)s")) % {"state": _stands(entry)} if entry.late else _stands(entry)


def _stands(entry: Entry) -> str:
    """With the reason for which it came back, or why it is locked."""
    if entry.locked:
        return str(_("%(state)s；填报期已关闭，不能修改")) % {"state": entry.get_state_display()}
    if entry.state == EntryState.RETURNED:
        return str(_("退回修改：%(reason)s")) % {"reason": entry.return_reason}
    if entry.state == EntryState.DRAFT:
        return str(_("已填写，未提交") if entry.is_filled else _("待填报"))
    way_back = (
        _("%(state)s，不能修改；要改请先撤回") if entry.is_withdrawable else _("%(state)s，不能修改；要改请审核人退回")
    )
    return str(way_back) % {"state": entry.get_state_display()}
