"""附件 in words."""

REFUSALS = {
    "attachment_too_large": "文件 {mib} MB,超过附件上限 {most} MB,没有读入。请压缩或截取后再添加。",
    "attachment_empty": "文件是空的,没有添加。",
    "attachment_unnamed": "文件没有名称,没有添加。",
    "attachment_unreadable": "读不到文件 {path}。请检查介质后再试。",
    "attachment_unwritable": "附件写不到 {path}。请检查磁盘空间。",
    "attachment_not_here": "附件还没有传到本机,链路恢复后自动下载。",
    "attachment_damaged": "附件已损坏,或其个人信息已按规定销毁,打不开。",
}

ENTRIES = {
    "attachment_added": "添加附件,{size}",
}
