"""What the store says when it can't be opened, written or trusted."""

from console.domain.evidence import Mark

MARK = {Mark.VERIFIED: "已核", Mark.PENDING: "待核", Mark.SUGGESTED: "默认建议"}

REFUSALS = {
    "missing": "找不到这条记录({kind}),可能已被删除或尚未同步。",
    "stale": "这条记录刚被别人改过,请看过新的内容再办理。",
    "not_permitted": "您的角色不能办理“{what}”。",
    "signed_out": "请先登录。",
    "read_only": "本机库以只读方式打开,不能写入。{why}",
}

ENTRIES: dict[str, str] = {}
