"""Numbers as they may be seen."""

_SHORT = 7
_MOBILE = 11


def hidden(phone: str) -> str:
    """100 **** 0001: enough to know it again, not enough to dial."""
    digits = "".join(c for c in phone if c.isdigit())
    return f"{digits[:3]} **** {digits[-4:]}" if len(digits) > _SHORT else ""


def grouped(phone: str) -> str:
    """A mobile number as it is read out, 3-4-4; any other as it was written."""
    if len(phone) == _MOBILE and phone.isdigit():
        return f"{phone[:3]} {phone[3:7]} {phone[7:]}"
    return phone
