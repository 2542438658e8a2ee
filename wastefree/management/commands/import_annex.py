"""manage.py import_annex: the annex of a plan, from a file, without a browser."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from indicators.annex.judgement import Judgement
from indicators.models import Plan
from tasks.annex.importing import NotAnAnnex, PlanChanged, ReadAnnex, import_annex, read_annex
from tasks.annex.kinds import KINDS
from wastefree.lib.sheets import UnusableFile

READ, PROBLEMS, UNUSABLE = 0, 1, 2


class Command(BaseCommand):
    """Exits with 0 when all was read, with 1 when there are problems, with 2 when file or plan cannot be used at all."""

    help = "Imports the annex of a plan (.xlsx or .csv): indicators, tasks, projects or cells."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the annex, .xlsx or .csv")
        parser.add_argument("--plan", required=True, help="code of the plan")
        parser.add_argument("--kind", choices=sorted(KINDS), default="", help="told from the headings unless given")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one object and nothing else")
        parser.add_argument(
            "--create-organizations", action="store_true", help="create organizations that are not known"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("zh-hans"):
            read = self._read(options["file"], options["kind"])
            plan = self._plan(options["plan"])
            judgement = self._import(read, plan, dry_run=options["dry_run"], create=options["create_organizations"])
            self.stdout.write(
                as_json(judgement) if options["as_json"] else as_text(read, judgement, options["dry_run"])
            )
        if judgement.problems:
            sys.exit(PROBLEMS)

    def _read(self, file: Path, kind: str) -> ReadAnnex:
        try:
            return read_annex(file, name=file.name, kind=kind)
        except (UnusableFile, NotAnAnnex) as error:
            raise CommandError(str(error), returncode=UNUSABLE) from error
        except OSError as error:
            message = _("打不开文件 %(file)s：%(why)s") % {"file": file, "why": error.strerror or error}
            raise CommandError(message, returncode=UNUSABLE) from error

    def _plan(self, code: str) -> Plan:
        plan = Plan.objects.filter(code=code).first()
        if plan is None:
            known = "、".join(Plan.objects.values_list("code", flat=True)) or _("还没有实施方案")
            message = _("没有编码为“%(code)s”的实施方案（现有：%(known)s）。") % {"code": code, "known": known}
            raise CommandError(message, returncode=UNUSABLE)
        return plan

    def _import(self, read: ReadAnnex, plan: Plan, *, dry_run: bool, create: bool) -> Judgement:
        creating = read.judge(plan).unknown_bodies if create else ()
        if dry_run:
            return read.judge(plan, creating=creating)
        try:
            done = import_annex(read, plan, by=None, creating=creating)
        except PlanChanged as error:
            raise CommandError(_("方案刚刚被别人修改，什么也没有写入，请再试一次。"), returncode=UNUSABLE) from error
        assert done is not None, "without a key nothing counts as done before"
        return done


def as_json(judgement: Judgement) -> str:
    """kind, created, updated, unchanged, problems: for scripts."""
    problems = [
        {"sheet": each.sheet, "cell": each.cell, "text": each.text, "problem": each.problem}
        for each in judgement.problems
    ]
    return json.dumps({"kind": judgement.kind, **judgement.counts, "problems": problems}, ensure_ascii=False)


def as_text(read: ReadAnnex, judgement: Judgement, dry_run: bool) -> str:
    """For a person at the terminal."""
    counts = _("新建 %(created)s，更新 %(updated)s，不变 %(unchanged)s") % judgement.counts
    heading = _("试运行，没有写入") if dry_run else _("已导入")
    lines = [
        _("%(heading)s（%(label)s）：%(counts)s。") % {"heading": heading, "label": read.kind.label, "counts": counts}
    ]
    lines += [f"  {each.sheet}!{each.cell}“{each.text}”：{each.problem}" for each in judgement.problems]
    lines += [f"  {remark}" for remark in judgement.remarks]
    return "\n".join(lines)
