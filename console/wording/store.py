"""What the store says when it can't be opened, written or trusted, and what a role may do."""

from console.domain.evidence import Mark

MARK = {Mark.VERIFIED: "已核", Mark.PENDING: "待核", Mark.SUGGESTED: "默认建议"}

PERMISSION = {
    "take_call": "接报",
    "verify_incident": "核实",
    "enter_reading": "录入监测值",
    "propose": "提出建议",
    "approve": "批准",
    "record_approval": "登记批准",
    "issue_task": "下达任务",
    "task_step": "任务签收、反馈",
    "dispatch": "调派",
    "transfer_request": "登记调拨申请",
    "transfer_advise": "提出动用建议",
    "transfer_approve": "批准调拨",
    "stock_move": "出入库",
    "hand_over": "交接班",
    "edit_register": "修改名录",
    "administer": "系统管理",
    "audit": "审计",
    "review": "评估",
}

REFUSALS = {
    "missing": "找不到这条记录({kind}),可能已被删除或尚未同步。",
    "stale": "这条记录刚被别人改过,请看过新的内容再办理。",
    "not_permitted": "您的角色不能办理“{what}”,请有此权限的人员登录办理。",
    "signed_out": "请先登录。",
    "read_only": "本机库以只读方式打开,不能写入。",
    "store_closed": "本机库已关闭,刚才的内容没有保存。",
    "words_destroyed": "这条记录的个人信息已按规定销毁,不能再写入。需要时请新建一条记录。",
    "text_broken": "内容里有残缺的字符,不能保存。请删去乱码后再试。",
    "store_held": "本机库正由另一个指挥台使用:{host},进程 {pid},自 {since} 起。"
    "可以只读方式打开,或请对方退出后再试。",
    "store_foreign": "{path} 不是本程序的库,没有打开,也没有改动。请核对存放位置。",
    "store_newer": "本机库由更新的版本({app},库版本 {theirs})写成,本程序只认到版本 {ours}。"
    "可以只读方式查看;要写入请先升级本程序。",
    "store_damaged": "本机库文件已损坏,没有改动。请从最近的备份恢复,并保留原文件备查。",
    "store_gone": "找不到本机库文件 {path},而库说明还在。请核对磁盘,或从备份恢复。",
    "store_file_gone": "本机库文件还在,而库说明文件 {path} 不见了,没有打开,也没有改动。请从备份恢复该文件。",
    "key_unkept": "本机库的钥匙无处存放({path} 不能写入),没有建库。请检查权限和磁盘空间。",
    "store_file_damaged": "库说明文件 {path} 读不出来,没有改动。请从备份恢复该文件。",
    "store_file_changed": "库说明文件 {path} 的签名不符,可能被改动过。请核对后再打开。",
    "store_unwritable": "写不进库说明文件所在的文件夹({path})。请检查权限和磁盘空间。",
    "store_folder_read_only": "存放库的文件夹({path})不能写入。可以只读方式打开。",
    "store_file_read_only": "本机库文件 {path} 是只读的,不能写入。可以只读方式打开。",
    "store_read_only": "本机库是只读的,刚才的内容没有保存,仍在屏幕上。",
    "store_busy": "本机库正忙,刚才的内容没有保存,仍在屏幕上。请再试一次。",
    "store_unreachable": "打不开本机库文件。请检查磁盘和权限。",
    "disk_full": "磁盘已满,刚才的内容没有保存,仍在屏幕上。请腾出空间后再保存。",
    "disk_error": "磁盘读写出错,刚才的内容没有保存,仍在屏幕上。请检查磁盘。",
    "key_missing": "找不到本机库的钥匙。请输入建库时打印的恢复码。",
    "key_wrong": "钥匙与本机库不符。请核对恢复码,或确认库文件没有放错。",
    "recovery_mistyped": "恢复码有误,请对照打印件再输一遍。",
    "recovery_wrong": "这是另一个库的恢复码。",
    "backup_failed": "备份没有完成({path})。请检查磁盘空间和权限。",
    "check_page": "文件内部有损坏({pragma}):{said}",
    "check_chain_gap": "日志链(设备 {device})在第 {after} 条之后缺了内容,接着的是第 {found} 条。",
    "check_chain_broken": "日志第 {n} 条(设备 {device} 第 {seq} 号)被改动过,哈希不符。",
    "check_anchor": "日志第 {seq} 号与上次关闭时记下的哈希不符。",
    "check_tail_cut": "日志末尾被截断:上次关闭时已有第 {seq} 号。",
    "check_row_unknown": "{kind} 有一条记录({id})不在日志中,不是经本程序写入的。",
    "check_row_changed": "{kind} 有一条记录({id})与日志所记不符,被改动过。",
    "check_row_lost": "{kind} 有一条记录({id})日志中有而表中没有,已丢失。",
    "check_key": "个人信息的钥匙({about})与日志所记不符。",
    "check_state": "库中的标识({what})与库说明文件不符。",
    "check_outbox_changed": "待报队列中有一组操作({tx})与日志所记不符,被改动过。",
    "check_outbox_lost": "待报队列中缺了一组操作({tx})。",
    "check_outbox_gap": "待报队列在第 {after} 条之后缺了内容,接着的是第 {found} 条。",
    "check_outbox_split": "待报队列中有一组操作({tx})不完整。",
}

WHY_READ_ONLY = {
    "chosen_read_only": "(使用者选择了只读)",
}

ENTRIES = {
    "store_made": "建立本机库",
    "seeded": "载入{what}({count} 条)",
    "clock_jumped": "本机时钟跳变 {seconds} 秒,之后的时间请对照记录时间",
    "backed_up": "备份本机库({name},日志 {lines} 条)",
}
