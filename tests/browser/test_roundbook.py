"""Filling in without a network: the workbook is fetched, filled in, handed in, looked at on a telephone, accepted."""

from decimal import Decimal
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from indicators.models import Entry, Plan, Quantity, Round
from indicators.transitions import save_entry
from tests.browser.conftest import PATIENCE, OpenBrowser
from tests.factories import NOON, create_entry, create_quantity
from tests.roundbook.filled import edited, put
from wastefree.accounts.models import Organization, User

pytestmark = pytest.mark.django_db(transaction=True)
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def entries(plan: Plan, open_round: Round, housing: Organization) -> dict[str, Entry]:
    for order, code in enumerate(("generated", "recycled", "burnt")):
        create_quantity(plan, code, owner=housing, name=f"生活垃圾去向之{code}", order=order)
    return {quantity.code: create_entry(quantity, open_round) for quantity in Quantity.objects.all()}


def usable(page: Page) -> list[str]:
    """What keeps people from using the page; and whether it is wider than its screen."""
    found = [each["id"] for each in Axe().run(page).response["violations"] if each["impact"] in {"serious", "critical"}]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return found + (["too wide"] if wide else [])


@pytest.mark.parametrize("width", [1366, 390])
def test_fetched_filled_in_and_accepted(
    width: int,
    open_browser: OpenBrowser,
    entries: dict[str, Entry],
    plan: Plan,
    open_round: Round,
    lin: User,
    tmp_path: Path,
) -> None:
    page = open_browser(lin, width=width).new_page()
    page.goto(reverse("tasks:desk", args=[plan.code]))
    with page.expect_download() as download:
        page.get_by_role("link", name="下载填报表").click()
    assert download.value.suggested_filename == "填报表_市住建局_2024年第三季度.xlsx"
    filled = tmp_path / "填好.xlsx"
    edits = [put("generated", 12.3), put("recycled", "约5"), put("burnt", 7), put("burnt", "见台账", "说明")]
    filled.write_bytes(edited(Path(download.value.path()).read_bytes(), *edits))
    save_entry(entries["burnt"], Decimal(6), "", by=lin, at=NOON, based_on=1)

    page.get_by_role("link", name="上传填报表").click()
    assert usable(page) == []
    page.locator("input[type=file]").set_input_files(str(filled))
    page.get_by_role("button", name="上传并核对").click()
    expect(page.get_by_role("heading", name="1 个格子有问题")).to_be_visible()
    assert usable(page) == []
    page.get_by_label("改为文件里的内容").check()
    page.get_by_role("button", name="按选好的导入").click()
    expect(page.locator("#messages")).to_contain_text("已导入 2 项，还没有提交")
    expect(page.locator(f"#id_e{entries['burnt'].pk}-figure")).to_have_value("7.00")
    said = {code: Entry.objects.get(pk=entry.pk) for code, entry in entries.items()}
    assert [said[code].value for code in ("generated", "recycled", "burnt")] == [Decimal("12.3"), None, 7]
    assert said["burnt"].note == "见台账"
