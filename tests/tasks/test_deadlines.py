"""Deadlines are read right, or not at all. Reading: kind, last day, rule; the plan's year is 2024."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.deadlines import Deadline, Kind, read_deadline

PUBLISHED = [
    ("常态工作", "ongoing", None, "ongoing"),
    ("2016 年底前", "date", "2016-12-31", "2016-12-31"),
    ("2016—2018 年底前", "range", "2018-12-31", "2016-01-01/2018-12-31"),
    ("8月15日前", "date", "2024-08-15", "2024-08-15"),
    ("10月底前", "date", "2024-10-31", "2024-10-31"),
    ("当年12月底前", "recurring", None, "yearly --12-31"),
    ("2024年4月底前", "date", "2024-04-30", "2024-04-30"),
    ("次月10日前", "recurring", None, "next-month --10"),
    ("每月10日前", "recurring", None, "monthly --10"),
    ("每年6月5日前", "recurring", None, "yearly --06-05"),
    ("6月30日前", "date", "2024-06-30", "2024-06-30"),
    ("2019—2020 年", "range", "2020-12-31", "2019-01-01/2020-12-31"),
    ("每季度", "recurring", None, "quarterly"),
    ("次年1月底前", "recurring", None, "next-year --01-31"),
    ("省出台文件后2个月", "event", None, "省出台文件 + 2个月"),
]
OF_THE_SAME_KIND = [
    ("2024年4月30日", "date", "2024-04-30", "2024-04-30"),
    ("2024-04-30", "date", "2024-04-30", "2024-04-30"),
    ("2024-04-30 00:00:00", "date", "2024-04-30", "2024-04-30"),
    ("2024.4.30", "date", "2024-04-30", "2024-04-30"),
    ("2024/2", "date", "2024-02-29", "2024-02-29"),
    ("2025", "date", "2025-12-31", "2025-12-31"),
    ("2025年", "date", "2025-12-31", "2025-12-31"),
    ("2025年底前完成", "date", "2025-12-31", "2025-12-31"),
    ("到2025年底", "date", "2025-12-31", "2025-12-31"),
    ("2024年12月31日前完成。", "date", "2024-12-31", "2024-12-31"),
    ("2024年第二季度", "date", "2024-06-30", "2024-06-30"),
    ("三季度末", "date", "2024-09-30", "2024-09-30"),
    ("2024年上半年", "date", "2024-06-30", "2024-06-30"),
    ("年底前", "date", "2024-12-31", "2024-12-31"),
    ("今年年底前", "date", "2024-12-31", "2024-12-31"),
    ("明年6月底前", "date", "2025-06-30", "2025-06-30"),
    ("2月底前", "date", "2024-02-29", "2024-02-29"),
    ("6月上旬", "date", "2024-06-10", "2024-06-10"),
    ("6月中旬前", "date", "2024-06-20", "2024-06-20"),
    ("6月下旬", "date", "2024-06-30", "2024-06-30"),
    ("十月底前", "date", "2024-10-31", "2024-10-31"),
    ("二〇二五年底前", "date", "2025-12-31", "2025-12-31"),
    ("“十四五”末", "date", "2025-12-31", "2025-12-31"),
    ("“十四五”期间", "range", "2025-12-31", "2021-01-01/2025-12-31"),
    ("2023-2025年", "range", "2025-12-31", "2023-01-01/2025-12-31"),
    ("2023年至2025年", "range", "2025-12-31", "2023-01-01/2025-12-31"),
    ("2024年3月至10月", "range", "2024-10-31", "2024-03-01/2024-10-31"),
    ("3-6月", "range", "2024-06-30", "2024-03-01/2024-06-30"),
    ("10月至次年3月", "range", "2025-03-31", "2024-10-01/2025-03-31"),
    ("2023年11月—2024年3月", "range", "2024-03-31", "2023-11-01/2024-03-31"),
    ("3月1日至15日", "range", "2024-03-15", "2024-03-01/2024-03-15"),
    ("2024年3月1日-4月30日", "range", "2024-04-30", "2024-03-01/2024-04-30"),
    ("2023.1-2025.12", "range", "2025-12-31", "2023-01-01/2025-12-31"),
    ("每月", "recurring", None, "monthly"),
    ("每月5日", "recurring", None, "monthly --05"),
    ("每月底前", "recurring", None, "monthly --end"),
    ("每周", "recurring", None, "weekly"),
    ("每半月", "recurring", None, "half-monthly"),
    ("每半年", "recurring", None, "half-yearly"),
    ("每年", "recurring", None, "yearly"),
    ("每年2月底前", "recurring", None, "yearly --02-end"),
    ("每年底前", "recurring", None, "yearly --12-31"),
    ("每季度末", "recurring", None, "quarterly --end"),
    ("按季度报送", "recurring", None, "quarterly"),
    ("按月调度1次", "recurring", None, "monthly"),
    ("当年年底前", "recurring", None, "yearly --12-31"),
    ("翌年3月10日前", "recurring", None, "next-year --03-10"),
    ("长期坚持", "ongoing", None, "ongoing"),
    ("持续推进", "ongoing", None, "ongoing"),
    ("常态化开展", "ongoing", None, "ongoing"),
    ("2024年起持续推进", "ongoing", None, "ongoing from 2024"),
    ("方案印发后1个月内", "event", None, "方案印发 + 1个月"),
    ("自收到通知之日起十个工作日内", "event", None, "收到通知 + 10个工作日"),
    ("项目建成后", "event", None, "项目建成"),
]
AS_OFFICIALS_WRITE = [
    ("2024年9月30日之前", "date", "2024-09-30", "2024-09-30"),
    ("2024年9月30日24时前", "date", "2024-09-30", "2024-09-30"),
    ("2024年6月30日（周日）前", "date", "2024-06-30", "2024-06-30"),
    ("截至2024年10月31日", "date", "2024-10-31", "2024-10-31"),
    ("2024年5月31号", "date", "2024-05-31", "2024-05-31"),
    ("六月三十日前", "date", "2024-06-30", "2024-06-30"),
    ("二〇二四年十二月三十一日前", "date", "2024-12-31", "2024-12-31"),
    ("2024年6月份", "date", "2024-06-30", "2024-06-30"),
    ("2024年一季度末前", "date", "2024-03-31", "2024-03-31"),
    ("2024年末", "date", "2024-12-31", "2024-12-31"),
    ("年内完成", "date", "2024-12-31", "2024-12-31"),
    ("2025年内", "date", "2025-12-31", "2025-12-31"),
    ("今年内", "date", "2024-12-31", "2024-12-31"),
    ("全年", "date", "2024-12-31", "2024-12-31"),
    ("下半年", "date", "2024-12-31", "2024-12-31"),
    ("2025年底前建成投用", "date", "2025-12-31", "2025-12-31"),
    ("2025年6月底前取得阶段性成效", "date", "2025-06-30", "2025-06-30"),
    ("2024年7月-12月", "range", "2024-12-31", "2024-07-01/2024-12-31"),
    ("2023至2025年底", "range", "2025-12-31", "2023-01-01/2025-12-31"),
    ("2023—2025年持续推进", "range", "2025-12-31", "2023-01-01/2025-12-31"),
    ("“十四五”期间持续推进", "range", "2025-12-31", "2021-01-01/2025-12-31"),
    ("每季度首月10日前", "recurring", None, "quarterly first --10"),
    ("每季度第一个月10日前", "recurring", None, "quarterly first --10"),
    ("每季度末月25日前", "recurring", None, "quarterly last --25"),
    ("每季度结束后10日内", "recurring", None, "next-quarter --10"),
    ("季度终了后15日内", "recurring", None, "next-quarter --15"),
    ("次季度首月10日前", "recurring", None, "next-quarter --10"),
    ("当季度末", "recurring", None, "quarterly --end"),
    ("每季度至少一次", "recurring", None, "quarterly"),
    ("每个月5日", "recurring", None, "monthly --05"),
    ("每月25号前报送", "recurring", None, "monthly --25"),
    ("每月上旬", "recurring", None, "monthly --10"),
    ("每月31日前", "recurring", None, "monthly --31"),
    ("当月25日前", "recurring", None, "monthly --25"),
    ("次月底前", "recurring", None, "next-month --end"),
    ("每年一季度末", "recurring", None, "yearly --03-31"),
    ("每年上半年", "recurring", None, "yearly --06-30"),
    ("每年6月", "recurring", None, "yearly --06-30"),
    ("每年的6月5日", "recurring", None, "yearly --06-05"),
    ("每年6月上旬", "recurring", None, "yearly --06-10"),
    ("次年一季度", "recurring", None, "next-year --03-31"),
    ("次年2月底", "recurring", None, "next-year --02-end"),
    ("下一年度1月底前", "recurring", None, "next-year --01-31"),
    ("半年一次", "recurring", None, "half-yearly"),
    ("一年一次", "recurring", None, "yearly"),
    ("每周五前", "recurring", None, "weekly --5"),
    ("每日", "recurring", None, "daily"),
    ("常态化", "ongoing", None, "ongoing"),
    ("常态长效", "ongoing", None, "ongoing"),
    ("日常工作", "ongoing", None, "ongoing"),
    ("长期任务", "ongoing", None, "ongoing"),
    ("持续推进并长期坚持", "ongoing", None, "ongoing"),
    ("国家政策出台后", "event", None, "国家政策出台"),
    ("省级方案印发后3个月内", "event", None, "省级方案印发 + 3个月"),
    ("方案发布后半年内", "event", None, "方案发布 + 半年"),
    ("会议结束后一周内", "event", None, "会议结束 + 1周"),
    ("接到通知后3日内", "event", None, "接到通知 + 3日"),
    ("自本方案印发之日起30日内", "event", None, "本方案印发 + 30日"),
]
READ = [*PUBLISHED, *OF_THE_SAME_KIND, *AS_OFFICIALS_WRITE]
UNREADABLE = [
    "", "—", "待定", "见方案", "尽快", "立即", "今后", "2月30日前", "13月底前", "每年6月31日前", "2025年前", "2025年6月前", "三季度前",
    "2024年后", "2018-2016年", "2024年10月至3月", "本月底前", "下月10日前", "30日前", "每月10日前,每季度末前",
    "2024年6月底前完成方案,12月底前完成建设", "力争2024年底前", "2024年底左右", "2023年、2024年", "每" * 500, "根据国家进度安排",
    "内", "全年前", "每年6月前", "每年一季度前", "次年6月前", "每季度次月10日前", "每季度25日前", "每周末", "每年2次", "每两年",
    "每月15日、30日前", "春节前后", "三天后", "两周后", "不久之后", "2024年10月1日后", "2024年3月起", "2024年6月底前,持续推进",
    "2024年底前完成并长期坚持", "2024年4月31日前", "6.30", "6月中下旬", "汛期前", "定期", "适时", "分年度推进", "按照上级要求",
]  # fmt: skip
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@pytest.mark.parametrize(("text", "kind", "last", "rule"), READ)
def test_a_deadline_is_read(text: str, kind: str, last: str | None, rule: str) -> None:
    assert read_deadline(text, 2024) == Deadline(text, Kind(kind), day(last), rule)


@pytest.mark.parametrize(("text", "kind", "last", "rule"), READ)
def test_full_width_forms_and_blanks_change_nothing(text: str, kind: str, last: str | None, rule: str) -> None:
    read = read_deadline(f"\u3000{text.translate(FULL_WIDTH)} ", 2024)
    assert (read.kind, read.date, read.rule) == (Kind(kind), day(last), rule)


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_not_certain_is_not_read(text: str) -> None:
    assert read_deadline(text, 2024) == Deadline(text, Kind.UNREADABLE, None, "")


@pytest.mark.parametrize(
    ("text", "kind", "rule"),
    [
        ("10月底前", "date", "--10-end"),
        ("8月15日前", "date", "--08-15"),
        ("年底前", "date", "--12-end"),
        ("3-6月", "range", ""),
        ("3月1日至15日", "range", ""),
    ],
)
def test_without_the_plan_s_year_the_kind_is_certain_and_the_day_is_not(text: str, kind: str, rule: str) -> None:
    assert read_deadline(text, None) == Deadline(text, Kind(kind), None, rule)


def test_the_last_of_february_depends_on_the_year() -> None:
    assert read_deadline("2月底前", 2023).date == date(2023, 2, 28)
    assert read_deadline("2月29日前", 2024).date == date(2024, 2, 29)
    assert read_deadline("2月29日前", 2023).kind is Kind.UNREADABLE


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_any_day_reads_back_however_it_is_written(wanted: date) -> None:
    for text in (
        f"{wanted.year}年{wanted.month}月{wanted.day}日前",
        f"{wanted:%Y-%m-%d}",
        f"{wanted.year}.{wanted.month}.{wanted.day}",
        f"{wanted.month}月{wanted.day}日",
    ):
        assert read_deadline(text, wanted.year).date == wanted


PIECES = "2024年 6月 10日 前 底 末 每 月 季度 年 次年 当年 至 - 后 2个月 常态 持续 十四五 期间 上旬 完成 , 印发 二〇二五 十".split()


@given(
    st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=7).map("".join)),
    st.one_of(st.none(), st.integers(2000, 2100)),
)
def test_no_text_raises_and_only_dates_and_ranges_have_a_day(text: str, year: int | None) -> None:
    read = read_deadline(text, year)
    assert read.text == text
    assert read.date is None or read.kind in (Kind.DATE, Kind.RANGE)
