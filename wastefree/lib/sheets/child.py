"""The reading process: a workbook on standard input, its cells as JSON on standard output.

It limits itself before it looks at a byte, and holds nothing worth taking: no settings, no database.
"""

import resource
import sys

from defusedxml.common import DefusedXmlException

from . import limits
from .packing import pack_refusal, pack_workbook
from .refusal import UnusableFile
from .xlsx import read_xlsx


def main() -> None:
    confine()
    sys.stdout.write(answer(sys.stdin.buffer.read()))


def confine() -> None:
    """Bounds memory and processor time, and allows no file to be written."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY_BYTES, limits.MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.CPU_SECONDS, limits.CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(data: bytes) -> str:
    """The packed workbook or refusal. Whatever a damaged file makes the parsers raise is one refusal."""
    try:
        return pack_workbook(read_xlsx(data))
    except UnusableFile as refusal:
        return pack_refusal(refusal.code, refusal.params)
    except DefusedXmlException:
        return pack_refusal("unsafe_xml", {})
    except MemoryError:
        return pack_refusal("too_large", {})
    except Exception:
        return pack_refusal("damaged", {})
