"""One real flood, end to end, through the real window, killed by force between any two steps.

Each step is a process: it opens the store that the one before left lying when it was killed, looks
whether it came back where it was, does the next thing by hand, and is killed in its turn.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DUTY, NEXT, KEEPER = "duty2", "duty3", "store"
KILLED, DIES = "killed when done", "dies in the middle"
STEPS = (
    ("province", DUTY, "2024-06-20T12:05", KILLED),
    ("rain", DUTY, "2024-06-20T15:02", KILLED),
    ("call_begun", DUTY, "2024-06-20T15:06", KILLED),
    ("call_saving", DUTY, "2024-06-20T15:08", DIES),
    ("call", DUTY, "2024-06-20T15:10", KILLED),
    ("suggested", DUTY, "2024-06-20T15:31", KILLED),
    ("approved", DUTY, "2024-06-20T16:06", KILLED),
    ("signed", DUTY, "2024-06-20T16:20", KILLED),
    ("on_paper", DUTY, "2024-06-20T16:41", DIES),
    ("sealed", DUTY, "2024-06-20T16:43", KILLED),
    ("published", DUTY, "2024-06-20T17:05", KILLED),
    ("sent", DUTY, "2024-06-20T17:10", KILLED),
    ("returned", DUTY, "2024-06-20T17:50", KILLED),
    ("asked", DUTY, "2024-06-20T18:30", KILLED),
    ("granted", DUTY, "2024-06-20T18:35", KILLED),
    ("issued", KEEPER, "2024-06-20T19:00", KILLED),
    ("received", KEEPER, "2024-06-20T19:40", KILLED),
    ("handing_over", DUTY, "2024-06-20T19:55", KILLED),
    ("handed_over", DUTY, "2024-06-20T20:02", KILLED),
    ("ending", NEXT, "2024-06-21T07:00", KILLED),
    ("reviewed", NEXT, "2024-06-21T10:00", KILLED),
)


def test_the_flood_of_june_2024_from_the_first_reading_to_the_review(tmp_path):
    for step, login, moment, ends in STEPS:
        walked(step, tmp_path, login, moment, ends)
    checked = subprocess.run(
        [sys.executable, "-m", "console", "check", "--folder", str(tmp_path)],
        cwd=ROOT,
        env=surroundings(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "没有一条被改动或丢失" in checked.stdout


def walked(step: str, folder: Path, login: str, moment: str, ends: str) -> None:
    """Runs the step until it says that it is done, and kills it; or until it is dead by itself."""
    with started(step, folder, login, moment) as child:
        said = child.stdout.readline()
        if said:
            child.kill()
        _, errors = child.communicate()
    assert child.returncode == -signal.SIGKILL, f"{step}\n{errors}"
    assert said == (f"done {step}\n" if ends is KILLED else ""), f"{step}\n{errors}"


def started(step: str, folder: Path, login: str, moment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.child", step, str(folder), login, moment],
        cwd=ROOT,
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def surroundings() -> dict[str, str]:
    """No keyring of this machine is asked: the key lies in the folder, for its owner only."""
    return {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
