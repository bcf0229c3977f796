"""What an alarm says, and what the journal says of whoever acknowledged it."""

from console.domain.alarm import AlarmKind

ALARM = {
    AlarmKind.LEDGER: "账实不符",
    AlarmKind.INCIDENT: "新接报",
    AlarmKind.PROPOSAL: "待批准",
    AlarmKind.OVERDUE: "超时",
}
SAID = {
    AlarmKind.LEDGER: "{title}",
    AlarmKind.INCIDENT: "{title} 待核实,{at} 接报",
    AlarmKind.PROPOSAL: "建议{title},{at} 提出,待批准",
    AlarmKind.OVERDUE: "{title} 已过时限 {at}",
}
MANY = "{kind} {count} 项,最早:{first}"

REFUSALS: dict[str, str] = {"alarm_none": "没有待确认的告警。"}
ENTRIES: dict[str, str] = {"alarm_acked": "确认告警:{title}"}
TAGS: dict[str, str] = {"alarm_acked": "告警"}
