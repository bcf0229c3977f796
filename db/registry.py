"""Every table of the trade on one page: class of data, merge, retention, permission.

A record that is missing here can't be stored, and a test fails. Personal fields name what is
sealed and `about` whose key seals it.
"""

from threading import Lock
from typing import Any

from sqlalchemy import MetaData, Table

from console.domain.attachment import Attachment
from console.domain.changes import Kind
from console.domain.delegation import Delegation
from console.domain.difference import Difference, Shortfall
from console.domain.dispatch import Dispatch, Step
from console.domain.document import Document, DocumentNumber, Receipt
from console.domain.due import Due
from console.domain.figure import Figure
from console.domain.force import Expert, Team
from console.domain.handover import Handover
from console.domain.holiday import Holiday
from console.domain.incident import Call, Event, Incident
from console.domain.ledger import Move
from console.domain.map_layer import MapLayer
from console.domain.officer import Officer
from console.domain.place import Place
from console.domain.plan import PlanVersion
from console.domain.reading import Reading
from console.domain.refuge import Shelter, Vehicle
from console.domain.response import Approval, Proposal, Response
from console.domain.review import Review
from console.domain.risk import Reservoir, Responsible, RiskPoint
from console.domain.roster import Watch
from console.domain.rule_sheet import RuleSheet
from console.domain.station import Quota, Seat, Station, UpperReceipt, Verdict
from console.domain.supply import Batch, Depot, Item
from console.domain.task import Task
from console.domain.transfer import Line, Transfer
from console.domain.unit import Unit
from db.entity import DataClass, Entity, Merge, Retention

REGISTER, LEDGER, DECISION, ABOVE = (
    DataClass.REGISTER,
    DataClass.LEDGER,
    DataClass.DECISION,
    DataClass.REFERENCE,
)

PERSONAL, DUTY, RESPONSE, STAFF, STOCK, PERMANENT, BASIC = (
    Retention.PERSONAL,
    Retention.DUTY,
    Retention.RESPONSE,
    Retention.STAFF,
    Retention.STOCK,
    Retention.PERMANENT,
    Retention.REFERENCE,
)
THEIRS, HUMAN = Merge.THEIRS, Merge.HUMAN

ENTITIES: tuple[Entity, ...] = (
    # -- the county: who and where ---------------------------------------------------------
    Entity(Kind.PLACE, Place, REGISTER, BASIC, "edit_register", THEIRS),
    Entity(
        Kind.OFFICER,
        Officer,
        REGISTER,
        STAFF,
        "administer",
        HUMAN,
        personal=frozenset({"name", "phone", "phone_spare"}),
        stays=frozenset({"password", "pin", "wrong_count", "wrong_at"}),
        indexes=(("login",),),
    ),
    Entity(Kind.UNIT, Unit, REGISTER, BASIC, "edit_register", THEIRS),
    Entity(Kind.HOLIDAY, Holiday, REGISTER, BASIC, "edit_register", THEIRS, indexes=(("day",),)),
    Entity(Kind.RULE, RuleSheet, REGISTER, PERMANENT, "edit_register", HUMAN),
    Entity(Kind.PLAN, PlanVersion, REGISTER, PERMANENT, "edit_register", HUMAN),
    # -- the watch ---------------------------------------------------------------------------
    Entity(
        Kind.WATCH,
        Watch,
        REGISTER,
        DUTY,
        "edit_register",
        HUMAN,
        indexes=(("starts",),),
        partial=(
            (("starts",), "left_at IS NULL"),
        ),  # those that stand or come, not the years before
    ),
    Entity(
        Kind.HANDOVER,
        Handover,
        DECISION,
        DUTY,
        "hand_over",
        personal=frozenset({"remark", "reason"}),
        indexes=(("state", "id"),),
    ),
    Entity(
        Kind.CALL,
        Call,
        REGISTER,
        PERSONAL,
        "take_call",
        HUMAN,
        personal=frozenset({"reporter", "phone", "content", "note"}),
        indexes=(("received_at",), ("incident_id",)),
    ),
    Entity(
        Kind.INCIDENT,
        Incident,
        REGISTER,
        RESPONSE,
        "take_call",
        HUMAN,
        personal=frozenset({"verified_from", "struck_reason"}),
    ),
    Entity(Kind.EVENT, Event, REGISTER, RESPONSE, "take_call", HUMAN),
    Entity(
        Kind.FIGURE,
        Figure,
        REGISTER,
        RESPONSE,
        "take_call",
        HUMAN,
        unique=((("event_id", "incident_id", "place_id", "kind"), "current = 1 AND deleted = 0"),),
    ),
    Entity(
        Kind.DUE,
        Due,
        REGISTER,
        RESPONSE,
        "take_call",
        THEIRS,
        indexes=(("subject_id",),),
        partial=((("due_at",), "state = 'running'"),),  # those met are many and seldom asked for
    ),
    # -- monitoring and response ---------------------------------------------------------------
    Entity(
        Kind.READING,
        Reading,
        LEDGER,
        RESPONSE,
        "enter_reading",
        indexes=(("metric", "window_end"),),
    ),
    Entity(Kind.PROPOSAL, Proposal, DECISION, RESPONSE, "propose", indexes=(("event_id",),)),
    Entity(Kind.APPROVAL, Approval, DECISION, RESPONSE, "approve", indexes=(("response_id",),)),
    Entity(
        Kind.RESPONSE,
        Response,
        DECISION,
        RESPONSE,
        "approve",
        unique=((("event_id", "plan_code"), "state IN ('active', 'paused') AND deleted = 0"),),
    ),
    Entity(Kind.TASK, Task, REGISTER, RESPONSE, "task_step", HUMAN, indexes=(("response_id",),)),
    Entity(Kind.DOCUMENT, Document, DECISION, PERMANENT, "record_approval"),
    Entity(
        Kind.DOCUMENT_NUMBER,
        DocumentNumber,
        DECISION,
        PERMANENT,
        "record_approval",
        unique=((("organ", "year", "n"), "deleted = 0"),),
    ),
    Entity(Kind.RECEIPT, Receipt, REGISTER, RESPONSE, "task_step", THEIRS),
    Entity(Kind.REVIEW, Review, REGISTER, PERMANENT, "review", HUMAN),
    Entity(
        Kind.DELEGATION, Delegation, DECISION, DUTY, "approve", indexes=(("taker_id", "ends"),)
    ),
    # -- forces ----------------------------------------------------------------------------------
    Entity(
        Kind.TEAM,
        Team,
        REGISTER,
        STAFF,
        "edit_register",
        HUMAN,
        personal=frozenset({"leader", "phone"}),
    ),
    Entity(
        Kind.EXPERT,
        Expert,
        REGISTER,
        STAFF,
        "edit_register",
        HUMAN,
        personal=frozenset({"name", "phone"}),
    ),
    Entity(Kind.DISPATCH, Dispatch, DECISION, RESPONSE, "dispatch", indexes=(("team_id",),)),
    Entity(Kind.DISPATCH_STEP, Step, LEDGER, RESPONSE, "dispatch", indexes=(("dispatch_id",),)),
    Entity(
        Kind.VEHICLE,
        Vehicle,
        REGISTER,
        STAFF,
        "edit_register",
        HUMAN,
        personal=frozenset({"driver", "phone"}),
    ),
    # -- risks and refuges -------------------------------------------------------------------
    Entity(
        Kind.SHELTER,
        Shelter,
        REGISTER,
        STAFF,
        "edit_register",
        HUMAN,
        personal=frozenset({"keeper", "phone"}),
    ),
    Entity(Kind.RISK_POINT, RiskPoint, REGISTER, BASIC, "edit_register", HUMAN),
    Entity(Kind.RESERVOIR, Reservoir, REGISTER, BASIC, "edit_register", HUMAN),
    Entity(Kind.LAYER, MapLayer, REGISTER, BASIC, "edit_register", HUMAN),
    Entity(
        Kind.RESPONSIBLE,
        Responsible,
        REGISTER,
        STAFF,
        "edit_register",
        HUMAN,
        personal=frozenset({"name", "phone", "second", "second_phone"}),
        indexes=(("place_id",), ("about_id",)),
    ),
    # -- supplies --------------------------------------------------------------------------------
    Entity(Kind.ITEM, Item, REGISTER, BASIC, "edit_register", THEIRS),
    Entity(
        Kind.DEPOT,
        Depot,
        REGISTER,
        STOCK,
        "edit_register",
        HUMAN,
        personal=frozenset({"keeper", "phone"}),
    ),
    Entity(Kind.BATCH, Batch, REGISTER, STOCK, "stock_move", HUMAN, indexes=(("item_id",),)),
    Entity(
        Kind.MOVE,
        Move,
        LEDGER,
        STOCK,
        "stock_move",
        stock_fact=True,
        indexes=(("item_id", "at"), ("transfer_id",)),
        partial=(
            # balances are summed from the index alone, without touching a row
            (("from_account", "batch_id", "quantity"), "deleted = 0"),
            (("to_account", "batch_id", "quantity"), "deleted = 0"),
            (("at", "id"), "deleted = 0"),  # the ledger as it is read: by time
        ),
    ),
    Entity(
        Kind.TRANSFER,
        Transfer,
        DECISION,
        STOCK,
        "transfer_request",
        personal=frozenset({"caller", "caller_phone", "driver", "driver_phone", "receipt_by"}),
    ),
    Entity(
        Kind.TRANSFER_LINE, Line, DECISION, STOCK, "transfer_request", indexes=(("transfer_id",),)
    ),
    # -- workstations, and what they made of each other's entries ----------------------------------
    Entity(Kind.STATION, Station, ABOVE, PERMANENT, "administer", THEIRS),
    Entity(Kind.SEAT, Seat, DECISION, PERMANENT, "administer"),
    Entity(Kind.VERDICT, Verdict, DECISION, RESPONSE, "approve", indexes=(("subject_id",),)),
    Entity(
        Kind.UPPER_RECEIPT,
        UpperReceipt,
        ABOVE,
        RESPONSE,
        "approve",
        THEIRS,
        indexes=(("subject_id",),),
    ),
    Entity(Kind.QUOTA, Quota, DECISION, STOCK, "transfer_request", indexes=(("depot_id",),)),
    Entity(
        Kind.DIFFERENCE,
        Difference,
        REGISTER,
        RESPONSE,
        "settle_difference",
        HUMAN,
        indexes=(("entity_id",),),
        partial=((("found_at",), "choice = 'open'"),),
    ),
    Entity(Kind.SHORTFALL, Shortfall, REGISTER, STOCK, "stock_move", HUMAN),
    Entity(
        Kind.ATTACHMENT,
        Attachment,
        LEDGER,
        RESPONSE,
        "take_call",
        personal=frozenset({"name", "key"}),
        about="subject_id",
        indexes=(("subject_id",), ("sha256",)),
        later=(("file_time", 2),),
    ),
)

BY_KIND: dict[Kind, Entity] = {of.kind: of for of in ENTITIES}
_BY_RECORD: dict[type[Any], Entity] = {of.record: of for of in ENTITIES}


def entity(record: type[Any]) -> Entity:
    """The entry of a record's class; KeyError is a fault of ours."""
    return _BY_RECORD[record]


_metadata = MetaData()
_tables: dict[Kind, Table] = {}
_making = Lock()


def table(kind: Kind) -> Table:
    """SQLAlchemy's table, made when first asked for: thirty of them would delay every start."""
    found = _tables.get(kind)
    if found is None:
        with _making:
            found = _tables.get(kind)
            if found is None:
                found = _tables[kind] = BY_KIND[kind].table(_metadata)
    return found


def metadata() -> MetaData:
    """With all tables in it."""
    for of in ENTITIES:
        table(of.kind)
    return _metadata
