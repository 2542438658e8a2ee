"""Whether a target will be reached at this pace: by kind, by direction, at the edges, and in words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from indicators.forecast import Doubt, Forecast, Outlook, Pace, cannot_tell, forecast
from indicators.models import Indicator, Plan, Round
from indicators.progress import Goal, Situation, Start, Thresholds, assess
from indicators.targets import parse
from indicators.values import values
from indicators.wording import forecast_in_words
from tests.factories import create_baseline, create_entry, create_indicator, create_quantity, create_target
from wastefree.accounts.models import Organization, User
from wastefree.lib.figures import MISSING, NOT_APPLICABLE, Figure
from wastefree.lib.periods import Period

SignedIn = Callable[[User], Client]
REACH, MISS, UNKNOWN = Outlook.WILL_REACH, Outlook.WILL_MISS, Outlook.CANNOT_TELL
BEGIN, HALF = date(2020, 12, 31), date(2023, 7, 2)  # 913 of the 1826 days to the end of 2025


def told(
    text: str,
    figure: Figure | str,
    *,
    start: str | None = "60",
    day: date = HALF,
    better: str = "higher",
    unit: str = "%",
    year: int = 2025,
    quarter: int = 0,
    **situation: object,
) -> Forecast:
    reading = parse(text, better=better, unit=unit)
    value = Decimal(figure) if isinstance(figure, str) else figure
    begin = Start(Decimal(start), BEGIN) if start is not None else None
    now = Situation(value, day, unit=unit, start=begin, **situation)  # type: ignore[arg-type]
    return assess(Goal(year, reading.conditions, reading.readable, quarter), now, Thresholds()).forecast


@pytest.mark.parametrize(
    ("text", "better", "start", "figure", "outlook", "expected"),
    [
        ("≥80%", "higher", "60", "70", REACH, 80),
        ("≥80%", "higher", "60", "69.9", MISS, "79.8"),
        (">80%", "higher", "60", "70", MISS, 80),
        ("≥80%", "higher", "60", "60", MISS, 60),
        ("≥80%", "higher", "60", "55", MISS, 50),
        ("≥80%", "higher", "80", "80", REACH, 80),  # zero way
        ("≥80%", "higher", "90", "86", REACH, 82),  # the target is lower than the baseline
        ("≥80%", "higher", "90", "84", MISS, 78),  # reached today, lost by then
        ("≤50%", "lower", "60", "55", REACH, 50),
        ("≤50%", "lower", "60", "55.1", MISS, "50.2"),
        ("<50%", "lower", "60", "55", MISS, 50),
        ("≤50%", "lower", "40", "44", REACH, 48),
        ("≤50%", "lower", "50", "50", REACH, 50),
        ("100%", "higher", "60", "80", REACH, 100),
        ("100%", "higher", "60", "90", REACH, 100),  # never above 100 what was never above it
        ("100%", "higher", "60", "79", MISS, 98),
        ("0%", "lower", "60", "20", REACH, 0),  # never below zero
        ("0%", "lower", "60", "40", MISS, 20),
        ("≥150%", "higher", "110", "131", REACH, 152),
    ],
)
def test_a_bound_is_held_against_where_the_pace_leads(
    text: str, better: str, start: str, figure: str, outlook: Outlook, expected: str | int
) -> None:
    found = told(text, figure, start=start, better=better)
    assert (found.outlook, found.expected, found.on) == (outlook, Decimal(expected), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("text", "figure", "outlook", "expected"),
    [
        ("较2020年下降10%", "95", REACH, 90),
        ("较2020年下降10%", "96", MISS, 92),
        ("较2020年增长10%", "105", REACH, 110),
        ("较2020年增长10%", "104", MISS, 108),
    ],
)
def test_a_change_is_held_against_what_it_comes_to(text: str, figure: str, outlook: Outlook, expected: int) -> None:
    found = told(text, figure, better="", unit="吨", bases={"2020": Decimal(100)})
    assert (found.outlook, found.expected) == (outlook, Decimal(expected))


@pytest.mark.parametrize(
    ("text", "figure", "doubt", "situation"),
    [
        ("≥80%", "70", Doubt.NO_BASELINE, {"start": None}),
        ("≥80%", "70", Doubt.TOO_EARLY, {"day": date(2021, 6, 30)}),
        ("≥80%", "70", Doubt.TOO_EARLY, {"day": BEGIN}),
        ("≥80%", "70", Doubt.TOO_EARLY, {"day": date(2019, 12, 31)}),
        ("≥80%", "70", Doubt.TIME_OVER, {"day": date(2025, 12, 31)}),
        ("≥80%", "70", Doubt.TIME_OVER, {"day": date(2026, 3, 31)}),
        ("稳步提升", "70", Doubt.DIRECTION, {"bases": {"previous_year": Decimal(60)}}),
        ("出台政策文件", "1", Doubt.WORK, {"progress": True}),
        ("出台政策文件", "1", Doubt.NOT_JUDGED, {}),
        ("全省前三", "1", Doubt.NOT_JUDGED, {}),
        ("达到80%左右", "70", Doubt.NOT_JUDGED, {}),
        ("—", "70", Doubt.NOT_JUDGED, {}),
        ("≥80%", MISSING, Doubt.NOT_JUDGED, {}),
        ("≥80%", NOT_APPLICABLE, Doubt.NOT_JUDGED, {}),
        ("较上年增长5%", "70", Doubt.SAME_QUARTERS, {"unit": "吨", "accumulates": True, "year": 2023, "bases": {"previous_year": Decimal(60)}}),
    ],
)  # fmt: skip
def test_what_cannot_be_told_says_why(
    text: str, figure: Figure | str, doubt: Doubt, situation: dict[str, object]
) -> None:
    found = told(text, figure, **situation)  # type: ignore[arg-type]
    assert (found.outlook, found.doubt, found.expected) == (UNKNOWN, doubt, None)


def test_of_several_conditions_the_one_that_will_be_missed_decides() -> None:
    assert told("≥70%；≤85%", "70").outlook is REACH
    assert told("≥70%；≤75%", "70").outlook is MISS
    assert told("≥70%；分类覆盖率≥90%", "70").outlook is UNKNOWN


class TestAnAmountThroughTheYear:
    @pytest.mark.parametrize(
        ("text", "figure", "day", "outlook"),
        [
            ("≥366吨", "91", date(2024, 3, 31), REACH),  # a leap year: 91 of 366 days
            ("≥366吨", "90", date(2024, 3, 31), MISS),
            ("≥365吨", "90", date(2023, 3, 31), REACH),
            ("≥365吨", "89", date(2023, 3, 31), MISS),
            ("≤366吨", "91", date(2024, 3, 31), REACH),
            ("≤366吨", "92", date(2024, 3, 31), MISS),
        ],
    )
    def test_the_pace_is_within_the_year(self, text: str, figure: str, day: date, outlook: Outlook) -> None:
        found = told(text, figure, start=None, day=day, better="", unit="吨", year=day.year, accumulates=True)
        assert (found.outlook, found.on, found.final) == (outlook, date(day.year, 12, 31), True)

    def test_of_a_later_target_this_year_is_told(self) -> None:
        found = told("≥160吨", "60", start="110", day=date(2023, 6, 30), unit="吨", accumulates=True)
        assert (found.outlook, found.on, found.final) == (MISS, date(2023, 12, 31), False)

    def test_a_quarter_s_target_is_forecast_to_the_end_of_that_quarter(self) -> None:
        found = told(
            "≥90吨", "60", start=None, day=date(2024, 6, 30), unit="吨", year=2024, quarter=3, accumulates=True
        )
        assert (found.outlook, found.on) == (REACH, date(2024, 9, 30))


days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
figures = st.decimals(0, 10**6, places=2)


@given(figures, figures, figures, days, days, days)
def test_a_pace_goes_through_both_its_points_and_more_is_never_worse(
    start: Decimal, value: Decimal, bound: Decimal, begins: date, day: date, ends: date
) -> None:
    found = forecast(Pace(start, begins, value, day, ends), bound, up=True)
    more = forecast(Pace(start, begins, value + 1, day, ends), bound, up=True)
    if found.outlook is UNKNOWN:
        assert (more.outlook, found.expected) == (UNKNOWN, None)
        return
    assert found.expected is not None
    assert (found.expected >= value) == (value >= start) or found.expected == value
    assert found.outlook is MISS or more.outlook is REACH


@pytest.fixture
def rising(plan: Plan, open_round: Round, housing: Organization) -> Indicator:
    """From 50 % in 2022 to 75 % in the third quarter of 2024; more than 85 % are wanted at the end of 2025."""
    share = create_quantity(plan, "share", owner=housing, accumulation="point_in_time")
    create_entry(share, open_round, 75, state="approved")
    made = create_indicator(plan, name="综合利用率", formula="share", unit="%", lead=housing, decimals=1)
    create_baseline(made, 50)
    create_target(made, "≥85%")
    return made


@pytest.mark.django_db
class TestInWords:
    def test_the_page_and_the_export_say_it(self, plan: Plan, rising: Indicator, wu: User, signed_in: SignedIn) -> None:
        words = "按目前进度，2025年底预计达到 92.9%，能够达到目标。"
        office = signed_in(wu)
        page = office.get(reverse("indicators:indicator", args=[plan.code, rising.pk]), {"period": "2024-3"})
        assert words in page.content.decode()
        answer = office.get(
            reverse("indicators:indicators_export", args=[plan.code]), {"period": "2024-3", "columns": "forecast"}
        )
        rows = load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True)
        assert any(words in row for row in rows)

    @pytest.mark.parametrize(
        ("forecast", "words"),
        [
            (
                Forecast(MISS, expected=Decimal("41.234"), on=date(2025, 9, 30)),
                "按目前进度，2025年第三季度末预计达到 41.2%，不能达到目标。",
            ),
            (
                Forecast(REACH, expected=Decimal(41), on=date(2024, 12, 31), final=False),
                "按目前进度，2024年底预计达到 41.0%，能够达到当年应有的水平。",
            ),
            (cannot_tell(Doubt.NO_BASELINE), "没有基准值，无法预测能否达到目标。"),
            (cannot_tell(Doubt.TIME_OVER), ""),
        ],
    )
    def test_every_forecast_has_its_sentence(self, rising: Indicator, forecast: Forecast, words: str) -> None:
        value = values(rising.plan, Period(2024, 3), indicators=[rising])[rising.pk]
        assert forecast_in_words(replace(value, assessment=replace(value.assessment, forecast=forecast))) == words
