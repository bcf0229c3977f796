"""The five faces of an official document and which installed font stands in for each.

The standard names fonts that must be licensed. Where one is not installed a serif or a sans of
the system takes its place and the document says so, in its properties and to whoever made it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from console.wording.paper import FACE, SUBSTITUTED, SUBSTITUTED_PAIR


class Face(StrEnum):
    TITLE = "title"
    BODY = "body"
    KAI = "kai"
    HEI = "hei"
    SONG = "song"


# What a document names, whatever this machine has: the reader's word processor finds it or not.
DOCX_NAME: Mapping[Face, str] = {
    Face.TITLE: "方正小标宋简体",
    Face.BODY: "仿宋_GB2312",
    Face.KAI: "楷体_GB2312",
    Face.HEI: "黑体",
    Face.SONG: "宋体",
}

_PROPER: Mapping[Face, tuple[str, ...]] = {
    Face.TITLE: (
        "方正小标宋简体",
        "方正小标宋_GBK",
        "FZXiaoBiaoSong-B05S",
        "FZXiaoBiaoSong-B05",
        "小标宋",
    ),
    Face.BODY: ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "华文仿宋", "STFangsong"),
    Face.KAI: ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "华文楷体", "STKaiti"),
    Face.HEI: ("黑体", "SimHei", "华文黑体", "STHeiti"),
    Face.SONG: ("宋体", "SimSun", "NSimSun", "华文宋体", "STSong"),
}
_SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "思源宋体", "宋体", "SimSun", "Songti SC")
_SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "思源黑体", "Microsoft YaHei", "PingFang SC")
_INSTEAD: Mapping[Face, tuple[str, ...]] = {
    Face.TITLE: _SERIF,
    Face.BODY: _SERIF,
    Face.KAI: _SERIF,
    Face.HEI: _SANS,
    Face.SONG: _SERIF,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """`proper` is False where another font takes the place of the one asked for."""

    family: str
    bold: bool
    proper: bool


Faces = Mapping[Face, Choice]


def choose(families: Collection[str]) -> Faces:
    """The best of the installed families for each face."""
    return {face: _one(face, families) for face in Face}


def _one(face: Face, families: Collection[str]) -> Choice:
    for name in _PROPER[face]:
        if name in families:
            return Choice(name, bold=False, proper=True)
    for name in (*_INSTEAD[face], *_SERIF, *_SANS):
        if name in families:
            return Choice(name, bold=face is Face.TITLE, proper=False)
    return Choice("serif", bold=face is Face.TITLE, proper=False)


def substitutes(faces: Faces) -> tuple[str, ...]:
    """仿宋→Noto Serif CJK SC, one for each face that is not the proper one."""
    return tuple(
        SUBSTITUTED_PAIR.format(wanted=FACE[face], used=choice.family)
        for face, choice in faces.items()
        if not choice.proper
    )


def statement(faces: Faces) -> str:
    """The sentence that the document carries, empty where every font is the proper one."""
    pairs = substitutes(faces)
    return SUBSTITUTED.format(pairs="、".join(pairs)) if pairs else ""
