"""Whatever people write into the cells, an annex is read, judged and written without falling over."""

import random

import pytest
from django.apps import apps
from django.db.models import CharField

from indicators.models import Plan
from tasks.annex.importing import import_annex, read_annex
from tests.annex.annexes import Row, digest, workbook

HEADINGS: dict[str, Row] = {
    "indicators": [
        "序号", "一级指标", "二级指标", "指标名称", "单位", "必选/可选", "定量/定性", "指标方向", "基准年", "基准值", "2024年目标", "2025年目标",
        "目标值", "牵头单位", "责任单位", "配合单位", "数据来源", "指标解释", "计算公式",
    ],
    "tasks": ["序号", "领域", "任务名称", "具体措施", "成果", "完成时限", "牵头单位", "责任单位", "配合单位"],
    "projects": [
        "序号", "项目名称", "类别", "建设内容", "总投资", "完成投资（亿元）", "处理能力", "建设年限", "开工时间", "完工时间", "所在地", "责任单位",
        "建设阶段",
    ],
    "cells": ["序号", "细胞类型", "创建数量", "2025年", "年份", "上级下达数", "牵头单位", "责任单位"],
}  # fmt: skip
NASTY = [
    None, "", " ", "—", "/", "0", "-0", "1E+400", "9" * 40, "1.000000000001", "NaN", "Infinity", "½", "①", "10⁴", "≥", "≥≥5", "5≥", "%", "％",
    "约", "3—5", "2025", "2025年", "20255年", "三", "十二", "=1+1", "'=1", "<b>粗</b>", "\u202e反", "a\u0000b".replace("\u0000", ""), "★", "★★",
    "（", "）", "()", "“”", "、、", "；；；", "各县（市、区）政府", "市住建局、市住建局", "市住建局牵头，市住建局配合", "负责", "等部门", "市",
    "吨/", "/吨", "万", "亿元/万元", "是", "定性", "越低越好", "x" * 3000, "一" * 600, "已完工", "开工", "2024-13-45", "2月30日前", "10月底前",
    "常态工作", "每月10日前", "下降", "较年下降%", "一般工业固体废物综合利用率", "生活垃圾清运量", "工业危险废物产生强度", "无废学校", "学校", "无废",
    "合计", "注：", "填表人：", True, 0.5, -3, 10**15,
]  # fmt: skip


def too_long() -> list[str]:
    """Texts beyond what their columns hold; SQLite would keep them and PostgreSQL refuses."""
    return [
        f"{model._meta.label}.{field.name}: {value[:30]}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, CharField) and field.max_length
        for value in model._default_manager.values_list(field.name, flat=True)
        if value and len(value) > field.max_length
    ]


@pytest.mark.parametrize("kind", list(HEADINGS))
@pytest.mark.parametrize("seed", range(3))
def test_any_mixture_of_cells_is_read_judged_and_written(plan: Plan, kind: str, seed: int) -> None:
    chance = random.Random(seed)
    rows: list[Row] = [[chance.choice(NASTY) for _ in HEADINGS[kind]] for _ in range(60)]
    content = workbook(("附件", [["2024年附件"], HEADINGS[kind], *rows]))
    read = read_annex(content, name="附件.xlsx", kind=kind)
    done = import_annex(read, plan, by=None, creating=read.judge(plan).unknown_bodies)
    assert done is not None and done.lines and done.problems
    assert too_long() == []
    before = digest()
    again = import_annex(read, plan, by=None)
    assert again is not None and [line.title for line in again.changing] == []
    assert digest() == before
