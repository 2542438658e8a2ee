"""Targets by year, quarter and region: written, understood, settled by a person, and what is judged by which."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from indicators import definitions
from indicators.charts import course
from indicators.definitions import Words
from indicators.forecast import Outlook
from indicators.models import Indicator, Plan, Round, Target
from indicators.progress import Reason, Status
from indicators.regions import by_region
from indicators.targets import PREVIOUS_YEAR, Condition, Kind
from indicators.values import values
from tests import factories
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.lib.periods import Period
from wastefree.versions import StaleError

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]
AUTUMN = Period(2024, 3)


@pytest.fixture
def collected(plan: Plan, open_round: Round, region: Organization) -> Indicator:
    """Tonnes collected, reported by regions: 60 from the east by the third quarter of 2024; 100 are wanted of the year."""
    quantity = factories.create_quantity(plan, "collected", by_region=True, accumulation="year_to_date")
    factories.create_entry(quantity, open_round, 60, organization=region, state="approved")
    made = factories.create_indicator(plan, name="回收量", formula="collected", unit="吨")
    made.quantities.set([quantity])
    factories.create_target(made, "≥100吨", year=2024)
    return made


def typed(form: forms.Form, **new: str) -> dict[str, Any]:
    """What a browser sends of a form, with some fields typed anew."""
    return {form.add_prefix(name): form[name].value() or "" for name in form.fields} | {
        form.add_prefix(name): value for name, value in new.items()
    }


def fresh(indicator: Indicator) -> Indicator:
    """As the next request reads it."""
    return Indicator.objects.get(pk=indicator.pk)


def status_now(indicator: Indicator, period: Period = AUTUMN) -> tuple[Status, Reason]:
    found = values(indicator.plan, period, indicators=[fresh(indicator)])[indicator.pk].assessment
    return found.status, found.reason


class TestAQuarter:
    def test_its_own_target_is_judged_and_without_one_the_year_s_line(self, collected: Indicator, wu: User) -> None:
        assert status_now(collected)[0] is Status.BEHIND  # 75 of 100 are expected
        definitions.set_target(collected, 2024, "≥55吨", by=wu, quarter=3)
        assert status_now(collected) == (Status.ACHIEVED, Reason.MET)
        definitions.set_target(collected, 2024, "≥40吨", by=wu, quarter=2)
        assert values(collected.plan, Period(2024), indicators=[collected])[collected.pk].target is not None
        definitions.set_target(collected, 2024, "≥80吨", by=wu, quarter=3)
        assert status_now(collected)[0] is Status.OFF_TRACK
        definitions.set_target(collected, 2024, "", by=wu, quarter=3)
        assert status_now(collected)[0] is Status.BEHIND

    def test_where_the_year_leads_is_still_told_beside_it(self, collected: Indicator, wu: User) -> None:
        definitions.set_target(collected, 2024, "≥55吨", by=wu, quarter=3)
        found = values(collected.plan, AUTUMN, indicators=[fresh(collected)])[collected.pk].assessment
        assert (found.status, found.forecast.outlook) == (Status.ACHIEVED, Outlook.WILL_MISS)
        assert found.forecast.on == date(2024, 12, 31)

    def test_the_whole_year_is_never_judged_by_a_quarter(self, collected: Indicator, wu: User) -> None:
        definitions.set_target(collected, 2024, "≥999吨", by=wu, quarter=4)
        value = values(collected.plan, Period(2024), indicators=[collected])[collected.pk]
        assert value.target is not None and value.target.text == "≥100吨"

    def test_quarters_are_added_to_a_year_on_the_page(
        self, plan: Plan, collected: Indicator, wu: User, signed_in: SignedIn
    ) -> None:
        office, address = signed_in(wu), reverse("indicators:targets", args=[plan.code, collected.pk])
        assert "target_2024_q3" not in office.get(address).context["form"].fields
        form = office.get(address, {"quarters": "2024"}).context["form"]
        assert office.post(f"{address}?quarters=2024", typed(form, target_2024_q3="≥70吨")).status_code == 302
        page = office.get(address)
        assert "2024年第三季度目标" in page.content.decode()
        assert Target.objects.get(indicator=collected, quarter=3).text == "≥70吨"
        assert Target.objects.get(indicator=collected, quarter=0, year=2024).text == "≥100吨"

    @pytest.mark.parametrize("year", ["1024", "x", "", "²"])
    def test_a_year_outside_the_plan_offers_nothing(
        self, plan: Plan, collected: Indicator, wu: User, signed_in: SignedIn, year: str
    ) -> None:
        page = signed_in(wu).get(reverse("indicators:targets", args=[plan.code, collected.pk]), {"quarters": year})
        assert page.status_code == 200 and not page.context["form"].with_quarters


class TestARegion:
    def test_it_is_judged_against_its_own_target_and_never_by_the_city_s(
        self, plan: Plan, collected: Indicator, region: Organization, wu: User
    ) -> None:
        def own() -> tuple[Status, Reason]:
            ((_, (value,)),) = by_region(plan, [fresh(collected)], AUTUMN, regions=[region])
            assert value.figure == 60
            return value.assessment.status, value.assessment.reason

        assert own() == (Status.NOT_JUDGED, Reason.NO_OWN_TARGET)
        definitions.set_target(collected, 2024, "≥50吨", by=wu, region=region)
        assert own() == (Status.ACHIEVED, Reason.MET)
        assert status_now(collected)[0] is Status.BEHIND

    def test_the_page_of_the_indicator_says_so(
        self, plan: Plan, collected: Indicator, region: Organization, wu: User, signed_in: SignedIn
    ) -> None:
        office, address = signed_in(wu), reverse("indicators:indicator", args=[plan.code, collected.pk])
        assert "未设目标，不单独判定" in office.get(address, {"period": AUTUMN.key}).content.decode()
        definitions.set_target(collected, 2024, "≥50吨", by=wu, region=region)
        page = office.get(address, {"period": AUTUMN.key}).content.decode()
        assert "未设目标，不单独判定" not in page and "≥50吨" in page

    def test_a_department_sees_no_region_s_value(
        self, plan: Plan, collected: Indicator, lin: User, signed_in: SignedIn
    ) -> None:
        page = signed_in(lin).get(reverse("indicators:indicator", args=[plan.code, collected.pk]))
        assert page.status_code == 404 or not page.context["regions"]

    def test_the_table_keeps_words_and_says_what_it_understood(
        self, plan: Plan, collected: Indicator, region: Organization, wu: User, signed_in: SignedIn
    ) -> None:
        office, address = signed_in(wu), reverse("indicators:targets_of_regions", args=[plan.code, collected.pk])
        name = f"region_{region.pk}_2024"
        form = office.get(address).context["form"]
        assert office.post(address, typed(form, **{name: "50吨左右"})).status_code == 302
        page = office.get(address).content.decode()
        assert "待确认含义" in page and "没有明确的界限" in page
        assert Target.objects.get(indicator=collected, year=2024, region=None).text == "≥100吨"
        late = office.post(address, typed(form, **{name: "≥90吨", "key": "another"}))
        assert late.status_code == 409 and "≥90吨" in late.content.decode()
        again = typed(late.context["form"], **{"key": "a third"})
        assert office.post(address, again).status_code == 302
        assert Target.objects.get(region=region).text == "≥90吨"

    def test_a_year_is_set_quarter_by_quarter_beside_the_year_s_own(
        self, plan: Plan, collected: Indicator, region: Organization, wu: User, signed_in: SignedIn
    ) -> None:
        address = reverse("indicators:targets_of_regions", args=[plan.code, collected.pk]) + "?quarters=2024"
        office, name = signed_in(wu), f"region_{region.pk}_2024"
        sent = typed(office.get(address).context["form"], **{name: "≥90吨", f"{name}_q3": "≥50吨"})
        answer = office.post(address, sent)
        assert answer.status_code == 302 and answer.headers["Location"] == address
        kept = Target.objects.filter(region=region).order_by("quarter")
        assert [(target.year, target.quarter, target.text) for target in kept] == [
            (2024, 0, "≥90吨"),
            (2024, 3, "≥50吨"),
        ]
        ((_, (value,)),) = by_region(plan, [fresh(collected)], AUTUMN, regions=[region])
        assert value.assessment.status is Status.ACHIEVED
        assert office.get(address, {"quarters": "1999"}).context["form"].quarters_of is None

    def test_only_the_office_reaches_it(self, plan: Plan, collected: Indicator, lin: User, signed_in: SignedIn) -> None:
        address = reverse("indicators:targets_of_regions", args=[plan.code, collected.pk])
        assert signed_in(lin).get(address).status_code == 403
        other = factories.create_plan("other")
        assert signed_in(lin).get(
            reverse("indicators:targets_of_regions", args=[other.code, collected.pk])
        ).status_code in (403, 404)


class TestWritten:
    def test_all_or_nothing(self, collected: Indicator, region: Organization, wu: User) -> None:
        words = [Words(2025, "≥120吨"), Words(2024, "≥70吨", based_on=99)]
        with pytest.raises(StaleError):
            definitions.write_words(collected, by=wu, targets=words)
        assert not Target.objects.filter(year=2025).exists()

    def test_a_quarter_and_a_region_have_rows_and_records_of_their_own(
        self, collected: Indicator, region: Organization, wu: User
    ) -> None:
        words = [Words(2024, "≥70吨", quarter=3), Words(2024, "≥50吨", region=region)]
        definitions.write_words(collected, by=wu, targets=words)
        kept = {(each.quarter, each.region): each for each in Target.objects.filter(indicator=collected)}
        assert {place: each.text for place, each in kept.items()} == {
            (0, None): "≥100吨", (3, None): "≥70吨", (0, region): "≥50吨",
        }  # fmt: skip
        assert [Record.objects.about(kept[place]).get().verb for place in ((3, None), (0, region))] == [
            "target.created"
        ] * 2


@pytest.fixture
def vague(collected: Indicator) -> Target:
    return factories.create_target(collected, "下降10%", year=2025)


def address_of(target: Target) -> str:
    return reverse("indicators:target_decide", args=[target.indicator.plan.code, target.pk])


def decision(target: Target, **fields: str) -> dict[str, str]:
    sent = {"kind": "at_least", "value": "90", "version": str(target.version), "key": "k", **fields}
    return {f"decide-{target.pk}-{name}": value for name, value in sent.items()}


class TestDecided:
    def test_a_change_without_its_year_is_asked_for_it(
        self, plan: Plan, vague: Target, wu: User, signed_in: SignedIn
    ) -> None:
        page = signed_in(wu).get(reverse("indicators:targets", args=[plan.code, vague.indicator_id]))
        form = next(each for each in page.context["decisions"] if each.target == vague)
        assert (form["kind"].value(), form["value"].value(), form["change_unit"].value()) == ("change", "-10", "%")
        assert not form["base"].value() and str(form["base"]) in page.content.decode()
        assert "没有写明与哪一年相比，请补充基期年。" in page.content.decode()

    @pytest.mark.parametrize(
        ("fields", "condition"),
        [
            ({}, Condition("", Kind.AT_LEAST, Decimal(90), "吨")),
            ({"kind": "at_most", "value": "1,200"}, Condition("", Kind.AT_MOST, Decimal(1200), "吨")),
            ({"kind": "change", "value": "-10", "base": "2020"}, Condition("", Kind.CHANGE, Decimal(-10), "%", "2020")),
            ({"kind": "change", "value": "5", "change_unit": "吨", "base": "上年"}, Condition("", Kind.CHANGE, Decimal(5), "吨", PREVIOUS_YEAR)),
            ({"kind": "falling", "value": ""}, Condition("", Kind.DIRECTION, Decimal(-1), "", PREVIOUS_YEAR, True)),
            ({"kind": "rising", "value": "", "base": "2022"}, Condition("", Kind.DIRECTION, Decimal(1), "", "2022", True)),
            ({"kind": "qualitative", "value": ""}, Condition("下降10%", Kind.QUALITATIVE)),
            ({"kind": "none", "value": ""}, Condition("", Kind.NONE)),
        ],
    )  # fmt: skip
    def test_what_the_office_says_counts_and_is_recorded(
        self, vague: Target, wu: User, signed_in: SignedIn, fields: dict[str, str], condition: Condition
    ) -> None:
        assert signed_in(wu).post(address_of(vague), decision(vague, **fields)).status_code == 302
        vague.refresh_from_db()
        assert (vague.parsed, vague.readable, vague.read_by_person, vague.version) == ((condition,), True, True, 2)
        record = Record.objects.about(vague).get()
        assert (record.verb, record.actor, record.before["readable"]) == ("target.decided", wu, False)

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"value": ""}, "value"),
            ({"value": "很多"}, "value"),
            ({"kind": "change", "value": "0", "base": "2020"}, "value"),
            ({"kind": "change", "value": "-10"}, "base"),
            ({"kind": "change", "value": "-10", "base": "20"}, "base"),
            ({"kind": "change", "value": "-10", "base": "二〇二〇"}, "base"),
            ({"kind": "change", "value": "-10", "base": "2020", "change_unit": "斤"}, "change_unit"),
            ({"kind": "whatever"}, "kind"),
        ],
    )
    def test_wrong_input_is_named_and_changes_nothing(
        self, vague: Target, wu: User, signed_in: SignedIn, fields: dict[str, str], field: str
    ) -> None:
        answer = signed_in(wu).post(address_of(vague), decision(vague, **fields))
        assert answer.status_code == 422
        bound = next(each for each in answer.context["decisions"] if each.is_bound)
        assert list(bound.errors) == [field]
        vague.refresh_from_db()
        assert (vague.version, vague.readable) == (1, False) and not Record.objects.about(vague).exists()

    def test_a_stale_decision_is_not_written(self, vague: Target, wu: User, signed_in: SignedIn) -> None:
        definitions.set_target(vague.indicator, 2025, "下降12%", by=wu)
        answer = signed_in(wu).post(address_of(vague), decision(vague), follow=True)
        assert "刚刚被别人改过" in answer.content.decode()
        vague.refresh_from_db()
        assert (vague.text, vague.read_by_person) == ("下降12%", False)

    def test_sent_twice_it_is_written_once(self, vague: Target, wu: User, signed_in: SignedIn) -> None:
        office = signed_in(wu)
        for _ in range(2):
            assert office.post(address_of(vague), decision(vague)).status_code == 302
        assert Record.objects.about(vague).count() == 1

    def test_only_the_office_decides_and_only_by_sending(
        self, vague: Target, wu: User, lin: User, signed_in: SignedIn
    ) -> None:
        assert signed_in(lin).post(address_of(vague), decision(vague)).status_code == 403
        assert signed_in(wu).get(address_of(vague)).status_code == 405
        factories.create_plan("other")
        elsewhere = reverse("indicators:target_decide", args=["other", vague.pk])
        assert signed_in(wu).post(elsewhere, decision(vague)).status_code == 404
        vague.refresh_from_db()
        assert vague.version == 1

    def test_new_words_undo_what_a_person_said_of_the_old(self, vague: Target, wu: User) -> None:
        definitions.decide_target(vague, [Condition("", Kind.NONE)], by=wu, based_on=1)
        definitions.set_target(vague.indicator, 2025, "≥110吨", by=wu)
        vague.refresh_from_db()
        assert (vague.read_by_person, vague.parsed) == (False, (Condition("", Kind.AT_LEAST, Decimal(110), "吨"),))

    def test_a_region_s_target_is_settled_on_the_regions_page(
        self, plan: Plan, collected: Indicator, region: Organization, wu: User, signed_in: SignedIn
    ) -> None:
        target = factories.create_target(collected, "50吨左右", year=2024, region=region)
        office, page = signed_in(wu), reverse("indicators:targets_of_regions", args=[plan.code, collected.pk])
        assert office.post(address_of(target), decision(target, value="")).status_code == 422
        assert office.post(address_of(target), decision(target, value="50")).headers["Location"] == page


def test_the_course_leads_from_the_baseline_to_the_target(plan: Plan, open_round: Round, housing: Organization) -> None:
    rate = factories.create_quantity(plan, "rate", owner=housing, accumulation="point_in_time")
    made = factories.create_indicator(plan, formula="rate", unit="%", lead=housing)
    made.quantities.set([rate])
    factories.create_target(made, "≥80%", year=2024)
    quarters = [Period(2023, 4), Period(2024, 4)]
    assert course(fresh(made), quarters) == {}
    factories.create_baseline(made, 60)
    found = course(fresh(made), quarters)
    assert found[Period(2022)] == 60 and found[Period(2024, 4)] == 80
    assert round(found[Period(2023, 4)], 1) == 70
    Target.objects.filter(indicator=made).update(conditions=[], readable=False)
    assert course(fresh(made), quarters) == {}
