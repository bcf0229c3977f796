"""Between the schemas of an older console and a newer far end, either way round (protocol 1.9).

One module for each step, kept for ever; `CONVERTER` runs them in order. What a step may do is
add: a kind of row, a column that may be empty, a word of an enumeration. So what lies at the far
end in older words stays true, and only what goes over the line is converted:

- up, where the far end is newer: groups of any older schema, so that work done in the field is
  never trapped (G13);
- down, where the far end is newer: changes and snapshots for a console that says in its header
  that it is older, up to `STEPS_BACK` steps; beyond that it may push and must be upgraded to read;
- `needed`, where the console is newer: the oldest schema whose words a group gets along with, so
  that what says nothing new is taken by an older far end as well.

How to add a step: a module `s0003_….py` with a `STEP`, put last into `CONVERTER`; a migration of
the same number; `later` (or `since`) at the entity in `db.registry`. `tests/sync/test_convert.py`
holds every step to the laws, and its golden files stay as they are.
"""

from db.sync.convert import s0002_file_time
from db.sync.convert.steps import STEPS_BACK, Converter, Step, Words, narrowed, widened

CONVERTER = Converter((s0002_file_time.STEP,))

__all__ = ["CONVERTER", "STEPS_BACK", "Converter", "Step", "Words", "narrowed", "widened"]
