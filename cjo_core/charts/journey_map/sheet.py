"""The drawing on a page of its own that needs no server: print it on one sheet, or save it as PDF or PNG.

The browser that opens it makes the PDF and the PNG, with the fonts it has: so Chinese is drawn wherever Chinese can be
read, and nothing has to be installed. Never loads anything from elsewhere.
"""

from __future__ import annotations

from html import escape

from cjo_core.locale import _, language

_STYLE = """
body{margin:0;background:#fff;color:#111;font:16px/1.4 system-ui,sans-serif}
nav{display:flex;gap:.6rem;align-items:center;flex-wrap:wrap;padding:.8rem 1rem;border-bottom:1px solid #dde1e6}
button{font:inherit;min-height:2.75rem;padding:.3rem 1.1rem;border:1px solid #1f5faf;border-radius:8px;
background:#fff;color:#174a8b;cursor:pointer}
button:focus-visible{outline:3px solid #1f5faf;outline-offset:2px}
p{margin:0;color:#59616e}
svg{display:block;width:100%;height:auto}
@page{size:A3 landscape;margin:8mm}
@media print{nav{display:none} svg{width:100%;max-height:100vh;page-break-inside:avoid}}
"""
_SCRIPT = """
const drawing = document.querySelector('svg');
document.getElementById('print').onclick = () => window.print();
document.getElementById('png').onclick = () => {
  const box = drawing.viewBox.baseVal, scale = 2, picture = new Image(), canvas = document.createElement('canvas');
  canvas.width = box.width * scale; canvas.height = box.height * scale;
  picture.onload = () => {
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    canvas.toBlob(blob => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(blob); link.download = document.body.dataset.name + '.png'; link.click();
    }, 'image/png');
  };
  const text = new XMLSerializer().serializeToString(drawing);
  picture.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(text);
};
"""


def sheet(drawing: str, title: str, name: str) -> str:
    """The page as the text of an HTML file; `name` is what its PNG will be called."""
    printing, saving = escape(_("Print, or save as PDF")), escape(_("Save as PNG"))
    hint = escape(_("Fits one A3 or A4 sheet, landscape."))
    return (
        f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f'<body data-name="{escape(name)}"><nav><button id="print">{printing}</button>'
        f'<button id="png">{saving}</button><p>{hint}</p></nav><main>{drawing}</main>'
        f"<script>{_SCRIPT}</script></body></html>"
    )
