"""Officers of a test: one role each, names plainly made up."""

from console.domain.changes import Kind
from console.domain.entry import Entry
from console.domain.officer import Officer


def officer(w, id_, *roles):
    made = Officer(id=id_, login=id_, name=f"示例{id_}", unit="县应急管理局", roles=roles)
    w.save(made)
    w.log(Entry(kind="officer_saved", subject_kind=Kind.OFFICER, subject_id=id_, at=w.now))
    return made
