"""A plan selects from an edition: copies with everything they need, once, and what was reported stays as it was."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from indicators import definitions, editions, library
from indicators.definitions import Answer, Unsettled, last_selection, select_indicators, take_back
from indicators.library import Edition
from indicators.models import Indicator, OwnEdition, Plan, Quantity, Round
from indicators.selecting import offers
from indicators.values import values
from tests.factories import (
    create_edition,
    create_edition_indicator,
    create_edition_quantity,
    create_entry,
    create_indicator,
    create_plan,
    create_quantity,
    create_target,
)
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.lib.periods import Period

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]

NATIONAL = library.edition("2021")
UTILIZED = "一般工业固体废物综合利用率"
STORED = "一般工业固体废物产生强度"


@pytest.fixture
def ours() -> OwnEdition:
    own = create_edition("ours", label="本市2024年版")
    create_edition_quantity(own, "recycled", part_of="generated")
    create_edition_quantity(own, "generated")
    create_edition_indicator(
        own,
        "回收率",
        number=3,
        level1="资源化利用",
        level2="生活领域",
        formula="recycled / generated * 100",
        basis="回收量÷产生量",
        explanation="解释",
        calculation="计算",
        source="统计局",
        responsible="市住建局牵头",
        mandatory="yes",
        better="higher",
        decimals=1,
        by_region=True,
        name_verified=True,
    )
    return own


def edition() -> Edition:
    return editions.edition("ours")


def test_everything_comes_along(plan: Plan, ours: OwnEdition, wu: User) -> None:
    (made,) = select_indicators(plan, edition(), ["回收率"], by=wu)
    assert made.group is not None and made.group.parent is not None
    assert (made.group.parent.name, made.group.name) == ("资源化利用", "生活领域")
    told = (made.code, made.unit, made.decimals, made.mandatory, made.better, made.formula, made.basis)
    assert told == ("3", "%", 1, "yes", "higher", "recycled / generated * 100", "回收量÷产生量")
    beside = (made.explanation, made.calculation, made.source, made.responsible_text, made.edition)
    assert beside == ("解释", "计算", "统计局", "市住建局牵头", "本市2024年版")
    assert made.by_region and made.name_verified
    whole, part = plan.quantities.get(code="generated"), plan.quantities.get(code="recycled")
    assert part.part_of == whole and set(made.quantities.all()) == {whole, part}


def test_a_whole_edition_comes_in_at_one_go_and_shares_its_quantities(plan: Plan, wu: User) -> None:
    names = [each.name for each in NATIONAL.indicators]
    assert len(select_indicators(plan, NATIONAL, names, by=wu)) == 58
    assert plan.quantities.count() == len(NATIONAL.quantities)
    assert len(set(plan.indicators.values_list("code", flat=True))) == 58
    assert select_indicators(plan, NATIONAL, names, by=wu) == []
    assert Record.objects.filter(verb="indicators.selected").count() == 1


def test_a_new_edition_changes_nothing_that_was_reported_under_the_old_one(
    plan: Plan, open_round: Round, housing: Organization, ours: OwnEdition, wu: User
) -> None:
    (made,) = select_indicators(plan, edition(), ["回收率"], by=wu)
    plan.quantities.update(accumulation=Quantity.Accumulates.YEAR_TO_DATE)
    for code, figure in (("recycled", "40"), ("generated", "100")):
        create_entry(plan.quantities.get(code=code), open_round, figure, organization=housing, state="approved")
    before = values(plan, Period(2024, 3), indicators=[made])[made.pk].figure
    again = definitions.create_edition(by=wu, source=edition(), code="next", label="下一版", kind="own")
    row = again.indicators.get()
    definitions.update_part(row, by=wu, based_on=row.version, formula="generated / recycled", name="回收率", basis="新")
    definitions.update_part(ours.indicators.get(), by=wu, based_on=1, formula="generated", basis="改了")
    definitions.remove_edition(ours, by=wu)
    made = Indicator.objects.get(pk=made.pk)
    assert (made.formula, made.basis, made.edition) == ("recycled / generated * 100", "回收量÷产生量", "本市2024年版")
    assert values(plan, Period(2024, 3), indicators=[made])[made.pk].figure == before == Decimal(40)


def test_what_the_plan_has_is_marked_and_passed_over(plan: Plan, wu: User) -> None:
    create_indicator(plan, "7", name="一般工业固废综合利用率（％）★")
    (known,) = [each for each in offers(plan, NATIONAL) if each.is_there]
    assert known.indicator.name == UTILIZED and known.there is not None and known.there.code == "7"
    assert select_indicators(plan, NATIONAL, [UTILIZED], by=wu) == []


def test_a_number_that_is_taken_gives_way(plan: Plan, ours: OwnEdition, wu: User) -> None:
    create_indicator(plan, "3", name="别的")
    (made,) = select_indicators(plan, edition(), ["回收率"], by=wu)
    assert made.code == "3-2"


def test_a_quantity_of_the_same_shape_is_shared_with_its_owner(
    plan: Plan, housing: Organization, ours: OwnEdition, wu: User
) -> None:
    own = create_quantity(plan, "generated", owner=housing, name="我们的叫法")
    (made,) = select_indicators(plan, edition(), ["回收率"], by=wu)
    assert own in made.quantities.all()
    own.refresh_from_db()
    assert (own.owner, own.name) == (housing, "我们的叫法")


def test_another_unit_is_asked_about_and_nothing_is_written(plan: Plan, ours: OwnEdition, wu: User) -> None:
    create_quantity(plan, "generated", unit="吨")
    with pytest.raises(Unsettled) as unsettled:
        select_indicators(plan, edition(), ["回收率"], by=wu)
    (odd,) = unsettled.value.mismatches
    assert odd.differs_in_unit and odd.times == Decimal("0.0001")
    assert not plan.indicators.exists() and plan.quantities.count() == 1


def test_the_plan_s_own_figure_is_converted(plan: Plan, ours: OwnEdition, wu: User) -> None:
    create_quantity(plan, "generated", unit="吨")
    (made,) = select_indicators(plan, edition(), ["回收率"], by=wu, answers={"generated": Answer.USE})
    assert made.formula == "recycled/(generated * 0.0001)*100"
    assert plan.quantities.count() == 2
    assert plan.quantities.get(code="recycled").part_of is None, "a part has the unit of its whole"


def test_another_figure_gets_a_code_of_its_own(plan: Plan, ours: OwnEdition, wu: User) -> None:
    create_quantity(plan, "generated", accumulation=Quantity.Accumulates.POINT_IN_TIME)
    (made,) = select_indicators(plan, edition(), ["回收率"], by=wu, answers={"generated": Answer.SEPARATE})
    assert made.formula == "recycled/generated_2*100"
    assert plan.quantities.get(code="generated_2").accumulation == "per_period"
    assert plan.quantities.get(code="recycled").part_of == plan.quantities.get(code="generated_2")


def test_figures_of_another_time_keep_their_time(plan: Plan, ours: OwnEdition, wu: User) -> None:
    create_edition_indicator(ours, "增长率", formula="(generated - prev_year(generated)) / baseline(generated) * 100")
    create_quantity(plan, "generated", unit="吨")
    (made,) = select_indicators(plan, edition(), ["增长率"], by=wu, answers={"generated": Answer.USE})
    assert made.formula == ("((generated * 0.0001)-(prev_year(generated) * 0.0001))/(baseline(generated) * 0.0001)*100")


def test_units_that_cannot_be_converted_leave_one_answer(plan: Plan, ours: OwnEdition, wu: User) -> None:
    create_quantity(plan, "generated", unit="个")
    with pytest.raises(Unsettled):
        select_indicators(plan, edition(), ["回收率"], by=wu, answers={"generated": Answer.USE})


def test_what_was_selected_can_be_taken_back_and_selected_again(plan: Plan, ours: OwnEdition, wu: User) -> None:
    (made,) = select_indicators(plan, edition(), ["回收率"], by=wu)
    last = last_selection(plan)
    assert last is not None and last[1] == [made]
    assert take_back(plan, last[0], by=wu) == 1
    assert not plan.indicators.active().exists() and not plan.quantities.filter(is_active=True).exists()
    assert last_selection(plan) is None
    assert select_indicators(plan, edition(), ["回收率"], by=wu) == [made]
    assert plan.indicators.active().count() == 1 and plan.quantities.filter(is_active=True).count() == 2


def test_what_somebody_uses_is_not_taken_back(
    plan: Plan, open_round: Round, housing: Organization, ours: OwnEdition, wu: User
) -> None:
    create_edition_indicator(ours, "甲", formula="recycled", unit="万吨")
    create_edition_indicator(ours, "乙", formula="generated", unit="万吨")
    create_edition_indicator(ours, "丙", formula="generated * 2", unit="万吨")
    first, _second, third = select_indicators(plan, edition(), ["甲", "乙", "丙"], by=wu)
    create_entry(plan.quantities.get(code="recycled"), open_round, "1", organization=housing)
    create_target(third, "≥40%")
    last = last_selection(plan)
    assert last is not None
    take_back(plan, last[0], by=wu)
    assert set(plan.indicators.active()) == {first, third}
    assert plan.quantities.filter(is_active=True).count() == 2, "they are still needed"


# --- the page --------------------------------------------------------------------------------------------------------


def test_ticked_and_sent_twice_it_comes_in_once(plan: Plan, ours: OwnEdition, wu: User, signed_in: Browser) -> None:
    client, address = signed_in(wu), reverse("indicators:plan_library", args=[plan.code])
    page = client.get(address, {"edition": "ours"}).content.decode()
    assert "回收率" in page and "还在编辑中" in page
    sent = {"edition": "ours", "indicator": ["回收率"], "key": "k"}
    for _again in range(2):
        assert client.post(address, sent).status_code == 302
    assert plan.indicators.count() == 1
    page = client.get(address, {"edition": "ours"}).content.decode()
    assert "方案里已有，序号 3" in page and "撤回 1 项" in page


def test_the_page_asks_which_figure_is_meant(plan: Plan, ours: OwnEdition, wu: User, signed_in: Browser) -> None:
    create_quantity(plan, "generated", unit="吨")
    client, address = signed_in(wu), reverse("indicators:plan_library", args=[plan.code])
    sent = {"edition": "ours", "indicator": ["回收率"], "key": "k"}
    answer = client.post(address, sent)
    assert answer.status_code == 409 and "还没有写入" in answer.content.decode()
    assert client.post(address, sent | {"answer_generated": "nonsense"}).status_code == 422
    assert client.post(address, sent | {"answer_generated": "use"}).status_code == 302
    assert plan.indicators.get().formula == "recycled/(generated * 0.0001)*100"


def test_taking_back_on_the_page(plan: Plan, ours: OwnEdition, wu: User, signed_in: Browser) -> None:
    select_indicators(plan, edition(), ["回收率"], by=wu)
    last = last_selection(plan)
    assert last is not None
    client, address = signed_in(wu), reverse("indicators:plan_library_take_back", args=[plan.code])
    assert client.post(address, {"selection": "0"}).status_code == 404
    assert client.post(address, {"selection": str(last[0].pk)}).status_code == 302
    assert not plan.indicators.active().exists()


def test_the_record_of_another_plan_is_not_taken_back(
    plan: Plan, ours: OwnEdition, wu: User, signed_in: Browser
) -> None:
    other = create_plan("other")
    select_indicators(other, edition(), ["回收率"], by=wu)
    last = last_selection(other)
    assert last is not None
    address = reverse("indicators:plan_library_take_back", args=[plan.code])
    assert signed_in(wu).post(address, {"selection": str(last[0].pk)}).status_code == 404


def test_nothing_ticked_says_what_to_do(plan: Plan, wu: User, signed_in: Browser) -> None:
    address = reverse("indicators:plan_library", args=[plan.code])
    page = signed_in(wu).post(address, {"edition": "2021", "key": "k"}, follow=True).content.decode()
    assert "没有勾选指标" in page


def test_the_indicator_page_tells_its_edition(plan: Plan, ours: OwnEdition, wu: User, signed_in: Browser) -> None:
    (made,) = select_indicators(plan, edition(), ["回收率"], by=wu)
    page = signed_in(wu).get(reverse("indicators:indicator", args=[plan.code, made.pk])).content.decode()
    assert "本市2024年版" in page and "计算方法" in page


def test_formulas_that_mix_units_are_told_by_name_and_nothing_is_written(
    plan: Plan, ours: OwnEdition, wu: User, signed_in: Browser
) -> None:
    create_edition_quantity(ours, "firms", unit="家")
    create_edition_indicator(ours, "不合的", formula="generated + firms", unit="万吨")
    address, ticked = reverse("indicators:plan_library", args=[plan.code]), ["回收率", "不合的"]
    page = signed_in(wu).post(address, {"edition": "ours", "indicator": ticked}, follow=True).content.decode()
    assert "“不合的”的公式不能用" in page and "不能相加减" in page
    assert not plan.indicators.exists() and not plan.quantities.exists()
