"""Layers of the map: a file looked at before it is taken, then kept with its source and date.

Removal keeps the row and says why. Which layers a person has switched off is remembered for each
officer and is no part of the record.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from console.domain.changes import Changes, Kind
from console.domain.crs import Crs
from console.domain.entry import Entry, Fact
from console.domain.geojson import read_geojson
from console.domain.layer_preview import Preview, preview
from console.domain.map_layer import LayerKind, MapLayer
from console.domain.record import dataclass
from console.domain.refused import Refused
from console.domain.shape import pack
from console.services.permission import Permission, permit
from console.services.world import World
from console.wording.map_layer import CRS, LAYER_KIND
from db.work import Work
from resources.map_layers import layer_limits
from resources.places import county_map

_OFF = "map/off/"


@dataclass(frozen=True, slots=True)
class LayerFile:
    """A file and how the officer says it is to be read."""

    path: str
    crs: Crs
    swapped: bool = False


@dataclass(frozen=True, slots=True)
class LayerDraft:
    """What the officer says of a file that was looked at."""

    name: str
    kind: LayerKind
    source: str
    as_of: str = ""
    file_name: str = ""


@dataclass(frozen=True)
class MapLayers:
    world: World

    def look(self, asked: LayerFile) -> Preview:
        """Reads a file as it would lie on the map; nothing is kept. Too large is told unread."""
        limits = layer_limits()
        file = Path(asked.path)
        try:
            if not file.is_file():
                raise Refused("layer_no_file", field="path")
            size = file.stat().st_size
            if size > limits.most_bytes:
                raise Refused(
                    "layer_too_large",
                    field="path",
                    size=_megabytes(size),
                    most=_megabytes(limits.most_bytes),
                )
            data = file.read_bytes()
        except OSError:
            raise Refused("layer_unreadable", field="path") from None
        found = read_geojson(data, limits.most_points)
        county = county_map(self.world.county)
        return preview(found, asked.crs, county, swapped=asked.swapped)

    def take(self, actor: str, draft: LayerDraft, seen: Preview) -> tuple[str, Changes]:
        """Keeps what was previewed."""
        with self.world.store.write(actor, "layer.import") as w:
            permit(w, actor, Permission.EDIT_REGISTER)
            name = self._free_name(w, draft.name)
            if not draft.source.strip():
                raise Refused("layer_source", field="source")
            layer = MapLayer(
                id=w.new_id(),
                name=name,
                kind=draft.kind,
                crs=seen.crs,
                shapes=pack(seen.shapes),
                features=len(seen.shapes),
                points=seen.points,
                source=draft.source.strip(),
                as_of=draft.as_of.strip(),
                file_name=draft.file_name,
                swapped=seen.swapped,
                imported_by=actor,
                imported_at=w.now,
            )
            w.save(layer)
            facts: dict[str, Fact] = {
                "kind": LAYER_KIND[layer.kind],
                "crs": CRS[layer.crs],
                "count": layer.features,
                "source": layer.source,
                "as_of": layer.as_of or None,
            }
            self._log(w, "layer.import", layer, facts)
        return layer.id, w.changes

    def rename(self, actor: str, layer_id: str, name: str) -> Changes:
        with self.world.store.write(actor, "layer.rename") as w:
            permit(w, actor, Permission.EDIT_REGISTER)
            old = self._standing(w, layer_id)
            layer = replace(old, name=self._free_name(w, name, old.id))
            if layer.name != old.name:
                w.save(layer)
                self._log(w, "layer.rename", layer, {"before": old.name})
        return w.changes

    def remove(self, actor: str, layer_id: str, reason: str) -> Changes:
        """From the map, not from the record."""
        if not reason.strip():
            raise Refused("layer_reason", field="reason")
        with self.world.store.write(actor, "layer.remove") as w:
            permit(w, actor, Permission.EDIT_REGISTER)
            old = self._standing(w, layer_id)
            layer = replace(old, archived_at=w.now, archived_why=reason.strip())
            w.save(layer)
            self._log(w, "layer.remove", layer, {}, reason.strip())
        return w.changes

    # What a person has switched off ----------------------------------------------------------

    def switched_off(self, officer: str) -> tuple[str, ...] | None:
        """None before this officer ever switched anything."""
        body = self.world.store.draft(_OFF + officer)
        return None if body is None else tuple(json.loads(body))

    def keep_off(self, officer: str, off: Iterable[str]) -> None:
        self.world.store.keep_draft(_OFF + officer, json.dumps(sorted(off)), officer)

    # ----------------------------------------------------------------------------------------

    @staticmethod
    def _standing(w: Work, layer_id: str) -> MapLayer:
        found = w.get(MapLayer, layer_id)
        if found.archived_at is not None:
            raise Refused("layer_gone", name=found.name)
        return found

    @staticmethod
    def _free_name(w: Work, name: str, own: str = "") -> str:
        name = name.strip()
        if not name:
            raise Refused("layer_name", field="name")
        same = w.find(MapLayer, name=name, archived_at=None)
        if any(one.id != own for one in same):
            raise Refused("layer_name_taken", field="name", name=name)
        return name

    @staticmethod
    def _log(
        w: Work, kind: str, layer: MapLayer, facts: dict[str, Fact], reason: str = ""
    ) -> None:
        w.log(
            Entry(
                kind=kind,
                subject_kind=Kind.LAYER,
                subject_id=layer.id,
                at=w.now,
                facts={"name": layer.name, **facts},
                reason=reason,
            )
        )


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.0f} MB"
