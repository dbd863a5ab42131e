"""Charts: Vega-Lite specs as plain dictionaries, drawn to inline SVG without a browser or network.

Colours are Okabe and Ito's (Color Universal Design), which stay apart in every common colour blindness. Field names are
fixed letters and user text only travels as data, so no label is ever read as an expression; afterwards the SVG is
parsed and rebuilt from a list of permitted tags and attributes.
"""

import re
from typing import Any
from xml.etree import ElementTree

Spec = dict[str, Any]
FONT = '"Microsoft YaHei","PingFang SC","Noto Sans CJK SC","Source Han Sans SC",SimSun,sans-serif'
INK, OTHER, SEARCHED, CHOSEN, TODAY, TARGET = "#333333", "#B0B0B0", "#0072B2", "#D55E00", "#000000", "#009E73"
NEAR = 0.05
"""Range of shares below which an axis needs a decimal of percent to tell its marks apart."""
STAFFING = ("#56B4E9", "#E69F00", "#999999")
SVG = "http://www.w3.org/2000/svg"
TAGS = frozenset(["svg", "g", "path", "rect", "line", "circle", "text", "tspan", "defs", "clipPath"])
ATTRIBUTES = frozenset(
    [
        "width",
        "height",
        "viewBox",
        "x",
        "y",
        "x1",
        "x2",
        "y1",
        "y2",
        "cx",
        "cy",
        "r",
        "d",
        "dx",
        "dy",
        "transform",
        "fill",
        "stroke",
        "stroke-width",
        "stroke-dasharray",
        "opacity",
        "fill-opacity",
        "stroke-opacity",
        "stroke-miterlimit",
        "stroke-linecap",
        "stroke-linejoin",
        "text-anchor",
        "font-size",
        "font-weight",
        "font-style",
        "id",
        "clip-path",
    ]
)
CLIP = re.compile(r"url\(#(clip\d+)\)")


def stacked(rows: list[Spec], order: list[str], series: list[str], colours: list[str], axis: str) -> Spec:
    """Return horizontal stacked bars: rows {a: bar, b: series, v: number}, bars and series in the order given."""
    return {
        "width": 400,
        "height": {"step": 26},
        "data": {"values": [{**row, "o": series.index(row["b"])} for row in rows]},
        "mark": {"type": "bar", "height": 18, "stroke": "white", "strokeWidth": 0.5},
        "encoding": {
            "y": {"field": "a", "type": "nominal", "sort": order, "axis": _axis(None, labelLimit=360)},
            "x": {"field": "v", "type": "quantitative", "stack": "zero", "axis": _axis(axis)},
            "color": _colour(series, colours),
            "order": {"field": "o", "type": "quantitative"},
        },
    }


def quality(points: list[Spec], target: float | None, labels: dict[str, str], percent: bool) -> Spec:
    """Return a measure against posts.

    Points are {p: posts, v: value, l: lower, u: upper, k: kind}, kinds being the values of `labels`
    (`other`, `search`, `chosen`, `today`), told apart by shape as well as colour; the target is a dashed rule.
    """
    kinds = [labels[k] for k in ("other", "search", "chosen", "today")]
    scale = {"domain": kinds, "range": [OTHER, SEARCHED, CHOSEN, TODAY]}
    shape = {"domain": kinds, "range": ["circle", "circle", "diamond", "square"]}
    size = {"type": "ordinal", "domain": kinds, "range": [14, 36, 150, 70]}
    seen = [v for p in points for v in (p["l"], p["u"])] + ([] if target is None else [target])
    near = max(seen, default=1.0) - min(seen, default=0.0) < (NEAR if percent else 100 * NEAR)
    y_axis = _axis(labels["value"], format=(".1%" if near else ".0%") if percent else (",.1f" if near else ",.0f"))
    x = {"field": "p", "type": "quantitative", "scale": {"zero": False, "nice": False, "padding": 8}}
    legend = {"orient": "bottom", "title": None, "labelLimit": 200}
    layers: list[Spec] = [
        {
            "mark": {"type": "rule", "strokeWidth": 1.4},
            "encoding": {"y": {"field": "l", "type": "quantitative", "scale": {"zero": False}}, "y2": {"field": "u"}},
        },
        {
            "mark": {"type": "point", "filled": True, "opacity": 1},
            "encoding": {
                "y": {"field": "v", "type": "quantitative", "scale": {"zero": False}, "axis": y_axis},
                "shape": {"field": "k", "type": "nominal", "scale": shape, "legend": legend},
                "size": {"field": "k", "type": "nominal", "scale": size, "legend": None},
            },
        },
    ]
    for layer in layers:
        layer["data"] = {"values": points}
        layer["encoding"]["x"] = {**x, "axis": _axis(labels["posts"], format="d", tickMinStep=1)}
        layer["encoding"]["color"] = {"field": "k", "type": "nominal", "scale": scale, "legend": legend}
    if target is not None:
        layers.append(_target(target))
    return {"width": 215, "height": 150, "layer": layers}


def staffing(rows: list[Spec], series: list[str], axis: str) -> Spec:
    """Return stacked columns by year: rows {a: year, b: series, v: heads}, each with its number."""
    stack = {"field": "v", "type": "quantitative", "stack": "zero"}
    shown = {"values": [{**row, "o": series.index(row["b"])} for row in rows if row["v"]]}
    x = {"field": "a", "type": "ordinal", "axis": _axis(None, labelAngle=0)}
    order = {"field": "o", "type": "quantitative"}
    bar: Spec = {
        "mark": {"type": "bar", "width": {"band": 0.62}, "stroke": "white"},
        "encoding": {
            "x": x,
            "y": {**stack, "axis": _axis(axis)},
            "color": _colour(series, list(STAFFING)),
            "order": order,
        },
    }
    label: Spec = {
        "mark": {"type": "text", "color": "#000000", "fontSize": 12},
        "encoding": {"x": x, "y": {**stack, "bandPosition": 0.5}, "text": {"field": "v"}, "order": order,
                     "detail": {"field": "b"}},
    }  # fmt: skip
    return {"width": 215, "height": 170, "data": shown, "layer": [bar, label]}


def draw(spec: Spec, number: int, title: str) -> str:
    """Return the chart as clean inline SVG; `number` keeps its ids apart from those of other charts.

    Raises
    ------
    ValueError
        When the renderer refuses the spec.
    """
    import vl_convert

    config = {
        "font": FONT,
        "background": "transparent",
        "view": {"stroke": None},
        "axis": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "labelColor": INK},
        "legend": {"labelFontSize": 12},
    }
    text = vl_convert.vegalite_to_svg(spec, config=config, allowed_base_urls=[])
    return clean(text, number, title)


def clean(svg: str, number: int, title: str) -> str:
    """Return an SVG with nothing in it but permitted tags and attributes, its ids prefixed by `c<number>-`.

    Scripts, foreign objects, links, event handlers, styles and references to the outside are not on the list and vanish
    with everything inside them.
    """
    root = ElementTree.fromstring(svg)
    out = _copy(root, f"c{number}-")
    if out is None:
        raise ValueError("the renderer returned no SVG")
    out.set("role", "img")
    out.set("aria-label", title)
    return ElementTree.tostring(out, encoding="unicode")


def _copy(node: ElementTree.Element, prefix: str) -> ElementTree.Element | None:
    """Return a permitted copy of a node without namespaces, or None where its tag is not permitted."""
    tag = node.tag.removeprefix(f"{{{SVG}}}") if isinstance(node.tag, str) else ""
    if tag not in TAGS:
        return None
    out = ElementTree.Element(tag)
    for key, value in node.attrib.items():
        if key in ATTRIBUTES and (found := _value(key, value, prefix)) is not None:
            out.set(key, found)
    if tag in ("text", "tspan"):
        out.text = node.text
    for child in node:
        copied = _copy(child, prefix)
        if copied is not None:
            out.append(copied)
    return out


def _value(key: str, value: str, prefix: str) -> str | None:
    """Return an attribute's value; ids and the references to them get the prefix, other references are refused."""
    if key == "id":
        return prefix + value
    if key == "clip-path":
        found = CLIP.fullmatch(value)
        return f"url(#{prefix}{found[1]})" if found else None
    return None if "url(" in value or ":" in value else value


def _axis(title: str | None, **more: Any) -> Spec:
    return {"title": title, "gridColor": "#e6e6e6", "domainColor": "#888888", **more}


def _colour(series: list[str], colours: list[str]) -> Spec:
    legend = {"orient": "bottom", "title": None, "columns": 4, "labelLimit": 200, "symbolType": "square"}
    scale = {"domain": series, "range": colours[: len(series)]}
    return {"field": "b", "type": "nominal", "scale": scale, "legend": legend}


def _target(target: float) -> Spec:
    return {
        "data": {"values": [{"t": target}]},
        "mark": {"type": "rule", "strokeDash": [5, 4], "color": TARGET, "strokeWidth": 1.6},
        "encoding": {"y": {"field": "t", "type": "quantitative"}},
    }
