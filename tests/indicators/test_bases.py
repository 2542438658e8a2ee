"""The basis of an indicator changes from a day on; what was reckoned before stays."""

import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from importlib import import_module
from io import BytesIO

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from indicators import definitions
from indicators.definitions import BasisRefused, UnitBreaksFormulas, UnitsDisagree
from indicators.grid import grid_of
from indicators.models import Entry, EntryRevision, FormerBasis, Indicator, Plan, Round
from indicators.roundbook.filling import in_order
from indicators.values import series, values
from reports.facts import gather
from tests.factories import create_entry, create_indicator, create_quantity, create_round
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.lib.periods import Period
from wastefree.versions import StaleError

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]
NEW = {"formula": "used / (made + stock) * 100", "basis": "含往年贮存量"}


@pytest.fixture
def share(plan: Plan, housing: Organization) -> Indicator:
    """used / made: 50 of 100; with the stock of 25 it is 40 per cent. The second and third quarter of 2024."""
    figures = {"used": 50, "made": 100, "stock": 25}
    rounds = [create_round(plan, year=2024, quarter=quarter, state=Round.State.CLOSED) for quarter in (2, 3)]
    for code, figure in figures.items():
        quantity = create_quantity(plan, code, owner=housing, name=code, accumulation="point_in_time")
        for round_ in rounds:
            create_entry(quantity, round_, figure, state="approved")
    return create_indicator(plan, name="利用率", formula="used / made * 100", basis="利用量÷产生量", lead=housing)


def change(indicator: Indicator, by: User, **given: object) -> Indicator:
    fields: dict[str, object] = {"since": date(2024, 7, 1), "reason": "国家口径调整", "based_on": 1, **NEW, **given}
    return definitions.change_basis(indicator, by=by, **fields)  # type: ignore[arg-type]


def figures(plan: Plan, indicator: Indicator) -> list[Decimal]:
    fresh = Indicator.objects.get(pk=indicator.pk)
    points = series(plan, [fresh], [Period(2024, 2), Period(2024, 3)])[fresh.pk]
    return [point.figure for point in points if isinstance(point.figure, Decimal)]


def test_periods_that_ended_before_keep_the_former_basis(plan: Plan, share: Indicator, wu: User) -> None:
    change(share, wu)
    assert figures(plan, share) == [50, 40]
    fresh = Indicator.objects.get(pk=share.pk)
    before = values(plan, Period(2024, 2), indicators=[fresh])[fresh.pk]
    after = values(plan, Period(2024, 3), indicators=[fresh])[fresh.pk]
    assert (before.basis.text, after.basis.text) == ("利用量÷产生量", "含往年贮存量")
    assert (before.basis.until, after.basis.since) == (date(2024, 6, 30), date(2024, 7, 1))
    assert {part.reference.name for part in before.parts} == {"used", "made"}


def test_the_day_decides_by_the_end_of_the_period(plan: Plan, share: Indicator, wu: User) -> None:
    change(share, wu, since=date(2024, 6, 30))
    assert figures(plan, share) == [40, 40]


def test_the_change_is_one_record_with_its_reason_and_the_quantities_of_both_are_kept(
    plan: Plan, share: Indicator, wu: User
) -> None:
    change(share, wu, key="k")
    record = Record.objects.about(share).get()
    assert (record.verb, record.reason, record.after["since"]) == (
        "indicator.basis_changed",
        "国家口径调整",
        "2024-07-01",
    )
    assert {each.code for each in share.quantities.all()} == {"used", "made", "stock"}
    change(share, wu, key="k")
    assert FormerBasis.objects.count() == 1


def test_a_correction_of_the_present_basis_leaves_the_former_alone(plan: Plan, share: Indicator, wu: User) -> None:
    change(share, wu)
    definitions.update_indicator(share, by=wu, based_on=2, formula="used / stock * 100")
    assert figures(plan, share) == [50, 200]
    assert {each.code for each in share.quantities.all()} == {"used", "made", "stock"}


def test_the_last_change_can_be_taken_back(plan: Plan, share: Indicator, wu: User) -> None:
    change(share, wu)
    definitions.undo_basis(share, reason="通知收回", by=wu, based_on=2)
    assert figures(plan, share) == [50, 50]
    assert {each.code for each in share.quantities.all()} == {"used", "made"}
    with pytest.raises(BasisRefused):
        definitions.undo_basis(share, reason="再来", by=wu, based_on=3)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"reason": "  "}, BasisRefused),
        ({"based_on": 7}, StaleError),
        ({"formula": "used"}, UnitsDisagree),
    ],
)
def test_a_change_that_cannot_be_leaves_nothing_behind(
    plan: Plan, share: Indicator, wu: User, given: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        change(share, wu, **given)
    assert not FormerBasis.objects.exists() and not Record.objects.about(share).exists()


def test_a_stale_change_is_refused_although_another_field_stays_as_it_is(share: Indicator, wu: User) -> None:
    definitions.update_indicator(share, by=wu, based_on=1, name="新名")
    with pytest.raises(StaleError):
        change(Indicator.objects.get(pk=share.pk), wu, name="新名")
    assert not FormerBasis.objects.exists()


def test_changes_follow_each_other_in_time(share: Indicator, wu: User) -> None:
    change(share, wu)
    with pytest.raises(BasisRefused):
        change(share, wu, since=date(2024, 7, 1), based_on=2, basis="又一个")
    change(share, wu, since=date(2025, 1, 1), based_on=2, basis="又一个")
    assert [each.since for each in share.bases] == [None, date(2024, 7, 1), date(2025, 1, 1)]


def test_the_course_marks_where_the_basis_changed(plan: Plan, share: Indicator, wu: User) -> None:
    change(share, wu)
    fresh = Indicator.objects.get(pk=share.pk)
    points = series(plan, [fresh], [Period(2024, 2), Period(2024, 3), Period(2024, 4)])[fresh.pk]
    assert [point.new_basis for point in points] == [False, True, False]


def test_the_yearly_report_uses_the_basis_of_its_year(plan: Plan, share: Indicator, wu: User) -> None:
    change(share, wu, since=date(2025, 1, 1))
    assert gather(plan, 2024, as_of=date(2025, 3, 1)).indicators[0].formula == "used / made * 100"
    assert gather(plan, 2025, as_of=date(2026, 3, 1)).indicators[0].basis == "含往年贮存量"


def test_more_indicators_with_a_former_basis_ask_no_more(plan: Plan, share: Indicator, wu: User) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            values(plan, Period(2024, 3))
        return len(queries)

    change(share, wu)
    few = asked()
    for number in range(5):
        more = create_indicator(plan, f"x{number}", formula="used / made * 100")
        change(more, wu)
    assert asked() == few


ROUTES = pytest.mark.parametrize("route", ["indicators:indicators", "indicators:indicator", "indicators:compare"])


def exported(office: Client, plan: Plan, share: Indicator, route: str, as_of: str = "") -> list[tuple[str, ...]]:
    """All rows of all sheets but the line above them, which says the moment."""
    place = [plan.code, share.pk] if route == "indicators:indicator" else [plan.code]
    answer = office.get(reverse(f"{route}_export", args=place), {"as_of": as_of, "indicator": [str(share.pk)]})
    sheets = load_workbook(BytesIO(answer.content)).worksheets
    return [tuple(map(str, row)) for sheet in sheets for row in list(sheet.iter_rows(values_only=True))[2:]]


def moment() -> str:
    time.sleep(0.002)
    return f"{timezone.localtime():%Y-%m-%dT%H:%M:%S.%f}"


@ROUTES
def test_what_was_exported_before_a_change_is_exported_again_the_same(
    route: str, plan: Plan, share: Indicator, wu: User, signed_in: SignedIn
) -> None:
    for entry in Entry.objects.all():
        EntryRevision.objects.create(
            entry=entry, version=2, step="saved", value=entry.value, state=entry.state, by=wu, at=timezone.now()
        )
    office = signed_in(wu)
    first, then = exported(office, plan, share, route), moment()
    change(share, wu)
    between, later = exported(office, plan, share, route), moment()
    change(Indicator.objects.get(pk=share.pk), wu, since=date(2024, 9, 1), based_on=2, formula="stock / made * 100")
    assert exported(office, plan, share, route, then) == first
    assert exported(office, plan, share, route, later) == between
    assert first != between != exported(office, plan, share, route) != first


def test_a_correction_for_all_times_is_told_beside_figures_of_a_moment_before_it(
    plan: Plan, share: Indicator, wu: User, signed_in: SignedIn
) -> None:
    office, told = signed_in(wu), "的公式或口径作过更正"
    pages = [
        reverse("indicators:indicators", args=[plan.code]),
        reverse("indicators:indicator", args=[plan.code, share.pk]),
        reverse("indicators:compare", args=[plan.code]),
    ]
    then = moment()
    definitions.update_indicator(share, by=wu, based_on=1, name="新名")
    assert not any(told in office.get(page, {"as_of": then}).content.decode() for page in pages)
    definitions.update_indicator(share, by=wu, based_on=2, formula="used / stock * 100")
    assert all(told in office.get(page, {"as_of": then}).content.decode() for page in pages)
    assert not any(told in office.get(page).content.decode() for page in pages)


# --- pages -----------------------------------------------------------------------------------------------------------


def typed(indicator: Indicator, **fields: str) -> dict[str, str]:
    given = {
        "version": str(indicator.version),
        "key": "",
        "code": indicator.code,
        "name": indicator.name,
        "unit": indicator.unit,
        "decimals": "2",
        "kind": indicator.kind,
        "better": indicator.better,
        "formula": indicator.formula,
        "basis": indicator.basis,
        "order": "100",
        "is_active": "on",
    }
    return given | fields


def test_the_form_asks_from_when_on_a_new_formula_holds(
    plan: Plan, share: Indicator, wu: User, signed_in: SignedIn
) -> None:
    office, address = signed_in(wu), reverse("indicators:indicator_edit", args=[plan.code, share.pk])
    answer = office.post(address, typed(share, **NEW))
    assert answer.status_code == 422 and "请选择从什么时候起生效" in answer.content.decode()
    answer = office.post(address, typed(share, **NEW, applies="change"))
    assert "请填写从哪一天起生效" in answer.content.decode() and "请写明变更口径的原因" in answer.content.decode()
    answer = office.post(
        address, typed(share, **NEW, applies="change", since="2024-07-01", basis_reason="国家口径调整")
    )
    assert answer.status_code == 302 and figures(plan, share) == [50, 40]
    share.refresh_from_db()
    answer = office.post(address, typed(share, formula="used / stock * 100", applies="correction"))
    assert answer.status_code == 302 and figures(plan, share) == [50, 200]


def test_nothing_is_asked_where_neither_formula_nor_basis_changes(
    plan: Plan, share: Indicator, wu: User, signed_in: SignedIn
) -> None:
    address = reverse("indicators:indicator_edit", args=[plan.code, share.pk])
    assert signed_in(wu).post(address, typed(share, name="新名")).status_code == 302


def test_mixed_units_are_refused_at_the_formula(
    plan: Plan, share: Indicator, housing: Organization, wu: User, signed_in: SignedIn
) -> None:
    create_quantity(plan, "firms", owner=housing, unit="家")
    address = reverse("indicators:indicator_edit", args=[plan.code, share.pk])
    answer = signed_in(wu).post(address, typed(share, formula="used + firms", applies="correction"))
    assert answer.status_code == 422 and "不能相加减" in answer.content.decode()


def test_a_unit_that_would_break_a_formula_is_refused(
    plan: Plan, share: Indicator, wu: User, signed_in: SignedIn
) -> None:
    used = plan.quantities.get(code="used")
    address = reverse("indicators:quantity_edit", args=[plan.code, used.pk])
    fields = {"version": "1", "name": "used", "unit": "吨", "decimals": "2", "kind": "number", "frequency": "quarter"}
    answer = signed_in(wu).post(address, fields | {"accumulation": "point_in_time", "owner": str(used.owner_id)})
    assert answer.status_code == 422 and "利用率" in answer.content.decode()


@pytest.mark.parametrize("route", ["indicator_edit", "indicator_create"])
def test_a_unit_that_somebody_changes_while_a_formula_is_saved_is_told_at_the_formula(
    plan: Plan, share: Indicator, wu: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    def meanwhile(*_given: object) -> None:
        plan.quantities.filter(code="stock").update(unit="家")

    monkeypatch.setattr(definitions, "group", meanwhile)  # asked between the check of the form and the writing
    place = [plan.code, share.pk] if route == "indicator_edit" else [plan.code]
    fields = {"version": "1", "code": "99", "name": "新的", "unit": "%", "decimals": "2", "kind": "quantitative"}
    typed = fields | {"formula": "used / (made + stock) * 100", "applies": "correction", "order": "1"}
    answer = signed_in(wu).post(reverse(f"indicators:{route}", args=place), typed)
    assert answer.status_code == 422 and "“stock”的单位" in str(answer.context["form"].errors["formula"])
    assert not plan.indicators.filter(name="新的")


@pytest.mark.parametrize("former", [False, True])
def test_a_unit_that_would_break_a_formula_is_refused_wherever_it_comes_from(
    plan: Plan, share: Indicator, wu: User, former: bool
) -> None:
    if former:
        change(share, wu, formula="used / stock * 100")
    made = plan.quantities.get(code="made")
    with pytest.raises(UnitBreaksFormulas) as refused:
        definitions.update_quantity(made, by=wu, based_on=1, unit="家")
    made.refresh_from_db()
    assert refused.value.indicators == [share] and made.unit == "万吨"
    definitions.update_quantity(made, by=wu, based_on=1, unit="", name="产生量")


def test_a_formula_that_is_wrong_already_lets_its_units_be_mended(plan: Plan, share: Indicator, wu: User) -> None:
    plan.quantities.filter(code__in=("used", "made")).update(unit="家")
    Indicator.objects.filter(pk=share.pk).update(unit="万吨")
    definitions.update_quantity(plan.quantities.get(code="used"), by=wu, based_on=1, unit="件")
    assert plan.quantities.get(code="used").unit == "件"


def test_the_pages_show_the_basis_of_their_period_and_the_history(
    plan: Plan, share: Indicator, wu: User, signed_in: SignedIn
) -> None:
    change(share, wu)
    office = signed_in(wu)
    page = office.get(
        reverse("indicators:indicator", args=[plan.code, share.pk]), {"period": "2024-2"}
    ).content.decode()
    for words in ("原口径，用到2024年6月30日", "口径沿革", "国家口径调整", "口径变更"):
        assert words in page
    for period, basis in (("2024-2", "利用量÷产生量"), ("2024-3", "含往年贮存量")):
        listed = office.get(reverse("indicators:indicators", args=[plan.code]), {"period": period}).content.decode()
        assert basis in listed
        export = office.get(reverse("indicators:indicators_export", args=[plan.code]), {"period": period})
        rows = load_workbook(BytesIO(export.content)).worksheets[0].iter_rows(values_only=True)
        assert any(basis in map(str, row) for row in rows)


def test_a_change_is_taken_back_on_its_page_with_a_reason(
    plan: Plan, share: Indicator, wu: User, signed_in: SignedIn
) -> None:
    change(share, wu)
    office, address = signed_in(wu), reverse("indicators:indicator_basis_undo", args=[plan.code, share.pk])
    assert "利用量÷产生量" in office.get(address).content.decode()
    assert office.post(address, {"version": "2", "reason_given": " "}).status_code == 422
    assert office.post(address, {"version": "2", "reason_given": "通知收回"}).status_code == 302
    assert figures(plan, share) == [50, 50]


def test_what_only_a_former_basis_needed_is_owed_and_stands_apart(
    plan: Plan, share: Indicator, wu: User, lin: User, signed_in: SignedIn
) -> None:
    change(share, wu, formula="used / stock * 100", since=date(2024, 7, 1))
    office, place = signed_in(wu), [plan.code]
    for quarter, needed, rest in ((2, {"used", "made"}, {"stock"}), (3, {"used", "stock"}, {"made"})):
        round_ = Round.objects.get(quarter=quarter)
        groups = grid_of(round_, lin.organization, lin).groups if lin.organization else ()
        assert [{line.row.entry.quantity.code for line in group.lines} for group in groups] == [needed, rest]
        under = in_order([row.entry for group in groups for row in (line.row for line in group.lines)], round_)
        assert {entry.quantity.code for entry, indicator in under if indicator is None} == rest
    page = office.get(reverse("indicators:quantities", args=place), {"only": "unused"}).context["page"]
    assert [each.code for each in page] == ["made"]


def test_an_indicator_whose_figures_were_all_of_a_former_basis_has_no_empty_place_in_the_grid(
    plan: Plan, share: Indicator, wu: User, lin: User, zhao: User
) -> None:
    Entry.objects.filter(quantity__code="stock").update(organization=zhao.organization)
    change(share, wu, formula="stock / stock * 100", since=date(2024, 7, 1))
    assert lin.organization is not None
    (group,) = grid_of(Round.objects.get(quarter=3), lin.organization, lin).groups
    assert group.value is None


# --- tried -----------------------------------------------------------------------------------------------------------


def test_a_formula_is_tried_in_some_periods_beside_the_present_one(
    plan: Plan, share: Indicator, wu: User, signed_in: SignedIn
) -> None:
    given = {"formula": NEW["formula"], "unit": "%", "try-indicator": str(share.pk), "try-period": "2024-3"}
    page = signed_in(wu).post(reverse("indicators:formula_try", args=[plan.code]), given).content.decode()
    assert "2024年第二季度" in page and "40.0000" in page and "50.0000" in page and "-10.0000" in page
    assert "算出来的单位" in page


def test_a_formula_is_tried_by_region_and_with_what_is_only_submitted(
    plan: Plan, region: Organization, wu: User, signed_in: SignedIn
) -> None:
    round_ = create_round(plan, year=2024, quarter=3, state=Round.State.CLOSED)
    for code, figure in {"used": "3", "made": "0"}.items():
        quantity = create_quantity(plan, code, by_region=True, name=code, accumulation="point_in_time")
        create_entry(quantity, round_, figure, organization=region, state="submitted")
    given = {"formula": "used / made * 100", "unit": "%", "try-period": "2024-3"}
    office, address = signed_in(wu), reverse("indicators:formula_try", args=[plan.code])
    assert "缺少：" in office.post(address, given).content.decode()
    page = office.post(address, given | {"try-counting": "submitted"}).content.decode()
    assert "东城区" in page and "除数为零：made" in page


def test_trying_without_a_script_saves_nothing(plan: Plan, share: Indicator, wu: User, signed_in: SignedIn) -> None:
    address = reverse("indicators:indicator_edit", args=[plan.code, share.pk])
    given = typed(share, **NEW, applies="correction") | {"try": "1", "try-indicator": str(share.pk)}
    page = signed_in(wu).post(address, given)
    share.refresh_from_db()
    assert share.version == 1 and "40.0000" in page.content.decode() and NEW["formula"] in page.content.decode()


def test_changes_of_an_earlier_version_take_their_moment_from_the_audit(share: Indicator, wu: User) -> None:
    """What the upgrade does to bases that were changed before the moment was kept."""
    change(share, wu)
    changed_at = FormerBasis.objects.get().changed_at
    assert changed_at is not None
    FormerBasis.objects.update(changed_at=None)
    import_module("indicators.migrations.0005_when_a_basis_was_changed").moments_from_the_audit(apps, None)
    filled = FormerBasis.objects.get().changed_at
    assert filled == Record.objects.get(verb="indicator.basis_changed").at
    assert filled is not None and abs(filled - changed_at).total_seconds() < 1
