"""The words of the service as the OpenAPI document tells them."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from db.sync import wire


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore")


class EnrolIn(_Model):
    code: str = Field(max_length=64)
    device: str = Field(min_length=4, max_length=64, pattern=r"^[0-9A-Za-z-]+$")
    public_key: str = Field(max_length=64, description="Ed25519, base64")
    name: str = Field(default="", max_length=60)
    county: str = Field(
        default="", max_length=12, description="工作站所属县;入网码属于别县的不办,码也不用掉"
    )


class EnrolOut(_Model):
    device: str
    name: str
    post: str
    county: str
    county_name: str
    county_key: str
    epoch: str
    packet_key: str = Field(description="X25519, base64: 交换包封给省平台")
    packet_sign: str = Field(description="Ed25519, base64: 核验省平台的回执包")


class ChallengeIn(_Model):
    device: str = Field(max_length=64)


class ChallengeOut(_Model):
    nonce: str


class TokenIn(_Model):
    device: str = Field(max_length=64)
    nonce: str = Field(max_length=1024)
    signature: str = Field(max_length=128, description="Ed25519 over the nonce, base64")


class TokenOut(_Model):
    token: str
    expires_in: int


class HelloIn(_Model):
    incarnation: int = Field(ge=0, lt=1 << 31)
    app_version: str = Field(default="", max_length=40)
    schema_no: int = Field(default=1, ge=0, lt=1 << 31, alias="schema")
    cursor: int = Field(default=0, ge=0, lt=1 << 53)
    epoch: str = Field(default="", max_length=64)
    lanes: dict[Annotated[str, Field(pattern=r"^[0-9]{1,2}$")], tuple[int, str]] = {}
    offer: bool = False
    was: int | None = Field(default=None, ge=0, lt=1 << 31, description="升级前所读的版本")
    ask: list[Annotated[str, Field(max_length=80)]] = Field(
        default=[], description="另立代号之前:这些组收到过没有"
    )


class HelloOut(_Model):
    epoch: str
    head: int
    min_cursor: int
    schema_no: dict[str, int] = Field(alias="schema")
    lanes: dict[str, tuple[int, str]]
    limits: dict[str, int]
    server_time: int
    sign: bool
    actions: list[str]
    known: dict[str, dict[str, Any]] = Field(
        default={}, description="所问各组里收到过的,各自的答复"
    )


class ResultOut(_Model):
    n: int
    st: str
    seq: int
    code: str | None = None
    flags: list[str] | None = None
    again: bool | None = None


class PushOut(_Model):
    epoch: str
    head: int
    results: list[ResultOut]


class SnapshotIn(_Model):
    least: int = Field(default=0, ge=0, lt=1 << 53, description="不旧于这一位置")


class SegmentOut(_Model):
    id: str
    sha256: str
    kind: str
    rows: int
    bytes: int


class SnapshotOut(_Model):
    epoch: str
    cursor: int
    segments: list[SegmentOut]
    expires: int


class BucketsIn(_Model):
    bucket: int | None = Field(default=None, ge=0, lt=wire.BUCKETS)


class BucketsOut(_Model):
    epoch: str
    at: int
    buckets: list[tuple[int, int, str]] | None = None
    rows: list[tuple[str, str, int]] | None = None


class ProblemOut(_Model):
    type: str = "about:blank"
    title: str
    status: int
    code: str


LINES: dict[str, Any] = {wire.LINES_TYPE: {"schema": {"type": "string", "format": "binary"}}}
