"""The codes of recorded logs: what each means and how to mend it, as `codes.CODES` takes them in."""

Words = tuple[str, str, str, str, str, str]

# fmt: off
LOGS: dict[str, Words] = {
    "HQ1701": (
        "找不到记录文件", "no such log",
        "刷卡记录须与算例文件放在同一目录，只写文件名；不接受路径和指向别处的链接。"
        "算例因此可以整个目录搬动，也读不到别处的文件。",
        "A log stands beside the scenario file and is given by its bare name. Paths and links that lead elsewhere are "
        "refused, so that a folder can be moved as it is and a case cannot read anything else.",
        "把文件复制到算例旁边，file 只写文件名。", "Copy the file beside the scenario and give its bare name.",
    ),
    "HQ1702": (
        "记录文件不是可读的表格", "the log is no table that can be read",
        "可用 CSV（UTF-8 或 GB18030）和 xlsx；第一行是列名，须有时间、窗口、金额三列，其它列不看。"
        "xlsx 取第一张工作表里存的值，不算公式。",
        "CSV (UTF-8 or GB18030) and xlsx are read; the first row names the columns, of which time, window and amount "
        "are needed and others ignored. Of an xlsx, the stored values of the first sheet count.",
        "补上列名；旧式 xls 另存为 xlsx 或“CSV UTF-8”。", "Add the names; save an old xls as xlsx or “CSV UTF-8”.",
    ),
    "HQ1703": (
        "记录文件太大或问题太多", "the log is too large or has too many faults",
        "至多 40 MB、500,000 行、500 个窗口；xlsx 展开后至多 150 MB。列出 60 个问题后不再往下看。",
        "At most 40 MB, 500,000 rows and 500 windows; an xlsx at most 150 MB unpacked. After 60 faults the rest is "
        "not looked at.",
        "按月份分成几个文件；先改已列出的问题。", "Split it by month; mend what is listed first.",
    ),
    "HQ1704": (
        "记录的内容不能用", "what the log says cannot be used",
        "时间、窗口或金额写得不对；或者窗口没有写属于哪个价格档，或者刷卡时那一餐并不供应该档。不悄悄丢掉任何一行。",
        "A time, window or amount is not written as it must be; or a window has no tier, or sells one that is not "
        "offered at that meal. No row is dropped silently.",
        "改所指的单元格。Excel 重存 CSV 会丢掉秒：请把时间列设成 yyyy-mm-dd hh:mm:ss。窗口写进 recorded.tiers。",
        "Mend the cell. Excel drops the seconds of a CSV it saves: format the column as yyyy-mm-dd hh:mm:ss. "
        "Name the windows in recorded.tiers.",
    ),
    "HQ1705": (
        "记录里有不采用或可疑的行", "rows of the log that are left out or doubtful",
        "不在任何一餐时间内的、不是工作日的、退款的刷卡不采用，只计数；完全相同的行都采用。",
        "Swipes outside all meals, on days off, and refunds are left out and counted; equal rows are all used.",
        "核对餐次时间、lead_s 和导出的日期；确实如此则不用改。",
        "Check the hours of the meals, lead_s and the dates exported; if they are right, leave it.",
    ),
}
# fmt: on
