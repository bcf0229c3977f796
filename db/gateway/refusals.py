"""Which codes each door may answer with, as the OpenAPI document lists them (sync protocol 1.6).

Said once here, and held against what really comes: `tests/sync/test_contract.py` turns an answer
away that its door does not list.
"""

from typing import Any

from db.gateway.contract import ProblemOut
from db.sync import wire

# code: HTTP status, and what a console does about it
CODES: dict[str, tuple[tuple[int, ...], str]] = {
    wire.MALFORMED: ((400, 404, 405, 416, 422), "报文不合约定;pointer 指出哪里"),
    wire.BAD_CURSOR: ((400,), "接收位置不对,从头核对"),
    wire.SIGNATURE_BAD: ((400,), "签名不符"),
    wire.TOKEN_EXPIRED: ((401,), "令牌到期,换新后再来"),
    wire.TOKEN_BAD: ((401,), "令牌不是本服务所发"),
    wire.TENANT_MISMATCH: ((403,), "不是本县的工作站"),
    wire.DEVICE_REVOKED: ((403,), "工作站已停用"),
    wire.CODE_UNKNOWN: ((403,), "入网码不对、用过或过期"),
    wire.FORBIDDEN_OP: ((403,), "无权办理"),
    wire.NO_SUCH_TENANT: ((404,), "没有登记这个县"),
    wire.NO_SUCH_BLOB: ((404,), "没有这个附件"),
    wire.EPOCH_CHANGED: ((409,), "历史已换,epoch 为现在的;留存的重新上报"),
    wire.OP_GAP: ((409,), "某道缺组,从 expected 之后补报"),
    wire.DEVICE_FORKED: ((409,), "另一台机器用着同一身份,free 为可用的代号"),
    wire.OFFSET_MISMATCH: ((409,), "从 offset 续传"),
    wire.CURSOR_EXPIRED: ((404, 410), "已不保留,整体取回"),
    wire.TOO_LARGE: ((413,), "超过 max_bytes 或 max_ops,分小再发"),
    wire.UNSUPPORTED_ENCODING: ((415,), "不认的压缩方式"),
    wire.KEY_REUSED: ((422,), "同一编号报过不同内容"),
    wire.SCHEMA_TOO_OLD: ((426,), "版本低于 min:仍可上报,不能接收"),
    wire.HELLO_REQUIRED: ((428,), "须先 hello"),
    wire.TENANT_BUSY: ((503,), "本县正忙,按 Retry-After 再来"),
    wire.REPLICA_BEHIND: ((503,), "备机未跟上,按 Retry-After 再来"),
    wire.MAINTENANCE: ((503,), "正在维护,按 Retry-After 再来"),
    wire.QUOTA: ((507,), "本县附件空间已满;只停附件"),
}
EVERY = (wire.MALFORMED, wire.MAINTENANCE)
CALLER = (wire.TOKEN_EXPIRED, wire.TOKEN_BAD, wire.TENANT_MISMATCH, wire.DEVICE_REVOKED)
BODY = (wire.TOO_LARGE, wire.UNSUPPORTED_ENCODING)
PUSHED = (
    *(wire.EPOCH_CHANGED, wire.OP_GAP, wire.DEVICE_FORKED, wire.KEY_REUSED),
    *(wire.SIGNATURE_BAD, wire.HELLO_REQUIRED, wire.TENANT_BUSY, wire.NO_SUCH_TENANT),
)
READ = (wire.SCHEMA_TOO_OLD, wire.NO_SUCH_TENANT)
_MALFORMED_HERE = {400, 404, 405, 422}
_BROKEN = "服务出错,结果未知:原样再发"


def refusals(*codes: str, also: tuple[int, ...] = ()) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a door: by status, the codes and a sentence for each. `also` are further
    statuses at which this door calls something malformed.
    """
    by_status: dict[int, list[str]] = {}
    for code in dict.fromkeys((*EVERY, *codes)):
        for status in CODES[code][0]:
            if code != wire.MALFORMED or status in _MALFORMED_HERE | set(also):
                by_status.setdefault(status, []).append(code)
    told: dict[int | str, dict[str, Any]] = {
        status: _told(some) for status, some in sorted(by_status.items())
    }
    told[500] = {"model": ProblemOut, "description": _BROKEN}
    return told


def _told(codes: list[str]) -> dict[str, Any]:
    words = ";".join(f"`{code}` {CODES[code][1]}" for code in codes)
    return {
        "model": ProblemOut,
        "content": {wire.PROBLEM_TYPE: {}},
        "description": words,
        "x-codes": codes,
    }
