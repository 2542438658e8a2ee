"""Corrections in the browser: the reporter proposes and takes back, the office decides, both see what became of it."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from indicators.models import Correction, Entry, Plan, Round
from indicators.transitions import approve, check, close_round, propose_correction, save_entry, submit
from tests.factories import create_entry, create_quantity
from wastefree.accounts.models import Organization, User

NOW = datetime(2024, 10, 9, 2, 0, tzinfo=UTC)
SignedIn = Callable[[User], Client]

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(plan: Plan, open_round: Round, housing: Organization, lin: User, gao: User, wu: User) -> Entry:
    """Approved, in a closed round: a provisional 100."""
    made = create_entry(create_quantity(plan, "generated", owner=housing, name="产生量"), open_round)
    save_entry(made, Decimal(100), "快报", by=lin, at=NOW, based_on=made.version, provisional=True)
    for step, by in ((submit, lin), (check, gao), (approve, wu)):
        step([now(made)], by=by, at=NOW)
    close_round(open_round, by=wu, based_on=open_round.version)
    return now(made)


def now(entry: Entry) -> Entry:
    return Entry.objects.with_context().get(pk=entry.pk)


def address(name: str, entry: Entry) -> str:
    return reverse(f"indicators:{name}", args=[entry.round.plan.code, entry.pk])


def propose(client: Client, entry: Entry, **typed: str) -> str:
    """Sends the form of the entry's page, and returns the page that follows."""
    fields = {"version": str(entry.version), "key": "k", "figure": "97", "note": "定数", **typed}
    named = {f"e{entry.pk}-{name}": value for name, value in fields.items()}
    return client.post(address("entry_correct", entry), named, follow=True).content.decode()


def chosen(correction: Correction, **more: str) -> dict[str, str]:
    return {"correction": str(correction.pk), f"version-{correction.pk}": str(correction.version), **more}


@pytest.fixture
def waiting(entry: Entry, lin: User) -> Correction:
    made = propose_correction(
        entry, Decimal(97), "", "年鉴定数", provisional=False, by=lin, at=NOW, based_on=entry.version
    )
    assert made is not None
    return made


def test_a_reporter_proposes_the_final_figure_in_a_closed_round_and_sees_it_wait(
    entry: Entry, lin: User, signed_in: SignedIn
) -> None:
    page = propose(signed_in(lin), entry, reason="年鉴定数")
    assert "更正已提出" in page and "年鉴定数" in page and "撤回更正" in page
    assert Correction.objects.get().value == 97
    assert 'name="e' not in page, "a second one cannot be proposed while one waits"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"reason": ""}, "更正原因"),
        ({"reason": "有误", "figure": ""}, "还没有填写数值"),
        ({"reason": "有误", "figure": "很多"}, "看不懂“很多”"),
        ({"reason": "有误", "version": "1"}, "已被修改"),
    ],
)
def test_what_cannot_be_taken_comes_back_as_it_was_typed(
    entry: Entry, lin: User, signed_in: SignedIn, typed: dict[str, str], words: str
) -> None:
    page = propose(signed_in(lin), entry, **{"note": "我写的说明", **typed})
    assert words in page and "我写的说明" in page
    assert not Correction.objects.exists()


def test_the_reporter_takes_it_back(entry: Entry, waiting: Correction, lin: User, signed_in: SignedIn) -> None:
    page = signed_in(lin).post(address("entry_correct_withdraw", entry), chosen(waiting), follow=True).content.decode()
    assert "更正已撤回" in page and "已撤回" in page
    assert now(entry).value == 100


def test_the_office_accepts_on_the_page_of_the_entry_and_the_old_figure_stays_to_be_seen(
    entry: Entry, waiting: Correction, wu: User, signed_in: SignedIn
) -> None:
    office = signed_in(wu)
    assert "采用新数值" in office.get(address("entry", entry)).content.decode()
    page = office.post(address("entry_correct_decide", entry), chosen(waiting, then="accept"), follow=True)
    [each] = page.context["corrections"]
    assert (each.shown_before, each.shown_after, each.change) == ("100.00", "97.00", Decimal(-3))
    assert now(entry).value == 97


def test_the_list_shows_what_waits_with_its_difference_and_takes_several_at_once(
    plan: Plan, entry: Entry, waiting: Correction, wu: User, lin: User, signed_in: SignedIn
) -> None:
    office, here = signed_in(wu), reverse("indicators:corrections", args=[plan.code])
    page = office.get(here).content.decode()
    assert "1 项待审核" in page and "-3" in page and "年鉴定数" in page
    assert "已采用 1 项" in office.post(here, chosen(waiting, then="accept"), follow=True).content.decode()
    assert "年鉴定数" not in office.get(here).content.decode(), "what is decided no longer waits"
    assert "年鉴定数" in office.get(here, {"state": "decided"}).content.decode()
    assert "已采用" in signed_in(lin).get(here, {"state": "decided"}).content.decode()


def test_a_refusal_wants_a_reason(plan: Plan, entry: Entry, waiting: Correction, wu: User, signed_in: SignedIn) -> None:
    office, here = signed_in(wu), reverse("indicators:corrections", args=[plan.code])
    assert "请写明原因" in office.post(here, chosen(waiting, then="refuse"), follow=True).content.decode()
    office.post(here, chosen(waiting, then="refuse", reason="年鉴未公布"))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.answer) == ("refused", "年鉴未公布")


def test_what_somebody_else_decided_meanwhile_is_told(
    plan: Plan, entry: Entry, waiting: Correction, wu: User, signed_in: SignedIn
) -> None:
    office, here = signed_in(wu), reverse("indicators:corrections", args=[plan.code])
    office.post(here, chosen(waiting, then="refuse", reason="年鉴未公布"))
    page = office.post(here, chosen(waiting, then="accept"), follow=True).content.decode()
    assert "状态已经改变" in page and now(entry).value == 100


def test_a_leader_and_a_reporter_decide_nothing(
    plan: Plan, entry: Entry, waiting: Correction, sun: User, lin: User, signed_in: SignedIn
) -> None:
    for user in (sun, lin):
        signed_in(user).post(reverse("indicators:corrections", args=[plan.code]), chosen(waiting, then="accept"))
        assert signed_in(user).post(address("entry_correct_decide", entry), chosen(waiting)).status_code == 403
    assert now(entry).value == 100


def test_a_strangers_correction_is_not_in_the_list(
    plan: Plan, entry: Entry, waiting: Correction, zhao: User, signed_in: SignedIn
) -> None:
    assert "年鉴定数" not in signed_in(zhao).get(reverse("indicators:corrections", args=[plan.code])).content.decode()


def test_provisional_figures_are_listed_until_the_final_one_counts(
    plan: Plan, entry: Entry, lin: User, wu: User, zhao: User, signed_in: SignedIn
) -> None:
    here = reverse("indicators:provisional", args=[plan.code])
    assert "产生量" in signed_in(wu).get(here).content.decode()
    assert "填报定数" in signed_in(lin).get(here).content.decode()
    assert "产生量" not in signed_in(zhao).get(here).content.decode()
    propose(signed_in(lin), entry, reason="年鉴定数")
    assert "定数待审核" in signed_in(wu).get(here).content.decode()
    signed_in(wu).post(address("entry_correct_decide", entry), chosen(Correction.objects.get(), then="accept"))
    assert "产生量" not in signed_in(wu).get(here).content.decode()
