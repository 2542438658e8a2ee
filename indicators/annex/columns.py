"""The headings under which indicator tables give their fields, and under which all tables say who answers."""

from typing import Final

from indicators.annex.sheet import Layout

# Who answers, in tables of every kind.
LEAD: Final = (
    "牵头单位", "牵头部门", "牵头责任单位", "牵头责任部门", "牵头负责单位", "牵头负责部门", "责任牵头单位", "主责单位", "主责部门",
    "主管部门", "lead", "lead_department",
)  # fmt: skip
RESPONSIBLE: Final = (
    "责任单位", "责任部门", "负责单位", "负责部门", "责任主体", "责任分工", "部门分工", "任务分工", "填报单位", "填报部门",
    "牵头及配合单位", "责任单位及分工", "responsible", "responsible_raw",
)  # fmt: skip
COOPERATING: Final = (
    "配合单位", "配合部门", "协同单位", "参与单位", "参与部门", "协作单位", "协办单位", "责任配合单位", "cooperating",
)  # fmt: skip

# The plan's own words, kept beside the bodies that they mean.
AS_WRITTEN: Final = (
    "责任单位（原文）",
    "责任单位原文",
    "牵头单位（原文）",
    "责任单位及分工（原文）",
    "responsible_text",
)

INDICATORS: Final = Layout(
    fields={
        "code": ("序号", "编号", "指标序号", "指标编号", "代码", "no", "no.", "code"),
        "level1": ("一级指标", "一级指标名称", "一级", "指标类别", "类别", "领域", "level1"),
        "level2": ("二级指标", "二级指标名称", "二级", "level2"),
        "name": (
            "三级指标", "三级指标名称", "三级", "指标名称", "具体指标", "建设指标", "指标项", "评价指标", "考核指标", "指标内容", "指标",
            "name", "indicator",
        ),
        "unit": ("单位", "计量单位", "指标单位", "量纲", "unit"),
        "mandatory": ("必选/可选", "必选或可选", "是否必选", "指标类型", "指标属性", "类型", "属性", "mandatory"),
        "kind": ("定量/定性", "定性/定量", "定量或定性", "指标性质", "性质", "kind"),
        "better": ("指标方向", "方向", "趋势要求", "指标趋势", "正向/负向", "better"),
        "baseline": (
            "基准值", "基准年值", "基期值", "基期数", "基准", "基数", "现状值", "现状", "现状水平", "现状情况", "基期", "基期水平",
            "基线", "基线值", "初始值", "起始值", "现状数据", "现状数", "baseline",
        ),
        "baseline_year": ("基准年", "基准年份", "基期年", "基期年份", "现状年", "baseline_year"),
        "target": (
            "目标值", "目标", "规划目标", "建设目标", "年度目标", "目标要求", "工作目标", "预期目标", "预期值", "规划值", "指标值",
            "目标任务", "年度目标值", "规划目标值", "建设目标值", "预期目标值", "考核目标", "阶段目标", "指标目标", "指标目标值", "目标数",
            "target",
        ),
        "year": ("",),  # a heading that is a year and nothing else: what it means depends on the plan's years
        "lead": LEAD,
        "responsible": RESPONSIBLE,
        "cooperating": COOPERATING,
        "responsible_words": AS_WRITTEN,
        "source": ("数据来源", "资料来源", "指标来源", "来源", "source"),
        "explanation": ("指标解释", "指标说明", "指标含义", "指标释义", "解释", "释义", "explanation"),
        "basis": ("计算公式", "计算方法", "计算方式", "指标计算方法", "公式", "口径", "统计口径", "计算口径", "formula"),
    },
    required=frozenset({"name"}),
    ignored=(
        "实际值", "完成值", "实际完成", "实际完成值", "完成情况", "进展情况", "实际年份", "完成年份", "备注", "说明",
        "actual", "actual_year", "components", "name_verified",
    ),
)  # fmt: skip
