"""Known indicators: what an edition of an indicator system says about each, and the quantities it is made of.

No Django here: what comes with the portal, and the shape that every edition has. `indicators.editions` adds those
that the office keeps. `edition("2021").find("一般工业固体废物综合利用率★")` answers with the formula and its basis.
"""

from indicators.library.edition import Edition, LibraryIndicator, LibraryQuantity
from indicators.library.reading import edition, editions

__all__ = ["Edition", "LibraryIndicator", "LibraryQuantity", "edition", "editions"]
