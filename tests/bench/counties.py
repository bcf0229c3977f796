"""`python -m tests.bench.counties FOLDER FIRST COUNT`: so many counties, a code for each, at once."""

import sys
from pathlib import Path

from db.clock import SystemClock
from db.gateway.desk import Desk
from db.gateway.postgres import database
from db.gateway.shelves_pg import ShelvesPg, engine

folder, first, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
with database(folder) as url:
    made = engine(url)
    shelves = ShelvesPg(made)
    desk = Desk(shelves, SystemClock().now)
    for code in range(first, first + count):
        shelves.add(str(code), str(code))
        print(desk.invite(str(code), "一号席"))
    made.dispose()
