"""The words of targets, each with what it means. Whatever is not listed here is not understood, and that is the point.

Every constant ending in RE is a piece of a regular expression over text folded by `reading.fold`.
"""

import re
from dataclasses import dataclass


def one_of(words: "list[str] | dict[str, str] | dict[str, Word]") -> str:
    """A group that matches any of the words, longer ones first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


@dataclass(frozen=True)
class Word:
    """What a bounding word says: direction +1 at least, -1 at most, 0 exactly.

    soft: it says only that the value is to be reached (达到, 建成); of something better low that cannot be right.
    """

    direction: int
    strict: bool = False
    soft: bool = False


def _words(text: str, meaning: Word) -> dict[str, Word]:
    return dict.fromkeys(text.split(), meaning)


REACHING = _words(
    "达 达到 达至 高达 实现 完成 提高到 提高至 提升到 提升至 增加到 增加至 增至 增长到 增长至 上升到 上升至 升至 扩大到 扩大至",
    Word(+1, soft=True),
)
SINKING = _words(
    "下降到 下降至 降低到 降低至 降到 降至 减少到 减少至 减至 压减到 压减至 压缩到 压缩至 控制到 控制在", Word(-1)
)
HOLDING = ["保持", "保持在", "维持", "维持在", "稳定在", "为", "是"]
BUILDING = _words(
    "建成 建设 新建 改建 扩建 创建 打造 培育 培养 建立 设立 设置 布设 配备 配置 开展 组织 举办 实施 完成 引进 形成 制定 制修订"
    " 制订 修订 出台 印发 发布 推广 改造 整治 治理 评选 命名 认定 遴选 申报 储备 完成投资 投资 累计建成 累计完成 累计创建"
    " 累计培育 累计投资 力争建成",
    Word(+1, soft=True),
)
BUILDING.pop("力争建成")
AT_LEAST = _words(
    "≥ 不低于 不少于 不小于 不得低于 不得少于 应不低于 至少 至少达到 最低 大于等于 大于或等于 高于或等于 达到或超过 达到并超过"
    " 达到不低于 达到不少于 保持不低于 稳定在不低于 不低于≥",
    Word(+1),
) 
AT_LEAST.pop("不低于≥")
ABOVE = _words("> 大于 高于 多于 超过 超 突破 保持大于 保持高于", Word(+1, strict=True))
AT_MOST = _words(
    "≤ 不高于 不超过 不大于 不多于 不得高于 不得超过 不得大于 应不高于 至多 最多 最高 小于等于 小于或等于 低于或等于"
    " 控制在不超过 控制在不高于 保持不高于 保持不超过",
    Word(-1),
)
BELOW = _words("< 小于 低于 少于 控制在低于", Word(-1, strict=True))
EXACTLY = _words("= 等于", Word(0))
BOUNDING = {**REACHING, **SINKING, **BUILDING, **AT_LEAST, **ABOVE, **AT_MOST, **BELOW, **EXACTLY}

SUFFIXES = {
    **_words("以上 及以上 或以上 含以上 (含)以上 以上(含) 或更高", Word(+1)),
    **_words("以下 及以下 或以下 以内 之内 内 (含)以下 或更低", Word(-1)),
}

RISING = "提高 提升 增长 增加 上升 增幅达 扩大".split()
FALLING = "下降 降低 减少 削减 压减 压缩 缩减 减量 回落 降幅达".split()
ADDING = "新增 净增 新增加".split()
ADVERBS = (
    "持续 稳步 逐步 逐年 不断 进一步 明显 显著 有所 大幅 大幅度 稳定 有效 有序 平稳 总体 整体 全部 均 都 累计 平均 再 分别再"
    " 继续 切实 实现 呈 呈现 每年".split()
)
ADVERBS.remove("分别再")

# --- units -----------------------------------------------------------------------------------------------------------
COUNTERS = (
    "个 家 项 座 处 次 件 户 人 名 条 辆 台 套 所 篇 部 场 期 份 起 例 只 头 块 村 县 种 株 宗 支 组 间 栋 幢 艘 册 本 张 人次"
    " 户次 家次 车次 件次 对 幅 点 站 厂".split()
)
MEASURES = (
    "吨 公斤 千克 克 毫克 kg t g 千吨 元 亩 公顷 平方米 平方公里 平方千米 立方米 方 升 m² m³ ㎡ 千瓦 千瓦时 兆瓦 公里 千米 米"
    " 吨标准煤 吨标煤 千克标准煤 公斤标准煤 吨二氧化碳 吨二氧化碳当量 吨CO2 吨CO₂ tCO2 tce 分贝 分 天 小时 度".split()
)
PER = (
    "年 月 日 天 小时 h d a 次 人 户 亩 公顷 吨 t 个 家 座 平方米 立方米 m² m³ ㎡ 元 万人 百人 千人 县 区 村 乡镇 企业 人·日 人·天"
    " 人·年 季度 台 辆 头 床 床·日".split()
)
OUTPUT = "GDP 产值 增加值 工业产值 工业总产值 工业增加值 地区生产总值 生产总值 营业收入".split()
PER_RE = f"(?:/|每){one_of(PER)}|(?:/|每)(?:万元|亿元|元)(?:{'|'.join(OUTPUT)})?"
SHARE_RE = "%|‰|个百分点|百分点"
NUMBER_RE = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
CHINESE_RE = "[一二两三四五六七八九十百千零]+"
MEASURE_RE = f"(?:万|亿|千万|百万)?{one_of(MEASURES)}"
UNIT_RE = rf"(?:{SHARE_RE}|(?:{MEASURE_RE}|{one_of(COUNTERS)})(?:{PER_RE}){{0,2}})"


def amount_re(prefix: str) -> str:
    """A number with its unit; groups are called <prefix>_number, _scale, _unit. A minus may stand before digits."""
    return (
        rf"(?P<{prefix}_number>-?(?:{NUMBER_RE})|{CHINESE_RE})"
        rf"(?P<{prefix}_scale>(?:万亿|万|亿)(?!{one_of(MEASURES)}))?(?P<{prefix}_unit>{UNIT_RE})?"
    )


# --- what a condition is about ---------------------------------------------------------------------------------------
RATE_HEADS = (
    "率 占比 比例 比重 量 强度 水平 面积 数 数量 能力 值 规模 程度 投资 投资额 总额 总投资 余额 存量 得分 指数 满意度 参与度 知晓度"
    " 认可度 浓度 个数 家数 次数 人数 总数 产能 幅度 增速 总量 覆盖面 成本 强度值".split()
)
NOUN_HEADS = (
    "企业 单位 试点 试点县 试点区 示范点 示范县 示范区 示范村 示范乡镇 示范基地 基地 县 区 乡镇 街道 村 行政村 社区 小区 学校 项目 工程 工厂"
    " 园区 工业园区 矿山 细胞 商场 景区 机关 医院 饭店 餐厅 场所 设施 填埋场 焚烧厂 处理厂 转运站 回收站 分拣中心 中心 网点 站点 点 线 生产线"
    " 标准 文件 政策 制度 规范 案例 模式 技术 机构 集团 农场 养殖场 家庭 车间 工地 公园 活动 培训 会议 论坛 平台 系统 农贸市场 快递网点"
    " 赛事 酒店 超市 村镇 乡村".split()
)
NOUN_MODIFIERS = (
    "无废 绿色 国家级 省级 市级 县级 区级 国家 省 市 工业 农业 农村 城市 生活垃圾 建筑垃圾 危险废物 医疗废物 固体废物 大宗固废 一般工业固体废物"
    " 秸秆 畜禽 畜禽粪污 规模 规模以上 重点 典型 骨干 龙头 示范 试点 综合利用 资源化利用 回收 处置 处理 收集 利用 建设 宣传 生态 循环 节约型"
    " 小微 再生资源 厨余垃圾 垃圾 地方 相关 各类 大型 特色 优秀 清洁生产 审核 的 无废城市 宣传教育 专题 集中".split()
)
NOUN_RE = f"{one_of(NOUN_MODIFIERS)}{{0,4}}{one_of(NOUN_HEADS)}"
CONDITIONAL = (
    "约 近似 左右 上下 将近 接近 几乎 力争 争取 力求 努力 尽量 预计 暂定 原则 拟 建议 分别 各自 大量 多数 半数 少数 平均水平 平均值 上级 先进"
    " 下达 基本 除 若 如果 达到 不低 不高 不少 不多 不超 不大 不小 不得 超过 超出 低于 高于 大于 小于 多于 少于 至少 至多 控制 保持 维持 稳定在"
    " 提高到 提升到 降低到 下降到 同比 环比 较 相比 对比 相对 以上 以下 以内 或 未 年均 每年 逐年 翻 倍 其中 减半 目标".split()
)
# 节约型机关 and 清除率 are names, not conditions; 比 alone compares unless it is a ratio
SUBJECT_STOP_RE = (
    f"(?:(?<!节)约|(?<!清)(?<!去)除|{one_of([w for w in CONDITIONAL if w not in ('约', '除')])}|(?<!占)比(?!例|重|率))"
)
HAN = "\u3400-\u9fff〇"
MASKS = "\ue000-\ue0ff"
SUBJECT_RE = rf"(?:(?!{SUBJECT_STOP_RE})[{HAN}{MASKS}A-Za-z·《》/、]){{1,40}}"
GROWTH_ALONE_RE = re.compile(
    r"(?:年均|同比|累计|环比)?(?:增长|下降|降低|减少|削减|提高|提升|上升)(?:率|幅度|比例|量|数量|值)|(?:年均)?(?:增速|增幅|降幅|幅度)"
)

# --- time and comparison ---------------------------------------------------------------------------------------------
_YEAR = "20[0-9]{2}"
_MONTH_DAY = "(?:[0-9]{1,2}月(?:份|[0-9]{1,2}日)?)?"
TIME_RE = (
    rf"(?:(?P<{{0}}_until>到|至|截至|截止到|截止|确保到)?(?:(?P<{{0}}_year>{_YEAR})年度?{_MONTH_DAY}(?:年底|底|末|年末)?"
    r"|(?P<{0}_plan>十[二三四五]五)(?:期末|时期末|末期|末)|年底|年末|当年年底)(?:之前|以前|前|内)?(?:目标值?为?)?[,:]?)"
)
PLAN_ENDS = {"十二五": "2015", "十三五": "2020", "十四五": "2025", "十五五": "2030"}
_YEAR_BEFORE = "(?:上一?年度?|去年|前一年度?)(?:同期|末|底|水平|基础上)?(?:相比|比)?"
_YEAR_NAMED = rf"(?P<{{0}}_year>{_YEAR})年(?:度|底|末|同期)?(?:水平|基础上?|实绩)?(?:上|相比|比)?"
_PLAN_NAMED = "(?P<{0}_plan>十[二三四五]五)(?:期末|时期末|末期|末|年末)(?:水平|相比)?"
BASE_RE = (
    rf"(?:(?:较|比|相较于?|相比于?|对比|与|同|在)(?:{_YEAR_BEFORE}|{_YEAR_NAMED}|{_PLAN_NAMED})[,]?"
    r"|(?P<{0}_per_year>同比|年均|每年|年度|逐年平均|逐年|年)"
    rf"|以(?P<{{0}}_from>{_YEAR})年为(?:基准年?|基数|基期|基础)[,]?)"
)

# --- words that settle, or unsettle, a clause without figures --------------------------------------------------------
NOTHING = set("- -- — —— / // \\ 无 无目标 暂无 不设 不设目标 不作要求 不做要求 不考核 不涉及 不适用 N/A n/a".split()) | {""}
ZERO_RE = r"(?:基本实现|实现|做到|保持|达到|基本)?(?:零填埋|零排放|零发生|零事故|零直排|零倾倒|全部清零|动态清零|清零)|(?:实现|保持|控制)?为零"
COMPLETE_RE = "(?:基本实现|实现|做到|保持|达到)?(?:全覆盖|全面覆盖|全域覆盖|百分之百)"
DIRECTIONS: dict[str, tuple[int, bool]] = {
    **{word: (+1, True) for word in ("正增长", "稳中有升", "高于上年", "高于去年", "超过上年")},
    **{word: (-1, True) for word in ("负增长", "稳中有降", "低于上年", "低于去年")},
    **{word: (-1, False) for word in ("零增长", "不增加", "不增长", "不升高", "不上升", "不提高", "只减不增", "只降不升", "不高于上年", "不超过上年", "不增反降")},
    **{word: (+1, False) for word in ("不下降", "不降低", "不减少", "只增不减", "只升不降", "不低于上年", "不少于上年", "不低于去年")},
    **{word: (0, False) for word in ("保持稳定", "基本稳定", "总体稳定", "持平", "基本持平", "保持不变", "维持稳定", "稳定", "保持基本稳定", "保持总体稳定", "与上年持平", "保持平稳")},
}
DIRECTIONS.pop("不增反降")
RANK_RE = (
    r"(?:[^0-9,;%]{0,12}?)(?:保[一二三四五六七八九十]争[一二三四五六七八九十]|[争保]第?[一二三四五六七八九十]|名列前茅|走?在?全?.{0,6}前列"
    r"|第[一二三]方阵|第一梯队|中上游|排名(?:靠前|不后退|提升|前移)?|前(?:[一二三四五六七八九十]+|[0-9]{1,2})(?:名|位|强)?(?:以内|之内)?"
    r"|第(?:[一二三四五六七八九十]+|[0-9]{1,2})(?:名|位)?(?:以[内上]|之内|及以上)?|进位)"
)
APPROXIMATE_RE = re.compile("(?<!节)约|左右|上下|近|接近|大致|几乎|基本达到|趋零|趋于零|趋近|[0-9十百千万几数]余|[0-9十百千万]多|数十|数百|几十|若干")
ASPIRATION_RE = re.compile("力争到|争取到|力争|争取|力求|努力|尽力")
EXTERNAL_RE = re.compile(
    "平均|下达|所在(?:县|市|省|地)|上级|先进水平|同类城市|(?:达到|达|满足|符合|完成|落实|优于|高于|低于|按).{0,6}"
    "(?:国家|省|市|自治区|上级|规定|相关|有关|考核|国际|行业).{0,6}(?:要求|标准|任务|水平|目标|限值)"
)
RANGE_RE = re.compile(r"[0-9]%?[^0-9,;、]{0,4}[-~—至到][0-9]")
QUANTITY_RE = re.compile(
    "翻番|翻[一两]番|减半|过半|[一大]半|半数|倍增|百分之|分之|零新增|趋零|趋于零|近零增长"
    "|[一二两三四五六七八九十百千几数]+(?:成(?![立为果功])|倍|番|个百分点|分之)"
    "|(?:[二两三四五六七八九十百千几数]|[一二三四五六七八九]?十)[一二三四五六七八九十百千万亿]*(?:个|家|项|座|处|次|户|吨|万|亿|元|条|辆|件)"
)
COMPARING_RE = re.compile("不低于|不高于|不少于|不超过|不大于|不小于|至少|至多|高于|低于|大于|小于|超过|优于|以上|以下|以内|左右|控制在")
QUALIFYING_RE = re.compile("原则上|除外|左右|上下|大约|约为|暂定|待定|预计|视情|另行|(?:如|若)[^何]|不作硬性|含本数|除.{1,12}外|不含|分别")
NEUTRAL_RE = "(?:确保|保证|必须|应当?|需|须|要求|要|其中[:,]?|目标值?为?:?|全市|本市|我市|全区|全县)"
