"""The house keeps its plan: arrows, imports, names, colours, sizes, types and lint."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parents[1]
CODE = [p for room in ("console", "db", "resources") for p in sorted((ROOT / room).rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TOP = {"console", "resources", "db", "tests", "pyproject.toml", "README.md", "Makefile", "LICENSE"}


def tool(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )


def found(pattern: str, files: list[Path], skip: str = "") -> list[str]:
    matcher = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in files
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if matcher.search(line) and not (skip and re.search(skip, f"{path}:{line}"))
    ]


def test_every_arrow_in_the_house_points_down():
    result = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert result == EXIT_STATUS_SUCCESS


@pytest.mark.timeout(300)
def test_every_value_has_a_type():
    done = tool("mypy")
    assert done.returncode == 0, done.stdout[-4000:]


def test_every_line_passes_the_linter():
    done = tool("ruff", "check", "--output-format=concise", ".")
    assert done.returncode == 0, done.stdout[-4000:]


def test_every_file_is_formatted():
    done = tool("ruff", "format", "--check", ".")
    assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.parametrize(
    "room", ["console.domain.plan", "console.services.world", "db.store", "resources"]
)
def test_no_room_below_the_runtime_loads_qt(room):
    code = f"import sys, {room}; sys.exit(any(m.startswith('PySide6') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_only_the_lazy_rooms_import_inside_functions():
    # house and wording/map_layer name some for the type checker only; they load when wanted.
    lazy = (
        r"console/app/|console/__main__\.py|console/runtime/late\.py|services/house\.py"
        r"|wording/map_layer\.py"
    )
    assert not found(r"^\s+(from \S+ )?import \w", CODE, skip=lazy)


def test_no_colour_is_spelled_outside_the_themes():
    assert not found(r"#[0-9A-Fa-f]{6}\b", [p for p in CODE if "console" in p.parts])


def test_nobody_reads_the_machines_clock_or_sleeps():
    clock = r"datetime\.(now|utcnow)\(|\btime\.time\(|\btime\.sleep\("
    assert not found(clock, CODE, skip=r"db/clock\.py")
    assert not found(r"time\.sleep\(|qtbot\.wait\(", TESTS, skip=r"test_architecture")


def test_waiting_in_a_test_really_waits():
    assert not found(r"^\s*qtbot\.(waitSignal|waitExposed|waitActive)\(", TESTS)


def test_no_lambda_hangs_on_the_bus():
    assert not found(r"bus\.\w+\.connect\(\s*lambda", CODE)


def test_no_dialog_blocks_the_window():
    assert not found(r"\.exec\(\)", CODE, skip=r"console/app/")


def test_no_widget_carries_a_style_of_its_own():
    assert not found(r"setStyleSheet\(", CODE, skip=r"console/theme/")


def test_no_path_of_one_machine_is_in_the_tree():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    text = [
        ROOT / name for name in listed if Path(name).suffix in {".py", ".toml", ".md", ".json"}
    ]
    assert not found(r"/(wo" + r"rk|ro" + r"ot|home/\w+)/", [p for p in text if p.exists()])


def test_the_top_level_is_as_agreed():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    top = {name.split("/")[0] for name in listed}
    assert {name for name in top if not name.startswith(".")} <= TOP | {"requirements.lock"}


def test_tests_have_no_package_files_that_would_shadow_the_program():
    assert not list((ROOT / "tests").rglob("__init__.py"))
