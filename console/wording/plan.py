"""A plan in words: what is wrong with a file, and what the matrix speaks of."""

from console.domain.condition import Op, Scope
from console.domain.plan_row import Problem
from console.wording import filled

OP = {Op.AT_LEAST: "≥", Op.MORE: ">", Op.AT_MOST: "≤", Op.LESS: "<", Op.IS: "="}
SCOPE = {
    Scope.COUNTY: "全县",
    Scope.ANY: "任一站点",
    Scope.SHARE: "部分乡镇",
    Scope.COUNT: "多处",
}

PROBLEM = {
    "plan_syntax": "写法有误,读不下去:检查引号、括号和等号。",
    "plan_format": "格式版本“{value}”不认得,应为 {known}。",
    "plan_missing": "缺少“{key}”。",
    "plan_unknown_key": "“{key}”不是这里的字段,可能写错了。",
    "plan_not_text": "“{key}”应为文字,且不能空着。",
    "plan_not_whole": "“{key}”应为不小于 {least} 的整数,现为“{value}”。",
    "plan_not_number": "“{key}”应为数字,现为“{value}”。",
    "plan_not_flag": "“{key}”只能写 true 或 false。",
    "plan_not_date": "“{key}”应为日期,如 2020-06-17。",
    "plan_not_texts": "“{key}”应为一组文字。",
    "plan_not_tables": "“{key}”应为一组表。",
    "plan_not_table": "“{key}”应为一个表。",
    "plan_empty": "“{key}”是空的。",
    "plan_dates": "日期颠倒:{second} 早于 {first}。",
    "plan_style": "级别写法“{value}”不认得,只能是:{allowed}。",
    "plan_level": "级别“{value}”超出 1 至 4。",
    "plan_mark": "核实标记“{value}”不认得,只能是:{allowed}。",
    "plan_no_source": "没有写明来源(source)。",
    "plan_twice": "“{value}”重复了。",
    "plan_no_level": "缺少第 {value} 级的条件。",
    "plan_level_left_out": "“{key}”缺少第 {level} 级。",
    "plan_no_condition": "这一级没有任何条件。",
    "plan_two_rules": "metric、any_of、all_of 只能写一个。",
    "plan_operator": "不认得的比较符“{value}”,只能是:{allowed}。",
    "plan_operator_kind": "“{metric}”不能用比较符“{value}”。",
    "plan_metric": "不认得的指标“{value}”,指标见 metrics.toml。",
    "plan_unit": "“{metric}”不用单位“{value}”,应为“{unit}”。",
    "plan_window": "“{metric}”是时段累计,要写明 window_hours(小时)。",
    "plan_no_window": "“{metric}”是时刻状态,不能写 window_hours。",
    "plan_scope": "范围“{value}”不认得,只能是:{allowed}。",
    "plan_scope_metric": "“{metric}”不能用范围“{value}”。",
    "plan_share": "“share”应为分数,如 1/3,现为“{value}”。",
    "plan_share_idle": "只有范围为 share 时才写“share”。",
    "plan_count_idle": "只有范围为 count 时才写“count”。",
    "plan_role": "不认得的角色“{value}”,只能是:{allowed}。",
    "plan_role_untitled": "角色“{value}”没有在 [[role]] 里写明职务。",
    "plan_action": "不认得的事项“{value}”,只能是:{allowed}。",
    "plan_no_approver": "第 {level} 级的“{action}”没有批准人。",
    "plan_approval_twice": "第 {level} 级的“{action}”写了两条审批规则。",
    "plan_approver_repeated": "同一角色在批准顺序里出现两次。",
    "plan_clock_start": "时限的起点“{value}”不认得,只能是:{allowed}。",
    "plan_rhythm": "every_minutes 与 times 要写且只写一个。",
    "plan_time": "时刻“{value}”应写作 06:00。",
    "plan_place": "通知里的 {{{value}}} 没有内容可填。",
    "plan_no_notice": '缺少启动通知(action = "start")的模板。',
}  # fmt: skip

REFUSALS = {
    "plan_faulty": "预案“{file}”有 {count} 处错误,未予采用,原版本继续有效。首处:{first}",
    "plan_same": "这一版与现行版本完全相同。",
    "plan_version_used": "版本号“{version}”已用过,请另写一个。",
    "plan_unknown": "预案库里没有“{code}”。",
}

ENTRIES = {
    "plan.register": "预案入库:《{title}》{version} 版",
    "plan.replace": "预案换版:《{title}》{before} 版改为 {version} 版",
    "plan.lay_beside": "随程序更新的预案《{title}》{version} 版存入备选,现行版本不变",
}


def problem(found: Problem) -> str:
    """flood.toml 第 37 行 level.condition.op:不认得的比较符“=>” …"""
    where = f"{found.file} 第 {found.line} 行"
    if found.field:
        where = f"{where} {found.field}"
    return f"{where}:{filled(PROBLEM[found.code], found.facts)}"
