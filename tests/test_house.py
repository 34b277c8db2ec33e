"""The house: arrows run down only, no circles, and few may name the rows that hold people's pay."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEEDS = {
    "reporting", "moderation", "publication", "estimation", "calibration", "combination", "income", "movements",
    "drift", "changes", "comparison", "reference", "occupations", "curation", "webhooks", "importers", "starter",
    "demonstration",
}  # fmt: skip
BELOW_DEEDS = {"remembered", "watching", "tabular"}
SHARED = {"forms", "filters", "presenters", "downloads", "ledger"}
NAMES_A_REPORT = ("salaries.models", "salaries.reporting", "salaries.moderation", "salaries.admin", "salaries.accounts")
NAMES_AN_OBSERVATION = ("salaries.models", "salaries.reporting", "salaries.moderation", "salaries.publication")
NAMES_A_MOVEMENT = ("salaries.models", "salaries.reporting", "salaries.movements", "salaries.publication")


def modules() -> dict[str, Path]:
    paths = [path for app in ("config", "salaries", "advice") for path in (ROOT / app).rglob("*.py")]
    named = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in paths}
    return {name.removesuffix(".__init__"): path for name, path in named.items() if ".migrations." not in name}


MODULES = modules()
TREES = {name: ast.parse(path.read_text()) for name, path in MODULES.items()}


def imports(name: str) -> set[str]:
    """The project's modules that ``name`` imports; ``from package import x`` counts as package.x where that is one."""
    found: set[str] = set()
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            children = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {child if child in MODULES else node.module for child in children}
    return {target for target in found if target in MODULES and target != name}


def floor(name: str) -> int:
    """0 stats, 1 models, 2 deeds and what they stand on, 3 what faces share, 4 faces, 5 advice, 6 config."""
    parts = name.split(".")
    if parts[0] == "config":
        return 6
    if parts[0] == "advice":
        return 5
    part = parts[1] if len(parts) > 1 else ""
    if part == "stats":
        return 0
    if part == "models" or parts[:3] == ["salaries", "accounts", "models"]:
        return 1
    if part in DEEDS | BELOW_DEEDS:
        return 2
    return 3 if part in SHARED else 4


def test_arrows_run_down() -> None:
    upward = [(name, target) for name in MODULES for target in imports(name) if floor(target) > floor(name)]
    assert upward == []


def test_there_are_no_circles() -> None:
    graph = {name: imports(name) for name in MODULES}
    done: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, f"circle: {' -> '.join([*path, name])}"
        if name not in done:
            for target in graph[name]:
                walk(target, (*path, name))
            done.add(name)

    for name in graph:
        walk(name, ())


def test_stats_know_no_django() -> None:
    for name in MODULES:
        if name.startswith("salaries.stats"):
            words = {
                alias.name for node in ast.walk(TREES[name]) if isinstance(node, ast.Import) for alias in node.names
            }
            words |= {node.module or "" for node in ast.walk(TREES[name]) if isinstance(node, ast.ImportFrom)}
            outside = {
                word
                for word in words
                if word.split(".")[0] in ("django", "salaries", "config", "advice", "rest_framework")
            }
            assert all(word.startswith("salaries.stats") for word in outside), name


def test_nothing_imports_accounts_and_nothing_below_imports_config_or_advice() -> None:
    for name in MODULES:
        for target in imports(name):
            if target.startswith("salaries.accounts"):
                assert name.startswith("salaries.accounts"), (name, target)
            if target.startswith("config"):
                assert name.startswith("config"), (name, target)
            if target.startswith("advice"):
                assert name.startswith("advice"), (name, target)


def test_advice_knows_no_persons() -> None:
    for name in MODULES:
        if name.startswith("advice"):
            assert not {"salaries.reporting", "salaries.moderation", "salaries.models.reports"} & imports(name), name


def named_in(name: str) -> set[str]:
    tree = TREES[name]
    plain = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    dotted = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    taken = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    return plain | dotted | taken


def test_few_may_name_a_report_or_an_observation() -> None:
    for name in MODULES:
        words = named_in(name)
        if "SalaryReport" in words:
            assert name.startswith(NAMES_A_REPORT), f"{name} names SalaryReport"
        if {"Observation", "Spent"} & words:
            assert name.startswith(NAMES_AN_OBSERVATION), f"{name} names Observation"
        if "Movement" in words:
            assert name.startswith(NAMES_A_MOVEMENT), f"{name} names Movement"


def test_no_import_hides_in_a_function() -> None:
    hidden = [
        (name, node.lineno)
        for name, tree in TREES.items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_few_may_change_what_the_desk_has_written_down() -> None:
    """The trails are only added to. What an erasure takes out of them, and what clears a demonstration, stands here."""
    trails = {"Decision", "Opening"}
    may = {"salaries.moderation.trails", "salaries.reporting.deeds", "salaries.reporting.clearing"}
    changed = {
        name
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("update", "delete", "bulk_update", "update_or_create", "save")
        and trails & {inner.id for inner in ast.walk(node.func) if isinstance(inner, ast.Name)}
    }
    assert changed <= may
    assert "salaries.moderation.trails" in changed
