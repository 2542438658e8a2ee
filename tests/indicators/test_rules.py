"""What must hold between quantities: judged, asked about, suggested; all open questions of a round in one list."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from indicators import definitions
from indicators.comparisons import compare
from indicators.definitions import RuleRefused, UnitsDisagree, UnknownQuantities
from indicators.findings import Code
from indicators.models import Entry, Plan, Quantity, Round, Rule
from indicators.rules import judge, suggestions
from tests.factories import create_entry, create_organization, create_quantity, create_round
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.lib.figures import MISSING, NOT_APPLICABLE, Figure
from wastefree.versions import StaleError

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]
SUM = {"name": "产生量等于各去向之和", "left": "made", "right": "used + dumped"}


@pytest.fixture
def made(plan: Plan, open_round: Round, housing: Organization) -> Quantity:
    """100 made, 60 used, 30 dumped: 10 are nowhere."""
    found = {}
    for code, figure in {"made": 100, "used": 60, "dumped": 30}.items():
        found[code] = create_quantity(plan, code, owner=housing, name=code, jump=None)
        create_entry(found[code], open_round, figure)
    return found["made"]


def codes(round_: Round) -> dict[str, list[Code]]:
    entries = list(Entry.objects.in_round(round_).with_context())
    compared = compare(entries, round_)
    return {e.quantity.code: [f.code for f in compared[e.pk].findings] for e in entries if compared[e.pk].findings}


@pytest.mark.parametrize(
    ("comparison", "tolerance", "left", "holds"),
    [
        ("equal", 0, 100, True),
        ("equal", 0, 101, False),
        ("equal", 1, 101, True),
        ("equal", 1, 99, True),
        ("equal", 1, "98.9", False),
        ("at_most", 0, 100, True),
        ("at_most", 0, 101, False),
        ("at_most", 1, 101, True),
        ("at_least", 0, 99, False),
        ("at_least", 1, 99, True),
        ("at_least", 0, 101, True),
    ],
)
def test_a_rule_holds_within_its_tolerance(comparison: str, tolerance: int, left: int | str, holds: bool) -> None:
    rule = Rule(left="a", comparison=comparison, right="b", tolerance=Decimal(tolerance))
    verdict = judge(rule, {"a": Decimal(left), "b": Decimal(100)})
    assert verdict is not None and verdict.holds is holds


@pytest.mark.parametrize("absent", [MISSING, NOT_APPLICABLE])
def test_a_rule_is_judged_only_when_every_figure_is_there(absent: Figure) -> None:
    rule = Rule(left="a", comparison="equal", right="b + c", tolerance=Decimal(0))
    assert judge(rule, {"a": Decimal(1), "b": Decimal(5), "c": absent}) is None
    assert judge(rule, {"a": Decimal(1), "b": Decimal(5)}) is None


def test_a_broken_rule_asks_at_its_left_side_with_both_amounts(
    plan: Plan, made: Quantity, open_round: Round, wu: User
) -> None:
    definitions.create_rule(plan, by=wu, **SUM)
    assert codes(open_round) == {"made": [Code.RULE]}
    entry = Entry.objects.get(quantity=made)
    facts = compare([entry], open_round)[entry.pk].findings[0].facts
    assert (facts["name"], facts["left"], facts["right"], facts["difference"]) == (SUM["name"], "100", "90", "10")


def test_a_rule_that_is_switched_off_asks_nothing(plan: Plan, made: Quantity, open_round: Round, wu: User) -> None:
    rule = definitions.create_rule(plan, by=wu, **SUM)
    definitions.update_rule(rule, by=wu, based_on=1, is_active=False)
    assert codes(open_round) == {}


def test_between_regions_each_is_judged_by_its_own(
    plan: Plan, open_round: Round, region: Organization, wu: User
) -> None:
    west = create_organization("west", "西城区", kind=Organization.Kind.REGION, order=60)
    for code, (east_figure, west_figure) in {"made": (10, 10), "used": (10, 7)}.items():
        quantity = create_quantity(plan, code, by_region=True, jump=None)
        create_entry(quantity, open_round, east_figure, organization=region)
        create_entry(quantity, open_round, west_figure, organization=west)
    definitions.create_rule(plan, by=wu, name="r", left="made", right="used")
    asked = compare(list(Entry.objects.in_round(open_round).with_context()), open_round)
    broken = [Entry.objects.get(pk=pk).organization for pk, each in asked.items() if each.findings]
    assert broken == [west]


def test_against_a_figure_of_the_city_the_regions_are_summed(
    plan: Plan, open_round: Round, housing: Organization, region: Organization, wu: User
) -> None:
    west = create_organization("west", "西城区", kind=Organization.Kind.REGION, order=60)
    city = create_quantity(plan, "city", owner=housing, jump=None)
    parts = create_quantity(plan, "parts", by_region=True, jump=None)
    create_entry(city, open_round, 30)
    create_entry(parts, open_round, 10, organization=region)
    late = create_entry(parts, open_round, organization=west)
    definitions.create_rule(plan, by=wu, name="r", left="city", right="parts")
    assert codes(open_round) == {}  # one region is still missing
    Entry.objects.filter(pk=late.pk).update(value=10)
    assert codes(open_round) == {"city": [Code.RULE]}
    Entry.objects.filter(pk=late.pk).update(value=20)
    assert codes(open_round) == {}


def test_a_jump_against_last_year_is_asked_about_where_the_office_wants_it(
    plan: Plan, made: Quantity, open_round: Round
) -> None:
    create_entry(made, create_round(plan, year=2023, quarter=3), 50)
    assert codes(open_round) == {}
    Quantity.objects.filter(pk=made.pk).update(jump_year=80)
    assert codes(open_round) == {"made": [Code.JUMP_YEAR]}


def test_more_rules_and_more_entries_ask_no_more(plan: Plan, made: Quantity, open_round: Round, wu: User) -> None:
    def asked() -> int:
        entries = list(Entry.objects.in_round(open_round).with_context())
        with CaptureQueriesContext(connection) as queries:
            compare(entries, open_round)
        return len(queries)

    definitions.create_rule(plan, by=wu, **SUM)
    few = asked()
    for number in range(5):
        create_entry(create_quantity(plan, f"q{number}", owner=made.owner), open_round, 1)
        definitions.create_rule(plan, by=wu, name=f"r{number}", left=f"q{number}", right="used")
    assert asked() == few == 4


@pytest.mark.parametrize(
    ("left", "right", "error"),
    [
        ("made", "firms", UnitsDisagree),
        ("made", "tons", UnitsDisagree),
        ("made", "zzz", UnknownQuantities),
        ("made", "prev_year(made)", RuleRefused),
        ("made", "yearly", RuleRefused),
    ],
)
def test_sides_that_do_not_go_together_are_refused(
    plan: Plan, made: Quantity, housing: Organization, wu: User, left: str, right: str, error: type[Exception]
) -> None:
    create_quantity(plan, "firms", owner=housing, unit="家")
    create_quantity(plan, "tons", owner=housing, unit="吨")
    create_quantity(plan, "yearly", owner=housing, frequency="year")
    with pytest.raises(error):
        definitions.create_rule(plan, by=wu, name="r", left=left, right=right)
    assert not Rule.objects.exists()


def test_a_rule_is_kept_with_its_record_and_guarded(plan: Plan, made: Quantity, wu: User) -> None:
    rule = definitions.create_rule(plan, by=wu, key="k", **SUM)
    assert definitions.create_rule(plan, by=wu, key="k", **SUM) == rule
    definitions.update_rule(rule, by=wu, based_on=1, tolerance=Decimal(2))
    assert [record.verb for record in Record.objects.about(rule)] == ["rule.changed", "rule.created"]
    with pytest.raises(StaleError):
        definitions.update_rule(rule, by=wu, based_on=1, tolerance=Decimal(3))


def test_parts_and_ways_are_suggested_until_there_is_such_a_rule(plan: Plan, housing: Organization, wu: User) -> None:
    whole = create_quantity(plan, "slag_generated", owner=housing, name="炉渣产生量（测算）")
    for code in ("slag_utilized", "slag_disposed"):
        create_quantity(plan, code, owner=housing)
    create_quantity(plan, "slag_stored", owner=housing, unit="吨")  # another unit
    for code, name in (("first", "炉渣综合利用量"), ("second", "炉渣填埋处置量")):
        create_quantity(plan, code, owner=housing, part_of=whole, name=name)
    offered = suggestions(plan.quantities.all(), [])
    assert {each.right for each in offered} == {"first + second", "slag_utilized + slag_disposed"}
    definitions.create_rule(plan, by=wu, name="r", left="slag_generated", right="second + first")
    assert [each.right for each in suggestions(plan.quantities.all(), plan.rules.all())] == [
        "slag_utilized + slag_disposed"
    ]


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("行政村总数", ["已开展生活垃圾分类的行政村数", "纳入秸秆收储运体系的行政村数"]),
        ("新建建筑面积", ["新建绿色建筑面积", "新建装配式建筑面积"]),
        ("生活垃圾产生量", ["其中：厨余垃圾产生量", "其中：有害垃圾产生量"]),
        ("工业固废处置量", ["工业固废处置量其中：处置往年贮存量", "工业固废安全处置量"]),
        ("生活垃圾清运量", ["生活垃圾焚烧量", "可回收物回收量"]),
    ],
)
def test_parts_whose_names_do_not_make_up_the_whole_are_not_suggested(
    plan: Plan, housing: Organization, whole: str, parts: list[str]
) -> None:
    upper = create_quantity(plan, "upper", owner=housing, name=whole)
    for place, name in enumerate(parts):
        create_quantity(plan, f"part_{place}", owner=housing, name=name, part_of=upper)
    assert suggestions(plan.quantities.all(), []) == []


# --- pages -----------------------------------------------------------------------------------------------------------


def test_the_office_tries_a_rule_saves_it_and_switches_it_off(
    plan: Plan, made: Quantity, wu: User, signed_in: SignedIn
) -> None:
    office, address = signed_in(wu), reverse("indicators:rule_create", args=[plan.code])
    given = {**SUM, "comparison": "equal", "tolerance": "0", "key": "k"}
    page = office.post(address, given | {"try": "1"}).content.decode()
    assert "全市" in page and "不符合的" in page and not Rule.objects.exists()
    assert office.post(address, given).status_code == 302
    assert office.post(address, given).status_code == 302 and Rule.objects.count() == 1
    listed = office.get(reverse("indicators:rules", args=[plan.code])).content.decode()
    assert SUM["name"] in listed and "全市" in listed
    rule = Rule.objects.get()
    office.post(reverse("indicators:rule_switch", args=[plan.code, rule.pk]), {"version": "1", "to": "off"})
    rule.refresh_from_db()
    assert not rule.is_active
    office.post(reverse("indicators:rule_switch", args=[plan.code, rule.pk]), {"version": "1", "to": "on"})
    rule.refresh_from_db()
    assert not rule.is_active  # by somebody who had not seen the change


def test_the_form_says_at_which_side_what_is_wrong(plan: Plan, made: Quantity, wu: User, signed_in: SignedIn) -> None:
    address = reverse("indicators:rule_create", args=[plan.code])
    given = {**SUM, "comparison": "equal", "tolerance": "0"}
    for field, text, words in (
        ("left", "made +", "看不懂"),
        ("right", "zzz", "方案里没有这些数据项"),
        ("right", "prev_year(made)", "同一期"),
    ):
        answer = signed_in(wu).post(address, given | {field: text})
        assert answer.status_code == 422 and words in str(answer.context["form"].errors[field])


def test_a_suggestion_leads_to_the_form_and_is_no_rule_before_it_is_saved(
    plan: Plan, made: Quantity, wu: User, signed_in: SignedIn
) -> None:
    for code, name in {"made": "炉渣产生量", "used": "炉渣利用量", "dumped": "炉渣填埋量"}.items():
        plan.quantities.filter(code=code).update(name=name, part_of=None if code == "made" else made)
    office = signed_in(wu)
    listed = office.get(reverse("indicators:rules", args=[plan.code])).content.decode()
    assert "核对并采用" in listed
    form = office.get(reverse("indicators:quantity_edit", args=[plan.code, made.pk])).content.decode()
    assert "核对并采用" in form
    page = office.get(reverse("indicators:rule_create", args=[plan.code]), {**SUM}).content.decode()
    assert 'value="used + dumped"' in page and not Rule.objects.exists()


def test_the_list_names_the_quantities_beside_their_codes(
    plan: Plan, made: Quantity, wu: User, signed_in: SignedIn
) -> None:
    for code, name in {"made": "产生量", "used": "利用量", "dumped": "填埋量"}.items():
        plan.quantities.filter(code=code).update(name=name)
    definitions.create_rule(plan, by=wu, name="r", left="made", right="(used + dumped) * 2")
    page = signed_in(wu).get(reverse("indicators:rules", args=[plan.code])).content.decode()
    assert "产生量 等于 (利用量 + 填埋量) × 2" in page and "<code>(used + dumped) * 2</code>" in page


def test_all_open_questions_of_a_round_stand_in_one_list(
    plan: Plan, made: Quantity, open_round: Round, zhao: User, lin: User, wu: User, signed_in: SignedIn
) -> None:
    definitions.create_rule(plan, by=wu, **SUM)
    other = create_quantity(plan, "other", name="农膜", owner=zhao.organization, maximum=5)
    create_entry(other, open_round, 9, note="今年扩大了统计范围")
    office, address = signed_in(wu), reverse("indicators:warnings", args=[plan.code, open_round.pk])
    page = office.get(address).content.decode()
    assert "2 项数据有疑问，其中 1 项还没有说明" in page and "未说明" in page and "今年扩大了统计范围" in page
    for asked, shown in (
        ({"kind": "rule"}, ["made"]),
        ({"word": "explained"}, ["农膜"]),
        ({"word": "open"}, ["made"]),
        ({"organization": "agriculture"}, ["农膜"]),
        ({}, ["made", "农膜"]),
    ):
        found = office.get(address, asked).context["page"]
        assert [row.entry.quantity.name for row in found] == shown
    assert [row.entry.quantity.name for row in signed_in(lin).get(address).context["page"]] == ["made"]
    assert [row.entry.quantity.name for row in signed_in(zhao).get(address).context["page"]] == ["农膜"]
    round_page = office.get(reverse("indicators:round", args=[plan.code, open_round.pk])).content.decode()
    assert "2 项数据有疑问" in round_page and address in round_page


def test_whoever_reports_checks_or_keeps_finds_the_way_to_the_open_questions(
    plan: Plan, made: Quantity, open_round: Round, lin: User, gao: User, zhao: User, wu: User, signed_in: SignedIn
) -> None:
    definitions.create_rule(plan, by=wu, **SUM)
    address = reverse("indicators:warnings", args=[plan.code, open_round.pk])
    first = {lin: "tasks:desk", gao: "tasks:desk", wu: "indicators:rounds"}
    for user, page in first.items():
        shown = signed_in(user).get(reverse(page, args=[plan.code])).content.decode()
        assert "2024年第三季度数据有疑问 1 项，1 项未说明" in shown and address in shown
    assert "数据有疑问" not in signed_in(zhao).get(reverse("tasks:desk", args=[plan.code])).content.decode()
    Entry.objects.filter(quantity=made).update(note="10 吨在库")
    assert "1 项，0 项未说明" in signed_in(lin).get(reverse("tasks:desk", args=[plan.code])).content.decode()
    for user in (lin, gao, wu):
        grid = reverse("indicators:grid", args=[plan.code, open_round.pk])
        page = signed_in(user).get(grid, {"organization": "housing"} if user == wu else {}).content.decode()
        assert f"{address}?organization=housing" in page


def test_the_questions_leave_as_a_workbook(
    plan: Plan, made: Quantity, open_round: Round, wu: User, signed_in: SignedIn
) -> None:
    definitions.create_rule(plan, by=wu, **SUM)
    answer = signed_in(wu).get(reverse("indicators:warnings_export", args=[plan.code, open_round.pk]))
    content = b"".join(answer) if answer.streaming else answer.content
    rows = list(load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    line = next(row for row in rows if row[1] == "made")
    assert line[2] == 100 and SUM["name"] in str(line[4]) and line[5] == "未说明"
