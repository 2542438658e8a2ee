"""A value against the line from the baseline to the target."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.forecast import Doubt, cannot_tell
from indicators.progress import (
    DONE,
    IN_PROGRESS,
    NOT_STARTED,
    Assessment,
    Goal,
    Reason,
    Situation,
    Start,
    Status,
    Thresholds,
    assess,
)
from indicators.targets import PREVIOUS_YEAR, Condition, Kind
from wastefree.lib.figures import MISSING, NOT_APPLICABLE, Figure

START = Start(Decimal(60), date(2020, 12, 31))
MIDDLE = date(2023, 7, 2)  # half of the way from the end of 2020 to the end of 2025
AT_LEAST_80 = Condition("", Kind.AT_LEAST, Decimal(80), "%")


def judged(
    figure: Figure | int | str,
    *conditions: Condition,
    day: date = MIDDLE,
    year: int = 2025,
    unit: str = "%",
    start: Start | None = START,
    readable: bool = True,
    **situation: object,
) -> Assessment:
    number = Decimal(figure) if isinstance(figure, int | str) else figure
    now = Situation(number, day, unit=unit, start=start, **situation)  # type: ignore[arg-type]
    return assess(Goal(year, conditions, readable), now, Thresholds())


@pytest.mark.parametrize(
    ("figure", "status", "reason"),
    [
        ("80", Status.ACHIEVED, Reason.MET),
        ("95", Status.ACHIEVED, Reason.MET),
        ("70.5", Status.ON_TRACK, Reason.ON_LINE),
        ("69.2", Status.ON_TRACK, Reason.NEAR_LINE),
        ("67", Status.BEHIND, Reason.BELOW_LINE),
        ("65", Status.OFF_TRACK, Reason.FAR_BELOW_LINE),
    ],
)
def test_half_way_the_line_from_60_to_80_is_at_70(figure: str, status: Status, reason: Reason) -> None:
    found = judged(figure, AT_LEAST_80)
    assert (found.status, found.reason) == (status, reason)
    assert found.expected is not None and round(found.expected, 1) == 70 and found.bound == 80


@pytest.mark.parametrize(
    ("figure", "status"),
    [("50", Status.ACHIEVED), ("54.8", Status.ON_TRACK), ("57", Status.BEHIND), ("59", Status.OFF_TRACK)],
)
def test_a_figure_that_is_to_fall_is_judged_downwards(figure: str, status: Status) -> None:
    at_most = Condition("", Kind.AT_MOST, Decimal(50), "%")
    assert judged(figure, at_most).status is status


def test_when_its_time_is_over_a_near_miss_is_behind() -> None:
    assert judged("79.9", AT_LEAST_80, day=date(2025, 12, 31)).status is Status.BEHIND
    assert judged("79.9", AT_LEAST_80, day=date(2026, 3, 31)).status is Status.BEHIND


def test_without_a_baseline_the_bound_itself_is_expected() -> None:
    assert judged("70", AT_LEAST_80, start=None) == Assessment(
        Status.BEHIND, Reason.BELOW_LINE, False, Decimal(80), Decimal(80), cannot_tell(Doubt.NO_BASELINE)
    )


def test_missing_and_not_applicable_are_not_judged_as_zero() -> None:
    assert judged(MISSING, AT_LEAST_80).status is Status.NO_DATA
    assert judged(NOT_APPLICABLE, AT_LEAST_80).reason is Reason.NOT_APPLICABLE
    assert judged(0, AT_LEAST_80).status is Status.OFF_TRACK


def test_what_cannot_be_read_or_is_a_person_s_to_judge_is_not_judged() -> None:
    assert judged(90, AT_LEAST_80, readable=False).reason is Reason.UNREADABLE
    assert judged(90, Condition("", Kind.RANK)).reason is Reason.BY_PERSON
    assert judged(90, Condition("", Kind.NONE)).reason is Reason.NO_TARGET
    assert judged(90, Condition("分类覆盖率", Kind.AT_LEAST, Decimal(80), "%")).reason is Reason.OTHER_SUBJECT
    assert assess(None, Situation(Decimal(1), MIDDLE), Thresholds()).reason is Reason.NO_TARGET


def test_units_are_converted_or_the_target_is_not_judged() -> None:
    tonnes = Condition("", Kind.AT_MOST, Decimal(3300000), "吨")
    found = judged("320", tonnes, unit="万吨", start=None)
    assert found.status is Status.ACHIEVED and found.bound == 330
    assert judged("5", Condition("", Kind.AT_MOST, Decimal(3), "元"), unit="吨").reason is Reason.UNIT_DIFFERS


def test_percent_and_percentage_points_are_two_things() -> None:
    bases = {"2020": Decimal(60)}
    up_10_percent = Condition("", Kind.CHANGE, Decimal(10), "%", base="2020")
    up_10_points = Condition("", Kind.CHANGE, Decimal(10), "百分点", base="2020")
    assert judged("66", up_10_percent, bases=bases).bound == 66
    assert judged("66", up_10_points, bases=bases).bound == 70
    assert judged("66", up_10_points).reason is Reason.NO_BASE


def test_a_direction_is_held_against_the_year_before() -> None:
    falling = Condition("", Kind.DIRECTION, Decimal(-1), strict=True)
    bases = {PREVIOUS_YEAR: Decimal(3)}
    assert judged("2.9", falling, bases=bases).status is Status.ACHIEVED
    assert judged("3.1", falling, bases=bases).status is Status.BEHIND
    assert judged("4", falling, bases=bases).status is Status.OFF_TRACK
    assert judged("2.9", falling).reason is Reason.NO_BASE


@pytest.mark.parametrize(
    ("progress", "day", "status"),
    [
        (DONE, MIDDLE, Status.ACHIEVED),
        (IN_PROGRESS, MIDDLE, Status.ON_TRACK),
        (NOT_STARTED, MIDDLE, Status.BEHIND),
        (IN_PROGRESS, date(2025, 12, 31), Status.OFF_TRACK),
    ],
)
def test_work_is_done_or_not(progress: Decimal, day: date, status: Status) -> None:
    assert judged(progress, Condition("", Kind.QUALITATIVE), day=day, progress=True).status is status


def test_of_several_conditions_the_worst_decides() -> None:
    at_most_75 = Condition("", Kind.AT_MOST, Decimal(75), "%")
    assert judged("90", AT_LEAST_80, at_most_75, start=None).status is Status.BEHIND


class TestAnAmountThroughTheYear:
    """120 万吨 are wanted of the year: by the end of September three quarters of it are expected."""

    AUTUMN = date(2024, 9, 30)
    AT_LEAST = Condition("", Kind.AT_LEAST, Decimal(120), "万吨")
    AT_MOST = Condition("", Kind.AT_MOST, Decimal(120), "万吨")

    def judged(self, figure: int, condition: Condition, *, day: date = AUTUMN, year: int = 2024) -> Assessment:
        return judged(figure, condition, day=day, year=year, unit="万吨", start=None, accumulates=True)

    def test_it_is_held_against_the_time_that_has_passed(self) -> None:
        found = self.judged(90, self.AT_LEAST)
        assert found.status is Status.ON_TRACK and found.expected is not None and round(found.expected) == 90
        assert self.judged(60, self.AT_LEAST).status is Status.OFF_TRACK
        assert self.judged(120, self.AT_LEAST).status is Status.ACHIEVED

    def test_an_upper_bound_is_kept_for_good_only_when_the_year_is_over(self) -> None:
        assert self.judged(90, self.AT_MOST).status is Status.ON_TRACK
        assert self.judged(115, self.AT_MOST).status is Status.OFF_TRACK
        assert self.judged(120, self.AT_MOST, day=date(2024, 12, 31)).status is Status.ACHIEVED

    def test_an_earlier_year_is_held_against_what_it_should_come_to(self) -> None:
        start = Start(Decimal(100), date(2022, 12, 31))
        now = Situation(Decimal(83), self.AUTUMN, unit="万吨", start=start, accumulates=True)
        found = assess(Goal(2026, (self.AT_LEAST,)), now, Thresholds())
        assert found.bound is not None and round(found.bound) == 110, "half of the way from 100 to 120"
        assert found.status is Status.ON_TRACK
