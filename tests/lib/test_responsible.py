"""Who answers is read from a plan's words; a lead that is not named is left open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wastefree.lib.responsible import Responsible, match_bodies, read_responsible

SHARED = [
    (
        "市市场监管局、市工业和信息化局、市生态环境局、市住房城乡建设局、市城管综合行政执法局、市农业农村局按职责分工负责",
        6,
    ),
    ("市生态环境局、市发展改革委、市工业和信息化局、市应急管理局、市自然资源和规划局按职责分工负责", 5),
    ("市发展改革委、市工业和信息化局按职责分工负责", 2),
    ("市发展改革委、市工业和信息化局、市商务局按职责分工负责", 3),
    (
        "市发展改革委、市住房城乡建设局、市城管综合行政执法局、市生态环境局、市机关后勤服务中心、市教育局、市商务局、市邮政管理局按职责分工负责",
        8,
    ),
    (
        "市发展改革委、市教育局、市住房城乡建设局、市自然资源和规划局、市文化广电和旅游局、市机关后勤服务中心按职责分工负责",
        6,
    ),
    ("市农业农村局、市供销社按职责分工负责", 2),
    ("市地方金融监管局、人行邢台市中心支行、邢台银保监分局、市发展改革委、市财政局、市生态环境局按职责分工负责", 6),
    ("市科技局、市发展改革委、市工业和信息化局、市生态环境局按职责分工负责", 4),
    ("市生态环境局、市司法局、市公安局按职责分工负责", 3),
]
FULL_WIDTH = str.maketrans(",;:()", "，；：（）")


@pytest.mark.parametrize(("text", "count"), SHARED)
def test_of_several_that_share_the_work_none_is_guessed_to_lead(text: str, count: int) -> None:
    names = tuple(text.removesuffix("按职责分工负责").split("、"))
    assert len(names) == count
    assert read_responsible(text) == Responsible(None, names, (), (), True)


def test_a_first_task_names_its_bodies_and_the_collectives_that_carry_it_out() -> None:
    read = read_responsible(
        "市生态环境局、市发展改革委、市行政审批局等部门按职责分工负责;各县(市、区)政府,开发区、邢东新区管委会负责落实。"
        "以下均需各县(市、区)政府,开发区、邢东新区管委会落实,不再列出"
    )
    assert read.bodies == ("市生态环境局", "市发展改革委", "市行政审批局", "开发区", "邢东新区管委会")
    assert read.collectives == ("等部门", "各县(市、区)政府")
    assert (read.lead, read.open_lead) == (None, True)


def test_a_single_body_is_the_lead() -> None:
    for text in ("市住房城乡建设局负责", "市住房城乡建设局", "(市住房城乡建设局负责)", "责任单位:市住房城乡建设局"):
        assert read_responsible(text) == Responsible("市住房城乡建设局", ("市住房城乡建设局",), (), (), False)


@pytest.mark.parametrize(
    "text",
    [
        "牵头单位:市A局;配合单位:市B局、市C局",
        "牵头单位：市A局　配合单位：市B局,市C局",
        "牵头单位:市A局\n责任单位:市B局、市C局",
        "市A局牵头,市B局、市C局配合",
        "由市A局牵头，市B局和市C局配合落实",
        "市A局(牵头)、市B局、市C局",
        "市A局牵头,市B局、市C局按职责分工负责",
        "市A局牵头,会同市B局、市C局落实",
        "市A局负责,市B局、市C局协助",
    ],
)
def test_a_named_lead_leads_and_the_others_cooperate(text: str) -> None:
    assert read_responsible(text) == Responsible("市A局", ("市A局", "市B局", "市C局"), ("市B局", "市C局"), (), False)


def test_two_leads_leave_the_lead_open() -> None:
    read = read_responsible("市A局、市B局牵头,市C局配合")
    assert read == Responsible(None, ("市A局", "市B局", "市C局"), ("市C局",), (), True)


@pytest.mark.parametrize(
    "text",
    [
        "各县(市、区)政府",
        "各县（市、区）人民政府",
        "领导小组成员单位",
        "市领导小组各成员单位",
        "各有关部门",
        "市直有关部门",
        "相关企业",
        "县级政府",
        "各旗县区政府",
        "有关县(市、区)政府",
        "其他有关部门",
        "乡镇政府",
    ],
)
def test_a_collective_is_no_body(text: str) -> None:
    read = read_responsible(text + "负责落实")
    assert read.bodies == ()
    assert [name.translate(FULL_WIDTH) for name in read.collectives] == [text.translate(FULL_WIDTH)]
    assert (read.lead, read.open_lead) == (None, True)


@pytest.mark.parametrize("ending", ["等部门", "等", "等单位", "等有关部门", "等7个部门"])
def test_one_body_and_others_that_are_not_named_have_no_lead(ending: str) -> None:
    assert read_responsible(f"市A局{ending}按职责分工负责") == Responsible(None, ("市A局",), (), (ending,), True)


def test_a_collective_that_helps_does_not_take_the_lead_away() -> None:
    assert read_responsible("市A局负责;各县(市、区)政府配合").lead == "市A局"


def test_a_name_with_and_in_it_is_one_name() -> None:
    read = read_responsible("市发展和改革委员会和市住房和城乡建设局负责")
    assert read.bodies == ("市发展和改革委员会", "市住房和城乡建设局")


@pytest.mark.parametrize("text", ["", " ", "—", "-", "/", "无", "待定"])
def test_nobody_named_is_nobody(text: str) -> None:
    assert read_responsible(text) == Responsible(None, (), (), (), False)


@pytest.mark.parametrize("text", [text for text, _ in SHARED] + ["市A局牵头,市B局配合;各县(市、区)政府负责落实"])
def test_full_width_punctuation_changes_nothing(text: str) -> None:
    assert read_responsible(text.translate(FULL_WIDTH)) == read_responsible(text)


@given(
    st.one_of(
        st.text(),
        st.lists(st.sampled_from("市A局 、 , ; 牵头 配合 : 等部门 ( ) 各县 负责 和 牵头单位".split())).map("".join),
    )
)
def test_no_text_raises_and_the_lead_is_one_of_the_bodies(text: str) -> None:
    read = read_responsible(text)
    assert read.lead is None or (read.lead in read.bodies and read.lead not in read.cooperating)
    assert set(read.cooperating) <= set(read.bodies)


KNOWN = {
    "邢台市生态环境局": "hbj",
    "市住房和城乡建设局": "zjj",
    "市住建局": "zjj",
    "市发展和改革委员会": "fgw",
    "市城市管理综合行政执法局": "cgj",
    "市教育局": "jyj",
    "区商务局": "qswj",
    "市商务局": "swj",
    "信都区": "xdq",
    "沙河市": "shs",
    "稀土高新区管理委员会": "xtgx",
}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("邢台市生态环境局", "hbj"),
        ("市生态环境局", "hbj"),
        ("生态环境局", "hbj"),
        ("市住建局", "zjj"),
        ("住建局", "zjj"),
        ("市住房城乡建设局", "zjj"),
        ("市发展改革委", "fgw"),
        ("发展和改革委", "fgw"),
        ("城市管理综合行政执法局", "cgj"),
        ("市商务局", "swj"),
        ("信都区政府", "xdq"),
        ("信都区人民政府", "xdq"),
        ("沙河市政府", "shs"),
        ("稀土高新区管委会", "xtgx"),
        ("稀土高新区", "xtgx"),
    ],
)
def test_a_body_is_found_by_the_usual_forms_of_its_name(name: str, code: str) -> None:
    assert match_bodies([name], KNOWN) == ((code,), ())


@pytest.mark.parametrize(
    "name", ["市环境局", "发改委", "沙河市教育局", "区教育局", "市政府", "教育", "管理综合行政执法局", "城管局"]
)
def test_a_name_that_is_not_certain_stays_unmatched(name: str) -> None:
    assert match_bodies([name], KNOWN) == ((), (name,))


def test_a_form_that_fits_two_bodies_fits_none() -> None:
    known = {"甲市教育局": "a", "乙丙市教育局": "b", "丁戊市教育局": "c"}
    assert match_bodies(["市教育局"], known) == ((), ("市教育局",))


def test_each_body_is_matched_once_in_the_order_of_the_names() -> None:
    assert match_bodies(["市教育局", "住建局", "教育局", "甲局"], KNOWN) == (("jyj", "zjj"), ("甲局",))
