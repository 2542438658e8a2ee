"""Who owes what at a glance: by quantity in a round, by round in a year; own line for an organization's people."""

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from indicators.completeness import by_rounds, completeness
from indicators.models import Entry, Plan, Quantity, Round
from tests.factories import NOON, create_entry, create_organization, create_quantity, create_round
from wastefree.accounts.models import Organization, User

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


@pytest.fixture
def west(plan: Plan) -> Organization:
    made = create_organization("west", "西城区", kind=Organization.Kind.REGION, order=60)
    plan.organizations.add(made)
    return made


@pytest.fixture
def regional(plan: Plan) -> Quantity:
    return create_quantity(plan, "regional", by_region=True, name="生活垃圾清运量")


@pytest.fixture
def filled(
    plan: Plan, open_round: Round, regional: Quantity, region: Organization, west: Organization, housing: Organization
) -> Round:
    create_entry(regional, open_round, 3, organization=region, state="approved", approved_at=NOON)
    create_entry(regional, open_round, organization=west, late=True)
    create_entry(create_quantity(plan, "own", owner=housing, name="建筑垃圾产生量"), open_round, 1, provisional=True)
    return open_round


def page(client: Client, round_: Round, name: str = "round_completeness", **asked: str) -> str:
    return str(client.get(reverse(f"indicators:{name}", args=[round_.plan.code, round_.pk]), asked).content.decode())


def test_what_regions_owe_stands_across_and_what_one_owner_owes_below(
    filled: Round, region: Organization, west: Organization, housing: Organization
) -> None:
    found = completeness(filled, Entry.objects.in_round(filled))
    assert found.organizations == (region, west)
    [line] = found.lines
    assert [cell and cell.letter for cell in line.cells] == ["●通", "○欠"]
    assert [cell and cell.words for cell in line.cells] == ["审核通过，2024年10月8日", "还没有填，逾期"]
    [owner] = found.owners
    assert owner.organization == housing and owner.handed_in == 0
    assert owner.cells[0][1].words == "已填，还没有提交，快报"


def test_a_region_that_does_not_owe_it_has_an_empty_place(
    plan: Plan, filled: Round, west: Organization, regional: Quantity
) -> None:
    create_entry(create_quantity(plan, "elsewhere", by_region=True), filled, organization=west)
    found = completeness(filled, Entry.objects.in_round(filled))
    assert [line.cells[0] is None for line in found.lines] == [True, False]


def test_the_page_leads_from_each_place_to_its_entry(filled: Round, wu: User, sun: User, signed_in: SignedIn) -> None:
    for user in (wu, sun):
        text = page(signed_in(user), filled)
        for entry in Entry.objects.all():
            assert reverse("indicators:entry", args=[filled.plan.code, entry.pk]) in text
        assert "还欠 2 项" in text and "逾期 1 项" in text and "审核通过，2024年10月8日" in text


def test_it_is_narrowed_by_kind_and_to_those_who_owe(filled: Round, wu: User, signed_in: SignedIn) -> None:
    office = signed_in(wu)
    regions = page(office, filled, kind="region")
    assert "生活垃圾清运量" in regions and "建筑垃圾产生量" not in regions
    owing = page(office, filled, only="owing")
    assert "西城区" in owing and "东城区" not in owing
    late = page(office, filled, only="late")
    assert "西城区" in late and "建筑垃圾产生量" not in late
    assert "没有符合条件" in page(office, filled, q="没有这一项")


def test_an_organization_sees_its_own(filled: Round, lin: User, zhao: User, signed_in: SignedIn) -> None:
    own = page(signed_in(lin), filled)
    assert "建筑垃圾产生量" in own and "西城区" not in own
    assert "还没有填报项" in page(signed_in(zhao), filled)


def test_the_same_rows_go_into_a_workbook(filled: Round, wu: User, signed_in: SignedIn) -> None:
    address = reverse("indicators:round_completeness_export", args=[filled.plan.code, filled.pk])
    answer = signed_in(wu).get(address)
    book = openpyxl.load_workbook(BytesIO(b"".join(answer) if answer.streaming else answer.content))
    regional, single = book.worksheets
    assert [cell.value for cell in regional[4]] == ["生活垃圾清运量", "审核通过，2024年10月8日", "还没有填，逾期"]
    assert [cell.value for cell in single[4]][1] == "建筑垃圾产生量"


def test_a_year_says_how_far_each_is_in_each_round(
    plan: Plan, filled: Round, west: Organization, regional: Quantity, wu: User, lin: User, signed_in: SignedIn
) -> None:
    earlier = create_round(plan, quarter=2, state="closed")
    create_entry(regional, earlier, 2, organization=west, state="approved", late=True)
    [line] = [each for each in by_rounds([earlier, filled]) if each.organization == west]
    assert [(each.handed_in, each.owed) for _round, each in line.rounds if each] == [(1, 1), (0, 1)]
    assert line.late == 2 and line.is_owing
    here = reverse("indicators:completeness", args=[plan.code])
    text = signed_in(wu).get(here, {"year": 2024}).content.decode()
    assert "西城区" in text and "2024年第二季度" in text and "全年逾期" in text
    assert "西城区" not in signed_in(lin).get(here, {"year": 2024}).content.decode()
    owing = signed_in(wu).get(here, {"year": "2024", "only": "owing"}).content.decode()
    assert "东城区" not in owing and "西城区" in owing
    file = signed_in(wu).get(reverse("indicators:completeness_export", args=[plan.code]), {"year": 2024})
    book = openpyxl.load_workbook(BytesIO(b"".join(file) if file.streaming else file.content))
    assert [cell.value for cell in book.worksheets[0][3]][:4] == [
        "填报单位",
        "2024年第二季度应报",
        "2024年第二季度已提交",
        "2024年第二季度逾期",
    ]
