"""The words of targets, each with what it means. Whatever is not listed here is a name, or is not understood.

Every word stands for one sign (`Sign`); the grammar in `clauses` is written in these signs.
Words are found longest first, so a longer word protects a shorter one inside it: 节约 is a name although 约 is not.
"""

from enum import StrEnum


class Sign(StrEnum):
    """What a piece of a clause does in it: one character each, so that a clause can be matched as a string."""

    NAME = "n"
    AMOUNT = "#"
    AT_LEAST = "≥"
    ABOVE = ">"
    AT_MOST = "≤"
    BELOW = "<"
    EXACTLY = "="
    REACHING = "→"  # 达到: soft, a suffix (以下) or the indicator may turn it
    RISING_TO = "⇑"
    SINKING_TO = "⇓"
    HOLDING = "h"
    MAKING = "v"  # 建成: what is made is counted
    DOING = "q"  # 健全: nothing is counted
    RISING = "↑"
    FALLING = "↓"
    ADDING = "+"
    IMPROVING = "I"
    STATED = "D"  # 负增长: a direction in one word
    ADVERB = "a"
    TREND = "T"
    COMPLETE = "C"
    ZERO = "Z"
    RANK = "K"
    AND = "&"
    ALL = "A"
    OF = "的"
    TIME = "t"
    BASE = "b"
    NEUTRAL = "-"
    APPROXIMATE = "~"
    ASPIRATION = "!"
    EXTERNAL = "@"
    RANGE = "…"
    YEARS = "Y"
    QUALIFYING = "x"  # changes the meaning in a way that is not understood here
    STRANGE = "?"


WORDS: dict[Sign, str] = {
    Sign.AT_LEAST: """≥ 不低于 不少于 不小于 不得低于 不得少于 不得小于 至少 最低 大于等于 大于或等于 高于或等于 不低於
        不少於 达到或超过 达到并超过 达到或高于 最少 不亚于""",
    Sign.ABOVE: "> 大于 高于 多于 超过 超出 突破",
    Sign.AT_MOST: """≤ 不高于 不超过 不大于 不多于 不得高于 不得超过 不得大于 不得多于 至多 最多 最高 小于等于 小于或等于
        低于或等于 不超 不突破""",
    Sign.BELOW: "< 小于 低于 少于",
    Sign.EXACTLY: "= 等于",
    Sign.REACHING: "达到 达至 实现 做到 达成 高达",
    Sign.RISING_TO: """提高到 提高至 提升到 提升至 增加到 增加至 增至 增到 增长到 增长至 上升到 上升至 升至 升到 扩大到 扩大至
        提至""",
    Sign.SINKING_TO: """下降到 下降至 降低到 降低至 降到 降至 减少到 减少至 减至 减到 压减到 压减至 压缩到 压缩至 削减到 削减至
        控制到 控制在 控制于""",
    Sign.HOLDING: "保持 保持在 维持 维持在 稳定在 稳定保持在 持续保持",
    Sign.MAKING: """建成 新建 改建 扩建 新改扩建 召开 创建 打造 培育 建立 设立 出台 印发 发布 制定 制修订 制订 修订 编制 开展 组织
        组织开展 举办 实施 完成 引进 形成 评选 命名 认定 遴选 淘汰 关停 取缔 建成投运 建成投用 落实 征集 总结 申报 签订 配备""",
    Sign.DOING: """健全 完善 纳入 建立健全 推进 推动 推行 强化 加强 规范 启动 应收尽收 应纳尽纳 应用尽用 应处尽处 应分尽分 应建尽建
        应治尽治 应收尽处 应保尽保 不得 严禁 禁止 杜绝 补齐 成立 明确 公布 通过 达标 合格 上线 运行 投运 投用 开工 竣工 构建 搭建
        全量 全部 全面 全过程 探索 常态化 制度化  未发生 不发生 未出现 不出现 无 基本实现 基本建立 基本建成 基本形成 基本补齐 基本完成
        基本消除 消除 深化 优化 落地 备案 验收 执行 融合 联网 接入 促进 支持 保障 提供 打击 防控 管控 化解
        解决 缓解 遏制""",
    Sign.RISING: "提高 提升 增长 增加 上升 扩大 递增 增幅 增速 增长率 增长幅度 提高幅度 提升幅度 涨幅 增多",
    Sign.FALLING: """下降 降低 减少 削减 压减 压缩 缩减 减量 回落 递减 降幅 减幅 下降率 下降幅度 降低率 降低幅度 减少率 减少幅度
        减量率 削减率 削减幅度 下降比例 减少比例 减量化率 减少量 削减量""",
    Sign.ADDING: "新增 净增 新增加",
    Sign.IMPROVING: "改善 好转 向好 优于上年 好于上年 优于去年 好于去年",
    Sign.ADVERB: """有效 持续 稳步 逐步 不断 进一步 明显 显著 有所 大幅 大幅度 稳定 有序 平稳 总体 整体 累计 继续 切实 呈 呈现
        总计 合计 总共 一律 全年 显著性 较大幅度 稳中 保持持续""",
    Sign.TREND: "趋势 态势 势头",
    Sign.COMPLETE: "全覆盖 全面覆盖 全域覆盖",
    Sign.ZERO: """零填埋 零排放 零发生 零事故 零直排 零倾倒 零新增 零外排 零投诉 零泄漏 零进口 零死亡 零积存 零焚烧 零弃置 全部清零
        动态清零 清零""",
    Sign.AND: "、 和 与 及 以及 并",
    Sign.ALL: "所有 全体",
    Sign.OF: "的",
    Sign.NEUTRAL: """约束性 预期性 约束性指标 预期性指标 考核指标 确保 保证 必须 应当 本市 我市 本区 本县 其中 :
        年度 年底 年末 年底前 年末前 年内 当年 本年度 每年度 当年度""",
    Sign.APPROXIMATE: """约 大约 约为 左右 上下 近 将近 接近 大致 几乎 基本达到 基本全覆盖 基本实现全覆盖 趋零 趋于 趋近 趋于零 近零
        趋零增长 近零增长 若干 数十 数百 几十 几百 大体 差不多 基本稳定在 基本保持在 基本保持 余 多个 多家 多项""",
    Sign.ASPIRATION: """力争 力争到 一般应 通常 争取 争取到 力求 努力 尽力 尽量 尽可能 预计 拟 计划 有望 希望 原则上 建议 鼓励 期望 争创 暂定
        初步 预期 原则 规划建设 规划新建 规划建成 规划达到""",
    Sign.EXTERNAL: """平均 平均水平 平均值 均值 先进水平 领先水平 国际水平 国内水平 国家要求 省级要求 国家标准 省定 国家下达 省下达
        上级 下达 下达的 考核要求 考核目标 规定要求 相关要求 有关要求 目标任务 任务要求 标准要求 同类城市 国家目标 省级目标 行业标准
        规定标准 排放标准 限值 国家规定 省规定 要求标准 要求 目标 目标值""",
    Sign.QUALIFYING: """不到 不足 不满 未 未达 仅 只有 除 除外 以外 一半 半数 过半 大半 多数 大多数 大部分 部分 少数 个别 每 每个 每家
        如 若 或 或者 视情 另行 待定 待 参照 按照 根据 倍 翻番 翻一番 翻两番 减半 分之 百分之 几 近三年 近五年 近两年 近年 起 以来 至今 不达 为负 为正 放缓 趋缓 减缓
        环比 较 比 相比 相较 对比 相对 分别 各自 见 同上 详见 附件 其余 不含 不包括 不低 不高 不少 不多 不大 不小 基本 以上 以下 以内
        期间 不新增 不得新增 非 仍 暂 由 从 降 升 增 减 半 多 来""",
    Sign.NAME: """节约 约束 公约 条约 合约 集约 预约 约谈 制约 违约 签约 近期 近郊 附近 邻近 增加值 减排 减碳 减污 占比 比例 比重 比率 比选
        配比 对比度 较大 较大及以上 应急 达标率 合格率 通过率 未成年 未利用地 清除 去除 拆除 排除 解除 除尘 除臭 去除率 清除率 高新 实现率
        完成率 建成率 建成区 达标排放率 建立率 目标责任 覆盖率 多元 多样 多部门 多种 多式 多渠道 来源 来自 未来 外来 来料 从业 从事 自由
        理由 起重 起数 起草 发起 每亩 余热 余压 余额 剩余 多层 多晶硅 升级 提升改造 提质增效 增效 增值 减量化 资源化 无害化 无废 无人 无机
        无组织 无机肥 非政府 非金属 非化石 非道路 非正规 或有 或然 如期 例如 见证 见习 意见 待遇 接待 等待 合同 参与率 半成品 半挂
        规模以上 规上 县级以上 县级及以上 市级以上 市级及以上 省级以上 省级及以上 国家级及以上 二级以上 二级及以上 三级以上 三级及以上 限额以上 几何 计划书 规划 计划生育 计划内  合并 兼并 并网 一并 并轨 PM2.5 PM10 CO2 CO₂ 行为
        作为 成为 所有权 所有制 目的 有的 标的 的确 与会 参与 和谐 和平 总和 饱和 普及 涉及 以及时 及时 企及 及格 合格 大比 无线 无烟
        平均寿命 非法 基本农田 基本药物 基本公共 基本生活 升降 降解 降尘 降水 增殖 新增耕地 除草 扶除 需求 必需 急需 必须品 供需 需要
        年均浓度 年平均浓度 日均 月均 人为 保证金 首都 成都 都市 不再二次包装 不可降解 不规范 不锈钢 不良 不明 不合格
        无主 限值区 评比 可比 可降解 减速 减灾 减免 减税 减薄 较小 较低 较高 较好 较多 较强 近海 近岸 近自然 远近 以下简称 执行率
        运行率 接入率 联网率 备案率 验收率 建设率 规范化管理 有效率 有效性 合格证 无锡 无障碍 亩均 人均 户均 地均 厂均 通过验收 一般及以上 重大及以上""",
}

# Words that make something only where an amount follows: 建设5个, but 建设项目, 处置量.
MAKING_BEFORE_AMOUNT = """建设 改造 整治 治理 处置 处理 利用 回收 消纳 培训 审核 检查 排查 覆盖 修复 推广 投放 配置 拆除 清理 支持 扶持
    奖励 认证 储备 宣传 监测 试点 示范 收集 评估 更新 关闭 布设 设置 增设 新设 研发 转化 获得 获评 入选 参与制定 参与 制作""".split()

# (direction, strict): strict where standing still is not enough.
STATED: dict[str, tuple[int, bool]] = {
    **dict.fromkeys("正增长 稳中有升".split(), (+1, True)),
    **dict.fromkeys("负增长 稳中有降".split(), (-1, True)),
    **dict.fromkeys(
        "零增长 不增加 不增长 不升高 不上升 不提高 只减不增 只降不升 不扩大 不得增加 不得上升 不得提高 不得增长 不反弹".split(),
        (-1, False),
    ),
    **dict.fromkeys("不下降 不降低 不减少 不得下降 不得降低 不得减少 只增不减 只升不降".split(), (+1, False)),
    **dict.fromkeys(
        "保持稳定 基本稳定 总体稳定 持平 基本持平 保持不变 维持稳定 保持基本稳定 保持总体稳定 保持平稳 不变".split(),
        (0, False),
    ),
}

NOTHING = frozenset(
    "- -- — —— / // \\ 无目标 暂无目标 不设 不设目标 不作要求 不做要求 不考核 不涉及 不适用 N/A n/a".split()
) | {""}

# Adverbs that belong to the name behind them where there is no verb between: 有效灌溉面积, 稳定达标率.
PARTS_OF_NAMES = "有效 稳定 有序 总体 整体 平稳".split()

# What is counted one by one; between these a unit says no more than the noun after it.
COUNTERS = """台(套) 件(套) 辆(台) 个(处) 处(个) 座(处) 个 家 项 座 处 户 人 名 位 条 辆 台 套 所 篇 部 场 期 份 只 头 块 种 株 宗 支 组 间 栋 幢 艘 册 本 张 人次 户次 家次
    车次 件次 场次 件 批 对 幅 站 次""".split()
EVENTS = "起 例".split()  # accidents, cases: fewer is better, if nothing says otherwise
SUBSTANCES = "二氧化碳当量 二氧化碳 标准煤 标煤 碳当量 CO2e CO2 CO₂ COD ce".split()
MEASURES = """个工作日 工作日 个月 个小时 分钟 秒 吨 公斤 千克 克 毫克 微克 kg t g mg μg µg 元 亩 公顷 平方米 平方公里 平方千米 立方米 立方 方 升 L mL m² m³ ㎡ m2 m3 km
    km² 千瓦 千瓦时 kW kWh 兆瓦 MW 公里 千米 米 tce 分贝 分 天 小时 度 ℃ 户日 桶 车 床 吨日""".split()
PER = """年 月 日 天 小时 季度 季 次 h d a 万人 百人 千人 人 户 万户 亩 公顷 平方公里 平方千米 平方米 立方米 m² m³ m2 m3 L kWh 千瓦时
    吨 kg t 个 家 座 县 区 村 乡镇 企业 台 辆 头 床 万元GDP 万元产值 万元增加值 万元工业增加值 万元工业产值 万元地区生产总值
    万元 亿元 元 万吨 吨标准煤 吨产品""".split()

# At the end of a name: it is a figure.
FIGURES = """率 占比 比例 比重 量 强度 面积 数 数量 能力 值 规模 程度 投资 投资额 总额 余额 存量 得分 指数 满意度 参与度 知晓度 认可度
    浓度 案件 事件 事故 投诉 信访 覆盖面 个数 家数 次数 人数 总数 产能 总量 成本 能耗 水耗 消耗""".split()
