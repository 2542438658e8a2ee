"""A sentence about the projects for a briefing, ready to be copied. Every word of it comes from the figures."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tasks.growth import Level
from tasks.totals import ProjectTotals, Sum
from wastefree.amounts import yuan
from wastefree.lib.figures import write_figure


def project_sentences(totals: ProjectTotals, levels: Sequence[Level], day: str, first_day: str, about: str = "") -> str:
    """`day` and `first_day` as they are said; `about` names what was narrowed to. Empty where there is no project."""
    if not totals.all.count:
        return ""
    parts = [_whole(totals.all, day, about), _stages(totals), _money(totals.all), _growth(levels, first_day, about)]
    return "".join(part for part in parts if part).strip()


def _whole(whole: Sum, day: str, about: str) -> str:
    said = {"day": day, "count": whole.count, "about": about}
    if about:
        words = ngettext(
            "截至%(day)s，%(about)s共%(count)s个重点项目", "截至%(day)s，%(about)s共%(count)s个重点项目", whole.count
        )
    else:
        words = ngettext("截至%(day)s，共%(count)s个重点项目", "截至%(day)s，共%(count)s个重点项目", whole.count)
    words %= said
    if whole.planned is None:
        return words + _("。")
    words += _("，总投资%(money)s") % {"money": yuan(whole.planned)}
    missing = _("（另有%(count)s个未填总投资）") % {"count": whole.without_figure} if whole.without_figure else ""
    return words + missing + _("。")


def _stages(totals: ProjectTotals) -> str:
    """As briefings count them; a stage that no project is at is not spoken of."""
    said = [
        (_("已完工%(count)s个"), totals.completed.count),
        (_("在建%(count)s个"), totals.building.count),
        (_("即将开工%(count)s个"), totals.to_start.count),
        (_("已停止%(count)s个"), totals.stopped.count),
    ]
    parts = [words % {"count": count} for words, count in said if count]
    return _("其中%(stages)s。") % {"stages": _("，").join(parts)} if parts else ""


def _money(whole: Sum) -> str:
    """The share only where it is of all the projects."""
    if whole.done is None:
        return ""
    words = _("累计完成投资%(money)s") % {"money": yuan(whole.done)}
    if whole.share is not None and whole.shared == whole.count:
        words += _("，占总投资的%(share)s%%") % {"share": write_figure(whole.share)}
    return words + _("。")


def _growth(levels: Sequence[Level], first_day: str, about: str) -> str:
    if about or len(levels) < 2 or levels[0].count == levels[-1].count:
        return ""
    return _("项目清单由%(day)s的%(first)s个调整为%(last)s个。") % {
        "day": first_day,
        "first": levels[0].count,
        "last": levels[-1].count,
    }
