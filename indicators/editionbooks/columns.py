"""The two sheets of an edition's workbook: which columns they have, and the words that may stand in them.

Headings and words are Chinese in every language of the interface, so that a file goes from city to city; English
ones are understood.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

YES: Final = {"是": True, "√": True, "yes": True, "true": True, "1": True}
NO: Final = {"否": False, "×": False, "no": False, "false": False, "0": False, "": False}


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, and of each column the field, the heading, its other names, its width and a note on it."""

    name: str
    columns: tuple["Column", ...]
    required: frozenset[str]

    @property
    def headings(self) -> dict[str, tuple[str, ...]]:
        return {column.field: (column.heading, *column.synonyms) for column in self.columns}


@dataclass(frozen=True)
class Column:
    """`words` are what may stand in a cell, the usual one of each meaning first."""

    field: str
    heading: str
    synonyms: tuple[str, ...] = ()
    width: int = 12
    note: object = ""
    words: Mapping[str, object] | None = None
    limit: int = 0

    @property
    def choices(self) -> list[str]:
        """The usual word of each meaning, for Excel to offer."""
        usual: dict[object, str] = {}
        for word, meaning in (self.words or {}).items():
            if word and meaning not in usual:
                usual[meaning] = word
        return list(usual.values())

    def word(self, meaning: object) -> str:
        """How a value is written; empty for one that goes without saying."""
        return next((word for word, each in (self.words or {}).items() if each == meaning), "")


KIND: Final = {"定量": "quantitative", "定性": "qualitative", "quantitative": "quantitative"} | {
    "qualitative": "qualitative",
    "": "quantitative",
}
BETTER: Final = {"越高越好": "higher", "越低越好": "lower", "不区分": "", "higher": "higher", "lower": "lower", "": ""}
MANDATORY: Final = {
    "必选": "yes",
    "可选": "no",
    "未注明": "",
    "★": "yes",
    "自选": "no",
    "yes": "yes",
    "no": "no",
    "": "",
}
QUANTITY_KIND: Final = {"数值": "number", "工作进展": "progress", "number": "number", "progress": "progress"} | {
    "": "number"
}
ACCUMULATION: Final = {
    "当期数": "per_period",
    "年初累计数": "year_to_date",
    "时点数": "point_in_time",
    "年初至今累计数": "year_to_date",
    "累计数": "year_to_date",
    "期末数": "point_in_time",
    "per_period": "per_period",
    "year_to_date": "year_to_date",
    "point_in_time": "point_in_time",
}
FREQUENCY: Final = {
    "每季度": "quarter",
    "每年": "year",
    "季度": "quarter",
    "年度": "year",
    "季": "quarter",
    "年": "year",
} | {
    "quarter": "quarter",
    "year": "year",
    "": "quarter",
}
YES_NO: Final = YES | NO

INDICATORS: Final = Sheet(
    "指标",
    (
        Column("number", "序号", ("编号", "no", "number"), 6, _("文件里的序号，不能重复；文件以外的指标留空")),
        Column("level1", "一级指标", ("一级", "level1", "level 1"), 16, limit=100),
        Column("level2", "二级指标", ("二级", "level2", "level 2"), 18, limit=100),
        Column("name", "指标名称", ("三级指标", "三级指标名称", "指标", "name"), 34, _("必填，不能重复"), limit=150),
        Column("aliases", "其他叫法", ("别名", "aliases"), 18, _("别的文件里的写法，用分号隔开")),
        Column("name_verified", "名称已核对", ("名称已与正式文件核对", "name_verified"), 8, _("是、否；与正式文件对照过才写“是”"), YES_NO),
        Column("unit", "单位", ("计量单位", "unit"), 9, limit=30),
        Column("decimals", "小数位", ("decimals",), 7, _("0 到 6；不填为 2")),
        Column("kind", "性质", ("定量或定性", "定量/定性", "kind"), 7, _("定量、定性"), KIND),
        Column("better", "趋势要求", ("趋势", "方向", "better", "trend"), 10, _("越高越好、越低越好、不区分"), BETTER),
        Column("mandatory", "必选或可选", ("必选/可选", "是否必选", "mandatory"), 10, _("必选、可选；不知道就写“未注明”或留空"), MANDATORY),
        Column("formula", "公式", ("formula",), 34, _("用“数据项”表里的代码写，如 recycled / generated * 100"), limit=500),
        Column("basis", "口径", ("统计口径", "basis"), 34, _("用文字写明分子分母"), limit=300),
        Column("explanation", "指标解释", ("解释", "指标说明", "explanation"), 40, limit=2000),
        Column("calculation", "计算方法", ("calculation",), 30, limit=2000),
        Column("source", "数据来源", ("source",), 18, limit=200),
        Column("responsible", "责任单位", ("牵头单位", "责任部门", "responsible"), 20, _("文件怎么写就怎么留"), limit=500),
        Column("by_region", "分区县评价", ("by_region",), 8, _("是、否"), YES_NO),
    ),
    frozenset({"name"}),
)  # fmt: skip
QUANTITIES: Final = Sheet(
    "数据项",
    (
        Column("code", "代码", ("code",), 30, _("必填，公式里用的名字：小写字母开头，只用小写字母、数字和下划线"), limit=50),
        Column("name", "名称", ("数据项", "数据项名称", "name"), 40, _("必填"), limit=150),
        Column("unit", "单位", ("计量单位", "unit"), 9, limit=30),
        Column("decimals", "小数位", ("decimals",), 7, _("0 到 6；不填为 2")),
        Column("kind", "种类", ("kind",), 9, _("数值、工作进展"), QUANTITY_KIND),
        Column("accumulation", "时间口径", ("累计方式", "accumulation"), 12, _("必填：当期数（各季相加）、年初累计数、时点数"), ACCUMULATION),
        Column("frequency", "填报频次", ("频次", "frequency"), 9, _("每季度、每年"), FREQUENCY),
        Column("by_region", "分区县填报", ("分区县", "by_region"), 9, _("是、否"), YES_NO),
        Column("part_of", "其中项的总数", ("其中项", "总数", "part_of"), 30, _("本项不应大于哪一项，写那一项的代码")),
    ),
    frozenset({"code", "name"}),
)  # fmt: skip
