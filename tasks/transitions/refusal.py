"""What the rules of orders do not allow, with what to do instead."""

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
    "not_answered": _("这张单子没有反馈，不能恢复为待核验。"),
}


class Refused(Exception):
    """A change that the rules do not allow. `code` is a key of REFUSALS, `message` says what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = REFUSALS[code]
