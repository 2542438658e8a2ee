"""A block copied from a spreadsheet is pasted into the table of districts and years."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from indicators.models import Plan
from tests.browser.conftest import PATIENCE, OpenBrowser
from tests.browser.test_grid_keyboard import paste
from tests.factories import create_indicator, create_organization
from wastefree.accounts.models import Organization, User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
expect.set_options(timeout=PATIENCE)


def test_a_block_fills_the_table_from_where_it_is_pasted(
    open_browser: OpenBrowser, plan: Plan, region: Organization, wu: User
) -> None:
    regions = [region, create_organization("west", kind="region", order=region.order + 1)]
    plan.organizations.add(regions[1])
    made = create_indicator(plan, name="回收率")
    page = open_browser(wu).new_page()
    page.goto(reverse("indicators:targets_of_regions", args=[plan.code, made.pk]))
    first = [page.locator(f"#id_region_{region.pk}_{plan.first_year}") for region in regions]
    first[1].fill("不变")
    paste(first[0], "≥50%\t≥60%\n\t≥70%\n≥80%")
    for region, words in zip(regions, (["≥50%", "≥60%"], ["不变", "≥70%"]), strict=True):
        for year, text in zip(plan.years, words, strict=False):
            expect(page.locator(f"#id_region_{region.pk}_{year}")).to_have_value(text)
    expect(page.locator("#toasts")).to_contain_text("1 格没有填入")
