"""QR codes of links. Never decides what a link says."""

from __future__ import annotations

import segno

from cjo_core.errors import BadValue
from cjo_core.locale import _


def qr_code(link: str) -> segno.QRCode:
    """The link as a QR code that survives a stain; raises BadValue for one that holds more than a code can.

    >>> qr_code("https://shop.example/s/recommend").is_micro
    False
    """
    try:
        return segno.make(link, error="m", micro=False)
    except segno.DataOverflowError as error:
        words = _("this link is too long for a QR code ({length} characters); leave some of the names out")
        raise BadValue(words.format(length=len(link))) from error
