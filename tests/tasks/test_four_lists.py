"""The page of the four lists: what is still to be settled, and the files."""

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from indicators.models import Plan
from tasks.models import Charge
from tests.factories import create_charge, create_indicator, create_organization, create_project, create_task
from wastefree.accounts.models import Organization, User
from wastefree.audit.models import Record

SignIn = Callable[[User], Client]


def test_it_counts_what_is_there_and_what_is_still_to_be_settled(
    plan: Plan, housing: Organization, wu: User, signed_in: SignIn
) -> None:
    create_indicator(plan)
    create_task(plan, lead=housing, due_on=None)
    create_project(plan)
    create_charge(plan, housing, leader_name="甲", liaison_name="乙")
    context = signed_in(wu).get(reverse("tasks:lists", args=[plan.code])).context
    assert context["goals"] == {"all": 1, "without_lead": 1, "untargeted": 1}
    assert context["tasks"] == {"all": 1, "without_lead": 0, "undated": 1}
    assert context["projects"] == {"all": 1, "without_lead": 1}
    assert context["duties"] == {"all": 4, "without_leader": 3, "without_liaison": 3}


@pytest.mark.parametrize(("asked", "sheets"), [("", 4), ("tasks", 1), ("nothing", 4)])
def test_one_list_or_all_four_are_handed_out_in_chinese(
    asked: str, sheets: int, plan: Plan, wu: User, signed_in: SignIn
) -> None:
    browser = signed_in(wu)
    browser.cookies["django_language"] = "en"
    answer = browser.get(reverse("tasks:lists_export", args=[plan.code]), {"list": asked})
    names = openpyxl.load_workbook(BytesIO(answer.content)).sheetnames
    assert len(names) == sheets and "任务清单" in names
    assert Record.objects.filter(verb="lists.exported").count() == 1


def test_the_table_of_people_goes_out_and_comes_back_through_the_import(
    plan: Plan, housing: Organization, wu: User, sun: User, lin: User, signed_in: SignIn
) -> None:
    create_charge(plan, housing, leader_name="老周", leader_post="副市长", liaison_phone="0472-1", liaison_name="王五")
    browser = signed_in(wu)
    book = openpyxl.load_workbook(BytesIO(browser.get(reverse("tasks:charges_export", args=[plan.code])).content))
    sheet = book.worksheets[0]
    row = next(row for row in sheet.iter_rows(min_row=4) if row[1].value == housing.name)
    row[2].value, row[6].value = "孙立", "林晓"
    content = BytesIO()
    book.save(content)
    importing = reverse("tasks:import_annex", args=[plan.code])
    file = SimpleUploadedFile("名单.xlsx", content.getvalue())
    preview = browser.post(importing, {"file": file, "kind": "charges"}).headers["Location"]
    judgement = browser.get(preview).context["judgement"]
    assert [(each.label, each.new) for line in judgement.changing for each in line.changes] == [
        ("分管领导（账号）", "孙立"), ("分管领导姓名", "—"), ("联络员（账号）", "林晓"), ("联络员姓名", "—"),
    ]  # fmt: skip
    browser.post(preview, {"fingerprint": judgement.fingerprint, "key": "k"})
    charge = Charge.objects.get()
    assert (charge.leader, charge.leader_post, charge.liaison, charge.liaison_phone) == (sun, "副市长", lin, "0472-1")


def test_a_form_that_was_open_while_an_organization_was_closed_says_so(plan: Plan, wu: User, signed_in: SignIn) -> None:
    closed = create_organization(is_active=False)
    indicator = create_indicator(plan)
    address = reverse("indicators:indicator_edit", args=[plan.code, indicator.pk])
    browser = signed_in(wu)
    form = browser.get(address).context["form"]
    typed = {name: value for name in form.fields if (value := form[name].value()) not in (None, "")}
    answer = browser.post(address, {**typed, "lead": closed.pk})
    assert "已停用" in answer.context["form"].errors["lead"][0]
    indicator.refresh_from_db()
    assert indicator.lead is None
