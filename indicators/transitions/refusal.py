"""What the rules do not allow, with what to do instead."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: Mapping[str, Promise] = {
    "round_not_open": _("填报期没有开放。"),
    "locked": _("填报期已关闭，数据已锁定。需要改动时请提出更正，或请无废办单独开放。"),
    "not_editable": _("这一项已经提交，不能直接修改。请先撤回，或请审核人退回。"),
    "wrong_state": _("这一项的状态已经改变，不能这样处理。请刷新页面查看。"),
    "not_yours": _("您没有处理这一项的权限。"),
    "own_entry": _("填报人不能审核自己填的数据，请由另一位同事审核。"),
    "empty": _("还没有填写数值。没有这项业务时请选“不适用”。"),
    "no_words": _("还没有写进展情况。本期没有新进展的，也请写一句，如“按计划推进，本期无新进展”。"),
    "stage_unexplained": _("阶段比原来的早，或改为“已停止”，请写明原因。"),
    "unexplained": _("数值有疑问，请先写一句说明。"),
    "reason_missing": _("请写明原因。"),
    "round_exists": _("这个填报期已经开放过了。"),
    "no_quantities": _("方案里还没有需要填报的数据项，请先设置指标的数据项和填报单位。"),
    "inapplicable_unexplained": _("选了“不适用”，请写明原因。"),
    "comment_missing": _("请先写下意见。"),
    "not_approved": _("这一项还没有审核通过，不用走更正；请直接修改，或请审核人退回。"),
    "correction_waits": _("这一项已有一条更正在等待审核，请先撤回或等审核结果。"),
    "same_figure": _("和现在的数值一样，没有可更正的内容。"),
    "round_still_open": _("填报期还没有关闭，不用单独开放；可以直接修改，或把已提交的退回。"),
    "reopened_already": _("这个单位的填报已经单独开放了。"),
    "nothing_to_reopen": _("这个单位在这一期没有需要填报的数据项。"),
    "day_is_past": _("开放的最后一天不能早于今天。"),
    "days_in_disorder": _("日期顺序不对：开始日期应不晚于截止日期，截止日期应不晚于关闭日期。"),
}


class Refused(Exception):
    """A change that the rules do not allow. `code` is a key of REFUSALS, `message` says what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = REFUSALS[code]
