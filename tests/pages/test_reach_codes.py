"""The QR codes we give are read by a real decoder, and lead where they say."""

from __future__ import annotations

import io
import re

import segno
import zxingcpp
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from cjo_core.exchange.print_sheet import Card, print_sheet
from cjo_core.store.database import Store
from cjo_core.store.set_up.audience import add_names
from cjo_core.web.links import survey_url
from cjo_core.web.routes import Door, routes

BASE = "https://ask.example.org"


def read_code(picture: bytes) -> str:
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"))
    assert len(found) == 1
    return str(found[0].text)


def drawn(svg: str) -> bytes:
    """An inline SVG of ours as a picture: runs of modules, drawn as a printer would."""
    size = int(re.search(r'viewBox="0 0 (\d+) \d+"', svg)[1])  # type: ignore[index]
    path = re.search(r' d="([^"]+)"', svg)[1]  # type: ignore[index]
    picture = Image.new("L", (size + 8, size + 8), 255)
    x, y = 0.0, 0.0
    for step, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        values = [float(one) for one in numbers.split()]
        if step == "M":
            x, y = values
        elif step == "m":
            x, y = x + values[0], y + values[1]
        else:
            for i in range(int(values[0])):
                picture.putpixel((int(x) + i + 4, int(y) + 4), 0)
            x += values[0]
    out = io.BytesIO()
    picture.resize((picture.width * 8, picture.height * 8), Image.Resampling.NEAREST).save(out, "png")
    return out.getvalue()


def test_a_code_as_a_picture_says_the_link() -> None:
    link = survey_url(BASE, "recommend", touchpoint="Kasa nr 1 – Łódź", lang="pl")
    out = io.BytesIO()
    segno.make(link, error="m").save(out, kind="png", scale=24, border=4)
    assert read_code(out.getvalue()) == link


def test_every_code_of_a_print_sheet_opens_the_form_with_its_name_inside(real: Store) -> None:
    shops = ["Shop Köln", "Shop Kraków", "Shop 上海"]
    add_names(real, "channel", shops)
    cards = [Card(survey_url(BASE, "recommend", channel=shop, lang="en"), shop, "ask.example.org") for shop in shops]
    made = print_sheet(cards, title="Happy?", invitation="", language="en", per_page=12)
    client = TestClient(Starlette(routes=routes(Door(lambda: [real]))), base_url=BASE)
    codes = re.findall(r"<svg.*?</svg>", made)
    assert len(codes) == 3
    for svg, shop in zip(codes, shops, strict=True):
        page = client.get(read_code(drawn(svg)))
        assert page.status_code == 200
        assert f'name="channel" value="{shop}"' in page.text
