"""Promises while consoles are apart: escrow, so that together they never promise what isn't there.

Goods that have left are facts and are always accepted; a promise is another thing. The seat may
promise what is free less what others hold; a console away from it only what it holds itself. A
quota that was taken back is still kept for its holder until it lapses, because the holder may not
have heard of it: only the holder's own giving back frees it at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from console.domain.refused import Refused
from console.domain.station import Quota


def kept(quota: Quota, now: datetime) -> bool:
    """Nobody else may promise it."""
    return quota.ended_at is None and now < quota.until


def usable(quota: Quota, now: datetime) -> bool:
    """Its holder may promise from it."""
    return kept(quota, now) and quota.taken_back_at is None


def left(quota: Quota, used: Mapping[str, int]) -> int:
    return max(quota.quantity - used.get(quota.id, 0), 0)


def held_by_others(
    quotas: Iterable[Quota], device: str, used: Mapping[str, int], now: datetime
) -> int:
    return sum(left(q, used) for q in quotas if q.device_id != device and kept(q, now))


def limit(
    available: int,
    quotas: Iterable[Quota],
    device: str,
    used: Mapping[str, int],
    now: datetime,
    *,
    at_seat: bool,
) -> int:
    """How much more of an item this console may promise from a depot, by what it knows."""
    some = tuple(quotas)
    if at_seat:
        return max(available - held_by_others(some, device, used, now), 0)
    own = sum(left(q, used) for q in some if q.device_id == device and usable(q, now))
    return max(min(available, own), 0)


def given(quota: Quota, free: int, now: datetime) -> Quota:
    """`free` is what the seat itself could still promise."""
    if quota.quantity <= 0:
        raise Refused("quantity_zero", field="quantity")
    if quota.until <= now:
        raise Refused("quota_over", field="until")
    if quota.quantity > free:
        raise Refused("quota_too_great", free=max(free, 0), field="quantity")
    return quota


def enlarged(quota: Quota, quantity: int, until: datetime, free: int, now: datetime) -> Quota:
    """More, or for longer: less is said by taking back, because the holder must hear of it."""
    if not usable(quota, now):
        raise Refused("quota_over", field="until")
    if quantity < quota.quantity or until < quota.until:
        raise Refused("quota_only_grows", field="quantity")
    if quantity - quota.quantity > free:
        raise Refused("quota_too_great", free=quota.quantity + max(free, 0), field="quantity")
    return replace(quota, quantity=quantity, until=until)


def taken_back(quota: Quota, now: datetime) -> Quota:
    if not usable(quota, now):
        raise Refused("quota_over")
    return replace(quota, taken_back_at=now)


def given_back(quota: Quota, now: datetime) -> Quota:
    """By its holder: free at once, wherever it is heard."""
    if not kept(quota, now):
        raise Refused("quota_over")
    return replace(quota, ended_at=now)
