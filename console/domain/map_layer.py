"""An imported layer of the map: rivers, roads, borders.

`shapes` is WGS84 whatever the file was in (`layer_preview.pack`). What left the map keeps its row.
"""

from datetime import datetime
from enum import StrEnum

from console.domain.crs import Crs
from console.domain.record import dataclass


class LayerKind(StrEnum):
    RIVER = "river"
    ROAD = "road"
    BORDER = "border"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLayer:
    """`shapes` is packed text; `crs` is what the file was said to be in."""

    id: str
    name: str
    kind: LayerKind
    crs: Crs
    shapes: str
    features: int
    points: int
    source: str = ""
    as_of: str = ""
    file_name: str = ""
    swapped: bool = False
    imported_by: str = ""
    imported_at: datetime
    archived_at: datetime | None = None
    archived_why: str = ""
