"""The headings under which tables of tasks and of projects give their fields."""

from typing import Final

from indicators.annex.columns import AS_WRITTEN, COOPERATING, LEAD, RESPONSIBLE
from indicators.annex.sheet import Layout

TASKS: Final = Layout(
    fields={
        "code": ("序号", "编号", "任务序号", "任务编号", "no", "no.", "code"),
        "section": ("领域", "类别", "任务类别", "任务领域", "任务分类", "重点领域", "主要方面", "工作类别", "一级任务", "section"),
        "title": (
            "任务", "任务名称", "重点任务", "主要任务", "工作任务", "建设任务", "任务事项", "工作事项", "重点工作", "主要工作", "任务内容",
            "主要任务及措施", "任务及措施", "工作内容", "任务清单", "二级任务", "title", "task", "task_title",
        ),
        "content": (
            "具体措施", "具体任务", "主要措施", "工作措施", "具体内容", "主要内容", "任务描述", "工作要求", "具体要求", "content",
        ),
        "deliverable": ("成果", "成果形式", "预期成果", "工作成果", "标志性成果", "deliverable"),
        "due": (
            "完成时限", "完成时间", "时间进度", "时限", "时间节点", "时间要求", "进度要求", "完成期限", "办结时限", "截止时间", "完成时间节点",
            "完成日期", "时限要求", "完成时限要求", "工作时限", "计划完成时间", "due", "deadline",
        ),
        "lead": LEAD,
        "responsible": RESPONSIBLE,
        "cooperating": COOPERATING,
        "responsible_words": AS_WRITTEN,
    },
    required=frozenset({"title"}),
    ignored=(
        "条目", "条目号", "小序号", "item_no", "进展情况", "工作进展", "完成情况", "进展", "备注", "说明", "存在问题", "下一步计划", "状态",
        "是否逾期", "填写时间", "状态说明", "填报进展", "时限类型", "开始日期", "节点", "当前状态", "到期日",
    ),
)  # fmt: skip

PROJECTS: Final = Layout(
    fields={
        "code": ("序号", "编号", "项目序号", "项目编号", "项目代码", "no", "no.", "code"),
        "name": (
            "项目名称", "重点项目", "工程名称", "工程项目名称", "重点工程项目", "重点工程", "建设项目", "项目", "工程项目", "name",
            "project",
        ),
        "waste_type": (
            "类别", "项目类别", "项目类型", "领域", "所属领域", "固体废物类别", "废物类别", "类型", "category", "waste_type",
        ),
        "waste_words": ("类别（原文）",),
        "content": ("建设内容", "主要建设内容", "建设内容及规模", "建设内容和规模", "项目内容", "建设规模及内容", "项目概况", "content"),
        "investment_planned": (
            "总投资", "总投资额", "投资", "投资额", "投资总额", "计划投资", "计划总投资", "估算投资", "投资估算", "概算投资", "投资规模",
            "投资金额", "总投资估算", "项目投资", "investment", "investment_planned",
        ),
        "investment_done": (
            "完成投资", "已完成投资", "累计完成投资", "完成投资额", "累计投资", "投资完成额", "已完成投资额", "investment_done",
        ),
        "investment_note": ("投资说明",),
        "capacity": ("处理能力", "建设规模", "规模", "设计能力", "产能", "处理规模", "设计规模", "capacity"),
        "capacity_amount": ("处理能力（数量）",),
        "capacity_unit": ("处理能力（单位）",),
        "years": ("建设年限", "建设周期", "建设期限", "建设期", "建设时间", "起止年限", "起止时间", "实施期限", "实施年限", "years"),
        "start_year": ("开工年份", "开工时间", "开工日期", "计划开工时间", "开始时间", "start_year"),
        "completion_year": (
            "完工年份", "完工时间", "完成时间", "竣工时间", "计划完工时间", "建成时间", "投产时间", "预计完工时间", "completion_year",
        ),
        "region": (
            "所在区县", "所在地", "建设地点", "项目地点", "责任地区", "所属区县", "所在地区", "区县", "地区", "属地", "区域",
            "region",
        ),
        "lead": LEAD,
        "responsible": (*RESPONSIBLE, "主管单位", "监管单位", "organization"),
        "cooperating": COOPERATING,
        "responsible_words": AS_WRITTEN,
        "stage_reason": ("停止、退回原因", "停止原因", "停建原因", "停工原因", "终止原因"),
        "added_on": ("列入日期", "列入时间", "列入清单日期", "纳入日期", "纳入时间", "增补日期", "增补时间", "added_on"),
        "occasion": ("批次", "项目批次", "增补批次", "列入批次", "occasion"),
        "stage": (
            "建设阶段", "阶段", "项目状态", "状态", "建设状态", "建设进展", "项目进展", "项目进度", "建设进度", "建设情况", "进展阶段",
            "进展情况", "进展", "stage",
        ),
    },
    required=frozenset({"name"}),
    ignored=(
        "建设单位", "实施单位", "实施主体", "项目单位", "建设主体", "业主单位", "项目业主", "建设性质", "备注", "说明", "联系人", "联系电话",
        "进展情况（文字）", "存在问题", "填写时间", "调出日期", "调出原因",
    ),
)  # fmt: skip

RESPONSIBILITIES: Final = Layout(
    fields={
        "body": ("责任单位", "单位", "单位名称", "责任部门", "部门", "organization"),
        "leader": ("分管领导", "分管负责人", "分管领导姓名", "分管市领导", "责任领导", "包联领导", "leader"),
        "leader_post": ("分管领导职务", "领导职务"),
        "head": ("责任人", "责任人姓名", "单位负责人", "主要负责人", "单位主要负责人"),
        "head_post": ("责任人职务", "负责人职务"),
        "liaison": ("联络员", "联系人", "联络人", "联络员姓名", "liaison"),
        "liaison_post": ("联络员职务", "联系人职务"),
        "phone": ("联络员电话", "联系电话", "联系方式", "电话", "手机", "phone"),
        "category": ("类别", "事项类别"),
        "code": ("编号", "事项编号"),
        "item": ("事项", "责任事项", "工作事项"),
        "part": ("牵头/配合", "牵头或配合", "责任类型"),
    },
    required=frozenset({"body", "leader"}),
    ignored=("序号", "目标/时限", "当前状态", "滞后或逾期", "备注", "说明"),
)  # fmt: skip
