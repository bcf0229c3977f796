"""Mutants of the rules between schemas, and of segments that go on where they broke off."""

from tests.sync.mutants.mutant import Mutant, m

DESK, ENGINE, UPGRADING = "db.gateway.desk", "db.sync.engine", "db.sync.upgrading"

SCHEMAS: tuple[Mutant, ...] = (
    m(
        "older groups taken as they are",
        "what an older console carried through stands there in words of no schema (G13)",
        "db.gateway.groups",
        "            told = [converter.operation(one, group.schema) for one in told]",
        "            pass",
    ),
    m(
        "rows not told in the console's words",
        "an older console puts aside what it could have read (G13)",
        DESK,
        "                lines = [self.converter.change(line, schema) for line in lines]",
        "                pass",
    ),
    m(
        "a console that is too old reads on",
        "rows are half understood by who is too old to understand them (G13)",
        DESK,
        "        if schema < self.converter.oldest:",
        "        if False:",
    ),
    m(
        "sums told to who has not all rows",
        "an older console fetches the snapshot again and again (G14)",
        DESK,
        '            if not head["more"] and not (schema and self.converter.hides(schema)):',
        '            if not head["more"]:',
    ),
    m(
        "shown word taken for a difference",
        "an older console is at odds with a word that it was never shown (G9)",
        "db.gateway.judging",
        "    base = standing.converter.seen(key[0], row, op.base, group.schema)",
        "    base = op.base",
    ),
    m(
        "nothing read anew after an upgrade",
        "columns that the older build left out stay empty for ever (G8)",
        UPGRADING,
        "        found = before or bool(unread) or any(",
        "        found = before and any(",
    ),
    m(
        "an upgrade forgotten when the line breaks",
        "what was owed when the line broke off is never read (G8)",
        UPGRADING,
        "        if found and not before:",
        "        if False:",
    ),
    m(
        "an older build's list of segments is gone on with",
        "who was upgraded while it fetched the county has it in old words for ever (G8)",
        UPGRADING,
        "        if found:  # a list that was begun with by the older build is in that one's words",
        "        if False:",
    ),
    m(
        "new words sent as old ones",
        "an older far end judges what it does not understand (G13)",
        "db.sync.groups",
        "        schema = _needed(told, schema)",
        "        schema = newest",
    ),
    m(
        "a newer console sends nothing that an older far end takes",
        "an upgrade in the county stops its reports until the province follows (G2)",
        "db.sync.groups",
        "    if schema > newest:",
        "    if False:",
    ),
    m(
        "a console that is too old does not even push",
        "work done in the field is trapped there (G13)",
        ENGINE,
        "        if owed and self.schema >= oldest:",
        "        if owed:",
    ),
    m(
        "a segment is not proven",
        "a page of a hotel becomes a county (G6)",
        "db.sync.segments",
        "    return path.exists() and wire.sha(path.read_bytes()) == id_",
        "    return path.exists()",
    ),
    m(
        "a segment begins anew at every break",
        "a line that never holds long enough for one segment never brings any (G14)",
        "db.sync.segments",
        "            _keep(part, at, down.came)",
        "            part.unlink(missing_ok=True)",
    ),
    # -- files, and what a far end finds itself ------------------------------------------------
    m(
        "files that waiting groups name are swept",
        "what was refused and is given back has lost its photograph (G2)",
        "db.sync.attachments",
        "                \" WHERE state <> 'acked' AND json_extract(op.value, '$.entity') = 'attachment'\"",
        "                \" WHERE 0 AND json_extract(op.value, '$.entity') = 'attachment'\"",
    ),
    m(
        "young files are swept",
        "a file that comes before its row is gone when the row comes (G2)",
        "db.sync.attachments",
        "    before = (store.clock.now() - KEPT).timestamp()",
        '    before = float("inf")',
    ),
    m(
        "no room for files stops all files",
        "what the province has does not come down because ours does not go up",
        "db.sync.attachments",
        "            if said.code != wire.QUOTA:",
        "            if True:",
    ),
    m(
        "a shortfall told as news",
        "a depot stands open as short that never was, in the history of now (G10)",
        "db.sync.offering",
        "    if of.kind is not Kind.SHORTFALL:",
        "    if True:",
        by="tests/sync/test_client_promises.py"
        "::test_of_lost_shortfalls_only_what_a_person_settled_is_told_again",
    ),
    m(
        "an upgrade sets nothing free",
        "what an older far end kept stays put aside after its upgrade (G2)",
        "db.gateway.push",
        "    again.set_free(taking, again.readable(taking))",
        "    pass",
    ),
    m(
        "lost rows are turned away together",
        "one difference that was found again keeps all the others from being told (G2)",
        "db.gateway.judging",
        "        if op.base is not None:\n            raise Turned(wire.REJECTED, wire.SUPERSEDED)",
        "        raise Turned(wire.REJECTED, wire.SUPERSEDED)",
    ),
)
