"""The editions of the library: those that come with the portal, those that the office keeps, and two side by side."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from indicators import definitions, editions, library
from indicators.definitions import ClosedEdition, QuantityInUse, UnknownQuantities
from indicators.library.comparing import compare
from indicators.models import EditionIndicator, EditionQuantity, OwnEdition
from tests.factories import create_edition, create_edition_indicator, create_edition_quantity, create_indicator
from wastefree.accounts.models import User
from wastefree.audit.models import Record
from wastefree.versions import StaleError

Browser = Callable[[User], Client]

ABOUT = {"label": "省级2024年版", "code": "province-2024", "kind": "provincial", "document": "省文件", "note": ""}
NOTHING_MORE = {"total": "", "mandatory_total": "", "supersedes": ""}


# --- what comes with the portal --------------------------------------------------------------------------------------


def test_the_trial_edition_of_2019_holds_only_what_sources_show_and_says_so() -> None:
    trial = library.edition("2019")
    assert [each.number for each in trial.indicators] == [1, 16, 17, 18, 19, 20]
    assert (trial.total, trial.mandatory_total, trial.held, trial.is_partial) == (59, 22, 6, True)
    assert [each.number for each in trial.indicators if each.mandatory == "yes"] == [1, 20]
    assert {each.mandatory for each in trial.indicators} == {"yes", ""}, "optional was nowhere seen"
    assert {each.levels for each in trial.indicators} == {("", "")}, "the upper levels were not seen"


def test_the_same_code_means_the_same_quantity_in_both_national_editions() -> None:
    trial, newer = library.edition("2019"), library.edition("2021")
    shared = {each.code for each in trial.quantities} & {each.code for each in newer.quantities}
    assert shared
    for code in shared:
        assert trial.quantity(code) == newer.quantity(code)


def test_each_quantity_of_the_trial_edition_is_used_and_each_whole_is_there() -> None:
    trial = library.edition("2019")
    assert {each for indicator in trial.indicators for each in indicator.quantities} == set(trial.quantities)
    assert all(trial.quantity(each.part_of) for each in trial.quantities if each.part_of)


def test_two_editions_side_by_side_show_what_was_renamed_new_and_gone() -> None:
    found = compare(library.edition("2019"), library.edition("2021"), silence_differs=False)
    assert [(pair.before.name, pair.after.name) for pair in found.renamed] == [
        ("地膜回收率", "农膜回收率"),
        ("建筑垃圾综合利用率", "建筑垃圾资源化利用率"),
    ]
    assert [each.name for each in found.gone] == ["工业固体废物产生强度", "农业废弃物收储运体系覆盖率"]
    assert [pair.after.name for pair in found.redefined] == ["秸秆综合利用率"]
    assert [(pair.after.name, pair.differing) for pair in found.moved] == [("畜禽粪污综合利用率", ("number",))]
    assert len(found.new) + len(found.pairs) == len(library.edition("2021").indicators)


def test_what_one_edition_does_not_say_differs_only_where_that_is_asked() -> None:
    old, new = library.edition("2019"), library.edition("2021")
    silent, counted = (compare(old, new, silence_differs=asked).pairs[0].differing for asked in (False, True))
    assert "explanation" in counted and "explanation" not in silent


def test_an_edition_beside_itself_shows_no_difference() -> None:
    edition = library.edition("2021")
    assert compare(edition, edition).is_empty


# --- the office's own ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_copy_reads_like_its_original() -> None:
    source = library.edition("2021")
    own = definitions.create_edition(by=None, source=source, code="ours", label="我们的", kind="own")
    copied = editions.edition("ours")
    assert (copied.quantities, copied.indicators) == (source.quantities, source.indicators)
    assert (copied.built_in, copied.closed) == (False, False)
    assert own.indicators.count() == 58


@pytest.mark.django_db
def test_one_function_finds_both_kinds() -> None:
    create_edition("ours")
    assert editions.edition("2021") is library.edition("2021")
    assert editions.edition("ours").label == "版本ours"
    with pytest.raises(KeyError):
        editions.edition("nobody-s")


@pytest.mark.django_db
def test_a_closed_edition_never_changes(wu: User) -> None:
    own = create_edition()
    quantity = create_edition_quantity(own, "amount")
    indicator = create_edition_indicator(own, formula="amount")
    definitions.close_edition(own, by=wu, based_on=own.version)
    own.refresh_from_db()
    version = own.version
    attempts: list[Callable[[], object]] = [
        lambda: definitions.update_edition(own, by=wu, based_on=version, label="另一个"),
        lambda: definitions.replace_content(own, (), (), by=wu, based_on=version),
        lambda: definitions.create_part(EditionIndicator(edition=own), by=wu, name="新的"),
        lambda: definitions.update_part(indicator, by=wu, based_on=1, name="改的"),
        lambda: definitions.remove_part(quantity, by=wu),
        lambda: definitions.remove_edition(own, by=wu),
        lambda: definitions.close_edition(own, by=wu, based_on=version),
    ]
    for attempt in attempts:
        with pytest.raises(ClosedEdition):
            attempt()
    assert own.indicators.get().name == indicator.name


@pytest.mark.django_db
def test_who_closes_an_edition_has_seen_its_last_change(wu: User) -> None:
    own = create_edition()
    create_edition_indicator(own)
    definitions.create_part(EditionQuantity(edition=own), by=wu, code="late", name="后来的")
    with pytest.raises(StaleError):
        definitions.close_edition(own, by=wu, based_on=own.version)


@pytest.mark.django_db
def test_a_formula_needs_quantities_of_its_own_edition(wu: User) -> None:
    own, other = create_edition(), create_edition()
    create_edition_quantity(other, "elsewhere")
    with pytest.raises(UnknownQuantities):
        definitions.create_part(EditionIndicator(edition=own), by=wu, name="新的", formula="elsewhere * 2")
    assert not own.indicators.exists()


@pytest.mark.django_db
def test_a_quantity_that_is_needed_stays(wu: User) -> None:
    own = create_edition()
    whole = create_edition_quantity(own, "whole")
    part = create_edition_quantity(own, "part", part_of="whole")
    create_edition_indicator(own, "甲", formula="part * 2")
    for quantity in (whole, part):
        with pytest.raises(QuantityInUse):
            definitions.remove_part(quantity, by=wu)
    assert own.quantities.count() == 2


@pytest.mark.django_db
def test_every_change_is_written_down(wu: User) -> None:
    own = definitions.create_edition(by=wu, code="ours", label="我们的", kind="own")
    made = definitions.create_part(EditionQuantity(edition=own), by=wu, code="amount", name="数量")
    definitions.update_part(made, by=wu, based_on=made.version, unit="吨")
    definitions.remove_part(made, by=wu)
    definitions.remove_edition(own, by=wu)
    kept = Record.objects.filter(verb__startswith="edition").order_by("pk")
    assert list(kept.values_list("verb", flat=True)) == [
        "edition.created",
        "edition_quantity.created",
        "edition_quantity.changed",
        "edition_quantity.removed",
        "edition.removed",
    ]


# --- pages -----------------------------------------------------------------------------------------------------------


def test_the_list_tells_what_is_held_and_who_uses_it(wu: User, plan: object, signed_in: Browser) -> None:
    create_indicator(plan, edition="2021年版")  # type: ignore[arg-type]
    create_indicator(plan, edition="2021")  # type: ignore[arg-type]
    page = signed_in(wu).get(reverse("indicators:editions")).content.decode()
    assert "收录 57 项，全版 58 项" in page and "收录 6 项，全版 59 项" in page
    assert "2 项" in page and "已被“2021年版”取代" in page


@pytest.mark.parametrize("reader", ["wu", "sun"])
def test_the_office_and_leaders_read(reader: str, request: pytest.FixtureRequest, signed_in: Browser) -> None:
    client = signed_in(request.getfixturevalue(reader))
    for address in (reverse("indicators:editions"), reverse("indicators:edition", args=["2019"])):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("reader", ["lin", "gao", "shen", "wei", "an"])
def test_nobody_else_reads(reader: str, request: pytest.FixtureRequest, signed_in: Browser) -> None:
    client = signed_in(request.getfixturevalue(reader))
    assert client.get(reverse("indicators:editions")).status_code == 403


def test_a_leader_keeps_nothing(sun: User, signed_in: Browser) -> None:
    own = create_edition("ours")
    client = signed_in(sun)
    page = client.get(reverse("indicators:edition", args=["ours"])).content.decode()
    assert reverse("indicators:edition_edit", args=["ours"]) not in page
    assert client.post(reverse("indicators:edition_close", args=["ours"])).status_code == 403
    own.refresh_from_db()
    assert not own.closed


def test_what_comes_with_the_portal_cannot_be_changed(wu: User, signed_in: Browser) -> None:
    client = signed_in(wu)
    for name in ("edition_edit", "edition_upload", "edition_indicator_create"):
        assert client.get(reverse(f"indicators:{name}", args=["2021"])).status_code == 404
    assert client.get(reverse("indicators:edition", args=["1999"])).status_code == 404


def test_the_office_makes_an_edition_and_fills_it_in_forms(wu: User, signed_in: Browser) -> None:
    client = signed_in(wu)
    assert client.post(reverse("indicators:edition_create"), ABOUT | NOTHING_MORE | {"key": "one"}).status_code == 302
    own = OwnEdition.objects.get(code="province-2024")
    quantity = {"code": "amount", "name": "数量", "decimals": "2", "kind": "number", "accumulation": "per_period"}
    answer = client.post(
        reverse("indicators:edition_quantity_create", args=[own.code]), quantity | {"frequency": "year", "key": "two"}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    indicator = {"number": "1", "name": "甲", "decimals": "1", "kind": "quantitative", "formula": "amount / 2"}
    address = reverse("indicators:edition_indicator_create", args=[own.code])
    assert client.post(address, indicator | {"aliases": "甲一；甲二", "key": "three"}).status_code == 302
    read = editions.edition(own.code)
    assert read.find("甲二") == read.numbered(1)
    assert [each.code for each in read.numbered(1).quantities] == ["amount"]


@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        ({"formula": "amount +"}, "formula", "syntax"),
        ({"formula": "nobody_s"}, "formula", "unknown_quantities"),
        ({"name": "乙"}, "name", "taken"),
        ({"number": "2"}, "number", "taken"),
        ({"level2": "工业"}, "level1", "level1"),
        ({"decimals": "9"}, "decimals", "max_value"),
    ],
)
def test_an_indicator_that_does_not_fit_comes_back(
    typed: dict[str, str], field: str, code: str, wu: User, signed_in: Browser
) -> None:
    own = create_edition("ours")
    create_edition_indicator(own, "乙", number=2)
    usual = {"number": "1", "name": "甲", "decimals": "1", "kind": "quantitative", "key": "k"}
    answer = signed_in(wu).post(reverse("indicators:edition_indicator_create", args=["ours"]), usual | typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors.as_data()[field][0].code == code


@pytest.mark.parametrize("code", ["2021", "new", "compare", "ours"])
def test_a_code_that_is_taken_is_refused(code: str, wu: User, signed_in: Browser) -> None:
    create_edition("ours")
    answer = signed_in(wu).post(reverse("indicators:edition_create"), ABOUT | NOTHING_MORE | {"code": code})
    assert answer.context["form"].errors.as_data()["code"][0].code == "taken"


def test_sent_twice_it_is_made_once(wu: User, signed_in: Browser) -> None:
    client = signed_in(wu)
    for _again in range(2):
        assert client.post(reverse("indicators:edition_create"), ABOUT | NOTHING_MORE | {"key": "k"}).status_code == 302
    assert OwnEdition.objects.count() == 1


def test_two_who_change_the_same_indicator_are_both_shown(wu: User, signed_in: Browser) -> None:
    own = create_edition("ours")
    indicator = create_edition_indicator(own, "甲")
    definitions.update_part(indicator, by=None, based_on=1, unit="吨")
    typed = {"name": "甲", "decimals": "2", "kind": "quantitative", "unit": "万吨", "version": "1", "key": "k"}
    answer = signed_in(wu).post(reverse("indicators:edition_indicator", args=["ours", indicator.pk]), typed)
    assert answer.status_code == 409
    assert "万吨" in answer.context["form"].clash.mine and "吨" in answer.context["form"].clash.theirs


def test_a_closed_edition_turns_its_forms_away(wu: User, signed_in: Browser) -> None:
    own = create_edition("ours", closed=True)
    indicator = create_edition_indicator(own)
    client = signed_in(wu)
    for address in (
        reverse("indicators:edition_edit", args=["ours"]),
        reverse("indicators:edition_upload", args=["ours"]),
        reverse("indicators:edition_indicator", args=["ours", indicator.pk]),
    ):
        answer = client.get(address, follow=True)
        assert answer.redirect_chain and "本版已定稿" in answer.content.decode()


def test_an_empty_edition_is_not_closed(wu: User, signed_in: Browser) -> None:
    own = create_edition("ours")
    signed_in(wu).post(reverse("indicators:edition_close", args=["ours"]), {"version": own.version})
    own.refresh_from_db()
    assert not own.closed


def test_the_search_finds_by_name_and_by_what_is_open(wu: User, signed_in: Browser) -> None:
    address = reverse("indicators:edition", args=["2021"])
    client = signed_in(wu)
    assert client.get(address, {"q": "秸秆"}).context["count"] == 2
    assert client.get(address, {"only": "unverified"}).context["count"] == library.edition("2021").unverified
    assert client.get(address, {"q": "没有这个"}).context["count"] == 0


def test_the_comparison_warns_of_editions_that_are_held_in_part(wu: User, signed_in: Browser) -> None:
    page = signed_in(wu).get(reverse("indicators:editions_compare")).content.decode()
    assert "“2019年试行”只收录了 6 项，全版 59 项。" in page and "农膜回收率" in page
