"""What each code of a diagnostic means and how to mend it; `houqin explain` reads from here.

HQ10 the file, HQ11 YAML, HQ12 fields and overrides, HQ13 references, HQ14 inside a service, HQ15 doubts, HQ16 limits,
HQ17 recorded logs, HQ18 tenders and rule packs, HQ19 work done elsewhere.
"""

from dataclasses import dataclass

from .bidcodes import BIDS
from .doubtcodes import DOUBTS
from .fundcodes import FUNDS
from .logcodes import LOGS
from .peoplecodes import PEOPLE
from .tendercodes import TENDERS
from .text import Text
from .workcodes import WORK


@dataclass(frozen=True, slots=True)
class Entry:
    """A class of faults: what it is called, what is behind it, and how to mend it."""

    title: Text
    why: Text
    mend: Text


def _entry(title: str, title_en: str, why: str, why_en: str, mend: str, mend_en: str) -> Entry:
    return Entry(Text(title, title_en), Text(why, why_en), Text(mend, mend_en))


# fmt: off
CODES: dict[str, Entry] = {
    **{code: _entry(*words) for each in (BIDS, DOUBTS, FUNDS, LOGS, PEOPLE, TENDERS, WORK)
       for code, words in each.items()},
    "HQ1001": _entry(
        "找不到或不能读取文件", "no such file, or it cannot be read",
        "写的既不是文件路径，也不是自带算例的名称；或者没有读取权限。",
        "What was given is neither the path of a file nor the name of a shipped case, or it may not be read.",
        "检查路径；用 houqin templates 查看自带算例。", "Check the path; `houqin templates` lists the shipped cases.",
    ),
    "HQ1002": _entry(
        "文件太大", "the file is too large",
        "算例文件不得超过 20 MB，以免误把数据文件当作算例读入。",
        "A scenario file has at most 20 MB, so that no data file is read as one by mistake.",
        "删去与算例无关的内容。", "Take out what does not belong to the case.",
    ),
    "HQ1003": _entry(
        "文件不是 UTF-8 编码", "the file is not UTF-8",
        "记事本、WPS 或 Excel 可能把文件存成 GBK(ANSI) 或 UTF-16；中文会因此变成乱码。",
        "Editors on Windows may save GBK (ANSI) or UTF-16, in which Chinese text is read wrongly.",
        "在编辑器里选“另存为”，编码选 UTF-8。", "Choose “save as” in the editor, with encoding UTF-8.",
    ),
    "HQ1004": _entry(
        "有不可见字符", "invisible characters",
        "控制字符、零宽字符或改变文字方向的字符看不见，却会改变内容。",
        "Control characters and marks that change the direction "
        "of text cannot be seen and yet change the content.",
        "在所指位置删除该字符，重新手工输入这一段。",
        "Delete the character at the place shown and type the passage again.",
    ),
    "HQ1005": _entry(
        "文件没有内容", "the file is empty",
        "文件是空的，或只有注释。",
        "The file is empty or has comments only.",
        "用 houqin init 从样例开始。", "Start from a template with `houqin init`.",
    ),
    "HQ1101": _entry(
        "YAML 语法错误", "YAML syntax error",
        "缩进、冒号、引号或括号不符合 YAML 1.2 的写法。错误之后的内容没有检查。",
        "Indentation, colons, quotes or brackets do not follow "
        "YAML 1.2. What comes after the error was not checked.",
        "检查所指的一行和它的上一行；冒号后留一个空格。",
        "Check the line shown and the one above; leave a space after a colon.",
    ),
    "HQ1102": _entry(
        "缩进用了制表符", "tabs in the indentation",
        "YAML 只用空格表示层次；制表符在不同编辑器里宽度不同。",
        "YAML shows levels by spaces only; tabs have no fixed width.",
        "把行首的制表符换成空格（每层两个）。", "Replace tabs at the beginning of lines by spaces, two for each level.",
    ),
    "HQ1103": _entry(
        "用了别名、锚点或合并键", "aliases, anchors or merge keys",
        "& * << 会让一处内容在别处悄悄出现，少量文字也能展开成极大的数据，因此一律不接受。",
        "& * << make content appear elsewhere unseen, and a "
        "few lines can unfold into huge data; they are refused.",
        "把内容写全；相同的改动可写成 overrides 里的补丁。",
        "Write the content out; repeated changes can be a patch in `overrides`.",
    ),
    "HQ1104": _entry(
        "用了标签或指令", "tags or directives",
        "标签（! 开头）和 % 开头的指令会改变值的类型或 YAML 的版本。",
        "Tags (with !) and directives (with %) change types or the version of YAML.",
        "删除标签；若文字以 ! 或 % 开头，请加引号。", "Remove it; quote a text that begins with ! or %.",
    ),
    "HQ1105": _entry(
        "一个文件里有多份文档", "several documents in one file",
        "--- 之后是另一份文档；一个文件只能是一个算例。",
        "After --- another document begins; a file is one case.",
        "分成几个文件，或删去多余的 ---。", "Split the file, or remove the extra ---.",
    ),
    "HQ1106": _entry(
        "键重复", "a key stands twice",
        "同一层里有两个相同的键；只留哪一个无法判断。",
        "One mapping has the same key twice, and it is not clear which is meant.",
        "删除或改名其中一个。", "Remove or rename one of them.",
    ),
    "HQ1107": _entry(
        "超过文件的限度", "beyond the limits of a file",
        "嵌套至多 50 层，内容至多 1,000,000 项，补丁和情景至多 200 个。",
        "At most 50 levels, 1,000,000 items, and 200 overrides and scenarios.",
        "简化文件。", "Simplify the file.",
    ),
    "HQ1108": _entry(
        "键的写法不对", "not a key",
        "键必须是一个简单的词或名称，不能是空的、列表或一组值，至多 300 个字符。",
        "A key is a plain word or name: not empty, no list, no mapping, at most 300 characters.",
        "改成简单的名称。", "Use a plain name.",
    ),
    "HQ1109": _entry(
        "数字不能保存", "a number that cannot be kept",
        "负零没有意义；过大或过长的数字会失真。无穷和非数(NaN)也不是数量。",
        "Negative zero means nothing; numbers too large or too "
        "long lose digits. Infinity and NaN are no quantities.",
        "写成普通数字，如 0 或 12000。", "Write a plain number such as 0 or 12000.",
    ),
    "HQ1200": _entry(
        "值不正确", "not a valid value",
        "值没有通过检查，括号里是原因。",
        "The value did not pass its check; the reason is in brackets.",
        "按说明修改；docs/scenario.md 列出每个字段。", "Mend it as said; docs/scenario.md describes every field.",
    ),
    "HQ1201": _entry(
        "没有这个字段", "no such field",
        "写错的字段名若被忽略，计划就会用别的数字，因此一律当作错误。",
        "A misspelt field that was ignored would make the plan use another number, so it is an error.",
        "改成提示的名称；注释请用 # 开头。", "Use the name suggested; comments begin with #.",
    ),
    "HQ1202": _entry(
        "缺少字段", "a field is missing",
        "这一段必须有该字段，没有默认值。",
        "This block needs the field; it has no default.",
        "补上该字段；可参考自带算例的同一段。", "Add it; see the same block of a shipped case.",
    ),
    "HQ1203": _entry(
        "数字超出允许范围", "a number out of bounds",
        "每个数字都有单位和上下限；超出上下限的值没有意义。分布的下限和上限也要在范围内。",
        "Every number has a unit and bounds beyond which it means nothing; so have the ends of a distribution.",
        "核对单位（元或万元、百分数或小数、分钟或小时）和数值。",
        "Check the unit (yuan or 10,000 yuan, per cent or share, minutes or hours) and the figure.",
    ),
    "HQ1204": _entry(
        "类型不对", "the wrong type",
        "数字要写成不带引号、逗号和单位的阿拉伯数字；是否写成 true 或 false；文字里像数字的要加引号。",
        "Numbers are written without quotes, commas and units; yes and "
        "no as true and false; text that looks like a number is quoted.",
        "按提示的写法修改。", "Write it as suggested.",
    ),
    "HQ1205": _entry(
        "不在可选之列", "not one of the choices",
        "该字段只能取固定的几个值。",
        "The field takes one of a few fixed values.",
        "改成所列的值之一。", "Use one of those listed.",
    ),
    "HQ1206": _entry(
        "名称不合规", "not a name",
        "名称有 1 到 60 个字符，首尾无空格；“.”用于路径，“@”用于岗位，所以不能用。",
        "A name has 1 to 60 characters and no space at its ends; “.” and “@” have a meaning in paths.",
        "换一个名称。", "Choose another name.",
    ),
    "HQ1207": _entry(
        "cited 里的字段不存在", "no such field in `cited`",
        "cited 为同一段里的个别字段另写出处，字段必须在这一段里。",
        "`cited` gives single fields of the same block a source of their own.",
        "改成这一段里的字段名，下级用点连接。", "Use the name of a field of this block, with dots for levels below.",
    ),
    "HQ1208": _entry(
        "长度不对", "the wrong length",
        "列表或文字太短或太长。",
        "A list or text is too short or too long.",
        "按提示增减。", "Add or remove entries.",
    ),
    "HQ1209": _entry(
        "时刻的写法不对", "not a time of day",
        "时刻写成 HH:MM，小时两位：08:30。8:30、830、8点半都不接受，以免误读。",
        "Times of day are HH:MM with two digits for the hour, 08:30; 8:30 or 830 could be misread.",
        "写成 00:00 到 24:00 之间的 HH:MM。", "Write HH:MM between 00:00 and 24:00.",
    ),
    "HQ1210": _entry(
        "日期的写法不对", "not a date",
        "日期写成 年-月-日，月和日两位：2026-01-01。",
        "Dates are year-month-day with two digits each, 2026-01-01.",
        "按此写法修改，并检查该日是否存在。", "Write it so, and check that the day exists.",
    ),
    "HQ1211": _entry(
        "先后或大小颠倒", "in the wrong order",
        "结束早于开始，或分布的 low、mode、high 递减。",
        "An end comes before its start, or low, mode and high decrease.",
        "交换或改正。跨午夜的班次请拆成两个。", "Swap or mend them. Split a shift that passes midnight.",
    ),
    "HQ1212": _entry(
        "几个字段不能这样搭配", "fields that exclude or need each other",
        "有的字段只能二选一，有的至少要有一个，有的数值互相限定。",
        "Of some fields exactly one, of others at least one must be given; some figures bound others.",
        "按说明只留应有的字段。", "Keep the fields the message names.",
    ),
    "HQ1213": _entry(
        "名称几乎相同", "names that look alike",
        "两个名称只差空格、大小写、全角半角，读的人分不清，引用时必然出错。",
        "Two names differ by space, case or character width only; readers cannot tell them apart.",
        "合并，或改成明显不同的名称。", "Merge them or choose clearly different names.",
    ),
    "HQ1214": _entry(
        "文件格式版本不支持", "unsupported version of the file format",
        "schema_version 说明文件按哪一版格式写成；本程序只读版本 1。",
        "`schema_version` names the format the file was written in; this program reads version 1.",
        "写成 schema_version: 1，并用 houqin validate 检查。", "Write schema_version: 1 and run `houqin validate`.",
    ),
    "HQ1221": _entry(
        "没有这个情景或补丁", "no such scenario or override",
        "所选的名称既不在 scenarios 里，也不在 overrides 里。",
        "The name stands neither in `scenarios` nor in `overrides`.",
        "检查名称；多个名称用逗号分开。", "Check the name; separate several by commas.",
    ),
    "HQ1222": _entry(
        "补丁的路径不存在", "the path of a patch leads nowhere",
        "补丁只能改已有的值、补上合法的字段、在名称表里加入整条或用 "
        "null 删除。overrides、scenarios、schema_version 不能改。",
        "A patch changes a value, adds a legal field, adds a "
        "whole entry to a table of names, or removes one with null.",
        "按提示改正路径；列表用从 0 起的序号。", "Mend the path as suggested; items of lists are numbered from 0.",
    ),
    "HQ1223": _entry(
        "--set 的写法不对", "malformed --set",
        "--set 写成 路径=值，值按 YAML 读取。",
        "--set is PATH=VALUE, with the value read as YAML.",
        "例如 --set labour.minimum_wage_per_month=1780。", "For example --set labour.minimum_wage_per_month=1780.",
    ),
    "HQ1301": _entry(
        "引用的名称不存在", "a reference that leads nowhere",
        "此处引用的办公区、服务、企业、单元、设备、指标或出处没有定义。",
        "The site, service, vendor, unit, machine, measure or source named here is not defined.",
        "改成已有的名称，或在相应的一节里补上定义。", "Use a defined name, or add the definition.",
    ),
    "HQ1302": _entry(
        "服务类别不一致", "kinds that differ",
        "单元的 place.kind 必须与其服务的 kind 相同。",
        "A unit's place.kind must equal the kind of its service.",
        "改成同一类别。", "Make them the same.",
    ),
    "HQ1303": _entry(
        "下限大于上限", "a lower bound above the upper",
        "范围写成 [下限, 上限]，下限不能大于上限，也不能为负。",
        "A range is [lower, upper]; the lower may not exceed the upper or be negative.",
        "交换两个数。", "Swap them.",
    ),
    "HQ1304": _entry(
        "现状不完整", "today's setting is incomplete",
        "today.setting 须给出每个岗位的人数和每种设备的台数，0 也要写。",
        "today.setting gives the number of people of every post and of every machine, zeros included.",
        "补上所缺的各项。", "Add those missing.",
    ),
    "HQ1305": _entry(
        "模式与企业不相配", "mode and vendor do not fit",
        "自我保障没有企业和报价，其他模式都有；使用者付费的写 concession，邀请服务还写时段；部分外包须有在职职工。",
        "In-house has no vendor, all else bids; those users pay state a concession, those invited in their half-days.",
        "改模式，或增删 vendor 和报价的条件。", "Change the mode, or the vendor and the terms of its bid.",
    ),
    "HQ1306": _entry(
        "现状企业没有报价", "today's vendor has no bid",
        "现状的花费按该企业的报价计算，所以需要一份适用于本单元和此模式的报价。",
        "Today's cost follows from the vendor's bid, so there must be one for this unit and mode.",
        "在 bids 里补上，或把单元和模式加入已有报价。", "Add a bid, or add unit and mode to an existing one.",
    ),
    "HQ1310": _entry(
        "整体报价不可能整体中标", "a bundle that can never be awarded",
        "整体报价只能全部接受或全部不接受；它的每个单元都须允许其某个模式，同名的整体报价须出自同一企业。",
        "A bundle is awarded as a whole or not at all: each unit must allow a mode of it, and it has one vendor.",
        "改单元的 modes 或报价的 units、modes、vendor。", "Change the unit's modes, or the bid's units, modes, vendor.",
    ),
    "HQ1311": _entry(
        "现状不满足服务的规则", "today's setting breaks a rule of the service",
        "现状的各项数量之间不相容，例如某个时段在岗人数少于所开的窗口。",
        "Today's numbers do not go together: fewer people on duty than windows open, say.",
        "核对 today.setting；现状做不到的，计划也不能照做。", "Check today.setting; no plan may do it either.",
    ),
    "HQ1312": _entry(
        "只作报告的指标不能作为标准", "a measure that cannot be a standard",
        "该指标不随投入单调变好，例如剩余比例；它只在报告里给出。",
        "The measure does not simply get better with more of everything; it is only reported.",
        "换一个指标，或删去这条标准。", "Choose another measure, or remove the standard.",
    ),
    "HQ1313": _entry(
        "问卷数字不相符", "survey figures that do not add up",
        "收回的不能多于发出的；四个等级之和应等于收回份数；按等级从高到低。",
        "No more forms come back than were sent, and the four grades add up to those that came back.",
        "核对 sent、returned、grades。", "Check sent, returned and grades.",
    ),
    "HQ1401": _entry(
        "服务内部的引用不存在", "a reference inside a service leads nowhere",
        "区域类型、班次、设备、餐次、价格档、供餐方式、车型、用途或地点没有定义，或这一餐不供应。",
        "A zone type, shift, machine, meal, tier, technology, class, purpose or zone is undefined, or not sold there.",
        "改成已有的名称，或补上定义。", "Use a defined name, or add the definition.",
    ),
    "HQ1402": _entry(
        "缺少必需的内容", "something indispensable is missing",
        "没有它服务就无从谈起：班次、需要巡回的区域、就餐的人、能开的结算台、能保障用车的车辆。",
        "Without it there is no service: a shift, a zone that is patrolled, people at a meal, a checkout, vehicles.",
        "补上所缺的内容。", "Add it.",
    ),
    "HQ1403": _entry(
        "班次或餐次重叠", "overlapping shifts or meals",
        "同一时刻只能属于一个班次；食堂的班次可以重叠，餐次不可以。",
        "A moment belongs to one shift only; in a canteen shifts may overlap, meals may not.",
        "调整起止时刻；前一个的结束可等于后一个的开始。", "Change the times; one may end when the next begins.",
    ),
    "HQ1404": _entry(
        "重复或重名", "things that coincide",
        "同一班次同一角色只能有一个岗位；岗位、设备、车型、开窗、备餐各是一个决策，名称不能相同。",
        "A shift has one post of each role; posts, machines, classes, windows and portions may not share a name.",
        "合并或改名。", "Merge or rename them.",
    ),
    "HQ1405": _entry(
        "缺少数量", "a quantity is missing",
        "计算要用的数量没有给出，例如区域的件数、某个工作日的就餐率、刷卡记录的内容。",
        "A quantity that is needed is not stated: pieces of a zone, participation of a weekday, swipes of a log.",
        "补上数量（如 fixtures、participation）。", "State the quantity (such as fixtures or participation).",
    ),
    "HQ1406": _entry(
        "时刻在所属时段之外", "a time outside its hours",
        "作业的每个时段都要在它的班次里开始；刷卡记录要落在供应该档的一餐里。",
        "Every window of a task begins in the task's shift; every swipe of a log lies in a meal that sells its tier.",
        "改时刻，或换班次、餐次。", "Change the time, the shift or the meal.",
    ),
    "HQ1407": _entry(
        "付费分档不正确", "the pay scale is not valid",
        "分档从高分到低分排列，最后一档从 0 开始，付费比例不升高。",
        "The scale falls from the highest score to 0, and so do the shares paid.",
        "按从高到低重排并补上 0 档。", "Sort it downwards and end it with 0.",
    ),
    "HQ1408": _entry(
        "巡回不费时间", "rounds that take no time",
        "巡回人员看一处和走到一处合计几乎为零，一天里会巡回无数次。",
        "Look and walk of a stop are next to nothing, so that a person would make countless rounds a day.",
        "核对 look、面积和 walk。", "Check look, area and walk.",
    ),
    "HQ1409": _entry(
        "一次作业或服务太长", "a task or service that takes too long",
        "一处的一次作业超过一千小时，或服务一人超过一小时，多半是面积、定额或时间的单位写错了。",
        "An occurrence of more than 1,000 hours, or an hour to serve one diner: a unit is likely wrong.",
        "核对面积、fixtures、rate 或 service。", "Check area, fixtures, rate or service.",
    ),
    "HQ1410": _entry(
        "班次超出法定工时", "a shift beyond legal hours",
        "一天 8 小时，写明 overtime 的 11 小时，每月加班 36 小时；食堂每周 40 小时、休一日（劳动法，待核实）。",
        "8 hours a day, 11 with overtime, 36 of it a month; canteens 40 a week, a day off (Labour Law; to be verified)",
        "缩短班次、加入休息，或写明 overtime: true。", "Shorten it, add a pause, or state overtime: true.",
    ),
    "HQ1411": _entry(
        "没有人可以排在这个时段", "nobody can be on duty then",
        "这个时段要开窗、结算或备餐，而没有班次覆盖它，或各班次的人数上限之和不够。",
        "Windows, checkout or kitchen need people then, and no shift covers it, or the shifts together hold too few.",
        "增加班次、提高上限，或调整餐次。", "Add a shift, raise its limit, or change the meal.",
    ),
    "HQ1601": _entry(
        "算例太大", "the case is too large",
        "区域总数乘以重复次数超过上限，计算时间和内存会失控。",
        "Zones times replications exceed the limit; time and memory would get out of hand.",
        "减少 study 里的重复次数，把相同的区域合并成一组，或拆成几个算例。",
        "Use fewer replications in `study`, merge equal zones into groups, or split the case.",
    ),
}
# fmt: on
"""Every code that a diagnostic can carry."""
