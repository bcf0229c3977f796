"""Each mutant is a piece of our own source replaced, and one sentence of what that breaks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    name: str
    breaks: str
    module: str
    was: str
    becomes: str


def m(name: str, breaks: str, module: str, was: str, becomes: str) -> Mutant:
    return Mutant(name, breaks, module, was, becomes)


PUSH, ENGINE, RECEIVE = "db.gateway.push", "db.sync.engine", "db.sync.receive"
TAKING, AGAIN = "db.gateway.taking", "db.gateway.again"

MUTANTS: tuple[Mutant, ...] = (
    # -- the far end -------------------------------------------------------------------------
    m(
        "dedup off",
        "a group that is sent again after a lost reply counts twice (G3)",
        PUSH,
        "    known = shelf.known([group.tx for group in told.groups])",
        "    known = {}",
    ),
    m(
        "lane order ignored",
        "an older group is taken after a newer one of its lane (G4)",
        PUSH,
        "    if group.n <= last:",
        "    if False:",
    ),
    m(
        "hole in a lane accepted",
        "a far end that lost its tail goes on as if nothing were missing (G2, G4)",
        PUSH,
        "    if group.prev != last:",
        "    if False:",
    ),
    m(
        "epoch ignored at the far end",
        "a console pushes into another history with what it read in the old one (G6)",
        PUSH,
        "    if told.epoch != shelf.epoch:",
        "    if False:",
    ),
    m(
        "claims let go are kept",
        "what was opened and closed in one push stays open for ever (G10)",
        TAKING,
        "        taking.batch.claimed.pop(claim, None)  # laid by an earlier group of this push",
        "        pass",
    ),
    m(
        "balances forgotten between groups",
        "two movements in one push count as one (G10)",
        TAKING,
        "    standing.balances.update(outcome.balances)",
        "    pass",
    ),
    m(
        "lines dropped on refusal",
        "that something was tried and refused leaves no trace at the others (D20)",
        PUSH,
        "    kept = outcome.code != wire.CHAIN_BROKEN",
        "    kept = not outcome.code",
    ),
    m(
        "untaken row not told",
        "a console goes on showing a wish that came to nothing (G8)",
        TAKING,
        "        told += [as_it_is(standing.rows.get(key), key) for key in untaken]",
        "        told += []",
    ),
    m(
        "echo for everything",
        "a console is told that a row is as it has it though somebody else had a hand in (G8)",
        TAKING,
        "    told, echo, alone = [], [], outcome.state == wire.OK",
        "    told, echo, alone = [], [], True",
    ),
    m(
        "keys not kept",
        "personal words of one workstation stay closed at all others (D18)",
        PUSH,
        "        taking.batch.keys.append((seq, key))",
        "        pass",
    ),
    m(
        "waiting never taken up",
        "a change that came before its row is left to a person for ever (G2)",
        PUSH,
        "        again.set_free(taking, born)",
        "        pass",
    ),
    m(
        "last come first judged",
        "of those that waited for one row the later one is taken for the first (G9)",
        AGAIN,
        "        aside = min(due, key=lambda one: one.waits.seq)",
        "        aside = max(due, key=lambda one: one.waits.seq)",
    ),
    m(
        "waiting ones are not followed",
        "what waits for the row of a group that waited itself is not set free (G2)",
        AGAIN,
        "            made |= _made([group])",
        "            pass",
    ),
    m(
        "old answer to a repeated push",
        "who asks again hears that his group waits though it was taken (G2)",
        AGAIN,
        "    taking.batch.answers[group.tx] = answer",
        "    pass",
    ),
    m(
        "discarded ones are taken up",
        "what a person gave up comes back by itself",
        AGAIN,
        "        if aside is not None and aside.waits.device == group.device:",
        "        if False:",
    ),
    m(
        "base not compared",
        "who comes last overwrites what he never saw (G9)",
        "db.sync.merge",
        "    if all(row.get(name) == base.get(name) for name in names):",
        "    if True:",
    ),
    m(
        "position torn apart",
        "longitude of one and latitude of another make a place that nobody named (G9)",
        "db.sync.merge",
        "    for group in of.inseparable:",
        "    for group in ():",
    ),
    m(
        "field not set is overwritten",
        "a patch of one field wipes the others out (G9)",
        "db.gateway.judging",
        "        made.bodies[key] = {**row, **met.taken}",
        "        made.bodies[key] = {**op.wish, **met.taken}",
    ),
    m(
        "difference not opened",
        "the later of two values is dropped without a word (G9)",
        "db.gateway.judging",
        "        for one in apart:\n            _open(",
        "        for one in apart[:0]:\n            _open(",
    ),
    m(
        "group split",
        "part of a refused transaction stands (G5)",
        "db.gateway.judging",
        "        return Outcome(turned.state, turned.code, misses=turned.misses)",
        "        return made",
    ),
    m(
        "milder level joined",
        "of two levels given apart the milder one holds (G11)",
        "db.gateway.judging",
        "    if level.late < level.first:",
        "    if level.late > level.first:",
    ),
    m(
        "decision on what no longer stands",
        "an ended response is changed by a console that had not heard (G11)",
        "db.gateway.judging",
        "            raise Turned(wire.REJECTED, wire.SUPERSEDED)\n        taken.update",
        "            pass\n        taken.update",
    ),
    m(
        "two living responses",
        "one event and plan have two levels at once (G11)",
        "db.gateway.claims",
        '    made.bodies[key] = {**mine, "state": JOINED, "joined_to": holder[1]}',
        "    pass",
    ),
    m(
        "number given twice",
        "two documents carry one number (G11)",
        "db.gateway.claims",
        "        raise Turned(wire.REJECTED, wire.NUMBER_TAKEN)",
        "        return",
    ),
    m(
        "fact refused",
        "goods that have left are turned away because the books are short (G10)",
        "db.gateway.stock",
        "        made.flags.add(wire.STOCK_NEGATIVE)",
        "        raise __import__('db.gateway.verdict', fromlist=['Turned'])"
        ".Turned('rejected', 'tx_aborted')",
    ),
    m(
        "shortfall stays open",
        "a depot that was filled up is still called short (G10)",
        "db.gateway.stock",
        "        made.released.add(claim)",
        "        pass",
    ),
    m(
        "shortfall told again stays open",
        "what the books no longer show is a shortfall for ever (G10)",
        "db.gateway.stock",
        "            _told_again(op.key, standing, made)",
        "            pass",
    ),
    m(
        "received side not booked",
        "stock leaves one account and arrives nowhere (G10)",
        "db.gateway.stock",
        '        _book(move, +1, "to_account", standing, made)',
        "        pass",
    ),
    m(
        "sum without version",
        "two copies of different age look alike (G8)",
        "db.gateway.shelf",
        "    total += wire.row_sum(*key, row.ver, deleted=False)",
        "    total += wire.row_sum(*key, 1, deleted=False)",
    ),
    m(
        "page skips one",
        "the feed leaves a group out at the end of a page (G6)",
        "db.gateway.feed",
        "            size, last = size + len(line), entry.seq",
        "            size, last = size + len(line), entry.seq + (entry.seq % 7 == 3)",
    ),
    m(
        "revoked device served",
        "a lost laptop goes on reading (G12)",
        "db.gateway.desk",
        "        if device.revoked:",
        "        if False:",
    ),
    m(
        "stranger let in",
        "a device of one county reads another's (G12)",
        "db.gateway.desk",
        "            raise wire.Problem(403, wire.TENANT_MISMATCH, {})\n        if device.revoked",
        "            return Device('', '', '', '', 1, revoked=False)\n        if device.revoked",
    ),
    m(
        "signature not looked at",
        "anybody can write himself a token (G12)",
        "db.gateway.tokens",
        '                options={"verify_exp": False,',
        '                options={"verify_signature": False, "verify_exp": False,',
    ),
    # -- the near end ------------------------------------------------------------------------
    m(
        "acknowledged on a lost reply",
        "a group that nobody received is taken for sent (G2)",
        ENGINE,
        "            self._tried(chosen, down.kind)\n",
        "            with self._store.receive() as a:\n"
        "                for o in chosen.groups:\n"
        "                    a.connection.exec_driver_sql(\"UPDATE outbox SET state = 'acked'\"\n"
        '                        " WHERE n = ?", (o.n,))\n',
    ),
    m(
        "page of another question taken",
        "an old page is applied once more and the cursor goes back or jumps (G6)",
        ENGINE,
        '            if head["from"] != me.cursor:',
        "            if False:",
    ),
    m(
        "cursor jumps to the head",
        "what was not in the page is never asked for (G6)",
        ENGINE,
        'self._receiver.page(me.cursor, lines, head["cursor"])',
        'self._receiver.page(me.cursor, lines, head["head"])',
    ),
    m(
        "epoch of a page ignored",
        "pages of a new history are laid on rows of the old one (G6)",
        ENGINE,
        '            if head["epoch"] != me.epoch:',
        "            if False:",
    ),
    m(
        "late epoch notice resets",
        "a late word of the history at hand sends the cursor back to nought (G14)",
        ENGINE,
        "        if not epoch or epoch == self._stand().epoch:",
        "        if not epoch:",
    ),
    m(
        "refused ones not told again",
        "after the far end lost its tail a lane has a hole that nobody fills (G2)",
        ENGINE,
        "    \" ELSE 'pending' END WHERE server_seq IS NOT NULL\"",
        "    \" ELSE 'pending' END WHERE server_seq IS NOT NULL AND state = 'acked'\"",
    ),
    m(
        "what waits goes up empty",
        "in another history a change that waited for its row is forgotten (G2)",
        ENGINE,
        "    f\" WHEN state = 'quarantined' AND last_error IS NOT '{wire.MISSING_ROW}' THEN state\"",
        "    f\" WHEN state = 'quarantined' THEN state\"",
    ),
    m(
        "keys not told again",
        "a far end put back from a copy never hears of the keys that it lost (D18)",
        ENGINE,
        '            for name in ("subject_key", "peer_key"):',
        "            for name in ():",
    ),
    m(
        "keys not sent",
        "personal words stay closed at the others (D18)",
        ENGINE,
        '"cursor": me.cursor, "keys": keys}',
        '"cursor": me.cursor, "keys": []}',
    ),
    m(
        "echo believed in a new history",
        "a row of a lost history stays on the screen for good (G8)",
        ENGINE,
        "            if not echo or state.REREAD in me.told:",
        "            if not echo:",
    ),
    m(
        "fallen far end not greeted",
        "a console that has read further than the far end now stands waits for ever (G2)",
        ENGINE,
        "            wire.REPLICA_BEHIND: self._next_time,\n",
        "",
    ),
    m(
        "poison retried for ever",
        "one group that can't be read stops all that come after it (G2)",
        ENGINE,
        "        self._put_aside(poison, problem.code)\n        return False",
        "        raise problem",
    ),
    m(
        "who gave way stays away",
        "a figure in force is shown nowhere, because another once stood in its place (G8)",
        RECEIVE,
        "            self._crowded.add(of.kind)",
        "            pass",
    ),
    m(
        "twin's keys taken for own",
        "a key that a cloned machine destroyed makes this one's record look altered (G1)",
        RECEIVE,
        "            elif name == PEER_MARK:",
        "            elif name == 'nothing':",
    ),
    m(
        "verdict not heeded",
        "its writer goes on listing a group as put aside that was taken (G2)",
        RECEIVE,
        '        tx = change.get("re") or change["tx"]',
        '        tx = change["tx"]',
    ),
    m(
        "older answer called back",
        "a group that was taken is put aside again by the entry it first stood under (G2)",
        RECEIVE,
        '" END WHERE tx_id = ?5 AND coalesce(server_seq, 0) <= ?2",',
        '" END WHERE tx_id = ?5",',
    ),
    m(
        "overlay lost on pull",
        "one's own unsent words vanish when somebody else's row comes (G7)",
        RECEIVE,
        "            row = {**row, **self._overlay.over(key)}",
        "            pass",
    ),
    m(
        "overlay ends at the answer",
        "own words flicker away between the answer and the feed (G7)",
        "db.sync.overlay",
        '("server_seq IS NOT NULL AND server_seq > ?", (cursor,)),',
        '("server_seq IS NOT NULL AND server_seq > ? + 1e9", (cursor,)),',
    ),
    m(
        "cursor saved first",
        "a kill in the middle of a page loses the rest of it (G6)",
        RECEIVE,
        "        changes = [_read(line) for line in lines]",
        "        changes = [_read(line) for line in lines]\n"
        "        with self._store.receive() as early:\n"
        "            state.keep(early.connection, cursor=str(upto))",
    ),
    m(
        "cursor not saved",
        "each start reads everything again (G14)",
        RECEIVE,
        "        state.keep(arrival.connection, cursor=str(cursor))\n        return at, cursor",
        "        return at, cursor",
    ),
    m(
        "older version last",
        "an echo and a newer row in one slice: the older version stands (G8)",
        RECEIVE,
        "            self._vers.get(kind, {}).pop(id_, None)\n",
        "            return\n",
    ),
    m(
        "refused row stays",
        "what the far end refused is still shown as if it were so (G8)",
        RECEIVE,
        "                self._withdraw(of, id_)",
        "                pass",
    ),
    m(
        "refusal not heeded",
        "a refused change stays on the screen of who made it (G8)",
        RECEIVE,
        '        for row in change["rows"]:\n            if bare and',
        '        for row in change["rows"] if change["st"] != "rejected" else ():\n'
        "            if bare and",
    ),
    m(
        "foreign line renumbered",
        "another's journal can't be proven any more (D19)",
        RECEIVE,
        "            values = (*map(wire.read, line[:-1]), bytes.fromhex(line[-1]))",
        "            values = (*map(wire.read, line[:2]), line[2] + 1,"
        " *map(wire.read, line[3:-1]), bytes.fromhex(line[-1]))",
    ),
    m(
        "journal not taken",
        "what others did can't be read here (D19)",
        RECEIVE,
        '            self.lines(change["lines"])',
        "            pass",
    ),
    m(
        "nothing vouched for",
        "rows from outside are in no chain: an altered one would not show (D19)",
        RECEIVE,
        "        self._arrival.digests[str(of.kind), id_] = digest(values).hex()",
        "        pass",
    ),
    m(
        "own earlier rows taken for granted",
        "a store put back from a copy misses what it wrote since (G8)",
        RECEIVE,
        "                raise NotMine",
        "                continue",
    ),
    m(
        "destroyed here only",
        "words destroyed at one workstation can be read at another (D18)",
        RECEIVE,
        '"UPDATE peer_key SET key = NULL, destroyed_at = coalesce(destroyed_at, ?)"',
        '"UPDATE peer_key SET key = key, destroyed_at = coalesce(destroyed_at, ?)"',
    ),
    m(
        "causality ignored",
        "a more urgent lane overtakes what its change was made on (G4)",
        "db.sync.groups",
        "                if earlier < n or other == HISTORY_LANE:",
        "                if False:",
    ),
    m(
        "lane's last forgotten",
        "groups do not say after which one they come (G4)",
        "db.sync.groups",
        '            "prev": prev,',
        '            "prev": 0,',
    ),
    m(
        "destruction not told",
        "words destroyed here live on elsewhere (D18)",
        "db.sync.groups",
        '            "destroyed_at": destroyed_at,',
        '            "destroyed_at": None,',
    ),
    m(
        "what stays goes up",
        "a password's hash leaves the machine (G12)",
        "db.outbox",
        "    for name in of.stays:\n        told.pop(name, None)",
        "    pass",
    ),
    m(
        "personal words in the clear",
        "an operation carries words instead of ciphertext (D18)",
        "db.outbox",
        "    for name in of.blobs:",
        "    for name in ():",
    ),
    m(
        "base left out",
        "the far end can't see on what a change was made (G9)",
        "db.outbox",
        "        base: Told = {name: old[name] for name in names}",
        "        base: Told = {name: new[name] for name in names}",
    ),
)
