"""The auditor finds what was done, and takes it along; nobody else does."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from tests.factories import create_user
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.accounts.transitions import edit_organization
from wastefree.audit import log, views
from wastefree.audit.models import Record

Browser = Callable[[User], Client]


def record(actor: User | None, verb: str, target: Any, **fields: Any) -> Record:
    with transaction.atomic():
        return log.record(actor, verb, target, **fields)


def found(browser: Client, **query: str) -> list[Record]:
    return list(browser.get("/audit/", query).context["page"])


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AUDITOR}))
def test_only_auditors_read_the_trail(role: Role, signed_in: Browser, db: None) -> None:
    browser = signed_in(create_user("", role))
    assert browser.get("/audit/").status_code == 403
    assert browser.post("/audit/xlsx").status_code == 403


def test_the_newest_comes_first(shen: User, lin: User, housing: Organization, signed_in: Browser) -> None:
    first, second = (record(lin, "organization.updated", housing) for _ in range(2))
    assert found(signed_in(shen), verb="organization.updated") == [second, first]


def test_it_is_searched_by_person_verb_and_object(
    shen: User, lin: User, gao: User, housing: Organization, signed_in: Browser
) -> None:
    mine = record(lin, "entry.returned", housing, reason="与环卫台账不一致")
    other = record(gao, "file.uploaded", gao)
    browser = signed_in(shen)
    assert found(browser, person="林晓") == [mine]
    assert found(browser, person="gao") == [other]
    assert found(browser, verb="file.uploaded") == [other]
    assert found(browser, q="住建") == [mine]
    assert found(browser, q="台账") == [mine]
    assert found(browser, q="%") == []


def test_days_are_the_citys_own_and_both_included(shen: User, housing: Organization, signed_in: Browser) -> None:
    with time_machine.travel(datetime(2024, 10, 7, 16, 30, tzinfo=UTC)):
        evening = record(None, "organization.updated", housing)
    browser = signed_in(shen)
    assert found(browser, since="2024-10-08", until="2024-10-08") == [evening]
    assert found(browser, until="2024-10-07") == []


def test_nonsense_in_the_address_is_as_if_not_given(shen: User, housing: Organization, signed_in: Browser) -> None:
    kept = record(None, "organization.updated", housing)
    assert kept in found(signed_in(shen), since="yesterday", verb="no.such", page="x", size="7")


def test_a_change_is_told_in_the_words_of_the_pages(
    shen: User, wei: User, housing: Organization, signed_in: Browser
) -> None:
    edit_organization(housing, by=wei, based_on=1, changes={"kind": "region", "phone": "0472-1"})
    page = signed_in(shen).get("/audit/").content.decode()
    for words in ("修改单位", "责任单位", "市级部门", "区县", "0472-1"):
        assert words in page


def test_what_has_no_name_of_its_own_is_shown_all_the_same(shen: User, lin: User, signed_in: Browser) -> None:
    record(lin, "user.locked", lin, after={"oddity": 7})
    page = signed_in(shen).get("/audit/").content.decode()
    assert "oddity" in page
    assert "7" in page


def test_typed_text_is_never_markup(shen: User, lin: User, signed_in: Browser) -> None:
    record(lin, "user.locked", lin, after={"<b>x": "<script>alert(1)</script>"}, reason="<img src=x onerror=alert(1)>")
    page = signed_in(shen).get("/audit/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_workbook_holds_what_is_asked_for_as_text(shen: User, lin: User, gao: User, signed_in: Browser) -> None:
    record(lin, "entry.returned", lin, reason="=1+1")
    record(gao, "file.uploaded", gao)
    response = signed_in(shen).post("/audit/xlsx?verb=entry.returned")
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet
    rows = list(sheet.iter_rows(min_row=4))
    assert len(rows) == 1
    reason = rows[0][6]
    assert (reason.value, reason.data_type) == ("=1+1", "s")


def test_the_csv_holds_no_formulas(shen: User, lin: User, signed_in: Browser) -> None:
    record(lin, "entry.returned", lin, reason="=1+1")
    response = signed_in(shen).post("/audit/csv?verb=entry.returned")
    (row,) = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))[1:]
    assert row[6] == "'=1+1"


def test_taking_it_along_is_recorded_too(shen: User, signed_in: Browser) -> None:
    signed_in(shen).post("/audit/csv?q=x")
    taken = Record.objects.get(verb="audit.exported")
    assert (taken.actor, taken.after["query"]) == (shen, "q=x")


def test_looking_at_the_export_address_does_nothing(shen: User, signed_in: Browser) -> None:
    assert signed_in(shen).get("/audit/csv").status_code == 405


def test_too_long_a_list_is_refused_not_cut(
    shen: User, lin: User, signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST", 1)
    for _ in range(2):
        record(lin, "user.signed_in", lin)
    response = signed_in(shen).post("/audit/csv?verb=user.signed_in")
    assert response["Location"] == "/audit/?verb=user.signed_in"


def test_a_longer_trail_asks_no_more_of_the_database(
    shen: User, lin: User, signed_in: Browser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = signed_in(shen)
    for number in range(45):
        record(lin, "organization.updated", lin.organization, after={"phone": str(number)})
    with django_assert_max_num_queries(8):
        assert (
            len(browser.get("/audit/").context["lines"])
            == 45 + Record.objects.exclude(verb="organization.updated").count()
        )
