"""What the command line says: help, usage errors, closing lines; each in both languages."""

from .model.text import Text

APP = Text(
    "后勤保障方案: 模拟、优选、验证、出报告。先试: houqin run changchun",
    "Plans for support services: simulate, choose, certify, report. Try: houqin run changchun",
)

COMMANDS: dict[str, Text] = {
    "run": Text(
        "主要工作: 读入场景, 模拟, 选择方案, 验证, 写报告。", "The main job: read, simulate, choose, certify, report."
    ),
    "validate": Text("检查场景文件, 一次列出全部问题。", "Check scenario files; every fault at once."),
    "simulate": Text("按现状模拟, 不做优化。", "Simulate today's way as it is; nothing is optimised."),
    "schema": Text(
        "输出场景文件的 JSON Schema(供编辑器使用)。", "Print the JSON Schema of scenario files, for editors."
    ),
    "templates": Text("列出自带的案例。", "List the shipped cases."),
    "init": Text("由自带案例生成场景文件, 从它改起。", "Make a scenario file from a shipped case, to start from."),
    "explain": Text(
        "解释一个问题代码(例如 HQ1203), 或优化模型的一族约束(例如 staff)。",
        "Explain a code such as HQ1203, or a family of rows of the programme such as staff.",
    ),
    "verify": Text(
        "不用优化程序, 重新核对一次运行的规则、金额和指纹。",
        "Re-check a run's rules, money and hashes without the optimiser.",
    ),
    "check": Text(
        "逐条核对场景文件里的预期(expect), 可写 JUnit 文件; 不写文件名则核对全部自带案例。",
        "Judge the expectations (`expect`) of scenario files, also as JUnit; without a name, of the shipped cases.",
    ),
    "doctor": Text(
        "检查本机: 版本、处理器、缓存、编译状态、求解器自检。",
        "Look at this machine: versions, processors, cache, what is compiled, self-test of the solver.",
    ),
    "report": Text("由运行目录重新生成 HTML 报告。", "Make the HTML report of a run again."),
    "calibrate": Text(
        "求使现有人员恰好得到现有质量的场地难度系数。",
        "Find the effort factor at which today's staff give today's quality.",
    ),
    "fit": Text(
        "由刷卡等记录拟合一个单元的需求, 给出可并入算例的补丁。",
        "Fit a unit's demand to a recorded log; gives a patch of the case.",
    ),
    "why": Text(
        "解释一次运行: 规则的代价, 落选者的持平价, 相近方案, 无解的原因和出路。",
        "Explain a run: what rules cost, break-even prices, near alternatives, conflicts and ways out.",
    ),
    "regret": Text(
        "换一种情景, 今天的决定要多花多少: 各情景的方案放到其他情景里重新求解, 找最大后悔最小的。",
        "What today's decision costs if another variant comes true: each variant's plan solved again in all others.",
    ),
    "tender": Text(
        "评标: 打分、排名、出局原因、结果有多稳、与规则核对(houqin tender score FILE)。",
        "Score bids: ranking, who is out, how firm the result is, rules not met (houqin tender score FILE).",
    ),
    "rules": Text("列出一套采购规则及其依据。", "List a pack of procurement rules with their sources."),
}

OPTIONS: dict[str, Text] = {
    "file": Text("场景文件, 或自带案例的名称", "scenario file, or the name of a shipped case"),
    "files": Text("一个或多个场景文件", "one or more scenario files"),
    "scenario": Text("套用文件里的情景或补丁, 逗号分隔", "scenarios or overrides of the file, separated by commas"),
    "change": Text(
        "改一个数, 可重复: --set sites.X.area_m2=71000", "change a number, repeatable: --set sites.X.area_m2=71000"
    ),
    "seed": Text("随机种子", "random seed"),
    "replications": Text("验证时模拟的天数", "days simulated by the certificate"),
    "jobs": Text(
        "同时使用的处理器个数(不写则全用;结果与此无关)",
        "processors used at once (all unless given; the result is the same)",
    ),
    "executor": Text(
        "由谁计算: threads(本进程的线程, 默认)、processes(本机的进程)、dask(集群); 结果都一样",
        "who computes: threads of this process (default), processes of this machine, a dask cluster; same result",
    ),
    "scheduler": Text(
        "Dask 调度器的地址, 如 tcp://10.0.0.5:8786(不写则在本机起一个)",
        "address of a Dask scheduler, such as tcp://10.0.0.5:8786 (one is started here unless given)",
    ),
    "gap": Text("允许的求解间隙, 0.001 即千分之一", "solver gap allowed, 0.001 is one in a thousand"),
    "time_limit": Text("求解时限: 90s、10m、1h", "time limit of the solver: 90s, 10m, 1h"),
    "out": Text("结果放在哪里(默认 runs/ 下的新目录)", "where the result goes (default: a new folder in runs/)"),
    "place": Text("文件放在哪个目录(不写则不写文件)", "folder for files (default: none are written)"),
    "force": Text("已存在时覆盖", "replace what exists"),
    "junit": Text("把核对结果写成 JUnit XML 文件", "write the outcome as a JUnit XML file"),
    "unit": Text("单元名称", "name of the unit"),
    "log": Text("记录文件(CSV 或 xlsx; 各服务的列见场景说明)", "the log (CSV or xlsx; columns as the guide has them)"),
    "lead": Text(
        "记录的时刻比到达(所需用车时刻)晚的秒数", "seconds by which the log is later than arrival (or the time wanted)"
    ),
    "action": Text("要做什么: score(评分)", "what to do: score"),
    "bids": Text("评标文件(YAML), 或自带示例 tender-sample", "file of bids (YAML), or the shipped tender-sample"),
    "rules": Text("所依据的规则: 自带规则的名称或文件", "rules to go by: name of a shipped pack, or a file"),
    "book": Text("规则的名称或文件", "name or file of a rule pack"),
    "no_mcda": Text("不作多准则排序的对照", "no second opinions by multi-criteria methods"),
    "rule": Text("只看一条规则(编号或其中一段)", "one rule only, by its id or a part of it"),
    "name": Text("为什么不选它: 企业、模式或报价", "why not this vendor, mode or bid"),
    "number": Text("列出几个费用相近的其他方案", "how many other plans of nearly the same cost"),
    "within": Text("相近指最多贵多少, 0.03 即 3%", "how much more they may cost, 0.03 is 3 %"),
    "apart": Text("任两个方案至少有几个单元模式不同", "units in which any two of them differ in mode"),
    "theme": Text(
        "与费用权衡: changes(换企业) people(动在编) service(最差一处) spread(最大一家) risk(最贵前景)",
        "weigh cost against changes (of vendor), people (moved), service (worst), spread (of contracts) or risk (tail)",
    ),
    "variants": Text(
        "比较哪些情景, 逗号分隔, 一并套用的用加号: 甲,乙+丙; base 是文件原样(不写则原样和文件里的全部情景)",
        "variants: A,B+C (B and C together); base is the file as it is (default: base and all scenarios)",
    ),
    "keep": Text(
        "保留方案的什么: awards(模式、企业、标段)或 settings(连同各年的岗位配置)",
        "what of a plan is kept: awards (mode, vendor, lots), or settings (each year's too)",
    ),
    "dry_run": Text("只列出将要做的工作, 不改动任何文件", "list the work to do; touch nothing"),
    "no_report": Text("不写 HTML 报告", "write no HTML report"),
    "warn_as_error": Text("有警告即失败(退出码 5)", "fail on warnings (exit code 5)"),
    "no_cache": Text("不使用以前的模拟结果", "do not use simulations of earlier runs"),
    "engine": Text("kernel(快) 或 reference(便于阅读)", "kernel (fast) or reference (written to be read)"),
    "code": Text("问题代码, 或约束族的名称", "code, or name of a family"),
    "run": Text("运行目录, 或 latest", "run folder, or latest"),
    "folder": Text("放在哪个目录", "where to put it"),
    "template": Text(
        "案例名称(见 houqin templates), 或 province(生成一个省)",
        "name of a case (see houqin templates), or province (made up)",
    ),
    "sites": Text("province 有多少处院落", "compounds of a province"),
    "lang": Text(
        "语言 zh 或 en(也可用环境变量 HOUQIN_LANG)", "language, zh or en (or environment variable HOUQIN_LANG)"
    ),
    "quiet": Text("少说话", "say less"),
    "verbose": Text("多说话", "say more"),
    "form": Text("text 或 json(json 时标准输出只有 JSON)", "text or json (json: nothing else on standard output)"),
    "no_color": Text("不用颜色", "no colours"),
    "version": Text("显示版本", "show the version"),
    "help": Text("显示帮助", "show this help"),
}

HEADINGS = {
    "Usage:": "用法:",
    "Options:": "选项:",
    "Arguments:": "参数:",
    "Commands:": "命令:",
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 [参数]...",
    "[required]": "[必填]",
    "[default: ": "[默认: ",
}
"""Chinese for the fixed words of help pages."""

USAGE: dict[str, Text] = {
    "NoSuchOption": Text("没有选项 {name}。{hint}", "there is no option {name}. {hint}"),
    "MissingParameter": Text("缺少参数 {name}。", "{name} is missing."),
    "BadParameter": Text("参数 {name} 的值不对: {said}", "the value of {name} is wrong: {said}"),
    "BadOptionUsage": Text("选项 {name} 后面缺少值", "{name} needs a value"),
    "UsageError": Text("命令行有误: {said}", "wrong command line: {said}"),
}
NO_COMMAND = Text("没有命令 {name}。{hint}", "there is no command {name}. {hint}")
RANGE = Text("应为 {low} 至 {high} 的数", "it must be a number from {low} to {high}")
NEAR = Text("是否为 {names}?", "Did you mean {names}?")
HELP = Text("用 houqin --help 查看用法。", "See houqin --help.")
CHOICES = Text("{option} 只能是 {allowed}, 现在是 {value}", "{option} must be {allowed}, it is {value}")
NO_VALUE = Text("{option} 后面缺少值", "{option} needs a value")
DURATION = Text("时限应写作 90s、10m 或 1h, 现在是 {value}", "a time limit is written 90s, 10m or 1h, it is {value}")

SAID: dict[str, Text] = {
    "valid": Text("{file}: 没有错误, {n} 个警告", "{file}: no errors, {n} warnings"),
    "more": Text("……另有 {n} 个问题未列出", "... and {n} more not listed"),
    "warned": Text("有 {n} 个警告, 按 --warn-as-error 视为失败", "{n} warnings, and --warn-as-error was given"),
    "folder": Text("结果目录: {path}", "run folder: {path}"),
    "report": Text("报告: {path}", "report: {path}"),
    "occupied": Text(
        "{said} 已存在; 若确实要覆盖(只能覆盖运行目录), 加 --force",
        "{said} exists; to replace it (run folders only) add --force",
    ),
    "invalid": Text("有 {n} 个问题", "{n} problems"),
    "infeasible": Text("没有可行方案: {said}", "no feasible plan: {said}"),
    "limit": Text("到达限制, 已停止: {said}", "stopped by a limit: {said}"),
    "extra": Text("缺少组件: {said}", "something is not installed: {said}"),
    "fault": Text(
        "程序内部错误({kind})。详情已写入 {path}, 请连同场景文件一起反馈。",
        "a fault of ours ({kind}). Details are in {path}; please send it with the scenario.",
    ),
    "dry": Text("将要做的工作(未改动任何文件):", "work to do (nothing was touched):"),
    "dry_unit": Text(
        "  {unit}: {options} 种做法, 在职人员 {mixes} 种人数, {levers} 个决策量",
        "  {unit}: {options} options, {mixes} numbers of staff in post, {levers} levers",
    ),
    "dry_days": Text(
        "  搜索每个配置模拟 {search} 次, 验证 {certify} 次, 参考程序抽查 {reference} 次",
        "  {search} replications per setting of the search, {certify} of the certificate, {reference} "
        "in the reference engine",
    ),
    "no_run": Text("找不到运行目录 {name}(可写 latest)", "there is no run folder {name} (latest will do)"),
    "verified": Text("核对无误: {path}", "verified: {path}"),
    "tampered": Text("核对不符: {what}", "does not agree: {what}"),
    "no_name": Text("没有 {name}, 或所指不止一个; 可用: {names}", "no {name}, or more than one; there are: {names}"),
    "no_folder": Text("{path} 不是文件夹", "{path} is not a folder"),
    "variants": Text(
        "至少要两种不同的情景; 现有: {names}", "it takes two different variants at least; there are: {names}"
    ),
    "met": Text("{file}: {n} 项预期全部成立", "{file}: all {n} expectations hold"),
    "unmet": Text("{file}: {n} 项预期中 {missed} 项不成立", "{file}: {missed} of {n} expectations do not hold"),
    "unasked": Text("{file}: 没有写预期(expect)", "{file}: nothing is expected (`expect`)"),
    "holds": Text("成立", "holds"),
    "missed": Text("不成立", "does not hold"),
    "no_scheduler": Text("只有 --executor dask 才有调度器", "only --executor dask has a scheduler"),
    "unreachable": Text(
        "HQ1902 连不上 Dask 调度器 {address}: {said}", "HQ1902 the Dask scheduler {address} cannot be reached: {said}"
    ),
    "unlike": Text(
        "HQ1903 集群上的 houqin 与本机不同: {said}", "HQ1903 houqin on the cluster is not the one here: {said}"
    ),
    "made": Text("已生成 {path}", "made {path}"),
    "exists": Text("{path} 已存在; 覆盖请加 --force", "{path} exists; add --force to replace it"),
    "next": Text("下一步: houqin run {path}", "next: houqin run {path}"),
    "no_sites": Text("只有模板 {name} 有规模", "only the template {name} has a size"),
    "no_template": Text("没有案例 {name}; 现有: {names}", "there is no case {name}; there are: {names}"),
    "no_code": Text("没有代码 {code}{hint}", "there is no code {code}{hint}"),
    "close": Text("; 相近的有 {names}", "; close ones: {names}"),
    "why": Text("原因", "why"),
    "mend": Text("怎么改", "what to do"),
    "library": Text("缺少 {name}: 请安装 pip install houqin", "{name} is missing: pip install houqin"),
    "uncalibrated": Text(
        "没有单元写明现有考核分(today.score), 无从校准",
        "no unit states today's score (today.score): nothing to calibrate",
    ),
    "no_unit": Text("没有单元 {name}; 现有: {names}", "there is no unit {name}; there are: {names}"),
    "no_fit": Text("单元 {name} 属于“{kind}”, 没有可拟合的记录", "unit {name} is of kind “{kind}”, which fits no logs"),
    "unused": Text(
        "记录里没有一条落在工作日的服务时间内, 无从拟合",
        "no event of the log falls into service hours of a working day",
    ),
    "fitted": Text(
        "已拟合: {days} 天, 采用 {used} 条记录, 共 {total} 条", "fitted: {days} days, {used} of {total} events used"
    ),
    "score_note": Text(
        "系数大于 1 表示实际比假设更难做。它属于场地, 不应算作企业的功劳。",
        "A factor above 1 means harder work than assumed. It belongs to the site and is no merit of a vendor.",
    ),
}

HEADS: dict[str, Text] = {
    "metric": Text("预期", "expectation"),
    "holds": Text("结果", "outcome"),
    "unit": Text("单元", "unit"),
    "measure": Text("指标", "measure"),
    "target": Text("标准", "target"),
    "estimate": Text("估计", "estimate"),
    "lower": Text("下限", "lower"),
    "upper": Text("上限", "upper"),
    "factor": Text("系数", "factor"),
    "simulated": Text("模拟值", "simulated"),
    "name": Text("名称", "name"),
    "title": Text("标题", "title"),
    "state": Text("状态", "state"),
}

README = """# {title}

本目录由 `houqin init` 生成。

1. 用文本编辑器打开 `{file}`, 把数字换成本单位的数字; 出处写在 `source` 里, 未核实的写 `assume`。
2. 检查: `houqin validate {file}`
3. 计算: `houqin run {file}`, 结果在 `runs/` 下, 打开其中的 `report.html`。

支持 JSON Schema 的编辑器(如 VS Code 的 YAML 插件)会按 `.houqin/scenario.schema.json` 提示字段。
错误信息里的代码(如 HQ1203)用 `houqin explain HQ1203` 查看说明。
"""
