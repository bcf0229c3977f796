"""Readings from typed or pasted text: prose of a notice, lines of a table, half a sentence.

Nothing is lost and nothing is guessed silently: every piece with a figure becomes either a draft
or a list of what is wrong with it, and keeps its raw line. Windows are inherited from what was
said before (19日8时至20日15时,全县平均 …,临溪最大达 …). 最大小时雨强 is one hour somewhere in that
period. Full-width digits, ㎜ and Chinese numerals are read as what they mean.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from console.domain.metric import Metric, MetricKind, Metrics
from console.domain.paste_table import table_rows
from console.domain.paste_time import Said, heard
from console.domain.paste_words import Figure, figure_in, metric_in, station_in
from console.domain.reading import PasteProblem, ReadingDraft, check
from console.domain.record import dataclass
from console.domain.refused import Refused

_PIECE = re.compile(r"[,;。、!]")
_BARE = re.compile(r"[-+]?\d+(?:\.\d+)?\s*(?!小?时|[日点月hH])[^\d\s]{0,3}")  # a figure alone
_CELL = 12  # a longer piece is a sentence
_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?![\d,])")
_THIN = re.compile(r"(?<=\d)[\u2009\u202f](?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One figure of the text. `raw` is its whole line, `piece` the part that it stands in."""

    line: int
    raw: str
    piece: str
    draft: ReadingDraft | None
    problems: tuple[PasteProblem, ...]


@dataclass(frozen=True, slots=True)
class PasteContext:
    """`stations`: known names → code of their place; `source` goes into every draft."""

    metrics: Metrics
    now: datetime
    stations: Mapping[str, str | None]
    source: str = ""


def parse(text: str, context: PasteContext) -> tuple[PastedRow, ...]:
    """Every line speaks: a line without any figure comes back with that said."""
    rows: list[PastedRow] = []
    said = Said()
    lines = [unicodedata.normalize("NFKC", _THIN.sub("", line)) for line in text.splitlines()]
    tables = table_rows(lines)
    for number, (raw, line) in enumerate(zip(text.splitlines(), lines, strict=True), start=1):
        if not line.strip() or number - 1 in tables.headers:
            continue
        found: list[PastedRow] = []
        for piece in tables.pieces.get(number - 1) or _pieces(line):
            said, rest = heard(piece, said, context.now)
            row = _row(number, raw, piece, rest, said, context)
            found += [row] if row else []
        if not found and not _only_times(line, said, context):
            nothing = PasteProblem("paste_no_figure")
            found = [PastedRow(number, raw, line.strip(), None, (nothing,))]
        rows += found
    return tuple(rows)


def _pieces(line: str) -> Iterator[str]:
    """Pieces of prose; a lone row 伏岭,24小时,102.5 mm is one piece."""
    plain = _THOUSANDS.sub(lambda found: found[0].replace(",", ""), line)
    pieces = [piece.strip() for piece in _PIECE.split(plain) if piece.strip()]
    bare = [piece for piece in pieces if _BARE.fullmatch(piece)]
    if len(bare) == 1 and all(len(piece) <= _CELL for piece in pieces):
        yield " ".join(pieces)
    else:
        yield from pieces


def _only_times(line: str, said: Said, context: PasteContext) -> bool:
    """A heading such as 6月19日8时至20日15时: it sets the window and is no reading."""
    told, rest = heard(line, said, context.now)
    return (told.end, told.start) != (None, None) and not re.search(r"[\w]", rest)


def _row(
    number: int, raw: str, piece: str, rest: str, said: Said, context: PasteContext
) -> PastedRow | None:
    metric = metric_in(rest, context.metrics)
    figure = figure_in(rest, metric, context.metrics)
    if figure is None:
        return None
    metric = metric or _by_unit(figure, context.metrics)
    try:
        draft = _draft(
            _need(metric, figure, piece, context.metrics), figure, rest, said, context, raw
        )
        check(draft, context.metrics, context.now)
    except Refused as no:
        return PastedRow(number, raw, piece, None, (PasteProblem(no.code, no.facts),))
    return PastedRow(number, raw, piece, draft, ())


def _by_unit(figure: Figure, metrics: Metrics) -> Metric | None:
    """A figure without a name: mm is rain at a station; else only where one metric has the unit."""
    found = [m for m in metrics.values() if figure.unit and m.factor(figure.unit) is not None]
    rain = [m for m in found if m.windowed and m.per_station]
    return rain[0] if rain else found[0] if len(found) == 1 else None


def _need(metric: Metric | None, figure: Figure, piece: str, metrics: Metrics) -> Metric:
    """Which figure is it? Said by what is missing: the unit, a known unit, or the name."""
    if metric is not None:
        return metric
    if not figure.unit:
        raise Refused("paste_bare", value=figure.value, piece=piece)
    if all(m.factor(figure.unit) is None for m in metrics.values()):
        raise Refused("paste_unit_unknown", found=figure.unit, piece=piece)
    raise Refused("paste_metric", piece=piece)


def _draft(
    metric: Metric, figure: Figure, rest: str, said: Said, context: PasteContext, raw: str
) -> ReadingDraft:
    value = _value(metric, figure)
    station, place = station_in(rest, metric, figure, context.stations)
    greatest = "最大" in rest and metric.windowed
    is_max = greatest and metric.per_station and (not station or said.length is None)
    start, end, span = _window(metric, said, context.now, greatest=greatest)
    if metric.per_station and metric.windowed and not station and not is_max:
        raise Refused("paste_no_station", metric=metric.name, value=value, unit=metric.unit)
    return ReadingDraft(
        metric=metric.id,
        value=value,
        window_start=start,
        window_end=end,
        span_minutes=span,
        station=station,
        place_code=place,
        is_max=is_max,
        source=context.source,
        raw=raw,
    )


def _value(metric: Metric, figure: Figure) -> Decimal:
    factor = metric.factor(figure.unit) if figure.unit else None
    if figure.unit[:1] in {"余", "多"}:
        raise Refused("paste_vague", value=figure.value, found=figure.unit)
    if figure.unit and factor is None:
        raise Refused("paste_unit", found=figure.unit, metric=metric.name, unit=metric.unit)
    if factor is None:
        raise Refused("paste_no_unit", value=figure.value, metric=metric.name, unit=metric.unit)
    return figure.value * factor


def _window(
    metric: Metric, said: Said, now: datetime, *, greatest: bool
) -> tuple[datetime | None, datetime, int | None]:
    """Start, end, and the length when it floats: 最大 n 小时 inside a longer period."""
    end = said.end or now
    if metric.kind is not MetricKind.TOTAL:
        return None, end, None
    if said.length is None:
        return said.start, end, None
    length = timedelta(hours=said.length)
    if greatest and not said.past:
        if said.start is None:
            return None, end, None  # the greatest hour of which period?
        if said.start < end - length:
            return said.start, end, said.length * 60
    return end - length, end, None
