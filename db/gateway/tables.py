"""The tables of the far end, and who may see which row.

Every table that holds a county's data carries its number and a policy: a session that has not
said which county it works for sees nothing, whatever the query forgot (G12). The directory
(counties, workstations, codes) is asked before the county is known: there a session sees what it
can name (this device, this code), and only an operator's command says that it wants all.

`log` is one row for each group, its texts as they go down the wire, packed once when they come. `item` is every current row
of every kind, its body the JSON of its columns: the far end need not know a column to keep it.
Ids are compared as bytes: a locale's order costs most of an insert.
"""

from db.gateway.relay_tables import COUNTY as RELAY

DIRECTORY = """
CREATE TABLE IF NOT EXISTS tenant(
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code text COLLATE "C" NOT NULL UNIQUE, name text NOT NULL, county_key text NOT NULL);
CREATE TABLE IF NOT EXISTS device(
  id text COLLATE "C" PRIMARY KEY, tenant int NOT NULL REFERENCES tenant, name text NOT NULL,
  post text NOT NULL, public_key text NOT NULL, incarnation int NOT NULL DEFAULT 1,
  enrolled_at bigint NOT NULL, revoked_at bigint, seen_at bigint, cursor bigint);
CREATE TABLE IF NOT EXISTS invite(
  code_hash text COLLATE "C" PRIMARY KEY, tenant int NOT NULL REFERENCES tenant,
  name text NOT NULL, post text NOT NULL, until bigint NOT NULL, used_at bigint);
CREATE TABLE IF NOT EXISTS secret(name text PRIMARY KEY, value bytea NOT NULL);
CREATE TABLE IF NOT EXISTS history(one boolean PRIMARY KEY DEFAULT true CHECK(one), id uuid NOT NULL);
INSERT INTO history(id) VALUES (gen_random_uuid()) ON CONFLICT DO NOTHING;
"""

COUNTY: dict[str, str] = {
    "tenant_head": """(
  tenant int PRIMARY KEY, head bigint NOT NULL DEFAULT 0, min_cursor bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50)""",
    "log": """(
  tenant int, seq bigint, tx text COLLATE "C" NOT NULL, device text COLLATE "C" NOT NULL,
  incarnation int NOT NULL, n bigint NOT NULL, lane int NOT NULL, actor text NOT NULL,
  hlc text NOT NULL, at bigint NOT NULL, state text NOT NULL, code text NOT NULL,
  lines bytea NOT NULL, rows bytea NOT NULL, echo bytea, sha256 text NOT NULL,
  answer text NOT NULL, re text COLLATE "C" NOT NULL DEFAULT '', raw bytea,
  PRIMARY KEY (tenant, seq), UNIQUE (tenant, tx))""",
    "item": """(
  tenant int, entity text COLLATE "C", id text COLLATE "C", ver int NOT NULL,
  seq bigint NOT NULL, body text NOT NULL, device text COLLATE "C" NOT NULL,
  actor text NOT NULL, at bigint NOT NULL, marks text NOT NULL DEFAULT '',
  PRIMARY KEY (tenant, entity, id))""",
    "claim": """(
  tenant int, what text COLLATE "C", key text COLLATE "C", holder text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, what, key))""",
    "balance": """(
  tenant int, account text COLLATE "C", batch text COLLATE "C", quantity bigint NOT NULL,
  PRIMARY KEY (tenant, account, batch))""",
    "device_lane": """(
  tenant int, device text COLLATE "C", incarnation int, lane int, n bigint NOT NULL,
  tx text COLLATE "C" NOT NULL, PRIMARY KEY (tenant, device, incarnation, lane))""",
    "chain": """(
  tenant int, device text COLLATE "C", incarnation int, first bigint, last bigint NOT NULL,
  before text NOT NULL, after text NOT NULL, PRIMARY KEY (tenant, device, incarnation, first))""",
    "subject_key": """(
  tenant int, about text COLLATE "C", by text COLLATE "C", key text, made_at bigint NOT NULL,
  destroyed_at bigint, seq bigint NOT NULL, PRIMARY KEY (tenant, about, by))""",
    "waiting": """(
  tenant int, tx text COLLATE "C", seq bigint NOT NULL, device text COLLATE "C" NOT NULL,
  entity text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, skew bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, tx))""",
    "bucket": """(
  tenant int, b int, n bigint NOT NULL, sum numeric(20) NOT NULL, PRIMARY KEY (tenant, b)
) WITH (fillfactor = 50)""",
    "segment": """(
  tenant int, id text COLLATE "C", kind text NOT NULL, cursor bigint NOT NULL,
  place int GENERATED ALWAYS AS IDENTITY, count int NOT NULL, data bytea NOT NULL,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp(), schema_no int NOT NULL DEFAULT 0)""",
    "blob": """(
  tenant int, sha256 text COLLATE "C", size bigint NOT NULL, have bigint NOT NULL,
  touched_at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (tenant, sha256))""",
    "blob_part": """(
  tenant int, sha256 text COLLATE "C", at bigint, data bytea NOT NULL,
  PRIMARY KEY (tenant, sha256, at))""",
}

COUNTY |= RELAY
_PACKED = ("lines", "rows", "echo", "raw")  # PostgreSQL need not try to pack them again

# What came later. The same segment may stand there for consoles of two schemas, which a database
# that was made before has too narrow a key for.
_LATER = """
ALTER TABLE segment ADD COLUMN IF NOT EXISTS schema_no int NOT NULL DEFAULT 0;
ALTER TABLE segment DROP CONSTRAINT IF EXISTS segment_pkey;
CREATE UNIQUE INDEX IF NOT EXISTS segment_one ON segment(tenant, schema_no, id);
ALTER TABLE waiting ADD COLUMN IF NOT EXISTS skew bigint NOT NULL DEFAULT 0;
ALTER TABLE blob ADD COLUMN IF NOT EXISTS
  touched_at timestamptz NOT NULL DEFAULT clock_timestamp();
"""

SERVICE = "exchange_service"  # the role the service works as: no superuser, no way past a policy

# In a subquery of its own: asked once for a statement, not once for a row.
_OWN = "tenant = (SELECT nullif(current_setting('app.tenant', true), '')::int)"
_ALL = "current_setting('app.all', true) = 'yes'"
_NAMED: dict[str, str] = {
    "tenant": "id = nullif(current_setting('app.tenant', true), '')::int"
    f" OR code = current_setting('app.county', true) OR {_ALL}",
    "device": f"{_OWN} OR id = current_setting('app.device', true) OR {_ALL}",
    "invite": f"{_OWN} OR code_hash = current_setting('app.code', true)",
}


def statements() -> list[str]:
    """Everything, in order; each may be run again."""
    made = [part.strip() for part in DIRECTORY.split(";\n") if part.strip()]
    made += [f"CREATE TABLE IF NOT EXISTS {name} {columns}" for name, columns in COUNTY.items()]
    for name, seen in {**dict.fromkeys(COUNTY, _OWN), **_NAMED}.items():
        made += [
            f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
            f"DROP POLICY IF EXISTS own_county ON {name}",
            f"CREATE POLICY own_county ON {name} USING ({seen})",
        ]
    made += [f"ALTER TABLE log ALTER COLUMN {name} SET STORAGE EXTERNAL" for name in _PACKED]
    made += [part.strip() for part in _LATER.split(";\n") if part.strip()]
    made.append("ALTER TABLE log ADD COLUMN IF NOT EXISTS re text NOT NULL DEFAULT ''")
    made.append("CREATE INDEX IF NOT EXISTS subject_key_seq ON subject_key(tenant, seq)")
    # Few of what a relay has ever carried; asked every second, and before each piece of a file.
    made += [
        "CREATE INDEX IF NOT EXISTS carried_owed ON carried(tenant, seq) WHERE state <> 'sent'",
        "CREATE INDEX IF NOT EXISTS carried_out ON carried(tenant, seq) WHERE NOT back",
    ]
    made += [
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {SERVICE}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {SERVICE}",
    ]
    return made
