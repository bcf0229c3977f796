"""Chinese found by its sound: full pinyin, initials, or the characters themselves.

A duty officer types `fxsj` for 防汛升级. pypinyin reads some names wrong, so the county's own
places and the trade's words are told to it; a test reads every township.
"""

from functools import lru_cache
from typing import Any
from unicodedata import normalize

from console.runtime import late

# Words that the dictionary reads wrong or not at all. 调拨 and 调派 are diào, 调整 is tiáo.
SAID = {
    "绩溪": "jī xī",
    "歙县": "shè xiàn",
    "歙": "shè",
    "旌德": "jīng dé",
    "旌": "jīng",
    "长安": "cháng ān",
    "长安镇": "cháng ān zhèn",
    "调拨": "diào bō",
    "调派": "diào pài",
    "调运": "diào yùn",
    "调度": "diào dù",
    "调整": "tiáo zhěng",
    "叫应": "jiào yìng",
    "扬溪": "yáng xī",
    "瀛洲": "yíng zhōu",
    "荆州": "jīng zhōu",
    "伏岭": "fú lǐng",
    "尚村": "shàng cūn",
    "行洪": "xíng hóng",
    "重置": "chóng zhì",
    "中长期": "zhōng cháng qī",
    "单雄信": "shàn xióng xìn",
    "六安": "lù ān",
    "尉迟": "yù chí",
    "协调": "xié tiáo",
    "调查": "diào chá",
    "角色": "jué sè",
    "着火": "zháo huǒ",
    "着色": "zhuó sè",
    "专长": "zhuān cháng",
    "重复": "chóng fù",
    "重建": "chóng jiàn",
    "还原": "huán yuán",
    "供给": "gōng jǐ",
    "目的": "mù dì",
    "模板": "mú bǎn",
    "行号": "háng hào",
    "银行": "yín háng",
    "重庆": "chóng qìng",
}

# Read otherwise as a surname than the dictionary's first reading; 绩溪 has all sorts.
SURNAMES = {
    "单": "shan",
    "仇": "qiu",
    "解": "xie",
    "查": "zha",
    "曾": "zeng",
    "任": "ren",
    "华": "hua",
    "区": "ou",
    "朴": "piao",
    "盖": "ge",
    "尉": "wei",
    "缪": "miao",
    "翟": "zhai",
    "乐": "yue",
    "覃": "qin",
    "宁": "ning",
    "葛": "ge",
    "纪": "ji",
    "燕": "yan",
    "万": "wan",
    "盛": "sheng",
    "石": "shi",
    "沈": "shen",
    "召": "shao",
    "褚": "chu",
    "员": "yun",
    "种": "chong",
    "折": "she",
    "繁": "po",
    "秘": "bi",
    "洗": "xian",
    "冼": "xian",
    "黑": "he",
    "车": "che",
    "令狐": "ling hu",
    "尉迟": "yu chi",
    "长孙": "zhang sun",
    "万俟": "mo qi",
    "澹台": "tan tai",
    "宰父": "zai fu",
}

# Read in two ways in names of people and places alike: both find it.
ALSO = {
    "长": ("chang", "zhang"),
    "重": ("chong", "zhong"),
    "行": ("xing", "hang"),
    "乐": ("le", "yue"),
    "调": ("diao", "tiao"),
    "朝": ("chao", "zhao"),
    "藏": ("cang", "zang"),
    "降": ("jiang", "xiang"),
    "盛": ("sheng", "cheng"),
    "传": ("chuan", "zhuan"),
    "会": ("hui", "kuai"),
    "和": ("he", "huo"),
    "都": ("du", "dou"),
    "大": ("da", "dai"),
    "绩": ("ji",),
    "歙": ("she", "xi"),
}
MOST_WAYS = 4


@lru_cache(maxsize=1)
def _library() -> Any:
    library = late.pypinyin()
    library.load_phrases_dict(
        {word: [[sound] for sound in said.split()] for word, said in SAID.items()}
    )
    return library


@lru_cache(maxsize=20_000)
def sounds(text: str) -> tuple[str, str]:
    """`("fangxunshengji", "fxsj")`; what is not Chinese stays as it is, in lower case."""
    syllables = _library().lazy_pinyin(text)
    full = "".join(syllables).lower()
    # A run of Latin letters or digits comes back whole: it belongs in the initials entire.
    initials = "".join(
        s if s in text.lower() or s in text else s[:1] for s in (x.lower() for x in syllables)
    )
    return full.replace(" ", ""), initials.replace(" ", "")


@lru_cache(maxsize=20_000)
def readings(text: str, *, person: bool = False) -> tuple[tuple[str, ...], ...]:
    """Syllable by syllable; a person's name by its surname's own reading and by the usual one."""
    ways = _ways(text)
    if person:
        for length in (2, 1):
            surname = SURNAMES.get(text[:length])
            if surname is not None:
                own = [(*surname.split(), *rest) for rest in _ways(text[length:])]
                ways = [*own, *ways]
                break
    return tuple(dict.fromkeys(ways))


def _ways(text: str) -> list[tuple[str, ...]]:
    """The dictionary's reading, then those with a character read otherwise."""
    ways = [_syllables(text)]
    if len(ways[0]) != len(text):  # Latin or digits in it: no longer one syllable to a character
        return ways
    for place, character in enumerate(text):
        for other in ALSO.get(character, ()):
            if other != ways[0][place]:
                ways += [(*way[:place], other, *way[place + 1 :]) for way in ways]
    return ways[:MOST_WAYS]


def _syllables(text: str) -> tuple[str, ...]:
    spoken = (s.lower() for s in _library().lazy_pinyin(normalize("NFKC", text)))
    kept = ("".join(c for c in s if c.isascii() and c.isalnum()) for s in spoken)
    return tuple(syllable for syllable in kept if syllable)


def rank(query: str, text: str) -> int | None:
    """How well `text` answers what was typed, 0 best; None where it does not.

    Characters before initials before full pinyin, a beginning before a middle; last of all the
    initials with gaps, so that `fxtz` still finds 防汛应急响应调整.
    """
    wanted = "".join(query.lower().split())
    if not wanted:
        return 0
    plain = text.lower()
    full, initials = sounds(text)
    for step, place in enumerate((plain, initials, full)):
        if place.startswith(wanted):
            return 2 * step
        if wanted in place:
            return 2 * step + 1
    return 6 if _scattered(wanted, plain) or _scattered(wanted, initials) else None


def _scattered(wanted: str, text: str) -> bool:
    letters = iter(text)
    return all(letter in letters for letter in wanted)
