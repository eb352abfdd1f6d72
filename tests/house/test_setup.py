"""The set-up: does what is due, once, with the tools that the machine has."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools import lock, setup

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the set-up would run; nothing is run."""
    said: list[list[str]] = []

    def note(root: Path, *command: str | Path, quiet: bool = False) -> None:
        said.append([str(word) for word in command])
        if "venv" in command:
            (root / ".venv").mkdir()

    monkeypatch.setattr(setup, "run", note)
    return said


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with locks and an environment that starts."""
    for name in (*LOCKS, "package-lock.json"):
        (tmp_path / name).write_text(f"# {name}\n")
    (tmp_path / "node_modules").mkdir()
    python = setup.environment_python(tmp_path)
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    return tmp_path


def machine_with(monkeypatch: pytest.MonkeyPatch, *tools: str) -> None:
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/tools/{name}" if name in tools else None)


def test_packages_are_installed_once_per_lock(
    root: Path, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine_with(monkeypatch, "uv")
    setup.install_python_packages(root, dev=False)
    setup.install_python_packages(root, dev=False)
    assert len(commands) == 1
    (root / "requirements.lock").write_text("other==1\n")
    setup.install_python_packages(root, dev=False)
    assert len(commands) == 2


def test_the_environment_for_tests_also_serves_the_run(
    root: Path, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine_with(monkeypatch, "uv")
    setup.install_python_packages(root, dev=True)
    setup.install_python_packages(root, dev=False)
    assert [word for command in commands for word in command if word.endswith(".lock")] == ["requirements-dev.lock"]
    setup.install_python_packages(root, dev=True)
    assert len(commands) == 1


@pytest.mark.parametrize(("tools", "installer"), [(("uv",), "/tools/uv"), ((), "python")])
def test_packages_come_from_the_lock_alone_each_checked_by_its_hash(
    root: Path, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch, tools: tuple[str, ...], installer: str
) -> None:
    machine_with(monkeypatch, *tools)
    setup.install_python_packages(root, dev=False)
    assert commands[-1][0].endswith(installer)
    assert {"--no-deps", "--require-hashes", "requirements.lock"} <= set(commands[-1])


def test_a_moved_environment_is_made_anew(
    root: Path, tmp_path: Path, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine_with(monkeypatch, "uv")
    setup.install_python_packages(root, dev=False)
    moved = tmp_path.with_name(tmp_path.name + "-moved")
    tmp_path.rename(moved)
    commands.clear()
    setup.install_python_packages(moved, dev=False)
    assert commands[0][:2] == ["/tools/uv", "venv"]


def test_an_old_python_is_told_what_to_do() -> None:
    setup.check_version((3, 11))
    with pytest.raises(setup.SetupError, match=r"Python 3\.11 or newer is needed, not 3\.9\. .*make PYTHON="):
        setup.check_version((3, 9))


def test_front_end_packages_run_no_script_and_are_installed_once(
    root: Path, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "npm", lambda root: ["npm"])
    setup.install_front_end_packages(root)
    setup.install_front_end_packages(root)
    assert len(commands) == 1
    assert commands[0][:3] == ["npm", "ci", "--ignore-scripts"]


def test_a_failed_command_is_named_and_fails_the_set_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(setup, "ROOT", tmp_path)

    def fail(root: Path, *, dev: bool) -> None:
        setup.run(root, sys.executable, "-c", "raise SystemExit(3)")

    monkeypatch.setattr(setup, "install_python_packages", fail)
    assert setup.main([]) == 1
    assert re.search(r"failed \(exit 3\): .*SystemExit", capsys.readouterr().err)


def test_a_second_set_up_of_this_repository_takes_no_time() -> None:
    """Everything is up to date while the tests run, so nothing may be said, or done."""
    done = subprocess.run([sys.executable, "-m", "tools.setup"], cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_every_package_with_hashes_and_names_no_machine(name: str) -> None:
    text = (ROOT / name).read_text()
    assert lock.problems(text) == []
    packages = re.findall(r"^[a-z0-9].*$", text, re.MULTILINE)
    assert packages
    assert [line for line in packages if not re.match(r"[a-z0-9.\-\[\]]+==\S+ (; .* )?\\$", line)] == []
    assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", text)) >= len(packages)


def test_a_lock_that_names_a_machine_is_noticed() -> None:
    assert lock.problems("six @ file:///opt/six.whl\n--find-links /opt\nsix==1 \\\n") == [
        "six @ file:///opt/six.whl",
        "--find-links /opt",
    ]


def test_the_lock_for_tests_holds_the_lock_for_the_run() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9].*==\S+", (ROOT / name).read_text(), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_make_alone_lists_every_wish() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for wish in ("run", "test", "test-long", "lint", "bench", "screenshots", "seed", "translate", "release"):
        assert re.search(rf"^  make {wish} +\w", listed, re.MULTILINE), wish
