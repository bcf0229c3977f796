"""What the page's map shows of the registers and of imported layers, by what is switched on."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from console.domain.geo import CountyMap
from console.domain.layer_preview import Preview
from console.domain.map_layer import LayerKind
from console.panes.situation.layers import layers
from console.services.glance.atlas import Site
from console.services.glance.situation import Situation
from console.widgets.map_layers import Drape, Layers, Legend, Mark
from console.wording.map_site import Sort
from console.wording.situation import Layer

TONE = {
    LayerKind.RIVER: "layer_river",
    LayerKind.ROAD: "layer_road",
    LayerKind.BORDER: "layer_border",
    LayerKind.OTHER: "layer_other",
}
OFF = frozenset({Sort.RISK, Sort.RESERVOIR, Sort.SHELTER, Sort.VEHICLE})  # until switched on
PREVIEW = "preview"


def page_layers(
    facts: Situation, county: CountyMap, layer: Layer, off: frozenset[str], seen: Drape | None
) -> Layers:
    """Fills and ways of the chosen figures, signs of all that is switched on."""
    base = layers(facts, county, layer)
    gauges = tuple(mark for mark in base.marks if mark.shape == "station")
    signs = tuple(_mark(site) for site in facts.sites if site.sort not in off)
    drapes = (*_drapes(facts, off), *((seen,) if seen else ()))
    return Layers(
        fills=base.fills,
        marks=(*gauges, *signs),
        links=() if Sort.UNDER_WAY in off else base.links,
        legend=_legend(base.legend, drapes, gauges=bool(gauges)),
        drapes=drapes,
    )


def _legend(base: Legend, drapes: Iterable[Drape], *, gauges: bool) -> Legend:
    """The signs stand in the list of switches; here are colours, gauges and lines."""
    shapes = tuple(one for one in base.shapes if gauges and one[0] == "station")
    return replace(base, shapes=shapes, lines=tuple((one.tone, one.name) for one in drapes))


def _mark(site: Site) -> Mark:
    return Mark(site.sort, site.sort, site.id, site.at, site.name, lines=site.lines)


def _drapes(facts: Situation, off: frozenset[str]) -> Iterable[Drape]:
    for one in facts.drapes:
        if one.layer.id not in off:
            yield Drape(one.layer.id, one.layer.name, TONE[one.layer.kind], one.shapes)


def preview_drape(seen: Preview, kind: LayerKind, name: str) -> Drape:
    return Drape(PREVIEW, name, TONE[kind], seen.shapes)


def counts(facts: Situation) -> Counter[str]:
    return Counter(site.sort for site in facts.sites)
