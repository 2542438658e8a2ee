"""What a notice says: one sentence per kind, used on the page and in the message alike.

A notice keeps its kind and the facts, never the sentence: everyone reads it in their own language. Facts are put into
fixed places, so whatever a person has typed stays what it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wastefree.lib.periods import Period

Fact = str | int | date | Period


@dataclass(frozen=True)
class Kind:
    """How one kind of notice looks and reads; `sentence` has a place %(name)s for each fact it needs."""

    label: Promise
    icon: str
    sentence: Promise


KINDS: Mapping[str, Kind] = {
    "entry.returned": Kind(_("退回修改"), "arrow-back-up", _("%(period)s的“%(quantity)s”被%(by)s退回修改：%(reason)s")),
    "entries.submitted": Kind(_("待审核"), "eye-check", _("%(by)s提交了%(period)s的 %(count)s 项数据，请审核。")),
    "entries.checked": Kind(
        _("待审核"), "eye-check", _("%(organization)s%(period)s的 %(count)s 项数据已通过部门审核，请审核。")
    ),
    "entries.handed_in": Kind(
        _("待审核"), "eye-check", _("%(organization)s提交了%(period)s的 %(count)s 项数据，请审核。")
    ),
    "entries.approved": Kind(_("审核通过"), "circle-check", _("%(period)s的 %(count)s 项数据审核通过。")),
    "task_report.returned": Kind(
        _("退回修改"), "arrow-back-up", _("%(period)s“%(quantity)s”的进展被%(by)s退回修改：%(reason)s")
    ),
    "task_reports.submitted": Kind(
        _("待审核"), "eye-check", _("%(by)s提交了%(period)s的 %(count)s 项任务进展，请审核。")
    ),
    "task_reports.checked": Kind(
        _("待审核"), "eye-check", _("%(organization)s%(period)s的 %(count)s 项任务进展已通过部门审核，请审核。")
    ),
    "task_reports.handed_in": Kind(
        _("待审核"), "eye-check", _("%(organization)s提交了%(period)s的 %(count)s 项任务进展，请审核。")
    ),
    "task_reports.approved": Kind(_("审核通过"), "circle-check", _("%(period)s的 %(count)s 项任务进展审核通过。")),
    "project_report.returned": Kind(
        _("退回修改"), "arrow-back-up", _("%(period)s“%(quantity)s”的进展被%(by)s退回修改：%(reason)s")
    ),
    "project_reports.submitted": Kind(
        _("待审核"), "eye-check", _("%(by)s提交了%(period)s的 %(count)s 项项目进展，请审核。")
    ),
    "project_reports.checked": Kind(
        _("待审核"), "eye-check", _("%(organization)s%(period)s的 %(count)s 项项目进展已通过部门审核，请审核。")
    ),
    "project_reports.handed_in": Kind(
        _("待审核"), "eye-check", _("%(organization)s提交了%(period)s的 %(count)s 项项目进展，请审核。")
    ),
    "project_reports.approved": Kind(_("审核通过"), "circle-check", _("%(period)s的 %(count)s 项项目进展审核通过。")),
    "entry.commented": Kind(_("意见"), "message", _("%(by)s对%(period)s的“%(quantity)s”留了意见：%(text)s")),
    "correction.proposed": Kind(
        _("申请更正"), "edit", _("%(organization)s申请更正%(period)s的“%(quantity)s”：%(reason)s")
    ),
    "correction.accepted": Kind(_("更正已采用"), "circle-check", _("%(period)s的“%(quantity)s”的更正已采用。")),
    "correction.refused": Kind(
        _("更正未采用"), "arrow-back-up", _("%(period)s的“%(quantity)s”的更正未采用：%(reason)s")
    ),
    "round.reopened_for": Kind(
        _("单独开放"), "lock-open", _("%(period)s的填报为您的单位重新开放，请于%(until)s前完成：%(reason)s")
    ),
    "round.opened": Kind(_("开始填报"), "calendar-event", _("%(plan)s：%(period)s填报已开始，请于%(due)s前完成。")),
    "handover.made": Kind(
        _("职责移交"), "arrows-exchange", _("%(organization)s的 %(count)s 项职责自%(on)s起移交给您的单位，请查看。")
    ),
    "round.overdue": Kind(
        _("已逾期"),
        "clock-exclamation",
        _("%(period)s填报已于%(due)s截止，还有 %(count)s 项没有提交，请尽快补报。"),
    ),
    "order.issued": Kind(
        _("请签收"), "file-alert", _("无废办印发%(number)s“%(title)s”，由%(organization)s承办，%(due)s前办结，请签收。")
    ),
    "order.recorded": Kind(
        _("现场督导"),
        "map-pin",
        _("无废办登记了对%(organization)s的现场督导：%(number)s“%(title)s”，没有需要整改的事项。"),
    ),
    "order.answered": Kind(_("待核验"), "eye-check", _("%(organization)s反馈了%(number)s“%(title)s”，请核验。")),
    "order.sent_back": Kind(_("退回补充"), "arrow-back-up", _("%(number)s“%(title)s”的反馈被退回：%(reason)s")),
    "order.extension_asked": Kind(
        _("申请延期"), "clock-plus", _("%(organization)s申请把%(number)s“%(title)s”延期到%(until)s：%(reason)s")
    ),
    "order.extension_granted": Kind(
        _("延期已批准"), "circle-check", _("%(number)s“%(title)s”的延期已批准，办结期限改为%(until)s。")
    ),
    "order.extension_refused": Kind(
        _("延期未批准"), "arrow-back-up", _("%(number)s“%(title)s”的延期未批准：%(reason)s")
    ),
    "order.due_soon": Kind(_("即将到期"), "clock", _("%(number)s“%(title)s”将于%(due)s到期，请抓紧办理并反馈。")),
    "order.unacknowledged": Kind(
        _("逾期未签收"),
        "clock-exclamation",
        _("%(organization)s承办的%(number)s“%(title)s”应于%(due)s前签收，现在还没有签收。"),
    ),
    "order.overdue": Kind(
        _("已逾期"),
        "clock-exclamation",
        _("%(organization)s承办的%(number)s“%(title)s”应于%(due)s前办结，现在已经逾期。"),
    ),
    "orders.late": Kind(
        _("已逾期"), "clock-exclamation", _("有 %(count)s 件督办交办事项需要处理，其中 %(late)s 件已经逾期。")
    ),
    "order.closed": Kind(_("已销号"), "circle-check", _("%(number)s“%(title)s”已核验销号。")),
    "order.withdrawn": Kind(_("已撤回"), "arrow-back-up", _("%(number)s“%(title)s”已由无废办撤回：%(reason)s")),
    "round.due_soon": Kind(_("即将截止"), "clock", _("%(period)s填报将于%(due)s截止，还有 %(count)s 项待填报。")),
}


def to_json(facts: Mapping[str, Fact]) -> dict[str, Any]:
    """The facts as they are kept: a period and a date remain what they are."""
    return {name: _kept(fact) for name, fact in facts.items()}


def sentence(kind: str, kept: Mapping[str, Any]) -> str:
    """The sentence in the present language. Raises KeyError for an unknown kind or a fact that is missing."""
    return str(KINDS[kind].sentence) % {name: _shown(fact) for name, fact in kept.items()}


def _kept(fact: Fact) -> Any:
    if isinstance(fact, Period):
        return {"year": fact.year, "quarter": fact.quarter}
    return {"date": fact.isoformat()} if isinstance(fact, date) else fact


def _shown(fact: Any) -> str:
    if isinstance(fact, dict) and "year" in fact:
        return Period(fact["year"], fact["quarter"]).label(get_language() or "zh-hans")
    if isinstance(fact, dict):
        return date_format(date.fromisoformat(fact["date"]), "DATE_FORMAT")
    return str(fact)
