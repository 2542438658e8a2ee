"""Several rows of the grid at once: saved, taken back, and looked at by a page that asks what others have saved."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.models import Entry, Plan, Round
from tests.factories import create_attachment, create_entry, create_quantity
from wastefree.accounts.models import Organization, User
from wastefree.lib.figures import MISSING

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def entries(plan: Plan, open_round: Round, housing: Organization) -> list[Entry]:
    return [create_entry(create_quantity(plan, f"q{n}", owner=housing), open_round) for n in range(3)]


def grid_of(round_: Round) -> str:
    return reverse("indicators:grid", args=[round_.plan.code, round_.pk])


def address(name: str, round_: Round) -> str:
    return reverse(f"indicators:entries_{name}", args=[round_.plan.code, round_.pk])


def typed(entry: Entry, figure: str, **more: str) -> dict[str, str]:
    values = {"version": str(now(entry).version), "figure": figure, "note": "", **more}
    return {f"e{entry.pk}-{name}": value for name, value in values.items()}


def now(entry: Entry) -> Entry:
    return Entry.objects.get(pk=entry.pk)


def undoing(*entries: Entry, before: int) -> dict[str, object]:
    versions = {f"version-{entry.pk}": now(entry).version for entry in entries}
    return {"entry": [entry.pk for entry in entries], **versions, **{f"before-{entry.pk}": before for entry in entries}}


def test_rows_are_saved_together_and_the_answer_says_which(
    entries: list[Entry], open_round: Round, lin: User, signed_in: SignIn
) -> None:
    first, second, third = entries
    data = typed(first, "1") | typed(second, "很多") | typed(third, "3")
    answer = signed_in(lin).post(address("save", open_round), data, headers=HTMX)
    assert answer.status_code == 422 and answer["Saved-Entries"] == f"{first.pk} {third.pk}"
    assert [now(entry).value for entry in entries] == [1, None, 3]
    assert "看不懂“很多”" in answer.content.decode()
    assert now(first).entered_at == now(third).entered_at


def test_undo_goes_back_to_a_version_as_far_as_nobody_has_changed_it(
    entries: list[Entry], open_round: Round, lin: User, signed_in: SignIn
) -> None:
    first, second, _third = entries
    browser = signed_in(lin)
    for text in ("1", "2", "3"):
        browser.post(address("save", open_round), typed(first, text) | typed(second, text), headers=HTMX)
    data = undoing(first, second, before=3)
    browser.post(address("save", open_round), typed(second, "4"), headers=HTMX)
    answer = browser.post(address("undo", open_round), data, headers=HTMX)
    assert answer.status_code == 409 and answer["Saved-Entries"] == str(first.pk)
    assert [now(first).value, now(second).value] == [2, 4]
    browser.post(address("undo", open_round), undoing(first, before=1), headers=HTMX)
    assert now(first).figure is MISSING, "before the first save it held nothing"
    assert now(first).revisions.count() == 5, "nothing is deleted"


def test_nothing_is_saved_or_undone_as_somebody_else(
    entries: list[Entry], open_round: Round, lin: User, zhao: User, signed_in: SignIn
) -> None:
    browser = signed_in(lin)
    browser.post(address("save", open_round), typed(entries[0], "1"), headers=HTMX)
    person = {"person": str(zhao.pk)}
    for name, data in (("save", typed(entries[0], "2")), ("undo", undoing(entries[0], before=1))):
        assert browser.post(address(name, open_round), {**data, **person}, headers=HTMX).status_code == 401
    other = signed_in(zhao)
    for name, data in (("save", typed(entries[0], "2")), ("undo", undoing(entries[0], before=1))):
        other.post(address(name, open_round), data, headers=HTMX)
    assert now(entries[0]).value == 1, "another organization's rows are not even found"


def test_marks_are_the_versions_of_ones_own_rows(
    entries: list[Entry],
    plan: Plan,
    open_round: Round,
    agriculture: Organization,
    lin: User,
    zhao: User,
    wu: User,
    signed_in: SignIn,
) -> None:
    foreign = create_entry(create_quantity(plan, owner=agriculture), open_round)
    signed_in(lin).post(address("save", open_round), typed(entries[0], "1"), headers=HTMX)
    own = {str(entries[0].pk): 2, str(entries[1].pk): 1, str(entries[2].pk): 1}
    assert signed_in(lin).get(address("marks", open_round)).json() == {"round": 1, "rows": own, "files": {}}
    assert signed_in(zhao).get(address("marks", open_round)).json()["rows"] == {str(foreign.pk): 1}
    housing = {"organization": "housing"}
    assert signed_in(wu).get(address("marks", open_round), housing).json()["rows"] == own
    assert signed_in(zhao).get(address("marks", open_round), housing).status_code == 404


def test_the_files_of_a_row_have_a_mark_of_their_own_and_are_news(
    entries: list[Entry], open_round: Round, housing: Organization, lin: User, zhao: User, signed_in: SignIn
) -> None:
    browser, pk = signed_in(lin), str(entries[0].pk)

    def mark() -> object:
        return browser.get(address("marks", open_round)).json()["files"].get(pk)

    seen, file = [mark()], create_attachment(housing, lin)
    for change in (entries[0].evidence.add, entries[0].evidence.remove, entries[0].evidence.add):
        change(file)
        seen.append(mark())
    assert seen[0] is seen[2] is None and seen[1] and seen[3] and seen[1] != seen[3]
    text = browser.get(address("news", open_round), {"evidence": [pk, "x"]}, headers=HTMX).content.decode()
    assert file.name in text and f"e{entries[1].pk}-" not in text
    assert f'data-files="{{&quot;{pk}&quot;' in browser.get(grid_of(open_round)).content.decode()
    assert pk not in signed_in(zhao).get(address("marks", open_round)).json()["files"]


def test_asking_for_marks_is_cheap(entries: list[Entry], open_round: Round, lin: User, signed_in: SignIn) -> None:
    browser = signed_in(lin)
    browser.get(address("marks", open_round))  # remembers the plan in the session
    with CaptureQueriesContext(connection) as asked:
        browser.get(address("marks", open_round))
    about_entries = [query["sql"] for query in asked if 'FROM "indicators_entry"' in query["sql"]]
    assert len(about_entries) == 1 and len(asked) < 10, [query["sql"] for query in asked]


def test_news_tells_of_the_rows_asked_for_and_of_nobody_elses(
    entries: list[Entry], open_round: Round, lin: User, zhao: User, signed_in: SignIn
) -> None:
    browser = signed_in(lin)
    browser.post(address("save", open_round), typed(entries[0], "12.5"), headers=HTMX)
    wanted = {"entry": [str(entries[0].pk), "x"]}
    text = browser.get(address("news", open_round), wanted, headers=HTMX).content.decode()
    assert "林晓" in text and "保存了 12.50" in text and f"e{entries[1].pk}-" not in text
    assert "12.5" not in signed_in(zhao).get(address("news", open_round), wanted, headers=HTMX).content.decode()
