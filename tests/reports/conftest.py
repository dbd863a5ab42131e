"""A result as a run makes it, with sources; its figures are invented."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from houqin.reports.html import html

STORED = json.loads(Path(__file__).with_name("sample.json").read_text(encoding="utf-8"))


@pytest.fixture
def result() -> dict[str, Any]:
    """Return a result that may be changed."""
    return copy.deepcopy(STORED["result"])


@pytest.fixture
def sources() -> list[dict[str, Any]]:
    """Return sources that may be changed."""
    return copy.deepcopy(STORED["sources"])


@pytest.fixture(scope="session")
def pages() -> dict[str, str]:
    """Return the report of the stored result in both languages."""
    return {lang: html(STORED["result"], STORED["sources"], lang) for lang in ("zh", "en")}  # type: ignore[arg-type]


@pytest.fixture
def bare(result: dict[str, Any]) -> dict[str, Any]:
    """Return a result without what charts are drawn from: quick to render."""
    return result | {"cost_by_mode": [], "menu_points": [], "plan": [], "baseline": []}


@pytest.fixture
def renamed(result: dict[str, Any], sources: list[dict[str, Any]]) -> Callable[[str], tuple[Any, Any]]:
    """Return a function that puts a text into every place of a result that an author of scenarios can fill."""

    def put(text: str) -> tuple[Any, Any]:
        names = {*result["units"], "净达保洁", "天庭物业", "华安物业", "长春宾馆分流", "洗地机", "市政府办公区", "不得"}
        names |= {"室内垃圾", "白班巡回", "建模假设", "实发工资", "合同价", "天庭-派人", "Cleaning", "protected"}
        names |= {"吃饱", "早班", "午餐", "2025年下半年", "智能结算台", "smart", "人次", "meal", "排队", "waiting"}
        flat = json.dumps([result, sources], ensure_ascii=False)
        for name in sorted(names, key=len, reverse=True):
            flat = flat.replace(name, name[:1] + json.dumps(text, ensure_ascii=False)[1:-1])
        return tuple(json.loads(flat))  # type: ignore[return-value]

    return put
