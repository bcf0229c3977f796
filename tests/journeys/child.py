"""One step of a journey in a process of its own, which is going to be killed.

`python -m tests.journeys.child STEP FOLDER LOGIN TIME` opens the console on the folder's store,
comes in by the login card, does the step, says `done STEP` and goes on running until somebody
kills it; a step may also kill itself. TIME is the county's wall clock, 2024-06-20T15:02.
"""

import os
import sys
import traceback
from datetime import datetime
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtWidgets import QApplication

from console.services.founding import FULL
from console.wording import CHINA
from tests.support import journey_flood, journey_flood_after
from tests.support.desk import opened
from tests.support.world import HandClock


def main(step: str, folder: str, login: str, moment: str) -> None:
    QApplication(["journey"])
    clock = HandClock(datetime.fromisoformat(moment).replace(tzinfo=CHINA))
    desk = opened(Path(folder), clock, FULL)
    desk.sign_in(login)
    story = vars(journey_flood) | vars(journey_flood_after)
    story[step](desk)
    faults = list((Path(folder) / "faults").glob("*"))
    assert not faults, [fault.read_text() for fault in faults]
    os.write(1, f"done {step}\n".encode())
    QApplication.exec()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except BaseException:
        os.write(2, traceback.format_exc().encode())
        os._exit(1)
