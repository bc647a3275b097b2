"""What a column of the workbook can be, and what several sheets share: columns, registers, choices."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from enum import Enum
from keyword import iskeyword


class Kind(Enum):
    """How a cell is read."""

    NAME = "name"  # an identifier: text, leading zeros kept
    NAMES = "list of names"  # several identifiers, separated by ;
    TEXT = "text"  # free text, never compared
    WHOLE = "whole number"
    NUMBER = "number"
    SHARE = "share"  # 0..1, Excel's 30 % is 0.3
    MONEY = "money"
    YES_NO = "yes or no"
    CHOICE = "one of a few words"
    FROM = "first period"  # a period number, or a date
    TO = "last period"
    DATE = "date"
    ANY = "any value"  # read as it stands (Scenarios' Value)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet, or one setting.

    ``default`` is what a blank means; None is "no such limit" (or, for text, "nothing"). ``least`` and
    ``most`` are inclusive; ``above`` is exclusive. ``choices``: the words that a choice, or a list, takes. A required column must be there and filled in;
    ``may_be_blank`` lets its cells be blank all the same. ``refers_to`` names the ``Sheet.Column`` registers
    that the name must be in (any one of them); a register that is absent or empty accepts any name, unless
    ``must_exist``. Where a reference is ``loose``, another name is no error, and declares nothing: what uses
    the row says that it knows no such name.
    """

    name: str
    kind: Kind
    meaning: str
    _: KW_ONLY
    required: bool = False
    may_be_blank: bool = False
    default: object = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    refers_to: tuple[str, ...] = ()
    must_exist: bool = False
    loose: bool = False
    least: float | None = None
    above: float | None = None
    most: float | None = None
    unlimited: str = ""
    """The word that stands for no limit at all, where a blank does not; read as infinity."""

    @property
    def field(self) -> str:
        """The column's name in the typed tables: lower case, underscores; periods From and To are first, last.

        A word of Python's own ends in an underscore: the number From of a sweep is ``from_``.
        """
        if self.kind is Kind.FROM:
            return "first"
        if self.kind is Kind.TO:
            return "last"
        name = self.name.lower().replace(" ", "_")
        return f"{name}_" if iskeyword(name) else name

    @property
    def limits(self) -> bool:
        """Whether a value asks, costs or holds back what a blank leaves free: a bound, a window, a yes."""
        if self.kind in (Kind.WHOLE, Kind.NUMBER, Kind.SHARE, Kind.MONEY):
            return not (self.required or self.default) and (self.least == 0 or self.kind is Kind.SHARE)
        answers = self.kind is Kind.YES_NO or {"yes", "no"} <= set(self.choices)
        return self.kind in (Kind.FROM, Kind.TO) or (answers and self.default in (False, "free"))


class Purpose(Enum):
    """What a sheet is there for, told by the colour of its tab."""

    INPUT = "input"  # what is pledged and asked for, and what is known of it
    LIMIT = "limit"  # what no plan may pass
    WHAT_IF = "what-if"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One input sheet: its columns, what makes a row unique, how a row is addressed.

    ``key``: columns whose values together may stand only once (empty: rows may repeat).
    ``address``: columns that name a row in Scenarios and in ``--set``.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    required: bool = False
    purpose: Purpose = Purpose.INPUT

    @property
    def field(self) -> str:
        """The sheet's name among the plan's tables."""
        return self.name.lower().replace(" ", "_")

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        return next(column for column in self.columns if column.name == name)


SAFEGUARDS = frozenset(
    {
        "Nations",
        "Contingents",
        "Force",
        "Caveats",
        "Conditions",
        "Areas",
        "Drawdown caps",
        "Backfill",
        "Locks",
    }
)
"""No row, column or sheet of these is lost by a typing slip with no more than a warning."""

NATION = ("Nations.Nation", "Nations.Groups")
AREA = ("Areas.Area", "Areas.Groups")
CAPABILITY = ("Contingents.Capability", "Suitability.Capability")
"""Where a name may be declared that is a nation's, an area's or a capability's."""

STOCKS = ("own", "stationed", "earmarked")
YES_NO = ("yes", "no")
NO_WORDS = frozenset({"no", "n", "false", "0"})
"""Words for no, folded; FALSE and 0 as Excel stores them."""
STATUSES = ("indicated", "pledged", "confirmed")
"""How firm a pledge can be, the least first."""

ENABLED = Column("Enabled", Kind.YES_NO, "no: as if the row were not there.", default=True)
SOURCE = Column("Source", Kind.TEXT, "Where the row's facts come from.")
AS_OF = Column("As of", Kind.TEXT, "The day on which the facts held.")
EVIDENCE = Column(
    "Evidence", Kind.CHOICE, "How well founded the row is; a placeholder stands where no number is public.", choices=("official", "reported", "placeholder")
)
NOTE = Column("Note", Kind.TEXT, "Anything else worth knowing about the row.")

COMMON = (ENABLED, SOURCE, AS_OF, EVIDENCE, NOTE)
"""Columns that every input sheet may have."""

FROM = Column("From", Kind.FROM, "First period in which the row holds (a number, or a date within it); blank: from the start.", unit="period or date")
TO = Column("To", Kind.TO, "Last period in which the row holds (a number, or a date within it); blank: to the end.", unit="period or date")
