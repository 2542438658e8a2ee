"""How a day on which something is due is told to people: weekday, days left, and what the calendar makes of it."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wastefree.lib.workdays import is_confirmed, is_make_up_day, is_working_day

WEEKDAYS = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
SOON = 7  # days before which a deadline is worth a colour


@dataclass(frozen=True)
class DueDate:
    """A deadline as seen on a day. `days_left` is negative once it has passed, 0 on the day itself."""

    on: date
    days_left: int
    is_make_up_day: bool
    is_working_day: bool
    is_confirmed: bool

    @property
    def weekday(self) -> Promise:
        return WEEKDAYS[self.on.weekday()]

    @property
    def is_past(self) -> bool:
        return self.days_left < 0

    @property
    def is_soon(self) -> bool:
        return 0 <= self.days_left <= SOON

    @property
    def days_over(self) -> int:
        return max(0, -self.days_left)


def due_date(on: date, today: date) -> DueDate:
    return DueDate(
        on=on,
        days_left=(on - today).days,
        is_make_up_day=is_make_up_day(on),
        is_working_day=is_working_day(on),
        is_confirmed=is_confirmed(on.year),
    )
