"""Days for calendars (iCalendar, RFC 5545): whole days, each with a sentence. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

# Octets of a line, without its end (RFC 5545, 3.1).
LONGEST = 75


@dataclass(frozen=True)
class Day:
    """`key` names the occasion for ever: a calendar that reads the file again moves the day instead of adding one."""

    key: str
    on: date
    text: str


def calendar(name: str, days: Iterable[Day], written: datetime) -> bytes:
    """The file; `written` is a moment in UTC."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//wastefree//calendar//ZH", f"X-WR-CALNAME:{_escaped(name)}"]
    for day in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{day.key}",
            f"DTSTAMP:{written:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}",
            f"SUMMARY:{_escaped(day.text)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\r\n", "\n").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces that are short enough; all but the first begin with a blank."""
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + octets
    yield piece
