"""The entry grid: who sees what, and what a save does."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from indicators.forms.entries import EntryForm
from indicators.models import Entry, EntryState, Plan, Quantity, Round
from indicators.transitions import close_round, save_entry, submit
from indicators.views.saving import save_rows
from tests.factories import (
    NOON,
    create_attachment,
    create_entry,
    create_indicator,
    create_quantity,
    create_round,
    create_target,
    create_user,
)
from wastefree.access import Role
from wastefree.accounts.models import Organization, User
from wastefree.lib.figures import MISSING, NOT_APPLICABLE

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def entries(plan: Plan, open_round: Round, housing: Organization) -> dict[str, Entry]:
    """What the housing department owes: 26 = recycled / generated, 27 = burnt / generated."""
    for code in ("generated", "recycled", "burnt"):
        create_quantity(plan, code, owner=housing, name=f"数据项{code}", accumulation="point_in_time")
    recycling = create_indicator(plan, "26", formula="recycled / generated * 100", lead=housing, name="回收利用率")
    create_target(recycling, "≥41%", year=2024)
    create_indicator(plan, "27", formula="burnt / generated * 100", lead=housing, name="焚烧率")
    return {each.code: create_entry(each, open_round) for each in Quantity.objects.all()}


def page(round_: Round) -> str:
    return reverse("indicators:grid", args=[round_.plan.code, round_.pk])


def row(entry: Entry, name: str = "entry_save") -> str:
    return reverse(f"indicators:{name}", args=[entry.round.plan.code, entry.pk])


def typed(entry: Entry, figure: str = "", note: str = "", **more: str) -> dict[str, str]:
    values = {"version": str(entry.version), "figure": figure, "note": note, **more}
    return {f"e{entry.pk}-{name}": value for name, value in values.items()}


def now(entry: Entry) -> Entry:
    return Entry.objects.get(pk=entry.pk)


def test_the_reporter_sees_one_field_for_each_quantity_below_its_indicators(
    entries: dict[str, Entry], open_round: Round, lin: User, signed_in: SignIn
) -> None:
    text = signed_in(lin).get(page(open_round)).content.decode()
    assert text.index("回收利用率") < text.index("焚烧率")
    assert len(re.findall(r'name="e\d+-figure"', text)) == 3
    assert "见“回收利用率”" in text, "shared with the second indicator, typed once"


def test_a_field_saves_itself_and_the_indicator_answers_at_once(
    entries: dict[str, Entry], open_round: Round, lin: User, signed_in: SignIn
) -> None:
    browser = signed_in(lin)
    browser.post(row(entries["generated"]), typed(entries["generated"], "12.31"), headers=HTMX)
    answer = browser.post(row(entries["recycled"]), typed(entries["recycled"], "5.32"), headers=HTMX)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert now(entries["recycled"]).value == Decimal("5.32")
    assert "43.22" in text and "已达标" in text, "the head of the indicator"
    assert "已保存" in text and "提交 2 项" in text
    assert "焚烧率" not in text, "an indicator that does not need the figure is left alone"


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("１２．５", Decimal("12.5")),
        ("1,234.5", Decimal("1234.5")),
        ("1.3万", Decimal(13000)),
        ("95.5%", Decimal("95.5")),
        ("0", Decimal(0)),
        ("", MISSING),
        ("不适用", NOT_APPLICABLE),
    ],
)
def test_figures_are_read_as_officials_type_them(
    entries: dict[str, Entry], lin: User, signed_in: SignIn, text: str, figure: object
) -> None:
    entry = entries["generated"]
    Entry.objects.filter(pk=entry.pk).update(value=7)
    assert signed_in(lin).post(row(entry), typed(entry, text), headers=HTMX).status_code == 200
    assert now(entry).figure == figure


def test_the_head_of_an_indicator_says_that_a_figure_in_it_is_provisional(
    entries: dict[str, Entry], open_round: Round, wu: User, signed_in: SignIn
) -> None:
    Entry.objects.filter(quantity__code__in=("recycled", "generated")).update(value=2)
    office = signed_in(wu)
    heads = r'class="indicator-head__value">.*?</p>'
    asked = {"organization": "housing"}
    assert "快报" not in "".join(re.findall(heads, office.get(page(open_round), asked).content.decode(), re.S))
    Entry.objects.filter(quantity__code="recycled").update(provisional=True)
    assert "快报" in "".join(re.findall(heads, office.get(page(open_round), asked).content.decode(), re.S))


def test_not_applicable_is_a_choice_of_its_own(entries: dict[str, Entry], lin: User, signed_in: SignIn) -> None:
    entry = entries["generated"]
    signed_in(lin).post(row(entry), typed(entry, not_applicable="on"), headers=HTMX)
    assert now(entry).figure is NOT_APPLICABLE


def test_what_is_not_applicable_wants_a_reason_before_it_is_handed_in(
    entries: dict[str, Entry], open_round: Round, lin: User, signed_in: SignIn
) -> None:
    entry, browser = entries["generated"], signed_in(lin)
    text = browser.post(row(entry), typed(entry, not_applicable="on"), headers=HTMX).content.decode()
    assert "请在“说明”里写明为什么不适用" in text and "1 项有提示，请写一句说明" in text and "提交 1 项" not in text
    browser.post(page(open_round), {"then": "submit"})
    assert now(entry).state == EntryState.DRAFT
    reason = typed(now(entry), note="本地没有焚烧设施", not_applicable="on")
    text = browser.post(row(entry), reason, headers=HTMX).content.decode()
    assert "写明为什么不适用" not in text and "项有提示" not in text and "提交 1 项" in text


def test_a_passing_figure_is_said_kept_and_shown(
    entries: dict[str, Entry], open_round: Round, lin: User, signed_in: SignIn
) -> None:
    entry, browser = entries["generated"], signed_in(lin)
    browser.post(row(entry), typed(entry, "10", provisional="on"), headers=HTMX)
    assert now(entry).provisional
    browser.post(row(entry), typed(now(entry), "10"), headers=HTMX)
    assert not now(entry).provisional, "the figure is the same, but it is final now"
    browser.post(row(entry, "entry_undo"), {f"version-{entry.pk}": now(entry).version}, headers=HTMX)
    assert now(entry).provisional, "undone with the figure"
    Entry.objects.filter(pk=entry.pk).update(state=EntryState.SUBMITTED)
    assert 'class="provisional"' in browser.get(page(open_round)).content.decode()


def test_a_field_without_a_number_is_neither_passing_nor_final(
    entries: dict[str, Entry], lin: User, signed_in: SignIn
) -> None:
    entry, browser = entries["generated"], signed_in(lin)
    browser.post(row(entry), typed(entry, provisional="on"), headers=HTMX)
    assert now(entry).version == entry.version, "nothing was said"
    browser.post(row(entry), typed(entry, "10", provisional="on"), headers=HTMX)
    browser.post(row(entry), typed(now(entry)), headers=HTMX)
    assert now(entry).provisional, "emptied to be typed anew"
    browser.post(row(entry), typed(now(entry), note="没有", not_applicable="on", provisional="on"), headers=HTMX)
    assert not now(entry).provisional


def test_what_was_reported_as_passing_last_time_is_offered_so_again(
    plan: Plan, entries: dict[str, Entry], open_round: Round, lin: User, wu: User, signed_in: SignIn
) -> None:
    entry, browser = entries["generated"], signed_in(lin)
    offered = re.compile(rf'name="e{entry.pk}-provisional"[^>]*checked')
    before = create_entry(entry.quantity, create_round(plan, quarter=2))
    assert not offered.search(browser.get(page(open_round)).content.decode())
    save_entry(before, Decimal(9), "", by=lin, at=NOON, based_on=1, provisional=True)
    submit([now(before)], by=lin, at=NOON)
    Entry.objects.filter(pk=before.pk).update(provisional=False)  # the final figure has come since
    assert offered.search(browser.get(page(open_round)).content.decode())
    browser.post(row(entry), typed(entry, "10"), headers=HTMX)
    assert not offered.search(browser.get(page(open_round)).content.decode()), "what the person said counts"


def test_what_is_no_figure_is_told_and_nothing_is_saved(
    entries: dict[str, Entry], lin: User, signed_in: SignIn
) -> None:
    entry = entries["generated"]
    answer = signed_in(lin).post(row(entry), typed(entry, "十二左右"), headers=HTMX)
    assert answer.status_code == 422
    assert "看不懂“十二左右”" in answer.content.decode()
    assert f"e{entry.pk}-field" not in answer.content.decode(), "the typed text stays in its field"
    assert now(entry).version == entry.version


def test_a_stale_save_shows_both_values_and_asks(entries: dict[str, Entry], lin: User, signed_in: SignIn) -> None:
    entry, browser = entries["generated"], signed_in(lin)
    browser.post(row(entry), typed(entry, "10"), headers=HTMX)
    answer = browser.post(row(entry), typed(entry, "11", "台账更正"), headers=HTMX)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "林晓" in text and "保留现在的内容" in text and "改为我填写的内容" in text
    assert now(entry).value == 10
    current = now(entry)
    browser.post(row(entry), typed(current, "11", "台账更正") | {"choice": "theirs"}, headers=HTMX)
    assert now(entry).value == 10
    browser.post(row(entry), typed(current, "11", "台账更正") | {"choice": "mine"}, headers=HTMX)
    assert now(entry).value == 11 and now(entry).note == "台账更正"


def test_the_same_attempt_sent_twice_is_saved_once(entries: dict[str, Entry], lin: User, signed_in: SignIn) -> None:
    entry, browser = entries["generated"], signed_in(lin)
    for _ in range(2):
        answer = browser.post(row(entry), typed(entry, "10", key="once"), headers=HTMX)
        assert answer.status_code == 200
    assert now(entry).revisions.count() == 1


def test_a_key_used_for_another_figure_loses_no_figure(entries: dict[str, Entry], lin: User, signed_in: SignIn) -> None:
    entry, browser = entries["generated"], signed_in(lin)
    browser.post(row(entry), typed(entry, "10", key="once"), headers=HTMX)
    answer = browser.post(row(entry), typed(entry, "11", key="once"), headers=HTMX)
    assert answer.status_code == 409 and "11" in answer.content.decode(), "asked, not dropped"


def test_an_odd_figure_is_questioned_and_wants_a_word(
    plan: Plan, entries: dict[str, Entry], open_round: Round, lin: User, signed_in: SignIn
) -> None:
    entry, browser = entries["generated"], signed_in(lin)
    create_entry(entry.quantity, create_round(plan, quarter=2, state="closed"), 10)
    text = browser.post(row(entry), typed(entry, "20"), headers=HTMX).content.decode()
    assert "+100.0%" in text and "1 项有提示，请写一句说明" in text and "提交 1 项" not in text
    text = browser.post(row(entry), typed(now(entry), "20", "新增两个县区"), headers=HTMX).content.decode()
    assert "+100.0%" in text and "项有提示" not in text and "提交 1 项" in text


def test_undo_goes_back_to_what_was_saved_before(entries: dict[str, Entry], lin: User, signed_in: SignIn) -> None:
    entry, browser = entries["generated"], signed_in(lin)
    for figure in ("10", "12"):
        browser.post(row(entry), typed(now(entry), figure), headers=HTMX)
    for expected in (Decimal(10), Decimal(12)):
        seen = {f"version-{entry.pk}": now(entry).version}
        assert browser.post(row(entry, "entry_undo"), seen, headers=HTMX).status_code == 200
        assert now(entry).figure == expected, "undone twice, it is as before"
    assert now(entry).revisions.count() == 4, "nothing is deleted"


def test_undo_takes_back_nothing_that_the_person_has_not_seen(
    entries: dict[str, Entry], lin: User, signed_in: SignIn
) -> None:
    entry, browser = entries["generated"], signed_in(lin)
    browser.post(row(entry), typed(entry, "10"), headers=HTMX)
    answer = browser.post(row(entry, "entry_undo"), {f"version-{entry.pk}": entry.version}, headers=HTMX)
    assert answer.status_code == 409 and now(entry).value == 10


def test_without_a_script_one_form_saves_all_rows(
    entries: dict[str, Entry], open_round: Round, lin: User, signed_in: SignIn
) -> None:
    data = typed(entries["generated"], "10") | typed(entries["recycled"], "不适用") | typed(entries["burnt"])
    answer = signed_in(lin).post(page(open_round), data)
    assert answer.status_code == 302
    assert [now(entries[code]).figure for code in ("generated", "recycled", "burnt")] == [10, NOT_APPLICABLE, MISSING]
    assert now(entries["burnt"]).version == entries["burnt"].version, "what says nothing new is not written"


def test_one_bad_row_keeps_no_other_from_being_saved(
    entries: dict[str, Entry], open_round: Round, lin: User, signed_in: SignIn
) -> None:
    data = typed(entries["generated"], "10") | typed(entries["recycled"], "很多", "见台账") | {"then": "submit"}
    answer = signed_in(lin).post(page(open_round), data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert now(entries["generated"]).value == 10
    assert 'value="很多"' in text and "见台账" in text, "typed text comes back"
    assert not open_round.entries.filter(state=EntryState.SUBMITTED).exists()


def test_submitting_hands_in_what_is_ready_and_can_be_taken_back(
    entries: dict[str, Entry], open_round: Round, lin: User, signed_in: SignIn
) -> None:
    browser = signed_in(lin)
    data = typed(entries["generated"], "10") | typed(entries["recycled"], "-4") | typed(entries["burnt"])
    browser.post(page(open_round), data | {"then": "submit"})
    states = {code: now(entry).state for code, entry in entries.items()}
    assert states == {"generated": "submitted", "recycled": "draft", "burnt": "draft"}, "asked about, and empty"
    text = browser.get(page(open_round)).content.decode()
    assert "已提交 1 项，等待本单位审核员审核" in text and "撤回这 1 项" in text
    assert "撤回这 1 项" not in browser.get(page(open_round)).content.decode(), "said once"
    pk = entries["generated"].pk
    back = reverse("indicators:entries_take_back", args=[open_round.plan.code, open_round.pk])
    browser.post(back, {"entry": pk, f"version-{pk}": now(entries["generated"]).version})
    assert now(entries["generated"]).state == EntryState.DRAFT


def test_submitting_twice_with_one_key_hands_in_once(
    entries: dict[str, Entry], open_round: Round, lin: User, signed_in: SignIn
) -> None:
    browser = signed_in(lin)
    browser.post(page(open_round), typed(entries["generated"], "10") | {"then": "submit", "key": "k"})
    answer = browser.post(page(open_round), {"then": "submit", "key": "k"}, follow=True)
    assert "没有提交：" not in answer.content.decode()


def test_a_closed_round_is_read_only_and_says_why(
    entries: dict[str, Entry], open_round: Round, lin: User, wu: User, signed_in: SignIn
) -> None:
    close_round(open_round, by=wu, based_on=open_round.version)
    browser = signed_in(lin)
    text = browser.get(page(open_round)).content.decode()
    assert "填报期已关闭" in text and "-figure" not in text
    answer = browser.post(row(entries["generated"]), typed(now(entries["generated"]), "10"), headers=HTMX)
    assert answer.status_code == 422 and "已锁定" in answer.content.decode()
    assert now(entries["generated"]).value is None


@pytest.mark.parametrize("name", ["entry_save", "entry_undo", "entry_add_evidence", "entry_remove_evidence"])
def test_another_organizations_entry_does_not_exist(
    entries: dict[str, Entry], zhao: User, wu: User, signed_in: SignIn, name: str
) -> None:
    entry = entries["generated"]
    assert signed_in(zhao).post(row(entry, name), typed(entry, "1"), headers=HTMX).status_code == 404
    assert signed_in(wu).post(row(entry, name), typed(entry, "1"), headers=HTMX).status_code == 403
    assert now(entry).version == entry.version


def test_another_organizations_rows_are_not_taken_back_nor_saved_by_the_page(
    entries: dict[str, Entry], open_round: Round, zhao: User, signed_in: SignIn
) -> None:
    Entry.objects.filter(pk=entries["burnt"].pk).update(value=1, state=EntryState.SUBMITTED)
    pk, browser = entries["burnt"].pk, signed_in(zhao)
    back = reverse("indicators:entries_take_back", args=[open_round.plan.code, open_round.pk])
    browser.post(back, {"entry": pk, f"version-{pk}": 1})
    browser.post(page(open_round), typed(entries["generated"], "10"))
    assert now(entries["burnt"]).state == EntryState.SUBMITTED and now(entries["generated"]).value is None


def test_the_office_reads_any_organizations_grid_and_others_only_their_own(
    entries: dict[str, Entry], open_round: Round, lin: User, zhao: User, wu: User, sun: User, signed_in: SignIn
) -> None:
    address = page(open_round) + "?organization=housing"
    for user in (wu, sun):
        text = signed_in(user).get(address).content.decode()
        assert "数据项generated" in text and "-figure" not in text
    assert signed_in(zhao).get(address).status_code == 404
    assert signed_in(wu).get(page(open_round) + "?organization=nobody").status_code == 404
    assert "本期没有需要填报的数据项" in signed_in(zhao).get(page(open_round)).content.decode()


def test_a_region_sees_its_own_value(plan: Plan, open_round: Round, region: Organization, signed_in: SignIn) -> None:
    west = Organization.objects.create(code="west", name="西城区", kind="region")
    for code in ("used", "made"):
        create_quantity(plan, code, by_region=True, accumulation="point_in_time")
    create_indicator(plan, "1", formula="used / made * 100")
    figures = {("used", region): 9, ("made", region): 10, ("used", west): 1, ("made", west): 90}
    for (code, body), figure in figures.items():
        create_entry(Quantity.objects.get(code=code), open_round, figure, organization=body)
    reporter = create_user("east-reporter", Role.REPORTER, organization=region)
    assert "90.00" in signed_in(reporter).get(page(open_round)).content.decode()


def test_progress_is_chosen_from_a_list(
    plan: Plan, open_round: Round, housing: Organization, lin: User, signed_in: SignIn
) -> None:
    policy = create_quantity(plan, "policy", owner=housing, kind="progress", unit="", accumulation="point_in_time")
    entry, browser = create_entry(policy, open_round), signed_in(lin)
    assert "<select" in browser.get(page(open_round)).content.decode()
    assert browser.post(row(entry), typed(entry, "7"), headers=HTMX).status_code == 422
    browser.post(row(entry), typed(entry, "1"), headers=HTMX)
    assert now(entry).value == Quantity.Progress.IN_PROGRESS
    create_indicator(plan, formula="policy", lead=housing, unit="")
    text = browser.get(page(open_round)).content.decode()
    assert '<strong class="figure">进行中</strong>' in text, "its indicator says so in words, not by a code"


def test_evidence_is_added_removed_and_put_back(entries: dict[str, Entry], lin: User, signed_in: SignIn) -> None:
    entry, browser = entries["generated"], signed_in(lin)
    files = [SimpleUploadedFile(name, b"%PDF-1.4\n") for name in ("台账.pdf", "照片.exe")]
    text = browser.post(row(entry, "entry_add_evidence"), {"file": files, "key": "a"}, headers=HTMX).content.decode()
    assert "台账.pdf" in text and "照片.exe" in text and "佐证 1" in text, "the one that is not taken is named"
    [attachment] = entry.evidence.all()
    text = browser.post(
        row(entry, "entry_remove_evidence"), {"attachment": attachment.pk}, headers=HTMX
    ).content.decode()
    assert "已移除 台账.pdf" in text and not entry.evidence.exists()
    browser.post(row(entry, "entry_remove_evidence"), {"attachment": attachment.pk, "back": "1"}, headers=HTMX)
    assert entry.evidence.get() == attachment


def test_another_organizations_file_cannot_be_put_on_an_entry(
    entries: dict[str, Entry], agriculture: Organization, lin: User, zhao: User, signed_in: SignIn
) -> None:
    foreign = create_attachment(agriculture, zhao)
    for given in (str(foreign.pk), "nonsense", ""):
        data = {"attachment": given, "back": "1"}
        answer = signed_in(lin).post(row(entries["generated"], "entry_remove_evidence"), data, headers=HTMX)
        assert answer.status_code == 404


def test_the_page_and_a_save_take_as_many_queries_for_ten_times_the_rows(
    plan: Plan, entries: dict[str, Entry], open_round: Round, housing: Organization, lin: User, signed_in: SignIn
) -> None:
    browser, entry = signed_in(lin), entries["generated"]
    browser.post(row(entry), typed(entry, "1"), headers=HTMX)

    def count() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as reading:
            browser.get(page(open_round))
        with CaptureQueriesContext(connection) as saving:
            browser.post(row(entry), typed(now(entry), str(now(entry).version)), headers=HTMX)
        return len(reading), len(saving)

    few = count()
    for number in range(30):
        create_indicator(plan, f"x{number}", formula=f"a{number} / generated", lead=housing)
        create_entry(Quantity.objects.get(code=f"a{number}"), open_round, number)
    assert count() == few and max(few) < 45


def test_a_page_that_saved_itself_while_its_button_was_pressed_clashes_with_nobody(
    entries: dict[str, Entry], lin: User
) -> None:
    """The row was read before the page's own save of the same figure had been written."""
    entry = entries["generated"]
    form = EntryForm(entry, typed(entry, "10"))
    assert form.is_valid()
    save_entry(entry, Decimal(10), "", by=lin, at=timezone.now(), based_on=entry.version, key="another")
    attempt = save_rows([form], by=lin, at=timezone.now())
    assert (attempt.saved, attempt.failed) == (1, 0)
    other = EntryForm(entry, typed(entry, "11"))
    assert other.is_valid()
    assert save_rows([other], by=lin, at=timezone.now()).clashes, "another figure is"
