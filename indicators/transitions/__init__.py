"""Every change of state of rounds and entries: one function each, one transaction each, with its audit record.

    draft ──submit──▶ submitted ──check──▶ checked ──approve──▶ approved
      ▲                  │  │                 │                    │
      └────withdraw──────┘  └───────return────┴──────return────────┴──▶ returned ──submit──▶ submitted

An entry is changed by compare-and-swap on its version. Closing a round locks its entries by changing the rows
themselves, so that a save that comes at the same moment loses cleanly on either database.
"""

from indicators.transitions.entries import (
    ALLOWED,
    Moved,
    approve,
    attach,
    check,
    detach,
    may,
    return_,
    save_entry,
    submit,
    withdraw,
)
from indicators.transitions.refusal import REFUSALS, Refused
from indicators.transitions.rounds import (
    change_days,
    close_round,
    complete_round,
    open_round,
    plan_round,
    reopen_round,
    urge,
)

__all__ = [
    "ALLOWED",
    "REFUSALS",
    "Moved",
    "Refused",
    "approve",
    "attach",
    "change_days",
    "check",
    "close_round",
    "complete_round",
    "detach",
    "may",
    "open_round",
    "plan_round",
    "reopen_round",
    "return_",
    "save_entry",
    "submit",
    "urge",
    "withdraw",
]
