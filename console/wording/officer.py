"""Roles, the door and its answers."""

from console.domain.officer import Role

ROLE = {
    Role.COMMANDER: "总指挥",
    Role.DEPUTY_COMMANDER: "副指挥长",
    Role.BUREAU_HEAD: "局长(防办主任)",
    Role.BUREAU_DEPUTY: "分管副局长",
    Role.CENTRE_HEAD: "指挥中心主任",
    Role.WATCH_LEADER: "带班领导",
    Role.PRIMARY: "主班",
    Role.SECONDARY: "副班",
    Role.TOWNSHIP_HEAD: "乡镇主要负责人",
    Role.TOWNSHIP_DUTY: "乡镇值班员",
    Role.VILLAGE: "村书记/网格员",
    Role.LIAISON: "成员单位联络员",
    Role.TEAM_HEAD: "队伍负责人",
    Role.STORE_KEEPER: "物资管理员",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.AUDITOR: "审计员",
}

AUTOMATIC = "自动"

REFUSALS: dict[str, str] = {
    "officer_unknown": "没有此人,或口令不对。",
    "officer_ambiguous": "有 {count} 人同名,请改输登录名。",
    "password_wrong": "没有此人,或口令不对。",
    "pin_wrong": "PIN 不对。",
    "pin_unset": "本人未设 PIN,请用口令解锁。",
    "door_shut": "连续输错,请 {seconds} 秒后再试。",
    "officer_inactive": "此账号已停用,请找系统管理员。",
    "roles_apart": "系统管理员、安全管理员、审计员须由三人分任,不得兼任。",
    "password_differs": "两次输入的新口令不一致。",
    "password_short": "口令至少 {least} 个字符。",
    "pin_shape": "PIN 为 4 至 8 位数字。",
    "officers_exist": "已有人员登记,请由系统管理员办理。",
    "first_password_missing": "新登记的人须设一个初始口令。",
    "login_taken": "登录名“{login}”已有人用。",
    "login_missing": "请填登录名。",
    "name_missing": "请填姓名。",
    "recovery_same_person": "恢复口令须两人在场,见证人不能是同一人。",
    "recovery_key_wrong": "恢复密钥不对。",
    "recovery_reason_missing": "请写明恢复口令的缘由。",
}

ENTRIES: dict[str, str] = {
    "signed_in": "登录",
    "signed_out": "退出登录",
    "screen_locked": "锁屏",
    "screen_unlocked": "解锁",
    "password_wrong": "口令输错,连续第 {count} 次",
    "pin_wrong": "PIN 输错,连续第 {count} 次",
    "password_changed": "改口令",
    "password_recovered": "用恢复密钥重设 {login} 的口令,{first}、{second} 两人在场",
    "officer_saved": "登记人员 {login}",
    "phone_revealed": "查看全号:{what}",
}

TAGS: dict[str, str] = {
    "signed_in": "登录",
    "signed_out": "退出",
    "screen_locked": "锁屏",
    "screen_unlocked": "解锁",
    "password_wrong": "口令",
    "pin_wrong": "口令",
    "password_changed": "口令",
    "password_recovered": "口令",
    "officer_saved": "人员",
    "phone_revealed": "查看",
}
