"""Indicator annexes: what a hand-made table says becomes the plan's indicators, and what it does not say is not guessed."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from indicators.models import Entry, Indicator, Plan, Quantity, Round, Target
from indicators.transitions import open_round
from tests.annex.annexes import Row, cells, counts, indicator_annex, run, workbook
from tests.factories import create_organization, create_round
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record

UTILIZATION: Row = [
    "1",
    "资源化利用",
    "工业",
    "★一般工业固体废物综合利用率",
    "%",
    "４３．２",
    "45%",
    "50%",
    "≥60％",
    "市住建局",
    "市农牧局",
]
COLLECTED: Row = ["2", None, "生活", "生活垃圾清运量", None, "112万吨", None, None, "不高于110万吨", "市农牧局", None]
OWN: Row = ["3", "保障能力", "制度", "绿色工地数量", "个", 0, "5", "8", "10个以上", "市住建局", None]


def indicator(name: str) -> Indicator:
    return Indicator.objects.get(name=name)


def targets(name: str) -> dict[int, str]:
    return dict(Target.objects.filter(indicator__name=name).values_list("year", "text"))


def test_a_hand_made_annex_comes_in_whole(plan: Plan, tmp_path: Path) -> None:
    notes: list[Row] = [["注：带★的为必选指标；"], ["2.数据以市统计局公布为准。"]]
    status, printed = run(plan, indicator_annex(UTILIZATION, COLLECTED, OWN, notes=notes, merged=["B5:B6"]), tmp_path)
    assert (status, printed["kind"], counts(printed), printed["problems"]) == (0, "indicators", (3, 0, 0), [])
    first = indicator("一般工业固体废物综合利用率")
    assert (first.code, first.unit, first.mandatory, first.better) == ("1", "%", "yes", "higher")
    assert first.group is not None and first.group.parent is not None
    assert (first.group.parent.name, first.group.name) == ("资源化利用", "工业")
    assert targets(first.name) == {2023: "45%", 2024: "50%", 2025: "≥60％"}
    assert [(each.year, each.value) for each in first.baselines.all()] == [(2022, Decimal("43.2"))]
    second = indicator("生活垃圾清运量")
    assert second.group is not None and second.group.parent == first.group.parent, "merged with the row above"
    assert second.mandatory == "no", "the legend says what the star means"


def test_the_library_gives_formula_quantities_and_basis(plan: Plan, housing: Organization, tmp_path: Path) -> None:
    run(plan, indicator_annex(UTILIZATION), tmp_path)
    made = indicator("一般工业固体废物综合利用率")
    assert "industrial_waste_utilized_from_stock" in made.formula and "往年贮存量" in made.basis
    assert (made.edition, made.name_verified) == ("2021年版", True)
    assert made.quantities.count() == 3
    assert {quantity.owner for quantity in made.quantities.all()} == {housing}
    part = Quantity.objects.get(code="industrial_waste_utilized_from_stock")
    assert part.part_of is not None and part.part_of.code == "industrial_waste_utilized"


def test_an_indicator_of_its_own_is_one_figure_that_its_lead_types(
    plan: Plan, housing: Organization, tmp_path: Path
) -> None:
    run(plan, indicator_annex(OWN), tmp_path)
    made = indicator("绿色工地数量")
    quantity = made.quantities.get()
    assert (quantity.name, quantity.unit, quantity.owner, quantity.decimals) == ("绿色工地数量", "个", housing, 0)
    assert (made.formula, quantity.accumulation, made.edition) == (quantity.code, "point_in_time", "")


def test_an_amount_of_the_year_adds_up_over_its_quarters(plan: Plan, tmp_path: Path) -> None:
    run(
        plan,
        indicator_annex(["1", "甲", "乙", "废旧衣物回收量", "万吨/年", None, None, None, "3", "市住建局", None]),
        tmp_path,
    )
    assert indicator("废旧衣物回收量").quantities.get().accumulation == "per_period"


def test_quantities_that_two_indicators_need_are_made_once(plan: Plan, tmp_path: Path) -> None:
    intensity: Row = [
        "1",
        "减量",
        "工业",
        "一般工业固体废物产生强度",
        "吨/万元",
        None,
        None,
        None,
        "≤2",
        "市住建局",
        None,
    ]
    run(plan, indicator_annex(intensity, UTILIZATION), tmp_path)
    assert Quantity.objects.get(code="industrial_waste_generated").indicators.count() == 2


def test_a_unit_that_the_library_measures_otherwise_is_converted(plan: Plan, tmp_path: Path) -> None:
    row: Row = [
        "1",
        "减量",
        "工业",
        "工业危险废物产生强度",
        "公斤/万元",
        None,
        None,
        None,
        "下降至5.4公斤/万元",
        "市住建局",
        None,
    ]
    status, _ = run(plan, indicator_annex(row), tmp_path)
    made = indicator("工业危险废物产生强度")
    assert (status, made.unit) == (0, "公斤/万元")
    assert made.formula == "(hazardous_waste_generated / industrial_value_added) * 1000"


def test_a_unit_that_cannot_be_converted_takes_no_formula_from_the_library(plan: Plan, tmp_path: Path) -> None:
    run(
        plan,
        indicator_annex(["1", "甲", "乙", "生活垃圾清运量", "公斤/人", None, None, None, "≤1", "市住建局", None]),
        tmp_path,
    )
    made = indicator("生活垃圾清运量")
    assert (made.quantities.get().unit, made.edition) == ("公斤/人", "")


@pytest.mark.parametrize(
    ("name", "baseline", "target", "unit"),
    [
        ("绿色工地占比（%）", None, "80", "%"),
        ("建筑废料产生量", "12万吨", "不高于10万吨", "万吨"),
        ("秸秆综合利用率", "85%", "90%以上", "%"),
        ("生活垃圾清运量", "112万吨", "不高于110万吨", "万吨"),
    ],
)
def test_a_unit_that_hides_in_name_or_figures_is_found(
    plan: Plan, tmp_path: Path, name: str, baseline: str | None, target: str, unit: str
) -> None:
    run(plan, indicator_annex(["1", "甲", "乙", name, None, baseline, None, None, target, "市住建局", None]), tmp_path)
    assert Indicator.objects.get().unit == unit


def test_opening_a_round_makes_the_lead_owe_what_was_imported(
    plan: Plan, wu: User, housing: Organization, agriculture: Organization, tmp_path: Path
) -> None:
    run(plan, indicator_annex(UTILIZATION, COLLECTED, OWN), tmp_path)
    quarter = create_round(plan, year=2024, quarter=3, state=Round.State.PLANNED)
    assert open_round(quarter, by=wu, based_on=quarter.version) == 5
    assert Entry.objects.of(housing).count() == 4
    assert Entry.objects.of(agriculture).get().quantity.name == "生活垃圾清运量"


def test_a_second_import_of_the_same_file_changes_nothing(plan: Plan, tmp_path: Path) -> None:
    annex = indicator_annex(UTILIZATION, COLLECTED, OWN)
    run(plan, annex, tmp_path)
    before = Record.objects.count()
    status, printed = run(plan, annex, tmp_path)
    assert (status, counts(printed)) == (0, (0, 0, 3))
    assert Record.objects.count() == before


def test_what_has_changed_in_the_file_is_changed_in_the_plan(
    plan: Plan, agriculture: Organization, tmp_path: Path
) -> None:
    run(plan, indicator_annex(UTILIZATION, OWN), tmp_path)
    changed = [*OWN[:8], "12个以上", "市农牧局", None]
    _, printed = run(plan, indicator_annex(UTILIZATION, changed), tmp_path)
    assert counts(printed) == (0, 1, 1)
    assert targets("绿色工地数量")[2025] == "12个以上"
    made = indicator("绿色工地数量")
    assert made.lead == agriculture and made.quantities.get().owner == agriculture, "whoever leads reports"


def test_what_the_file_leaves_blank_stays_as_it_is(plan: Plan, housing: Organization, tmp_path: Path) -> None:
    run(plan, indicator_annex(OWN), tmp_path)
    _, printed = run(plan, indicator_annex(["3", None, None, "绿色工地数量", *[None] * 7]), tmp_path)
    made = indicator("绿色工地数量")
    assert counts(printed) == (0, 0, 1)
    assert (made.lead, made.unit, targets(made.name)[2025]) == (housing, "个", "10个以上")


def test_a_row_put_in_between_moves_the_numbers_of_those_below(plan: Plan, tmp_path: Path) -> None:
    run(plan, indicator_annex(UTILIZATION, COLLECTED), tmp_path)
    between: Row = ["2", None, None, "绿色工地数量", "个", None, None, None, "≥5", "市住建局", None]
    _, printed = run(plan, indicator_annex(UTILIZATION, between, ["3", *COLLECTED[1:]]), tmp_path)
    assert counts(printed) == (1, 1, 1)
    assert dict(Indicator.objects.values_list("code", "name")) == {
        "1": "一般工业固体废物综合利用率", "2": "绿色工地数量", "3": "生活垃圾清运量",
    }  # fmt: skip


def test_an_indicator_is_met_under_another_of_its_names(plan: Plan, tmp_path: Path) -> None:
    run(
        plan,
        indicator_annex(
            ["1", "甲", "乙", "装配式建筑占新建建筑的比例", "%", None, None, None, "40%", "市住建局", None]
        ),
        tmp_path,
    )
    _, printed = run(
        plan,
        indicator_annex(["1", "甲", "乙", "装配式建筑占新建建筑比例", "%", None, None, None, "40%", "市住建局", None]),
        tmp_path,
    )
    assert counts(printed) == (0, 1, 0) and Indicator.objects.count() == 1


def test_every_cell_that_cannot_be_read_is_told_and_no_other(plan: Plan, tmp_path: Path) -> None:
    annex = indicator_annex(
        UTILIZATION,
        ["2", "甲", "乙", "绿色工地数量", "个", "约80", "5", "力争8", "10个以上", "市住建局", None],
        ["3", None, None, None, "个", "1", "2", "3", "4", "市住建局", None],
        ["4", None, None, "秸秆综合利用率", "%", "85", "87%", "3万吨", "90%", "市环卫局", "市农牧局、市林业局"],
        ["5", None, None, "绿色工地数量", "个", None, None, None, "9", "市住建局", None],
        ["6", None, None, "农膜回收率", "%", "12吨", "80", "85", "90", "市农牧局", None],
    )
    status, printed = run(plan, annex, tmp_path)
    assert status == 1
    assert counts(printed) == (4, 0, 0)
    assert cells(printed) == ["F6", "H6", "D7", "H8", "J8", "K8", "D9", "F10"]
    assert all(problem["sheet"] == "附件1" and problem["problem"] for problem in printed["problems"])


def test_a_target_that_cannot_be_read_keeps_its_words_and_is_not_judged(plan: Plan, tmp_path: Path) -> None:
    run(plan, indicator_annex([*UTILIZATION[:8], "力争60%左右", *UTILIZATION[9:]]), tmp_path)
    target = Target.objects.get(year=2025)
    assert (target.text, target.readable, target.parsed) == ("力争60%左右", False, ())


def test_a_lead_that_nobody_knows_leaves_the_figures_without_anybody(
    plan: Plan, housing: Organization, tmp_path: Path
) -> None:
    row: Row = [*OWN[:9], "市环卫局", None]
    status, printed = run(plan, indicator_annex(row), tmp_path)
    made = indicator("绿色工地数量")
    assert (status, cells(printed), made.lead) == (1, ["J5"], None)
    assert (made.quantities.get().owner, made.responsible_text) == (None, "市环卫局")
    housing.aliases = ["市环卫局"]
    housing.save()
    assert counts(run(plan, indicator_annex(row), tmp_path)[1]) == (0, 1, 0)
    assert indicator("绿色工地数量").quantities.get().owner == housing


def test_unknown_bodies_are_made_when_asked_for_and_take_part(plan: Plan, tmp_path: Path) -> None:
    status, printed = run(plan, indicator_annex([*OWN[:9], "市环卫局", None]), tmp_path, "--create-organizations")
    made = Organization.objects.get(name="市环卫局")
    assert (status, printed["problems"]) == (0, [])
    assert made in plan.organizations.all()
    assert indicator("绿色工地数量").quantities.get().owner == made


def test_a_body_of_the_portal_that_was_not_in_the_plan_joins_it(plan: Plan, tmp_path: Path) -> None:
    outside = create_organization("forest", "市林业局")
    run(plan, indicator_annex([*OWN[:9], "市林业局", None]), tmp_path)
    assert outside in plan.organizations.all()


def test_a_unit_with_figures_behind_it_is_not_changed_by_an_annex(plan: Plan, tmp_path: Path) -> None:
    run(plan, indicator_annex(COLLECTED), tmp_path)
    status, printed = run(plan, indicator_annex([*COLLECTED[:4], "吨", *COLLECTED[5:]]), tmp_path)
    assert (status, cells(printed)) == (1, ["E5"])
    assert indicator("生活垃圾清运量").unit == "万吨"


def test_hidden_rows_and_unknown_columns_are_told(plan: Plan, tmp_path: Path) -> None:
    book = load_workbook(BytesIO(indicator_annex(UTILIZATION, COLLECTED)))
    sheet = book.worksheets[0]
    sheet.row_dimensions[6].hidden = True
    sheet["L3"], sheet["L5"] = "考核权重", "5"
    content = BytesIO()
    book.save(content)
    status, printed = run(plan, content.getvalue(), tmp_path)
    assert (status, counts(printed), cells(printed)) == (1, (1, 0, 0), ["L4", "A6"])


def test_a_year_alone_up_to_the_baseline_year_heads_a_baseline(plan: Plan, tmp_path: Path) -> None:
    rows: list[Row] = [["指标名称", "单位", "2022年", "2025年"], ["绿色工地数量", "个", "3", "10"]]
    run(plan, workbook(("指标", rows)), tmp_path)
    made = indicator("绿色工地数量")
    assert [each.value for each in made.baselines.all()] == [3] and targets(made.name) == {2025: "10"}


@pytest.mark.parametrize(
    ("baseline", "targets", "better", "problems"),
    [
        ("80", ["85", "90", "95"], "higher", []),
        ("9", ["8", "8", "7.5"], "lower", []),
        (None, ["85%", "90%", "95%"], "higher", []),
        ("80", ["85", "84", "90"], "", ["G5", "H5", "I5"]),
        (None, [None, None, "85"], "", ["I5"]),
        ("80", ["持续提升", "85", "≥90"], "higher", []),
    ],
)
def test_figures_that_only_rise_or_only_fall_say_which_way_is_better(
    plan: Plan, tmp_path: Path, baseline: str | None, targets: list[str | None], better: str, problems: list[str]
) -> None:
    row: Row = ["1", "甲", "乙", "群众知晓率", "%", baseline, *targets, "市住建局", None]
    _, printed = run(plan, indicator_annex(row), tmp_path)
    assert (Indicator.objects.get().better, cells(printed)) == (better, problems)
    assert counts(run(plan, indicator_annex(row), tmp_path)[1]) == (0, 0, 1)


def test_a_target_that_names_another_year_than_its_column_is_a_person_s_to_judge(plan: Plan, tmp_path: Path) -> None:
    _, printed = run(plan, indicator_annex([*UTILIZATION[:8], "到2030年达到60%", *UTILIZATION[9:]]), tmp_path)
    assert cells(printed) == ["I5"]
    assert not Target.objects.get(year=2025).readable


def test_a_target_without_a_column_of_its_year_goes_to_the_year_that_it_names_or_the_last(
    plan: Plan, tmp_path: Path
) -> None:
    rows: list[Row] = [
        ["指标名称", "单位", "目标值"],
        ["绿色工地数量", "个", "到2024年达到5个"],
        ["绿色矿山数量", "个", "≥3"],
    ]
    assert run(plan, workbook(("指标", rows)), tmp_path)[0] == 0
    assert targets("绿色工地数量") == {2024: "到2024年达到5个"}
    assert targets("绿色矿山数量") == {2025: "≥3"}


def test_a_column_headed_target_is_one_whatever_year_it_is_of(plan: Plan, tmp_path: Path) -> None:
    rows: list[Row] = [
        ["指标名称", "单位", "2021年目标", "2022年目标", "2025年目标"],
        ["绿色工地数量", "个", "≥3", "≥4", "≥9"],
    ]
    run(plan, workbook(("指标", rows)), tmp_path)
    made = indicator("绿色工地数量")
    assert targets(made.name) == {2021: "≥3", 2022: "≥4", 2025: "≥9"}
    assert not made.baselines.exists()
