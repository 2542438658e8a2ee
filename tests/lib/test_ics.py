"""Files for calendars: what RFC 5545 asks of them."""

from datetime import UTC, date, datetime

from wastefree.lib.ics import LONGEST, Day, calendar

NOW = datetime(2024, 10, 8, 4, 0, tzinfo=UTC)


def test_a_day_is_a_whole_day_under_a_key_that_stays() -> None:
    text = calendar("填报日历", [Day("round-1-due@wastefree", date(2024, 10, 12), "截止")], NOW).decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")
    for line in (
        "UID:round-1-due@wastefree",
        "DTSTART;VALUE=DATE:20241012",
        "DTSTAMP:20241008T040000Z",
        "SUMMARY:截止",
    ):
        assert f"\r\n{line}\r\n" in text


def test_marks_are_escaped_and_long_lines_folded_between_letters() -> None:
    words = "一、二；" * 20 + "a,b;c\\d\ne"
    content = calendar("x", [Day("k", date(2024, 1, 1), words)], NOW)
    assert all(len(line) <= LONGEST for line in content.split(b"\r\n"))
    unfolded = content.decode().replace("\r\n ", "")
    assert "a\\,b\\;c\\\\d\\ne" in unfolded
