"""One thing that an organization answers for: of what kind, in which part, until when, and how it stands."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy, pgettext_lazy


class Kind(TextChoices):
    INDICATOR = "indicator", gettext_lazy("指标")
    QUANTITY = "quantity", gettext_lazy("填报数据")
    TASK = "task", gettext_lazy("重点任务")
    PROJECT = "project", gettext_lazy("重点项目")
    QUOTA = "quota", gettext_lazy("无废细胞")
    ORDER = "order", gettext_lazy("督办交办")


class Part(TextChoices):
    LEAD = "lead", gettext_lazy("牵头")
    SUPPORT = "support", gettext_lazy("配合")
    REPORT = "report", pgettext_lazy("part", "填报")
    PLACE = "place", gettext_lazy("属地")


@dataclass(frozen=True)
class Item:
    """One thing that an organization answers for.

    `goal` is the target or the deadline in words; `state` the value of a status or a stage, "" where there is none yet,
    `words` what a person reads of it; `is_late` whether it lags or is overdue. `page` is a route of the plan and the
    key that it takes (None: the route needs none).
    """

    kind: Kind
    part: Part
    organization_id: int
    code: str
    title: str
    goal: str
    state: str
    words: str
    is_late: bool
    page: tuple[str, int | None]

    @property
    def says_late(self) -> bool:
        """Whether the words themselves say that it is late, as the status of a task or of an order does."""
        return self.kind in (Kind.TASK, Kind.ORDER)

    @property
    def is_judged(self) -> bool:
        """Whether `state` is the status of an indicator."""
        return self.kind is Kind.INDICATOR
