"""What a county's relay keeps besides: groups that are owed to the province, where it stands, how
much of each file is there, and the province's row wherever one of ours that has not come back lies
over it.
"""

COUNTY: dict[str, str] = {
    "carried": """(
  tenant int, seq bigint, tx text COLLATE "C" NOT NULL, device text COLLATE "C" NOT NULL,
  sig text NOT NULL, raw bytea NOT NULL, state text NOT NULL DEFAULT 'waiting',
  back boolean NOT NULL DEFAULT false, PRIMARY KEY (tenant, seq))""",
    "relay_shadow": """(
  tenant int, entity text COLLATE "C", id text COLLATE "C", body text NOT NULL,
  PRIMARY KEY (tenant, entity, id))""",
    "relay_blob": """(
  tenant int, sha256 text COLLATE "C", sent bigint NOT NULL, PRIMARY KEY (tenant, sha256))""",
    "relay_state": "(tenant int, k text, v text NOT NULL, PRIMARY KEY (tenant, k))",
}
