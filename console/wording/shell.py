"""What the frame of the window says: levels as badges, links, modes, rooms, times typed."""

from console.domain.level import Level

PRODUCT = "绩溪县应急指挥台"
LEVEL_NUMERAL = {Level.I: "Ⅰ", Level.II: "Ⅱ", Level.III: "Ⅲ", Level.IV: "Ⅳ"}
NO_LEVEL = "未启动"

REFUSALS = {
    "time_unreadable": "看不懂时间“{text}”。可写 1432、14:32、0620 1432,或 -5 表示五分钟前。",
    "time_ahead": "{text} 还没有到,请核对。",
    "field_missing": "请填写{label}。",
    "login_failed": "姓名或口令不对。",
    "login_waiting": "请先选人并输入口令。",
}

ENTRIES: dict[str, str] = {}

# How the link to the upper level stands: words and the tone of the dot.
LINK = {
    "online": ("主网正常", "ok"),
    "degraded": ("主网中断 · 备用可用", "warn"),
    "offline": ("网络中断", "bad"),
    "alone": ("单机运行", "dim"),
}
STORE = {
    "ok": ("本机库 正常", ""),
    "unsure": ("本机库 自检中", ""),
    "read_only": ("本机库 只读", "warn"),
    "damaged": ("本机库 有损", "bad"),
}
