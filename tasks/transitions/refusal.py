"""What the rules of orders and meetings do not allow, with what to do instead."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: Mapping[str, Promise] = {
    "wrong_state": _("这张单子的状态已经改变，不能这样处理。请看过现在的情况再说。"),
    "due_day_is_past": _("办结期限不能早于印发的日期。"),
    "not_later": _("延期后的日期应晚于现在的期限和今天。"),
    "extension_waits": _("已经有一条延期申请在等无废办批准。"),
    "no_extension": _("没有等待批准的延期申请。"),
    "own_answer": _("反馈人不能自己销号，请由另一位同事核验。"),
    "no_evidence": _("反馈里没有佐证材料。请退回补充；如果已用其他方式核实，请勾选确认，并在核验意见里写明。"),
    "meeting_held": _("会议已经定稿，不能再改。确需修改，请先写明原因重新打开。"),
    "agenda_kept": _("议程已按开会时的样子保存，不能再调整。"),
    "meeting_not_held": _("会议还没有定稿，不用重新打开。"),
    "meeting_to_come": _("会议日期还没有到，不能宣布已开。如果提前开了，请先修改会议日期。"),
    "meeting_not_empty": _("会议已有纪要或议定事项，不能删除。"),
    "not_answered": _("这张单子没有反馈，不能恢复为待核验。"),
}


class Refused(Exception):
    """A change that the rules do not allow. `code` is a key of REFUSALS, `message` says what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = REFUSALS[code]
