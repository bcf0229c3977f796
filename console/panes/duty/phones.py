"""Numbers as they may be seen."""

_SHORT = 7


def hidden(phone: str) -> str:
    """100 **** 0001: enough to know it again, not enough to dial."""
    digits = "".join(c for c in phone if c.isdigit())
    return f"{digits[:3]} **** {digits[-4:]}" if len(digits) > _SHORT else ""
