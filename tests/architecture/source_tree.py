"""Read the modules below a root and what each of them imports, without running any of them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Module:
    """One Python file: `name` dotted, `path` relative to the root, with slashes."""

    name: str
    path: str
    syntax: ast.Module
    is_package: bool


@dataclass(frozen=True)
class Import:
    """One arrow: the module at `path` asks for `target`, a module where the tree has one of that name."""

    importer: str
    target: str
    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line} imports {self.target}"


def read_modules(root: Path, *tops: str) -> list[Module]:
    """Return the modules of the packages or files named `tops` below `root`, by path."""
    paths = [path for top in tops for path in (*(root / top).rglob("*.py"), root / f"{top}.py") if path.is_file()]
    return [_read(root, path) for path in sorted(paths)]


def imports_of(modules: list[Module]) -> list[Import]:
    """Return every import of `modules`: at the top, inside functions, for type checking only and by `import_module`."""
    names = {module.name for module in modules}
    found = (
        Import(module.name, target, module.path, line)
        for module in modules
        for node in ast.walk(module.syntax)
        for target, line in _targets(module, node, names)
    )
    return list(dict.fromkeys(found))  # `from room import one, two` is one arrow


def dotted(node: ast.expr) -> str | None:
    """Return `a.b.c` for the expression `a.b.c`, None for any other."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            owner = dotted(value)
            return None if owner is None else f"{owner}.{attr}"
    return None


def _read(root: Path, path: Path) -> Module:
    relative = path.relative_to(root)
    is_package = path.name == "__init__.py"
    parts = relative.parent.parts if is_package else (*relative.parent.parts, path.stem)
    return Module(".".join(parts), relative.as_posix(), ast.parse(path.read_text(encoding="utf-8")), is_package)


def _targets(module: Module, node: ast.AST, names: set[str]) -> Iterator[tuple[str, int]]:
    match node:
        case ast.Import(names=aliases):
            yield from ((alias.name, node.lineno) for alias in aliases)
        case ast.ImportFrom(names=aliases):
            source = _source(module, node)
            for alias in aliases:
                inner = f"{source}.{alias.name}"
                yield (inner if inner in names else source), node.lineno
        case ast.Call(func=func, args=[ast.Constant(value=str(name)), *_]):
            if (dotted(func) or "").rpartition(".")[2] in {"import_module", "__import__"}:
                yield name, node.lineno


def _source(module: Module, node: ast.ImportFrom) -> str:
    """Return the dotted name that `from … import` names, a relative one resolved."""
    if node.level == 0:
        return node.module or ""
    parts = module.name.split(".")
    package = parts[: len(parts) - node.level + module.is_package]
    return ".".join([*package, *([node.module] if node.module else [])])
