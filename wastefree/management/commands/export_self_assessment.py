"""The year's self-assessment as a workbook, from the command line."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from indicators.models import Plan
from reports.facts import gather
from reports.workbooks import annual

UNUSABLE = 2  # exit status


class Command(BaseCommand):
    help = "Writes the self-assessment of a plan's year to an Excel workbook."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", required=True, help="the plan's code")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--out", required=True, type=Path, help="the .xlsx file to write")

    def handle(self, *, plan: str, year: int, out: Path, **options: Any) -> None:
        found = Plan.objects.filter(code=plan).first()
        if found is None:
            raise CommandError(f"没有编码为“{plan}”的实施方案 / There is no plan {plan!r}", returncode=UNUSABLE)
        if year not in found.years:
            years = f"{found.first_year}-{found.last_year}"
            raise CommandError(f"方案的年份是 {years} / The plan's years are {years}", returncode=UNUSABLE)
        content = annual(gather(found, year, as_of=timezone.localdate()))
        try:
            out.write_bytes(content)
        except OSError as error:
            raise CommandError(f"不能写入 {out} / Cannot write {out}: {error.strerror}", returncode=UNUSABLE) from error
        self.stdout.write(str(out))
