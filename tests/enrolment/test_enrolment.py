"""A city's lists come in: looked at first, then written all at once, passwords shown once."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from tests.factories import create_user
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record
from wastefree.enrolment.enrol import carry_out, first_passwords, propose
from wastefree.enrolment.proposals import Proposal
from wastefree.files.models import StagedUpload
from wastefree.files.staging import stage

Browser = Callable[[User], Client]
Rows = list[list[str]]

ORGANIZATIONS: Rows = [
    ["××市无废城市建设责任单位名单"],
    ["单位名称", "简称", "类别", "别名", "联系电话"],
    ["市生态环境局", "市环境局", "市级部门", "环保局、市环保局", "0472-1"],
    ["昆都仑区", "", "", "", ""],
]
PEOPLE: Rows = [
    ["姓名", "登录名", "所在单位", "角色", "电子邮箱"],
    ["陈一", "chenyi", "市环境局", "填报员", "chenyi@city.example"],
    ["何二", "", "昆都仑区", "填报员、审核员", ""],
]


def workbook(**sheets: Rows) -> bytes:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
            for cell in sheet[sheet.max_row]:
                cell.data_type = "s"  # openpyxl would make a formula of "=1+1"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def handed_in(by: User, **sheets: Rows) -> StagedUpload:
    return stage(by, SimpleUploadedFile("名单.xlsx", workbook(**sheets)))


def proposed(by: User, **sheets: Rows) -> Proposal:
    return propose(handed_in(by, **sheets), by=by)


def problems(proposal: Proposal) -> list[tuple[str, str, str]]:
    return [(problem.sheet, problem.cell, problem.text) for problem in proposal.problems]


def test_the_preview_writes_nothing(wu: User) -> None:
    proposal = proposed(wu, 单位=ORGANIZATIONS, 账号=PEOPLE)
    assert (proposal.created, proposal.changed, proposal.unchanged, proposal.problems) == (4, 0, 0, ())
    assert not Organization.objects.filter(name="昆都仑区").exists()
    assert not User.objects.filter(username="chenyi").exists()


def test_confirming_writes_all_of_it(wu: User) -> None:
    upload = handed_in(wu, 单位=ORGANIZATIONS, 账号=PEOPLE)
    carry_out(propose(upload, by=wu), upload, by=wu, key="k")
    bureau = Organization.objects.get(name="市生态环境局")
    assert (bureau.kind, bureau.aliases, bureau.phone) == ("department", ["环保局", "市环保局"], "0472-1")
    chen, he = User.objects.get(username="chenyi"), User.objects.get(username="何二")
    assert (chen.organization, chen.email, chen.roles) == (bureau, "chenyi@city.example", {Role.REPORTER})
    assert (he.display_name, he.roles) == ("何二", {Role.REPORTER, Role.REVIEWER})


def test_a_place_is_a_region_and_codes_are_given_in_order(wu: User) -> None:
    upload = handed_in(wu, 单位=ORGANIZATIONS)
    carry_out(propose(upload, by=wu), upload, by=wu, key="k")
    assert Organization.objects.get(name="昆都仑区").kind == "region"
    assert sorted(Organization.objects.filter(code__startswith="org-").values_list("code", flat=True)) == [
        "org-001",
        "org-002",
    ]


def test_the_same_list_again_changes_nothing(wu: User) -> None:
    upload = handed_in(wu, 单位=ORGANIZATIONS, 账号=PEOPLE)
    carry_out(propose(upload, by=wu), upload, by=wu, key="k")
    again = propose(upload, by=wu)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 4)


def test_first_passwords_let_people_in_once(wu: User, client: Client) -> None:
    upload = handed_in(wu, 单位=ORGANIZATIONS, 账号=PEOPLE)
    carry_out(propose(upload, by=wu), upload, by=wu, key="k")
    passwords = {user.username: password for user, password in first_passwords(upload, key="k")}
    client.post("/sign-in", {"username": "chenyi", "password": passwords["chenyi"]})
    assert client.get("/profile")["Location"] == "/password"


def test_a_password_that_was_changed_is_no_longer_listed(wu: User) -> None:
    upload = handed_in(wu, 单位=ORGANIZATIONS, 账号=PEOPLE)
    carry_out(propose(upload, by=wu), upload, by=wu, key="k")
    User.objects.filter(username="chenyi").update(must_change_password=False)
    assert [user.username for user, _password in first_passwords(upload, key="k")] == ["何二"]


def test_the_same_key_writes_once(wu: User) -> None:
    upload = handed_in(wu, 单位=ORGANIZATIONS, 账号=PEOPLE)
    proposal = propose(upload, by=wu)
    carry_out(proposal, upload, by=wu, key="k")
    carry_out(proposal, upload, by=wu, key="k")
    assert User.objects.filter(display_name="陈一").count() == 1


def test_blank_cells_leave_what_is_there(wu: User, housing: Organization) -> None:
    rows = [["单位名称", "分管领导", "电话"], ["市住建局", "王五", ""]]
    upload = handed_in(wu, 单位=rows)
    Organization.objects.filter(pk=housing.pk).update(phone="0472-9")
    carry_out(propose(upload, by=wu), upload, by=wu, key="k")
    housing.refresh_from_db()
    assert (housing.name, housing.leader_in_charge, housing.phone) == ("市住房和城乡建设局", "王五", "0472-9")


def test_every_cell_that_cannot_be_read_is_named(wu: User, housing: Organization) -> None:
    people: Rows = [
        ["姓名", "登录名", "单位", "角色", "邮箱"],
        ["陈一", "chen yi", "市住建局", "填报员", ""],
        ["何二", "heer", "市农业局", "填报员", ""],
        ["孙三", "sunsan", "市住建局", "科长", ""],
        ["李四", "lisi", "市住建局", "填报员", "lisi"],
        ["周五", "zhouwu", "市住建局", "无废办", ""],
        ["吴六", "wuliu", "市住建局", "", ""],
        ["郑七", "zhengqi", "市住建局", "领导", ""],
    ]
    proposal = proposed(wu, 人员=people)
    assert problems(proposal) == [
        ("人员", "B2", "chen yi"),
        ("人员", "C3", "市农业局"),
        ("人员", "D4", "科长"),
        ("人员", "E5", "lisi"),
        ("人员", "D6", "无废办"),
        ("人员", "D7", ""),
    ]
    assert [person.username for person in proposal.people] == ["zhengqi"]


def test_problems_of_bodies_are_named_too(wu: User, housing: Organization) -> None:
    rows: Rows = [
        ["单位名称", "类别", "编码", "别名"],
        ["市水务局", "委办局", "", ""],
        ["市林草局", "", "林草", ""],
        ["市商务局", "", "", "住建局"],
        ["市财政局", "", "cz", ""],
        ["市财政局", "", "", ""],
        ["市审计局", "", "cz", ""],
    ]
    assert [cell for _sheet, cell, _text in problems(proposed(wu, 单位=rows))] == ["B2", "C3", "D4", "A6", "C7"]


def test_a_name_borne_twice_asks_for_the_full_one(wu: User, housing: Organization, agriculture: Organization) -> None:
    agriculture.aliases = ["住建局"]
    agriculture.save()
    assert problems(proposed(wu, 账号=[["姓名", "单位", "角色"], ["陈一", "住建局", "填报员"]])) == [
        ("账号", "B2", "住建局")
    ]


def test_the_office_cannot_touch_an_administrator(wu: User, wei: User, housing: Organization) -> None:
    rows = [["姓名", "用户名", "单位", "角色"], ["魏强", "wei", "市住建局", "填报员"]]
    assert problems(proposed(wu, 账号=rows)) == [("账号", "B2", "wei")]


def test_the_system_administrator_gives_no_roles(wei: User, housing: Organization) -> None:
    upload = handed_in(wei, 账号=[["姓名", "用户名", "单位", "角色"], ["陈一", "chenyi", "市住建局", "无废办"]])
    carry_out(propose(upload, by=wei), upload, by=wei, key="k")
    assert User.objects.get(username="chenyi").roles == frozenset()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_csv_file_is_as_good(encoding: str, wu: User, housing: Organization) -> None:
    text = "姓名,用户名,单位,角色\r\n陈一,chenyi,市住建局,填报员\r\n"
    proposal = propose(stage(wu, SimpleUploadedFile("名单.csv", text.encode(encoding))), by=wu)
    assert ([person.username for person in proposal.people], proposal.problems) == (["chenyi"], ())


def test_sheets_without_a_list_are_named(wu: User) -> None:
    assert proposed(wu, 说明=[["请按下表填写"]], 单位=ORGANIZATIONS).passed_over == ("说明",)


def confirmed(browser: Client, **sheets: Rows) -> Any:
    file = SimpleUploadedFile("名单.xlsx", workbook(**sheets))
    page = browser.get(browser.post("/enrolment/", {"file": file})["Location"])
    fields = {"key": page.context["key"], "fingerprint": page.context["proposal"].fingerprint()}
    address = reverse("enrolment:confirm", args=[page.context["upload"].pk])
    return fields, address, browser.post(address, fields)


def test_the_page_shows_passwords_and_hands_them_out_as_text(
    wei: User, housing: Organization, signed_in: Browser
) -> None:
    browser = signed_in(wei)
    people = [["姓名", "用户名", "单位"], ["=1+1", "chenyi", "市住建局"]]
    fields, address, page = confirmed(browser, 账号=people)
    ((_account, password),) = page.context["accounts"]
    assert password in page.content.decode()
    response = browser.post(address.replace("confirm", "passwords"), {"key": fields["key"]})
    row = list(load_workbook(io.BytesIO(response.content)).active[4])  # type: ignore[index]
    assert [cell.value for cell in row] == ["市住建局", "=1+1", "chenyi", None, password]
    assert row[1].data_type == "s"


def test_confirming_twice_is_answered_twice_with_the_same(wei: User, housing: Organization, signed_in: Browser) -> None:
    browser = signed_in(wei)
    people = [["姓名", "用户名", "单位"], ["陈一", "chenyi", "市住建局"]]
    fields, address, first = confirmed(browser, 账号=people)
    second = browser.post(address, fields)
    assert first.context["accounts"] == second.context["accounts"]
    assert Record.objects.filter(verb="organizations.imported").count() == 1


def test_another_key_tells_no_passwords(wei: User, housing: Organization, signed_in: Browser) -> None:
    browser = signed_in(wei)
    _fields, address, page = confirmed(browser, 账号=[["姓名", "用户名", "单位"], ["陈一", "chenyi", "市住建局"]])
    response = browser.post(address.replace("confirm", "passwords"), {"key": "other"})
    ((_account, password),) = page.context["accounts"]
    values = [cell.value for cell in load_workbook(io.BytesIO(response.content)).active[4]]  # type: ignore[index]
    assert password not in values


def test_what_has_changed_since_the_preview_is_shown_again(
    wei: User, housing: Organization, signed_in: Browser
) -> None:
    browser = signed_in(wei)
    file = SimpleUploadedFile("名单.xlsx", workbook(账号=[["姓名", "用户名", "单位"], ["陈一", "chenyi", "市住建局"]]))
    page = browser.get(browser.post("/enrolment/", {"file": file})["Location"])
    User.objects.create_user("chenyi", display_name="陈一")
    fields = {"key": "k", "fingerprint": page.context["proposal"].fingerprint()}
    response = browser.post(reverse("enrolment:confirm", args=[page.context["upload"].pk]), fields)
    assert response.status_code == 409
    assert not Record.objects.filter(verb="organizations.imported").exists()


def test_a_file_that_is_no_list_is_refused_with_a_reason(wei: User, signed_in: Browser) -> None:
    response = signed_in(wei).post("/enrolment/", {"file": SimpleUploadedFile("名单.xlsx", b"not a workbook")})
    assert response.status_code == 422
    assert response.context["form"].errors["file"]
    assert not StagedUpload.objects.exists()


def test_somebody_elses_preview_does_not_exist(wei: User, wu: User, signed_in: Browser) -> None:
    upload = handed_in(wu, 单位=ORGANIZATIONS)
    assert signed_in(wei).get(reverse("enrolment:preview", args=[upload.pk])).status_code == 404


@pytest.mark.parametrize("role", [Role.REPORTER, Role.REVIEWER, Role.LEADER, Role.AUDITOR, Role.SECURITY_ADMIN])
def test_others_cannot_import(role: Role, signed_in: Browser, db: None) -> None:
    assert signed_in(create_user("", role)).post("/enrolment/").status_code == 403


def test_giving_up_throws_the_file_away(wei: User, signed_in: Browser) -> None:
    upload = handed_in(wei, 单位=ORGANIZATIONS)
    signed_in(wei).post(reverse("enrolment:give_up", args=[upload.pk]))
    assert not StagedUpload.objects.exists()


def test_the_blank_lists_are_read_by_the_portal(wei: User, signed_in: Browser) -> None:
    book = load_workbook(io.BytesIO(signed_in(wei).get("/enrolment/blank.xlsx").content))
    assert book.sheetnames == ["单位", "账号"]
    assert [cell.value for cell in book["账号"][1]][:3] == ["姓名", "用户名", "单位"]
