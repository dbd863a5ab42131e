"""The codes of recorded logs: what each means and how to mend it, as `codes.CODES` takes them in."""

Words = tuple[str, str, str, str, str, str]

# fmt: off
LOGS: dict[str, Words] = {
    "HQ1701": (
        "找不到记录文件", "no such log",
        "记录须与算例文件放在同一目录，只写文件名；不接受路径和指向别处的链接。"
        "算例因此可以整个目录搬动，也读不到别处的文件。",
        "A log stands beside the scenario file and is given by its bare name. Paths and links that lead elsewhere are "
        "refused, so that a folder can be moved as it is and a case cannot read anything else.",
        "把文件复制到算例旁边，file 只写文件名。", "Copy the file beside the scenario and give its bare name.",
    ),
    "HQ1702": (
        "记录文件不是可读的表格", "the log is no table that can be read",
        "可用 CSV（UTF-8 或 GB18030）和 xlsx；第一行是列名，须有该服务所要的列（见说明），其它列不看。"
        "xlsx 取第一张工作表里存的值，不算公式。",
        "CSV (UTF-8 or GB18030) and xlsx are read; the first row names the columns, of which those of the service "
        "are needed and others ignored. Of an xlsx, the stored values of the first sheet count.",
        "补上列名；旧式 xls 另存为 xlsx 或“CSV UTF-8”。", "Add the names; save an old xls as xlsx or “CSV UTF-8”.",
    ),
    "HQ1703": (
        "记录文件太大或问题太多", "the log is too large or has too many faults",
        "至多 40 MB、500,000 行、每列 500 个名称；xlsx 展开后至多 150 MB。列出 60 个问题后不再往下看。",
        "At most 40 MB, 500,000 rows and 500 names in a column; an xlsx at most 150 MB unpacked. After 60 faults the "
        "rest is not looked at.",
        "按月份分成几个文件；先改已列出的问题。", "Split it by month; mend what is listed first.",
    ),
    "HQ1704": (
        "记录的内容不能用", "what the log says cannot be used",
        "时间、名称或数字写得不对；或者记录里的名称（窗口、部门、车型）没有写属于算例里的哪一个，"
        "或者刷卡时那一餐并不供应该档。不悄悄丢掉任何一行。",
        "A time, name or number is not written as it must be; or it is not said what a name of the log (window, "
        "department, class) is in the case; or a window sells a tier that is not offered at that meal. No row is "
        "dropped silently.",
        "改所指的单元格。Excel 重存 CSV 会丢掉秒：请把时间列设成 yyyy-mm-dd hh:mm:ss。名称写进 recorded。",
        "Mend the cell. Excel drops the seconds of a CSV it saves: format the column as yyyy-mm-dd hh:mm:ss. "
        "State the names in recorded.",
    ),
    "HQ1705": (
        "记录里有不采用或可疑的行", "rows of the log that are left out or doubtful",
        "不在服务时间内的、不是工作日的、不成整段日子的、退款的行不采用，只计数；完全相同的行都采用。",
        "Rows outside the hours, on days off, in no whole run of days, and refunds are left out and counted; equal "
        "rows are all used.",
        "核对服务时间、lead_s 和导出的日期；确实如此则不用改。",
        "Check the hours of the service, lead_s and the dates exported; if they are right, leave it.",
    ),
}
# fmt: on
