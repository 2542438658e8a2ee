"""The pages of orders: drafting and issuing, the list, one order with its next step, and who comes too late."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from indicators.models import Plan
from tasks.models import Order, OrderState, Reply
from tasks.transitions import close_order
from tests.factories import NOON, create_attachment, create_order, create_reply, create_task, create_user
from tests.files.samples import PDF
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.files.models import Attachment

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _on_the_eighth_of_october() -> Any:
    with time_machine.travel("2024-10-08 12:00:00+08:00", tick=False):
        yield


@pytest.fixture
def answered(plan: Plan, housing: Organization, lin: User, wu: User) -> Order:
    order = create_order(plan, housing, by=wu, state=OrderState.ANSWERED)
    create_reply(order, lin, files=[create_attachment(housing, lin)])
    return order


def step(order: Order, name: str) -> str:
    return reverse(f"tasks:order_{name}", args=[order.plan.code, order.pk])


def page(browser: Client, order: Order) -> str:
    return str(browser.get(reverse("tasks:order", args=[order.plan.code, order.pk])).content.decode())


def new(plan: Plan, **asked: Any) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return reverse("tasks:order_create", args=[plan.code]) + f"?{query}"


def typed(organization: Organization, **fields: Any) -> dict[str, Any]:
    usual = {
        "number": "督办〔2024〕1号",
        "title": "补齐台账",
        "requirement": "按月补齐",
        "organization": organization.pk,
        "due_on": "2024-10-31",
        "then": "issue",
        "key": "k",
    }
    return {**usual, **fields}


def test_a_late_task_fills_the_form_and_is_what_the_order_is_about(
    plan: Plan, housing: Organization, wu: User, lin: User, signed_in: SignIn
) -> None:
    task = create_task(plan, "7", lead=housing, title="秸秆收储", due_on=date(2024, 9, 30))
    browser = signed_in(wu)
    form = browser.get(new(plan, kind="supervision", task=task.pk)).context["form"]
    assert "秸秆收储" in form.initial["title"] and "2024年9月30日" in form.initial["requirement"]
    assert (form.initial["organization"], form.initial["number"]) == (housing, "督办〔2024〕1号")
    assert form.initial["due_on"] == date(2024, 10, 21), "ten working days, the twelfth being one"
    letter = SimpleUploadedFile("通知.pdf", PDF)
    answer = browser.post(new(plan, kind="supervision", task=task.pk), typed(housing, uploads=[letter]))
    order = Order.objects.get()
    assert answer.headers["Location"] == reverse("tasks:order", args=[plan.code, order.pk])
    assert (order.state, order.task, order.issued_by) == (OrderState.ISSUED, task, wu)
    assert order.files.get().name == "通知.pdf"
    assert lin.notifications.get().kind == "order.issued"
    assert browser.post(new(plan, kind="supervision"), typed(housing)).status_code == 302
    assert Order.objects.count() == Attachment.objects.count() == 1, "the same key, so the same order"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"due_on": "2024-10-07"}, "due_on"),
        ({"due_on": ""}, "due_on"),
        ({"requirement": " "}, "requirement"),
        ({"acknowledge_by": "2024-11-30"}, "acknowledge_by"),
        ({"uploads": [SimpleUploadedFile("木马.exe", b"MZ")]}, "uploads"),
    ],
)
def test_what_cannot_be_issued_says_where_and_keeps_nothing(
    wrong: dict[str, Any], field: str, plan: Plan, housing: Organization, wu: User, signed_in: SignIn
) -> None:
    answer = signed_in(wu).post(new(plan, kind="supervision"), typed(housing, **wrong))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert not Order.objects.exists() and not Attachment.objects.exists()


def test_a_number_that_is_taken_is_told(
    plan: Plan, housing: Organization, wu: User, answered: Order, signed_in: SignIn
) -> None:
    answer = signed_in(wu).post(new(plan, kind="supervision"), typed(housing, number=answered.number))
    assert "已经用过" in answer.content.decode()
    assert Order.objects.count() == 1


def test_a_visit_asks_for_place_and_findings_and_needs_no_requirement(
    plan: Plan, housing: Organization, wu: User, signed_in: SignIn
) -> None:
    visit = typed(housing, number="督导〔2024〕1号", requirement="", due_on="", visited_on="2024-10-08")
    browser = signed_in(wu)
    refused = browser.post(new(plan, kind="guidance"), visit)
    assert set(refused.context["form"].errors) == {"place", "findings"}
    browser.post(new(plan, kind="guidance"), {**visit, "place": "转运站", "findings": "台账齐全"})
    assert Order.objects.get().state == OrderState.CLOSED


def test_a_draft_is_changed_and_then_issued(plan: Plan, housing: Organization, wu: User, signed_in: SignIn) -> None:
    draft = create_order(plan, housing, by=wu, state=OrderState.DRAFT)
    address = reverse("tasks:order_edit", args=[plan.code, draft.pk])
    signed_in(wu).post(address, typed(housing, number=draft.number, title="改好了", version=1))
    draft.refresh_from_db()
    assert (draft.title, draft.state) == ("改好了", OrderState.ISSUED)
    assert signed_in(wu).get(address).status_code == 302, "what is issued is changed no more"


def test_the_organization_acknowledges_and_answers_with_files(
    plan: Plan, housing: Organization, lin: User, wu: User, signed_in: SignIn
) -> None:
    order = create_order(plan, housing, by=wu)
    browser = signed_in(lin)
    assert 'id="step-acknowledge"' in page(browser, order)
    browser.post(step(order, "acknowledge"), {"version": 1, "key": "a"})
    photos = [SimpleUploadedFile(f"现场{number}.pdf", PDF) for number in (1, 2)]
    told = {"version": 2, "key": "b", "text": "已清运", "uploads": photos}
    assert browser.post(step(order, "answer"), told).status_code == 302
    reply = Reply.objects.get()
    assert (reply.text, reply.by, reply.evidence.count()) == ("已清运", lin, 2)
    assert set(reply.evidence.values_list("organization", flat=True)) == {housing.pk}


def test_a_file_that_cannot_be_taken_is_named_and_the_words_stay(
    plan: Plan, housing: Organization, lin: User, wu: User, signed_in: SignIn
) -> None:
    order = create_order(plan, housing, by=wu, state=OrderState.ACKNOWLEDGED)
    files = [SimpleUploadedFile("好.pdf", PDF), SimpleUploadedFile("坏.pdf", b"MZ")]
    told = {"version": 1, "key": "b", "text": "写了很久的办理情况", "uploads": files}
    answer = signed_in(lin).post(step(order, "answer"), told)
    assert answer.status_code == 422
    assert "坏.pdf" in answer.content.decode() and "写了很久的办理情况" in answer.content.decode()
    assert not Attachment.objects.exists() and not Reply.objects.exists()


def test_of_two_who_close_the_second_learns_who_was_quicker_and_keeps_their_words(
    plan: Plan, office: Organization, answered: Order, wu: User, signed_in: SignIn
) -> None:
    other = create_user("qian", Role.OFFICE, display_name="钱多", organization=office)
    close_order(answered, "属实", by=other, at=NOON, based_on=1)
    answer = signed_in(wu).post(step(answered, "close"), {"version": 1, "key": "z", "ending": "我写的意见"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "钱多" in text and "没有生效" in text and "我写的意见" in text
    answered.refresh_from_db()
    assert (answered.ending, answered.ended_by) == ("属实", other)


def test_a_step_that_is_still_possible_comes_back_with_its_form(
    plan: Plan, housing: Organization, lin: User, wu: User, signed_in: SignIn
) -> None:
    """The reporter has asked for more time since the office opened the page; withdrawing is based on that now."""
    order = create_order(plan, housing, by=wu)
    asked = {"version": 1, "key": "e", "until": "2024-11-05", "reason": "设备未到"}
    signed_in(lin).post(step(order, "extension"), asked)
    browser = signed_in(wu)
    answer = browser.post(step(order, "withdraw"), {"version": 1, "key": "w", "reason": "印错"})
    assert answer.status_code == 409
    form = answer.context["forms"]["withdraw"]
    assert (form.data["reason"], form.data["version"]) == ("印错", "2")
    assert browser.post(step(order, "withdraw"), {**form.data}).status_code == 302


def test_what_waits_for_somebody_else_offers_nothing_at_once(
    plan: Plan, housing: Organization, lin: User, wu: User, sun: User, signed_in: SignIn
) -> None:
    """Taking an order back is possible, and never what the page proposes."""
    order = create_order(plan, housing, by=wu, state=OrderState.ACKNOWLEDGED)
    address = reverse("tasks:order", args=[plan.code, order.pk])
    found = {user.username: signed_in(user).get(address).context for user in (lin, wu, sun)}
    assert {name: page["first"] for name, page in found.items()} == {"lin": "answer", "wu": "", "sun": ""}
    assert list(found["wu"]["forms"]) == ["withdraw"] and not found["sun"]["forms"]


def test_refusing_more_time_wants_a_reason(
    plan: Plan, housing: Organization, lin: User, wu: User, signed_in: SignIn
) -> None:
    order = create_order(plan, housing, by=wu)
    asked = {"version": 1, "key": "e", "until": "2024-11-05", "reason": "设备未到"}
    signed_in(lin).post(step(order, "extension"), asked)
    browser = signed_in(wu)
    assert browser.post(step(order, "decide"), {"version": 2, "then": "refuse"}).status_code == 422
    assert browser.post(step(order, "decide"), {"version": 2, "then": "grant"}).status_code == 302
    order.refresh_from_db()
    assert order.due_on == date(2024, 11, 5)


def test_closing_without_files_asks_for_the_offices_word(
    plan: Plan, housing: Organization, lin: User, wu: User, signed_in: SignIn
) -> None:
    order = create_order(plan, housing, by=wu, state=OrderState.ANSWERED)
    create_reply(order, lin)
    browser = signed_in(wu)
    refused = browser.post(step(order, "close"), {"version": 1, "ending": "属实"})
    assert refused.status_code == 409 and "没有佐证材料" in refused.content.decode()
    word = {"version": 1, "ending": "电话核实", "without_files": "on"}
    assert browser.post(step(order, "close"), word).status_code == 302


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["late", "soon", "answered", "draft", "done"]),
        ({"state": "open"}, ["late", "soon", "answered"]),
        ({"state": "extension"}, []),
        ({"due": "late"}, ["late"]),
        ({"due": "week"}, ["soon"]),
        ({"kind": "assignment"}, ["soon"]),
        ({"about": "task"}, ["answered"]),
        ({"about": "nothing", "state": "closed"}, ["done"]),
        ({"q": "late"}, ["late"]),
        ({"kind": "?", "state": "?", "due": "?", "organization": "x"}, ["late", "soon", "answered", "draft", "done"]),
    ],
)
def test_the_address_says_what_is_shown_and_exported(
    asked: dict[str, str], expected: list[str], plan: Plan, housing: Organization, wu: User, signed_in: SignIn
) -> None:
    task = create_task(plan, lead=housing)
    rows: dict[str, dict[str, Any]] = {
        "late": {"due_on": date(2024, 10, 1)},
        "soon": {"due_on": date(2024, 10, 10), "state": OrderState.ACKNOWLEDGED, "kind": Order.Kind.ASSIGNMENT},
        "answered": {"due_on": date(2024, 10, 20), "state": OrderState.ANSWERED, "task": task},
        "draft": {"state": OrderState.DRAFT},
        "done": {"state": OrderState.CLOSED},
    }
    for number, fields in rows.items():
        create_order(plan, housing, by=wu, number=number, **fields)
    browser = signed_in(wu)
    shown = browser.get(reverse("tasks:orders", args=[plan.code]), asked)
    assert [order.number for order, _stands in shown.context["lines"]] == expected
    assert shown.context["counts"]["late"] == 1
    file = browser.get(reverse("tasks:orders_export", args=[plan.code]), asked)
    sheet = openpyxl.load_workbook(BytesIO(file.getvalue())).worksheets[0]
    assert [row[0] for row in sheet.iter_rows(min_row=4, values_only=True)] == expected


def test_each_finds_what_waits_for_them_on_the_desk_and_in_the_navigation(
    plan: Plan, housing: Organization, agriculture: Organization, lin: User, wu: User, zhao: User, signed_in: SignIn
) -> None:
    late = create_order(plan, housing, by=wu, title="先办这件", due_on=date(2024, 10, 7))
    create_order(plan, housing, by=wu, title="后办这件")
    create_order(plan, housing, by=wu, title="已交的", state=OrderState.ANSWERED)
    desk = signed_in(lin).get(reverse("tasks:desk", args=[plan.code]))
    text = desk.content.decode()
    assert desk.context["desk"].orders[0].order == late
    assert text.index("先办这件") < text.index("后办这件") and "已交的" not in text
    assert "逾期未办结" in text and "2 项等您办理" in text and "都报齐了" not in text
    assert "1 项等您办理" in signed_in(wu).get(reverse("tasks:tasks", args=[plan.code])).content.decode()
    assert "项等您办理" not in signed_in(zhao).get(reverse("tasks:desk", args=[plan.code])).content.decode()


def test_the_sheet_has_both_parts_and_a_draft_says_that_it_is_one(
    plan: Plan, housing: Organization, answered: Order, wu: User, signed_in: SignIn
) -> None:
    browser = signed_in(wu)
    text = browser.get(reverse("tasks:order_sheet", args=[plan.code, answered.pk])).content.decode()
    for words in (
        answered.number,
        "抓紧落实",
        "2024年10月22日",
        "无废办（盖章）",
        "承办单位（盖章）",
        "已落实",
        "台账.pdf",
    ):
        assert words in text
    draft = create_order(plan, housing, by=wu, state=OrderState.DRAFT)
    assert "paper__draft" in browser.get(reverse("tasks:order_sheet", args=[plan.code, draft.pk])).content.decode()
