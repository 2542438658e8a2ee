"""Why a file cannot be used at all, as a code with parameters and as a sentence in Chinese."""

MESSAGES = {
    "encrypted": "文件已加密或设有打开密码，请取消密码后重新上传。",
    "old_excel": "这是旧版 Excel（.xls）文件，请另存为 .xlsx 后重新上传。",
    "macros": "文件含有宏，请另存为不含宏的 .xlsx 后重新上传。",
    "wrong_content": "文件内容与扩展名“{extension}”不符，请上传 .xlsx 或 .csv 文件。",
    "wrong_type": "不支持“{extension}”文件，请上传 .xlsx 或 .csv 文件。",
    "not_a_workbook": "文件不是 Excel 工作簿，请上传 .xlsx 或 .csv 文件。",
    "damaged": "文件已损坏，无法读取，请用 Excel 打开并重新保存后上传。",
    "empty": "文件是空的。",
    "encoding": "无法识别文本编码，请将 CSV 保存为 UTF-8 或 GB18030。",
    "unsafe_xml": "文件含有不允许的 XML 声明（DOCTYPE 或实体），无法使用。",
    "too_large": "文件过大或解压后过大，无法读取。",
    "too_slow": "文件过于复杂，在限定时间内未能读完。",
    "too_many_sheets": "工作表过多：共 {count} 个，最多 {limit} 个。",
    "too_many_cells": "单元格过多：最多读取 {limit} 个有内容的单元格。",
    "too_far": "工作表“{sheet}”的单元格 {cell} 超出可读范围（最多 {rows} 行、{columns} 列），请删除多余内容。",
    "text_too_long": "工作表“{sheet}”的单元格 {cell} 文字过长（最多 {limit} 个字）。",
    "too_much_text": "文件中的文字过多，无法读取。",
}


class UnusableFile(Exception):
    """The whole file is refused. `code` is a key of MESSAGES, `params` fill its places; str() is Chinese."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.code = code
        self.params = params
        super().__init__(MESSAGES[code].format(**params))
