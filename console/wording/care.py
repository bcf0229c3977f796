"""Looking after the store: copies, putting one back, what is due to be forgotten, delegations."""

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
    "forgotten_unreadable": "已销毁名单({path})读不出来或签名不符,没有恢复:恢复可能带回已销毁的个人信息。",
}

ENTRIES: dict[str, str] = {
    "restore_ordered": "决定从备份 {name} 恢复:{reason}",
    "restored": "已从备份 {name}({at})恢复;此后的 {lost} 条日志留在原库,原库另存备查",
}

TAGS: dict[str, str] = {
    "restore_ordered": "恢复",
    "restored": "恢复",
}
