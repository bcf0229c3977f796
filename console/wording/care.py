"""Looking after the store: copies, putting one back, what is due to be forgotten, delegations."""

WHOLE_ROLE = "{role}的全部权限"
UP_TO = "以{role}批准{level}及以下响应"
LENT = "{title}(受{giver}委托)"

REFUSALS: dict[str, str] = {
    "backup_unsound": "备份做成后复核没有通过({path}),已弃用。请检查磁盘;程序会再做一份。",
    "restore_gone": "找不到这份备份({path})。",
    "restore_foreign": "{path} 不是本程序的库,没有恢复。",
    "restore_damaged": "备份 {path} 已损坏,没有恢复。请另选一份。",
    "restore_undescribed": "备份 {path} 旁边没有说明文件(.toml),不知是哪个库的,没有恢复。",
    "restore_other_store": "备份 {path} 是另一个库的(可能是别的县区),没有恢复。",
    "restore_other_key": "备份 {path} 用的是另一把钥匙,没有恢复。",
    "restore_changed": "备份 {path} 的说明文件签名不符,可能被改动过,没有恢复。",
    "restore_newer": "备份 {path} 由更新的版本({app})做成,没有恢复。请先升级本程序。",
    "restore_failed": "没有恢复({path}),现在的库没有动。请检查磁盘空间和权限。",
    "restore_read_elsewhere": "另有指挥台正以只读方式看着这个库,没有恢复。请对方退出后再试。",
    "restore_reason_missing": "请写明恢复的缘由。",
    "delegation_to_self": "不能委托给自己。",
    "delegation_taker_missing": "请选受托人。",
    "delegation_taker_left": "受托人的账号已停用。",
    "delegation_not_held": "只能委托本人持有的角色;受托得来的不能再委托。",
    "delegation_hours": "结束时刻须晚于开始时刻。",
    "delegation_over": "结束时刻已过。",
    "delegation_apart": "系统管理员、安全管理员、审计员须由三人分任,委托也不得兼任。",
    "delegation_twice": "同一委托已有({starts} 至 {ends}),时间重叠。",
    "delegation_revoked": "委托已于 {at} 收回。",
    "delegation_why_missing": "请写明收回的缘由。",
    "purge_reason_missing": "请写明清理的缘由。",
    "purge_nothing": "没有选到要清理的记录。",
    "purge_running": "{kind}牵涉执行中的响应({response}),现在不能清理。请待响应终止。",
    "purge_active": "此人仍在用,不能清理。请先停用。",
    "purge_open": "{kind}还没有办结或离册,不能清理。",
    "purge_young": "{kind}自 {since} 起留存未满 {years} 年,不能清理。",
    "purge_done": "{kind}的个人信息已经销毁。",
    "forgotten_unreadable": "已销毁名单({path})读不出来或签名不符,没有恢复:恢复可能带回已销毁的个人信息。",
}

ENTRIES: dict[str, str] = {
    "restore_ordered": "决定从备份 {name} 恢复:{reason}",
    "restored": "已从备份 {name}({at})恢复;此后的 {lost} 条日志留在原库,原库另存备查",
    "delegated": "委托[ {taker}]代理:{what},{starts} 至 {ends}[。{reason}]",
    "delegation_back": "收回委托:{what}。{reason}",
    "purged": "销毁个人信息:{rule},满 {years} 年[({reason})]",
}

TAGS: dict[str, str] = {
    "restore_ordered": "恢复",
    "restored": "恢复",
    "delegated": "委托",
    "delegation_back": "委托",
    "purged": "清理",
}
