"""Walks the types of a scenario, or another file, beside its data: the field of a place, its unit, bounds, names."""

import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel, Discriminator, Tag
from pydantic.fields import FieldInfo

from ..model.distributions import Constant
from ..model.scenario import Scenario
from ..model.text import Text
from .positions import Node


@dataclass(frozen=True, slots=True)
class Spot:
    """What may stand in one place of a scenario.

    Parameters
    ----------
    hint : Any
        The bare type: a class, a `Literal`, `dict[...]`, `tuple[...]`, or a union.
    extra : dict
        Label, unit, typical range and range of laws, as made by `model.units`.
    low, high : float or None
        Bounds; `open_low` is True when `low` itself is excluded.
    tags : str, callable or None
        How a union is told apart.
    optional : bool
        Whether null is a value here.
    """

    hint: Any
    extra: dict[str, Any] = field(default_factory=dict)
    low: float | None = None
    high: float | None = None
    open_low: bool = False
    tags: Any = None
    optional: bool = False

    @property
    def model(self) -> type[BaseModel] | None:
        """The model whose fields stand below, or None."""
        return self.hint if isinstance(self.hint, type) and issubclass(self.hint, BaseModel) else None

    @property
    def names(self) -> tuple[str, ...]:
        """Legal keys below, when they are fixed."""
        if self.model:
            return tuple(self.model.model_fields)
        if get_origin(self.hint) is dict:
            return spot(get_args(self.hint)[0]).choices
        return ()

    @property
    def choices(self) -> tuple[str, ...]:
        """Legal values of a `Literal`."""
        return tuple(str(v) for v in get_args(self.hint)) if get_origin(self.hint) is Literal else ()

    @property
    def open(self) -> bool:
        """Whether keys below are names of the author's choice."""
        return get_origin(self.hint) is dict and not self.names

    @property
    def chance(self) -> bool:
        """Whether a number or a distribution stands here."""
        return callable(self.tags)

    @property
    def label(self) -> Text | None:
        """The field's name in the reader's words."""
        words = self.extra.get("label")
        return Text(words["zh"], words["en"]) if words else None

    @property
    def unit(self) -> str:
        """The unit of the number, empty when it has none."""
        return str(self.extra.get("unit", ""))

    @property
    def clock(self) -> bool:
        """Whether a time of day stands here."""
        return "pattern" in self.extra


ROOT = Spot(Scenario)


def spot(hint: Any, metadata: tuple[Any, ...] = ()) -> Spot:
    """Return the spot of an annotation, `Annotated` and `| None` peeled off."""
    gathered: list[Any] = list(metadata)
    optional = False
    while True:
        if get_origin(hint) is Annotated:
            hint, *more = get_args(hint)
            gathered = [*more, *gathered]
        elif get_origin(hint) in (Union, types.UnionType) and type(None) in get_args(hint):
            rest = tuple(a for a in get_args(hint) if a is not type(None))
            hint = reduce(or_, rest)
            optional = True
        else:
            return _made(hint, gathered, optional)


def _made(hint: Any, metadata: list[Any], optional: bool) -> Spot:
    extra: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    for item in metadata:
        inner = [item, *item.metadata] if isinstance(item, FieldInfo) else [item]
        for fact in inner:
            if isinstance(fact, FieldInfo):
                if isinstance(fact.json_schema_extra, dict):
                    extra.update(fact.json_schema_extra)
                if fact.discriminator:
                    facts["tags"] = getattr(fact.discriminator, "discriminator", fact.discriminator)
            elif isinstance(fact, Ge | Gt):
                facts["low"] = fact.ge if isinstance(fact, Ge) else fact.gt
                facts["open_low"] = isinstance(fact, Gt)
            elif isinstance(fact, Le | Lt):
                facts["high"] = fact.le if isinstance(fact, Le) else fact.lt
            elif isinstance(fact, Discriminator):
                facts["tags"] = fact.discriminator
    if "range" in extra:
        facts["low"], facts["high"] = extra["range"]
    return Spot(hint, extra, optional=optional, **facts)


def member(here: Spot, tag: str) -> Spot | None:
    """Return the branch of a union that `tag` names."""
    for branch in get_args(here.hint):
        if callable(here.tags):
            marks = [m.tag for m in getattr(branch, "__metadata__", ()) if isinstance(m, Tag)]
        else:
            marks = list(get_args(branch.model_fields[here.tags].annotation))
        if tag in marks:
            return spot(branch)
    return None


def settle(here: Spot, value: Any) -> Spot:
    """Return the spot with a union resolved by the data; unchanged when the data do not tell."""
    if here.tags is None:
        return here
    if callable(here.tags):
        tag = value.get("dist") if isinstance(value, dict) else "number"
    else:
        tag = value.get(here.tags) if isinstance(value, dict) else None
    tag = tag.value if isinstance(tag, Node) else tag
    branch = member(here, tag) if isinstance(tag, str) else None
    # a plain number keeps the unit and range of the field; a law's own parameters have none
    return here if branch is None or branch.model is None else branch


@cache
def parts(model: type[BaseModel]) -> dict[str, Spot]:
    """Return the spots of a model's fields by name."""
    return {name: spot(info.annotation, (info, *info.metadata)) for name, info in model.model_fields.items()}


def below(here: Spot, key: str | int, value: Any) -> Spot | None:
    """Return the spot under `key` of a mapping or list whose content is `value`; None when nothing may stand there."""
    here = settle(here, value)
    if here.model:
        return parts(here.model).get(str(key))
    origin, args = get_origin(here.hint), get_args(here.hint)
    if origin is dict:
        return spot(args[1])
    if origin is tuple and isinstance(key, int):
        if args[-1] is Ellipsis:
            return spot(args[0])
        return spot(args[key]) if 0 <= key < len(args) else None
    return Spot(Any) if here.hint is Any else None


def walk(
    node: Node, here: Spot = ROOT, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Node, Spot]]:
    """Yield (path, node, spot) for every node that the types know, from the top down."""
    yield path, node, here
    if isinstance(node.value, dict):
        steps: list[tuple[str | int, Node]] = list(node.value.items())
    elif isinstance(node.value, list):
        steps = list(enumerate(node.value))
    else:
        return
    for key, child in steps:
        under = below(here, key, node.value)
        if under is not None and under.hint is not Any:
            yield from walk(child, under, (*path, key))


def locate(
    root: Node, loc: tuple[str | int, ...], top: Spot = ROOT
) -> tuple[tuple[str | int, ...], Spot, Node | None]:
    """Return the path in the file, the spot and the node of a validation error's location.

    Locations name the chosen branch of each union (`wage_growth.triangular.low`); these steps are left out.
    """
    path: tuple[str | int, ...] = ()
    here, node = top, root
    found: Node | None = root
    for step in loc:
        if step == "[key]":
            break
        if here.tags is not None and isinstance(step, str):
            branch = member(here, step)
            if branch is not None:
                here = branch if branch.model else Spot(branch.hint, here.extra, here.low, here.high)
                continue
        value = node.value if found is not None else None
        under = below(here, step, value)
        child = found.child(step) if found is not None else None
        path, here = (*path, step), under or Spot(Any)
        found = child
        node = child or node
    return path, here, found


def expected(here: Spot) -> Text:
    """Return what may stand here, in words."""
    hint = here.hint
    if here.chance:
        return Text("数字，或分布 {dist: ...}", "a number, or a distribution {dist: ...}")
    if here.choices:
        return Text("其中之一：" + "、".join(here.choices), "one of: " + ", ".join(here.choices))
    if here.clock:
        return Text("时刻 HH:MM", "a time of day HH:MM")
    simple = {
        bool: Text("true 或 false", "true or false"),
        int: Text("整数", "a whole number"),
        float: Text("数字", "a number"),
        Constant: Text("数字", "a number"),
        str: Text("文字", "text"),
        date: Text("日期，如 2026-01-01", "a date such as 2026-01-01"),
    }
    if hint in simple:
        return simple[hint]
    if here.model or get_origin(hint) is dict:
        return Text("一组“键: 值”", "a mapping of keys to values")
    return Text("列表 [ ... ]", "a list [ ... ]")
