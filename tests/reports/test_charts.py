"""Charts: clean SVG, and numbers where they belong."""

import re

import pytest
from houqin.reports import charts, figures
from houqin.solvers.prices import ITEMS

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<foreignObject><b/></foreignObject>",
        '<a xlink:href="javascript:alert(1)"><text>x</text></a>',
        '<image href="http://x/y.png"/>',
        "<style>@import url(http://x)</style>",
        '<use href="#a"/>',
    ],
)
def test_unlisted_tags_vanish(inside: str) -> None:
    """Tags that are not on the list go, with all they hold."""
    assert charts.clean(f"{HEAD}{inside}</svg>", 1, "t") == charts.clean(f"{HEAD}</svg>", 1, "t")


@pytest.mark.parametrize(
    "attribute",
    ['onload="x"', 'style="x"', 'xlink:href="#a"', 'fill="url(http://x)"', 'clip-path="url(http://x)"', 'class="x"'],
)
def test_unlisted_attributes_vanish(attribute: str) -> None:
    """Event handlers, styles, links and references to the outside go."""
    assert charts.clean(f"{HEAD}<g {attribute}/></svg>", 1, "t") == charts.clean(f"{HEAD}<g/></svg>", 1, "t")


def test_ids_of_two_charts_differ() -> None:
    """The same drawing under two numbers has two sets of ids, and its references follow."""
    svg = f'{HEAD}<clipPath id="clip1"/><g clip-path="url(#clip1)"/></svg>'
    first, second = charts.clean(svg, 1, "t"), charts.clean(svg, 2, "t")
    assert 'id="c1-clip1"' in first
    assert "url(#c1-clip1)" in first
    assert 'id="c2-clip1"' in second


def test_title_is_escaped() -> None:
    """A title cannot leave its attribute."""
    assert '"x"' not in charts.clean(f"{HEAD}</svg>", 1, '"x"')


def test_every_item_has_a_block() -> None:
    """Every recurring item of the ledger belongs to a named block of the build-up; what is paid at cost is at no unit."""
    once = {"change", "exit", "redeploy", "training", "moved", "relief", "severance", "passthrough"}
    assert {item for item in ITEMS if figures.block(item) == "other"} == once


def test_limits_of_a_search_point() -> None:
    """The limits follow from the standard error of the excess: 0.02 / 200 items, value 0.9 against a target of 0.8.

    E[all] = 20 / (0.9 - 0.8) = 200; error 1 of the excess is 1 / 200 = 0.005 of the value; 1.96 x 0.005 = 0.0098.
    """
    point = figures._point(7, {"value": 0.9, "excess": 20.0, "error": 1.0}, 0.8, "k", True)
    assert point["l"] == pytest.approx(0.8902)
    assert point["u"] == pytest.approx(0.9098)


def test_the_chosen_point_stands_out() -> None:
    """The chosen setting is a diamond and larger than a circle of the search."""
    labels = {k: k for k in ("other", "search", "chosen", "today", "value", "posts")}
    points = [{"p": p, "v": 0.8, "l": 0.7, "u": 0.9, "k": k} for p, k in ((3, "search"), (4, "chosen"))]
    svg = charts.draw(charts.quality(points, 0.8, labels, True), 1, "t")
    circle = max(float(r) for r in re.findall(r'd="M([\d.]+),0A[^"]*" fill="#0072B2"', svg))
    diamond = max(float(r) for r in re.findall(r'd="M-([\d.]+),0L[^"]*" fill="#D55E00"', svg))
    assert diamond > 1.5 * circle
