"""Modules by name, each imported when it is first asked for: what there is can be named without importing any of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Generic, TypeVar, cast

T = TypeVar("T")


class Shelf(Mapping[str, T], Generic[T]):
    """The modules of one sort, by the names that users call them, in the order of the shelf."""

    def __init__(self, package: str, modules: Mapping[str, str]) -> None:
        """Take the names of modules of a package by what users call them."""
        self._package = package
        self._modules = modules

    def __getitem__(self, name: str) -> T:
        """Give a module. Raises `KeyError` when no module is called so."""
        return cast("T", import_module(f"{self._package}.{self._modules[name]}"))

    def __contains__(self, name: object) -> bool:
        """Tell whether a module is called so."""
        return name in self._modules

    def __iter__(self) -> Iterator[str]:
        """Give the names in their order."""
        return iter(self._modules)

    def __len__(self) -> int:
        """Count the modules."""
        return len(self._modules)

    def __str__(self) -> str:
        """List the names as a sentence does: `json, text or github`."""
        *names, last = self._modules
        return f"{', '.join(names)} or {last}" if names else last
