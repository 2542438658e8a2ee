"""Which of the five fields of a waste-free city a project belongs to, from the words that lists use. Pure.

The words are those for the kinds of waste in the national guide (工业固体废物, 农业固体废物, 生活垃圾, 建筑垃圾, 危险废物),
their short forms, and single wastes that belong to one kind beyond doubt. What may belong to several (再生资源, 污泥) is
not read: a person chooses.
"""

import re
from typing import Final

from wastefree.lib.numbers import normalize

INDUSTRIAL, AGRICULTURAL, HOUSEHOLD = "industrial", "agricultural", "household"
CONSTRUCTION, HAZARDOUS, OTHER = "construction", "hazardous", "other"

SAID: Final = {
    INDUSTRIAL: "工业固体废物 工业固废 一般工业固体废物 一般工业固废 大宗工业固体废物 大宗工业固废 大宗固体废物 大宗固废 工业废物 工业废弃物 工业 "
    "工业源 尾矿 尾矿渣 粉煤灰 煤矸石 煤泥 冶炼渣 钢渣 炉渣 脱硫石膏 磷石膏 赤泥 industrial",
    AGRICULTURAL: "农业固体废物 农业固废 农业废弃物 农业废物 农业 农业源 农林废弃物 秸秆 农作物秸秆 畜禽粪污 畜禽养殖废弃物 农膜 废旧农膜 "
    "农药包装废弃物 agricultural",
    HOUSEHOLD: "生活垃圾 生活源固体废物 生活固体废物 生活固废 生活 生活源 城市生活垃圾 农村生活垃圾 城乡生活垃圾 餐厨垃圾 餐厨废弃物 餐厨 "
    "厨余垃圾 厨余 household",
    CONSTRUCTION: "建筑垃圾 建筑废弃物 建筑固废 建筑 装修垃圾 工程渣土 渣土 拆除垃圾 construction",
    HAZARDOUS: "危险废物 危废 工业危险废物 社会源危险废物 医疗废物 医疗废弃物 医废 废铅蓄电池 废矿物油 hazardous",
    OTHER: "其他 其它 综合 其他固体废物 other",
}
KINDS: Final = {word: kind for kind, words in SAID.items() for word in words.split()}
_BETWEEN = re.compile(r"[、,，;；/]|以及|和|及|与")
_ENDING = re.compile(r"(?:类|领域|方面|项目)+$")


def read_waste(text: str) -> str:
    """The kind that the words name: one of the six; empty where they name none, or several."""
    plain = re.sub(r"\s", "", normalize(text)).casefold()
    kinds = {KINDS.get(_ENDING.sub("", part) or part, "") for part in _BETWEEN.split(plain) if part}
    return kinds.pop() if len(kinds) == 1 else ""
