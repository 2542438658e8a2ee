"""A row of a list of responsibilities, with the organization that it is of."""

from dataclasses import dataclass

from indicators.annex.sheet import AnnexRow
from wastefree.accounts.models import Organization


@dataclass(frozen=True)
class Placed:
    """One row, and whose it is."""

    row: AnnexRow
    body: Organization

    def text(self, name: str) -> str:
        """What the row says, "" where it says nothing."""
        return "" if self.row[name].is_blank else self.row[name].text
