"""Every change of state of rounds, entries and whatever else is reported: one function each, one transaction each, with its audit record.

    draft ──submit──▶ submitted ──check──▶ checked ──approve──▶ approved ──correct──▶ approved, with another figure
      ▲                  │  │                 │                    │
      └────withdraw──────┘  └───────return────┴──────return────────┴──▶ returned ──submit──▶ submitted

Either review can be switched off for a plan: then the step before it leads past it (`leads_to`). An entry is changed
by compare-and-swap on its version. Closing a round locks its entries by changing the rows themselves, so that a save
that comes at the same moment loses cleanly on either database.
"""

from indicators.transitions.corrections import (
    accept_correction,
    propose_correction,
    refuse_correction,
    withdraw_correction,
)
from indicators.transitions.entries import attach_each, comment, save_entry
from indicators.transitions.refusal import REFUSALS, Refused
from indicators.transitions.review import (
    ALLOWED,
    Moved,
    approve,
    attach,
    check,
    detach,
    leads_to,
    may,
    return_,
    submit,
    withdraw,
)
from indicators.transitions.rounds import (
    change_days,
    close_round,
    complete_round,
    end_reopening,
    mark_late,
    open_round,
    plan_round,
    plan_year,
    reopen_for,
    reopen_round,
    urge,
)

__all__ = [
    "ALLOWED",
    "REFUSALS",
    "Moved",
    "Refused",
    "accept_correction",
    "approve",
    "attach",
    "attach_each",
    "change_days",
    "check",
    "close_round",
    "comment",
    "complete_round",
    "detach",
    "end_reopening",
    "leads_to",
    "mark_late",
    "may",
    "open_round",
    "plan_round",
    "plan_year",
    "propose_correction",
    "refuse_correction",
    "reopen_for",
    "reopen_round",
    "return_",
    "save_entry",
    "submit",
    "urge",
    "withdraw",
    "withdraw_correction",
]
