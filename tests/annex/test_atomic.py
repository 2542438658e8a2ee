"""An import is written whole or not at all, and only on the plan that was looked at."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from indicators import definitions
from indicators.models import Indicator, Plan
from tasks.annex.importing import PlanChanged, ReadAnnex, import_annex, read_annex
from tests.annex.annexes import Row, digest, indicator_annex, workbook
from wastefree.accounts.models import User
from wastefree.audit.models import Record

ROWS: list[Row] = [
    [str(n), "甲", "乙", f"绿色工地数量{n}", "个", n, "5", "8", "≥10", "市环卫局", None] for n in range(1, 7)
]


def read(*rows: Row) -> ReadAnnex:
    return read_annex(indicator_annex(*(rows or ROWS)), name="附件.xlsx")


@pytest.mark.parametrize("at", [1, 7, 18])
def test_what_fails_in_the_middle_leaves_nothing_behind(plan: Plan, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    calls = 0
    real = definitions.set_target

    def failing(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == at:
            raise RuntimeError("the power went out")
        return real(*args, **kwargs)

    monkeypatch.setattr(definitions, "set_target", failing)
    before = digest()
    with pytest.raises(RuntimeError):
        import_annex(read(), plan, by=None, creating=["市环卫局"])
    assert digest() == before and calls == at


def test_a_plan_that_has_changed_since_the_preview_is_not_written_to(plan: Plan, wu: User) -> None:
    import_annex(read(), plan, by=None)
    annex = read([*ROWS[0][:8], "≥12", *ROWS[0][9:]])
    seen = annex.judge(plan).fingerprint
    indicator = Indicator.objects.get(code="1")
    definitions.update_indicator(indicator, by=wu, based_on=indicator.version, source="市统计局")
    before = digest()
    with pytest.raises(PlanChanged) as caught:
        import_annex(annex, plan, by=wu, expected=seen)
    assert digest() == before
    assert import_annex(annex, plan, by=wu, expected=caught.value.judgement.fingerprint) is not None


def test_a_preview_stays_good_as_long_as_nothing_changes_in_whatever_language(plan: Plan) -> None:
    chinese = read().judge(plan).fingerprint
    with translation.override("en"):
        assert read().judge(plan).fingerprint == chinese


def test_the_same_confirmation_twice_writes_once(plan: Plan, wu: User) -> None:
    annex = read()
    seen = annex.judge(plan).fingerprint
    assert import_annex(annex, plan, by=wu, expected=seen, key="k1") is not None
    after = Record.objects.count()
    assert import_annex(annex, plan, by=wu, expected=seen, key="k1") is None
    assert Record.objects.count() == after


def test_reading_and_judging_asks_the_same_number_of_queries_for_ten_times_the_rows(
    plan: Plan, django_assert_num_queries: Any
) -> None:
    few, many = read(*ROWS[:1]), read(*[[str(n), *ROWS[0][1:3], f"指标{n}", *ROWS[0][4:]] for n in range(60)])
    import_annex(many, plan, by=None)
    with CaptureQueriesContext(connection) as asked:
        few.judge(plan)
    with django_assert_num_queries(len(asked)):
        many.judge(plan)


def test_an_annex_of_many_sheets_is_read_from_all_of_them(plan: Plan) -> None:
    heading: Row = ["序号", "指标名称", "单位", "2025年目标值"]
    sheets: list[tuple[str, list[Row]]] = [(f"附件{n}", [heading, [n, f"指标{n}", "个", "5"]]) for n in (1, 2, 3)]
    annex = read_annex(workbook(*sheets), name="附件.xlsx")
    done = import_annex(annex, plan, by=None)
    assert done is not None and [line.place.sheet for line in done.lines] == ["附件1", "附件2", "附件3"]
