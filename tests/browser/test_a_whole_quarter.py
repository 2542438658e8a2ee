"""The portal's main job, played through in a browser, in Chinese: from an empty installation to the annual workbook."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import Workbook, load_workbook
from playwright.sync_api import BrowserContext, Page, expect

from indicators.models import Entry, EntryState, Plan, Target
from tests.browser.conftest import PATIENCE, OpenBrowser
from wastefree.accounts.models import User
from wastefree.lib.periods import Period

pytestmark = pytest.mark.django_db(transaction=True)

expect.set_options(timeout=PATIENCE)
OWN_PASSWORD = "青山绿水 2024 无废"
NEW_BUILDINGS, GREEN, PREFABRICATED = "新建建筑面积", "新建绿色建筑面积", "新建装配式建筑面积"


def bytes_of(book: Workbook) -> bytes:
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def lists_of_people() -> bytes:
    """Organizations and accounts as an office has them in a spreadsheet."""
    book = Workbook()
    bodies = book.active
    assert bodies is not None
    bodies.title = "单位"
    for row in (["成员单位名单"], ["单位名称", "简称", "类别"], ["市住房和城乡建设局", "市住建局", "市级部门"]):
        bodies.append(row)
    people = book.create_sheet("账号")
    for row in (
        ["姓名", "用户名", "单位", "角色"],
        ["林晓", "lin", "市住房和城乡建设局", "填报员"],
        ["高远", "gao", "市住房和城乡建设局", "部门审核员"],
        ["孙立", "sun", "无废办", "领导"],
    ):
        people.append(row)
    return bytes_of(book)


def annex(year: int) -> bytes:
    """A plan's annex as made by hand: a title, two rows of headings, merged cells, full-width figures, a footnote."""
    book = Workbook()
    table = book.active
    assert table is not None
    table.title = "附件1"
    for row in (
        ["附件1  “无废城市”建设指标体系"],
        ["序号", "一级指标", "指标名称", "单位", "基准值", "目标值", None, "责任单位"],
        [None, None, None, None, f"{year - 1}年", f"{year}年", f"{year + 1}年", None],
        [1, "固体废物源头减量", "绿色建筑占新建建筑的比例★", "％", "７８", "≥９０％", "100%", "市住建局"],
        [2, None, "装配式建筑占新建建筑的比例", "％", 9, "达到１５％以上", "不低于30%", "市住建局"],
        ["注：★为必选指标。"],
    ):
        table.append(row)
    for block in ("A1:H1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "F2:G2", "H2:H3", "B4:B5"):
        table.merge_cells(block)
    return bytes_of(book)


def enter(window: BrowserContext, username: str, given: str) -> Page:
    """Signs in with a password that was given, and changes it as the portal asks."""
    page = window.new_page()
    page.goto("/")
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(given)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.locator("input[name=old_password]").fill(given)
    page.locator("input[name=new_password1]").fill(OWN_PASSWORD)
    page.locator("input[name=new_password2]").fill(OWN_PASSWORD)
    page.get_by_role("button", name="保存新密码").click()
    expect(page.locator("input[name=old_password]")).to_have_count(0)
    return page


def hand_in(page: Page, content: bytes, name: str) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": kind, "buffer": content})


def office_prepares(page: Page, year: int) -> dict[str, str]:
    """A plan, organizations and accounts, the annex; answers with the first passwords by name."""
    page.goto("/plans/new/")
    for label, text in (("方案名称", "青山市“无废城市”建设实施方案"), ("编码", "qingshan"), ("城市", "青山市")):
        page.get_by_label(label).fill(text)
    for label, number in (("基准年", year - 1), ("起始年", year), ("目标年", year + 1)):
        page.get_by_label(label).fill(str(number))
    page.get_by_role("button", name="建立方案").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("青山市")

    page.goto("/enrolment/")
    hand_in(page, lists_of_people(), "名单.xlsx")
    page.get_by_role("button", name="读取并预览").click()
    assert User.objects.count() == 1, "nothing is written before it is confirmed"
    page.get_by_role("button", name=re.compile("确认：新建 4 项")).click()
    rows = page.get_by_role("main").locator("tbody tr").all()
    passwords = {row.locator("th").inner_text(): row.locator("code").last.inner_text() for row in rows}

    page.goto("/plans/qingshan/setup/organizations/")
    page.get_by_label("市住房和城乡建设局").check()
    page.get_by_role("button", name="保存").click()

    page.goto("/plans/qingshan/import/")
    hand_in(page, annex(year), "附件1.xlsx")
    page.get_by_role("button", name="上传并预览").click()
    assert not Plan.objects.get().indicators.exists()
    page.get_by_role("button", name=re.compile("确认导入 2")).click()
    expect(page.get_by_role("main")).to_contain_text("2")
    return passwords


def office_opens(page: Page, period: Period) -> None:
    page.goto("/plans/qingshan/rounds/")
    page.get_by_label("填报期").select_option(period.key)
    page.get_by_role("button", name="建立填报期").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(period.label())
    expect(page.get_by_role("status").first).to_contain_text("3 项")


def field_of(page: Page, quantity: str) -> str:
    return f"tr.entry[data-label='{quantity}'] .entry-field input[type=text], tr.entry[data-label='{quantity}'] .entry-field input[inputmode]"


def type_figure(page: Page, quantity: str, figure: str) -> None:
    box = page.locator(field_of(page, quantity)).first
    box.fill(figure)
    box.press("Enter")


def reporter_reports(page: Page, period: Period) -> None:
    """Types on the grid reached from the desk: each field saves itself, the indicator answers at once."""
    expect(page.get_by_role("heading", level=1)).to_have_text("我的工作台")
    page.get_by_role("link", name=re.compile("填报")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(period.label())
    type_figure(page, NEW_BUILDINGS, "３１０．５")
    type_figure(page, GREEN, "295")
    head = page.locator(".indicator-head").first
    expect(head).to_contain_text("95.01")
    expect(head.locator(".status")).to_be_visible()
    type_figure(page, PREFABRICATED, "400")
    below = page.locator("tr.entry-below").filter(has_text="部分不应大于总数")
    expect(below).to_be_visible()
    type_figure(page, PREFABRICATED, "48")
    expect(below).to_have_count(0)
    page.reload()
    expect(page.locator(field_of(page, GREEN)).first).to_have_value(re.compile("295"))
    page.get_by_role("button", name="提交 3 项").click()
    expect(page.get_by_role("status").first).to_contain_text("已提交 3 项")


def reporter_corrects(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text("与竣工台账不一致")
    page.get_by_role("link", name="去修改").click()
    type_figure(page, PREFABRICATED, "46.6")
    page.get_by_role("button", name="提交 1 项").click()
    expect(page.get_by_role("status").first).to_contain_text("已提交 1 项")


def review_address(period: Period) -> str:
    round_ = Plan.objects.get().rounds.get(year=period.year, quarter=period.quarter)
    return f"/plans/qingshan/rounds/{round_.pk}/review/"


def reviewer_returns_one_and_passes_the_rest(page: Page, period: Period) -> None:
    page.goto(review_address(period))
    page.get_by_label(PREFABRICATED, exact=True).check()
    page.locator("summary", has_text="退回…").click()
    page.get_by_label("退回原因").fill("与竣工台账不一致")
    page.get_by_role("button", name="退回勾选项").click()
    expect(page.get_by_role("main")).to_contain_text("已退回 1 项")
    pass_all(page, period, "通过勾选项", "已通过 2 项")


def pass_all(page: Page, period: Period, button: str, said: str) -> None:
    page.goto(review_address(period))
    page.locator("[data-tick-all]").check()
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("main")).to_contain_text(said)


def leader_looks(page: Page) -> None:
    """The dashboard; from a figure in two clicks to who entered and approved it."""
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text("2 项指标")
    page.get_by_role("link", name=re.compile("2 项指标")).click()
    page.get_by_role("link", name=re.compile("绿色建筑占新建建筑")).click()
    expect(page.get_by_role("main")).to_contain_text("95.01")
    lineage = page.locator("details.strand[open]").filter(has_text=GREEN)
    expect(lineage).to_contain_text("林晓")
    expect(lineage).to_contain_text("吴静")
    drawing = page.locator(".chart .main-svg").first
    expect(drawing).to_be_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(drawing).to_have_attribute("viewBox", re.compile("^0 0 "))  # it shrinks to the paper


def office_exports(page: Page, year: int, folder: Path) -> dict[str, object]:
    page.goto(f"/plans/qingshan/self-assessments/{year}/")
    page.get_by_label("总体情况").fill("全市推进顺利。")
    page.get_by_role("button", name="保存").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Excel").click()
    assert download.value.suggested_filename == f"青山市{year}年度“无废城市”建设自评估.xlsx"
    download.value.save_as(folder / "annual.xlsx")
    table = load_workbook(folder / "annual.xlsx", data_only=True)["指标完成情况"]
    return {str(row[3]): row[9] for row in table.iter_rows(min_row=4, values_only=True)}


def test_a_quarter_from_an_empty_installation_to_the_annual_workbook(open_browser: OpenBrowser, tmp_path: Path) -> None:
    period = Period.last_ended(date.today())
    said = StringIO()
    call_command("create_admin", "wu", name="吴静", role="office", stdout=said)
    given = said.getvalue().split("One-time password: ")[1].split()[0]
    office = enter(open_browser(), "wu", given)
    passwords = office_prepares(office, period.year)
    office_opens(office, period)
    assert {target.text for target in Target.objects.filter(year=period.year)} >= {"≥９０％"}
    assert Target.objects.filter(readable=False).count() == 0

    reporter = enter(open_browser(), "lin", passwords["林晓"])
    reporter_reports(reporter, period)

    reviewer = enter(open_browser(), "gao", passwords["高远"])
    reviewer_returns_one_and_passes_the_rest(reviewer, period)
    reporter_corrects(reporter)
    pass_all(reviewer, period, "通过勾选项", "已通过 1 项")
    pass_all(office, period, "审核通过勾选项", "审核通过 3 项")
    assert set(Entry.objects.values_list("state", flat=True)) == {EntryState.APPROVED}

    leader_looks(enter(open_browser(), "sun", passwords["孙立"]))
    values = office_exports(office, period.year, tmp_path)
    green = Decimal(295) * 100 / Decimal("310.5")
    assert any(
        "绿色建筑" in name and abs(Decimal(str(value)) - green) < Decimal("1e-9") for name, value in values.items()
    )
    assert len(values) == 2
