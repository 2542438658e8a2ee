"""Importing in the browser: hand in, look, confirm, and nothing before that."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from indicators import definitions
from indicators.models import Indicator, Plan
from tasks.annex.importing import read_annex
from tasks.annex.kinds import KINDS
from tests.annex.annexes import Row, digest, indicator_annex
from tests.factories import create_organization, create_plan, create_user
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.files.models import StagedUpload

SignIn = Callable[[User], Client]
ROW: Row = ["1", "甲", "乙", "绿色工地数量", "个", "约3", "5", "8", "≥10", "市环卫局", None]


@pytest.fixture
def browser(signed_in: SignIn, wu: User) -> Client:
    """In which Wu of the office is signed in."""
    return signed_in(wu)


def hand_in(browser: Client, plan: Plan, content: bytes, name: str = "附件.xlsx", **fields: str) -> str:
    """Uploads a file; the address of its preview."""
    file = SimpleUploadedFile(name, content)
    answer = browser.post(reverse("tasks:import_annex", args=[plan.code]), {"file": file, **fields})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def hidden(browser: Client, address: str) -> dict[str, str]:
    """The hidden fields of the form on the preview."""
    page = browser.get(address).content.decode()
    return dict(re.findall(r'name="(key|fingerprint)" value="([0-9a-f]+)"', page))


def test_a_file_is_looked_at_before_anything_is_written(browser: Client, plan: Plan) -> None:
    before = Record.objects.count(), Indicator.objects.count()
    page = browser.get(hand_in(browser, plan, indicator_annex(ROW))).content.decode()
    assert "绿色工地数量" in page and "F5" in page and "约3" in page and "市环卫局" in page
    assert (Record.objects.count(), Indicator.objects.count()) == before


def test_confirming_writes_it_and_says_what_was_done(browser: Client, plan: Plan) -> None:
    address = hand_in(browser, plan, indicator_annex(ROW))
    page = browser.post(address, hidden(browser, address), follow=True).content.decode()
    assert Indicator.objects.get().name == "绿色工地数量"
    assert "新建 1，更新 0，不变 0" in page and "F5" in page
    assert reverse("indicators:indicators", args=[plan.code]) in page


def test_a_double_click_imports_once(browser: Client, plan: Plan) -> None:
    address = hand_in(browser, plan, indicator_annex(ROW))
    form = hidden(browser, address)
    first, second = browser.post(address, form), browser.post(address, form)
    assert first.headers["Location"] == second.headers["Location"]
    assert Record.objects.filter(verb="annex.imported").count() == 1
    assert "新建 1" in browser.get(second.headers["Location"]).content.decode()


def test_bodies_that_were_ticked_are_made_and_others_are_not(browser: Client, plan: Plan) -> None:
    address = hand_in(browser, plan, indicator_annex([*ROW[:10], "市林业局"]))
    browser.post(address, {**hidden(browser, address), "creating": ["市林业局"]})
    assert set(Organization.objects.values_list("name", flat=True)) & {"市林业局", "市环卫局"} == {"市林业局"}
    made = Indicator.objects.get()
    assert made.lead is None and [str(body) for body in made.cooperating.all()] == ["市林业局"]


def test_a_body_that_the_file_does_not_name_is_never_made(browser: Client, plan: Plan) -> None:
    address = hand_in(browser, plan, indicator_annex(ROW))
    browser.post(address, {**hidden(browser, address), "creating": ["市不存在局"]})
    assert not Organization.objects.filter(name="市不存在局").exists()


def test_a_plan_changed_in_between_is_shown_again_before_it_is_written_to(
    browser: Client, plan: Plan, wu: User
) -> None:
    address = hand_in(browser, plan, indicator_annex(ROW))
    form = hidden(browser, address)
    definitions.create_indicator(plan, by=wu, code="9", name="绿色工地数量", unit="个")
    before = digest()
    answer = browser.post(address, form)
    assert answer.status_code == 409 and "又被人改过" in answer.content.decode()
    assert digest() == before
    again = dict(re.findall(r'name="(key|fingerprint)" value="([0-9a-f]+)"', answer.content.decode()))
    assert browser.post(address, again).status_code == 302
    assert Indicator.objects.get().code == "1"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("附件.xls", b"\x09\x08 old", "xlsx"), ("附件.xlsx", b"not a workbook", "不符"), ("表.csv", "姓名,电话\n甲,1\n".encode(), "没有找到")],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_where_it_was_chosen(
    browser: Client, plan: Plan, name: str, content: bytes, words: str
) -> None:
    answer = browser.post(reverse("tasks:import_annex", args=[plan.code]), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not StagedUpload.objects.exists()


def test_another_person_of_the_office_does_not_see_the_file(
    browser: Client, signed_in: SignIn, plan: Plan, office: Organization
) -> None:
    address = hand_in(browser, plan, indicator_annex(ROW))
    other = signed_in(create_user("li", Role.OFFICE, organization=office))
    assert other.get(address).status_code == 404
    assert other.post(address, {"key": "0", "fingerprint": "0"}).status_code == 404


def test_only_the_office_of_the_plan_imports(signed_in: SignIn, plan: Plan, lin: User, sun: User, wu: User) -> None:
    address = reverse("tasks:import_annex", args=[plan.code])
    assert [signed_in(person).get(address).status_code for person in (lin, sun, wu)] == [403, 403, 200]
    elsewhere = create_plan("elsewhere", organizations=[create_organization()])
    assert signed_in(wu).get(reverse("tasks:import_annex", args=[elsewhere.code])).status_code == 404


def test_what_a_file_says_is_text_and_never_markup(browser: Client, plan: Plan) -> None:
    attack = "<script>alert(1)</script>绿色工地数量"
    page = browser.get(hand_in(browser, plan, indicator_annex([*ROW[:3], attack, *ROW[4:]]))).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_long_annex_is_shown_page_by_page_and_by_what_happens(browser: Client, plan: Plan) -> None:
    rows = [[str(n), "甲", "乙", f"指标{n}", "个", None, None, None, "5", "市住建局", None] for n in range(1, 151)]
    address = hand_in(browser, plan, indicator_annex(*rows))
    first, second = browser.get(address).content.decode(), browser.get(address, {"page": "2"}).content.decode()
    assert "指标100<" in first and "指标101<" not in first and "指标150<" in second
    assert "没有这一类的行" in browser.get(address, {"show": "unchanged"}).content.decode()


def test_another_kind_can_be_chosen_on_the_preview(browser: Client, plan: Plan) -> None:
    content = "名称,项目名称,任务名称,指标名称\n甲,乙,丙,丁\n".encode()
    address = hand_in(browser, plan, content, name="表.csv")
    assert "丙" in browser.get(address, {"kind": "tasks"}).content.decode()
    assert browser.get(address, {"kind": "nonsense"}).status_code == 200
    assert browser.get(address, {"kind": "cells"}).status_code == 404


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_empty_workbook_of_a_kind_is_recognized_as_that_kind(browser: Client, plan: Plan, kind: str) -> None:
    answer = browser.get(reverse("tasks:import_blank", args=[plan.code, kind]))
    content = BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content).getvalue()  # type: ignore[attr-defined]
    read = read_annex(content, name="模板.xlsx")
    assert (read.kind.name, read.annex.rows, read.annex.problems) == (kind, (), ())
