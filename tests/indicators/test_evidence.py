"""One file proves several entries, and is served to those alone who may see one of them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from indicators.models import Entry, EntryState, Plan, Round
from tests.architecture.places import read_to_the_end
from tests.factories import (
    create_attachment,
    create_entry,
    create_organization,
    create_plan,
    create_quantity,
    create_round,
    create_user,
)
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.files.models import Attachment

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def entries(plan: Plan, open_round: Round, housing: Organization) -> list[Entry]:
    return [create_entry(create_quantity(plan, f"q{n}", owner=housing), open_round) for n in range(3)]


@pytest.fixture
def file(housing: Organization, lin: User) -> Attachment:
    return create_attachment(housing, lin, name="第三季度台账.pdf")


def page(round_: Round) -> str:
    return reverse("indicators:evidence", args=[round_.plan.code, round_.pk])


def test_one_file_is_put_on_several_entries_and_removed_from_one(
    entries: list[Entry], file: Attachment, open_round: Round, lin: User, signed_in: SignIn
) -> None:
    browser, data = signed_in(lin), {"file": [str(file.pk), "x"], "entry": [entries[0].pk, entries[1].pk], "key": "k"}
    for _ in range(2):
        assert browser.post(page(open_round), data).status_code == 302
    assert set(file.entries.all()) == {entries[0], entries[1]}
    assert Record.objects.filter(verb="entry.evidence_added").count() == 2
    text = browser.get(page(open_round)).content.decode()
    assert "已用于" in text and str(entries[0].quantity) in text
    grid = browser.get(reverse("indicators:grid", args=[open_round.plan.code, open_round.pk])).content.decode()
    assert grid.count("共用于 2 项") == 2
    off = reverse("indicators:entry_remove_evidence", args=[open_round.plan.code, entries[0].pk])
    browser.post(off, {"attachment": str(file.pk)}, headers={"HX-Request": "true"})
    assert list(file.entries.all()) == [entries[1]]


def test_files_are_found_by_name_and_only_ones_own(
    entries: list[Entry],
    file: Attachment,
    open_round: Round,
    agriculture: Organization,
    lin: User,
    zhao: User,
    signed_in: SignIn,
) -> None:
    create_attachment(agriculture, zhao, name="农牧台账.pdf")
    browser = signed_in(lin)
    assert "第三季度台账" in browser.get(page(open_round), {"q": "台账"}).content.decode()
    assert "农牧" not in browser.get(page(open_round)).content.decode()
    assert "没有找到这个文件" in browser.get(page(open_round), {"q": "照片"}).content.decode()


def test_foreign_files_and_entries_are_not_chosen(
    entries: list[Entry],
    file: Attachment,
    open_round: Round,
    agriculture: Organization,
    lin: User,
    zhao: User,
    signed_in: SignIn,
) -> None:
    foreign = create_attachment(agriculture, zhao)
    signed_in(lin).post(page(open_round), {"file": [str(foreign.pk)], "entry": [entries[0].pk]})
    signed_in(zhao).post(page(open_round), {"file": [str(foreign.pk)], "entry": [entries[0].pk]})
    Entry.objects.filter(pk=entries[1].pk).update(state=EntryState.SUBMITTED, value=1)
    signed_in(lin).post(page(open_round), {"file": [str(file.pk)], "entry": [entries[1].pk]})
    assert not Entry.evidence.through.objects.exists()


def test_a_file_is_served_to_those_who_may_see_what_it_proves(
    entries: list[Entry],
    file: Attachment,
    plan: Plan,
    housing: Organization,
    lin: User,
    gao: User,
    wu: User,
    sun: User,
    zhao: User,
    signed_in: SignIn,
) -> None:
    """The other plan's office shares the housing department with the city's, but none of its figures."""
    other = create_organization("county-office", kind=Organization.Kind.OFFICE)
    create_round(create_plan("county", organizations=[other, housing]))
    stranger = create_user("stranger", Role.OFFICE, organization=other)
    address = reverse("files:download", args=[file.pk])

    def answers(*users: User) -> list[int]:
        return [read_to_the_end(signed_in(user).get(address)).status_code for user in users]

    assert answers(lin, gao, wu, sun, stranger, zhao) == [200, 200, 404, 404, 404, 404], "it proves nothing yet"
    entries[0].evidence.add(file)
    assert answers(lin, gao, wu, sun, stranger, zhao) == [200, 200, 200, 200, 404, 404]
