"""交换包 in words: why one is not taken in, and what the journal says of those that were."""

REFUSALS = {
    "packet_unknown": "这不是交换包,没有导入。",
    "packet_newer": "这个交换包由更新版本的程序制作,请先升级本机再导入。",
    "packet_cut": "交换包不完整,后半截丢失,没有导入任何内容。请到原机重新拷贝。",
    "packet_altered": "交换包被改动或介质损坏(校验、签名不符),没有导入任何内容。请到原机重新导出。",
    "packet_other_county": "这是其他县(区划 {county})的交换包,不能在本县导入。",
    "packet_own": "这是本机自己导出的交换包,应送到省平台导入。",
    "packet_not_for_us": "这个交换包不是发给这里的,本机没有打开它的钥匙。",
    "packet_too_old": "交换包制作于 {made_at},已超过一年,无法确认是否重复,不能导入。请到原机重新导出。",
    "packet_sender_unknown": "制作这个交换包的工作站没有在本县入网登记,没有导入。",
    "packet_sender_revoked": "制作这个交换包的工作站({name})已停用,没有导入任何内容。"
    "经决定要收的,写明决定人再导入:python -m db.gateway packet import 文件 --accept-revoked 决定人。",
    "packet_gap": "这个交换包之前还有未送到的内容,请先导入更早的交换包。",
    "packet_other_history": "省平台的历史已换(曾恢复过备份),请联网后再交换,或到省平台重新制作回执包。",
    "packet_unreadable": "读不到交换包文件:{path}。请检查介质。",
    "packet_unwritable": "交换包写不到 {path}。请检查介质是否已插好、有无剩余空间。",
    "packet_nothing": "所选内容没有待上报的,不必导出交换包。",
    "packet_same_person": "导出人和批准人不能是同一人。",
    "packet_approver_missing": "导出交换包须经批准,请填写批准人并由其本人输入口令。",
    "packet_approver_lacks": "{name}没有批准导出交换包的权限。",
    "relay_code_for_desk": "这个入网码是发给工作站的,县中继请用省平台为中继发的入网码。",
    "packet_not_enrolled": "本机尚未在省平台入网登记,没有可签名的钥匙,不能制作交换包。",
}

ENTRIES = {
    "packet_exported": "导出交换包 {packet}:{count} 组待上报,批准人 {approver}。",
    "packet_read": "导入交换包 {packet}:{count} 组,其中已办结 {settled} 组、新收 {came} 组。",
}

# What the county reads of a packet that was taken though its workstation had been put out.
REVOKED_TAKEN = "决定收下已停用工作站({name})的交换包"

# What the province made of a group, by the state of the contract.
ANSWERED = {"ok": "已收", "merged": "已并", "rejected": "未采纳", "quarantined": "隔离"}
