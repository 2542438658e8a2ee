"""Why a workbook cannot be used, in the reader's language. The sentences are those of `lib.sheets`, which knows no Django."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wastefree.lib.sheets import UnusableFile

WORDS: Mapping[str, Promise] = {
    "encrypted": _("文件已加密或设有打开密码，请取消密码后重新上传。"),
    "old_excel": _("这是旧版 Excel（.xls）文件，请另存为 .xlsx 后重新上传。"),
    "macros": _("文件含有宏，请另存为不含宏的 .xlsx 后重新上传。"),
    "wrong_content": _("文件内容与扩展名“{extension}”不符，请上传 .xlsx 或 .csv 文件。"),
    "wrong_type": _("不支持“{extension}”文件，请上传 .xlsx 或 .csv 文件。"),
    "not_a_workbook": _("文件不是 Excel 工作簿，请上传 .xlsx 或 .csv 文件。"),
    "damaged": _("文件已损坏，无法读取，请用 Excel 打开并重新保存后上传。"),
    "empty": _("文件是空的。"),
    "encoding": _("无法识别文本编码，请将 CSV 保存为 UTF-8 或 GB18030。"),
    "unsafe_xml": _("文件含有不允许的 XML 声明（DOCTYPE 或实体），无法使用。"),
    "too_large": _("文件过大或解压后过大，无法读取。"),
    "too_slow": _("文件过于复杂，在限定时间内未能读完。"),
    "too_many_sheets": _("工作表过多：共 {count} 个，最多 {limit} 个。"),
    "too_many_cells": _("单元格过多：最多读取 {limit} 个有内容的单元格。"),
    "too_far": _("工作表“{sheet}”的单元格 {cell} 超出可读范围（最多 {rows} 行、{columns} 列），请删除多余内容。"),
    "text_too_long": _("工作表“{sheet}”的单元格 {cell} 文字过长（最多 {limit} 个字）。"),
    "too_much_text": _("文件中的文字过多，无法读取。"),
}


def why_unusable(error: UnusableFile) -> str:
    """One sentence that says what is wrong with the file and what to do."""
    return str(WORDS[error.code]).format(**error.params)
