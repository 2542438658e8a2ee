"""Tables as cities published them, retyped: all of them come in."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from indicators.models import Indicator, Plan, Target
from tasks.models import Task

PUBLISHED = Path(__file__).parent / "published"


def imported(plan: Plan, name: str, *options: str) -> tuple[int, dict[str, Any]]:
    """The exit status, and what the command printed."""
    out = StringIO()
    status = 0
    try:
        call_command("import_annex", str(PUBLISHED / name), f"--plan={plan.code}", "--json", *options, stdout=out)
    except SystemExit as error:
        status = int(error.code or 0)
    return status, json.loads(out.getvalue())
