CREATE TABLE approval (
  id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  plan_code TEXT NOT NULL,
  action TEXT NOT NULL,
  response_id TEXT NOT NULL,
  proposal_id TEXT,
  level INTEGER NOT NULL,
  from_level INTEGER,
  proposed_level INTEGER,
  level_reason TEXT NOT NULL,
  reason TEXT NOT NULL,
  approver_id TEXT NOT NULL,
  role TEXT NOT NULL,
  title TEXT NOT NULL,
  "order" INTEGER NOT NULL,
  deputy_reason TEXT NOT NULL,
  mode TEXT NOT NULL,
  decided_at INTEGER NOT NULL,
  taken_by TEXT NOT NULL,
  repeated_back INTEGER NOT NULL,
  paper_number TEXT NOT NULL,
  paper_at INTEGER,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX ix_approval_response_id ON approval (response_id);
CREATE TABLE attachment (
  id TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  name BLOB,
  "key" BLOB,
  media_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  sealed_size INTEGER NOT NULL,
  added_at INTEGER NOT NULL,
  added_by TEXT NOT NULL,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL, file_time INTEGER,
  PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX ix_attachment_sha256 ON attachment (sha256);
CREATE INDEX ix_attachment_subject_id ON attachment (subject_id);
CREATE TABLE batch (
  id TEXT NOT NULL,
  item_id TEXT NOT NULL,
  lot TEXT NOT NULL,
  expires_on TEXT NOT NULL,
  quality TEXT NOT NULL,
  quality_why TEXT NOT NULL,
  supplier TEXT NOT NULL,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX ix_batch_item_id ON batch (item_id);
CREATE TABLE blob(
  sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL,
  have INTEGER NOT NULL DEFAULT 0, sent INTEGER NOT NULL DEFAULT 0, uploaded_at INTEGER
) STRICT;
CREATE TABLE call (
  id TEXT NOT NULL,
  reporter BLOB,
  phone BLOB,
  place_text TEXT NOT NULL,
  content BLOB,
  received_at INTEGER NOT NULL,
  occurred_at INTEGER,
  place_id TEXT NOT NULL,
  taken_by TEXT NOT NULL,
  state TEXT NOT NULL,
  incident_id TEXT NOT NULL,
  note BLOB,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX ix_call_incident_id ON call (incident_id);
CREATE INDEX ix_call_received_at ON call (received_at);
CREATE TABLE delegation (
  id TEXT NOT NULL,
  giver_id TEXT NOT NULL,
  taker_id TEXT NOT NULL,
  role TEXT NOT NULL,
  starts INTEGER NOT NULL,
  ends INTEGER NOT NULL,
  given_at INTEGER NOT NULL,
  up_to INTEGER,
  reason TEXT NOT NULL,
  revoked_at INTEGER,
  revoked_why TEXT NOT NULL,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX ix_delegation_taker_id_ends ON delegation (taker_id, ends);
CREATE TABLE depot (
  id TEXT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  tier TEXT NOT NULL,
  reserve TEXT NOT NULL,
  owner TEXT NOT NULL,
  purposes TEXT NOT NULL,
  place_id TEXT NOT NULL,
  parent_id TEXT NOT NULL,
  lon REAL,
  lat REAL,
  keeper BLOB,
  phone BLOB,
  rank INTEGER NOT NULL,
  archived_at INTEGER,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE difference (
  id TEXT NOT NULL,
  entity TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  field TEXT NOT NULL,
  about TEXT NOT NULL,
  base TEXT,
  first TEXT,
  first_by TEXT NOT NULL,
  first_device TEXT NOT NULL,
  first_at INTEGER NOT NULL,
  late TEXT,
  late_by TEXT NOT NULL,
  late_device TEXT NOT NULL,
  late_at INTEGER NOT NULL,
  found_at INTEGER NOT NULL,
  choice TEXT NOT NULL,
  kept TEXT,
  settled_by TEXT NOT NULL,
  settled_at INTEGER,
  reason TEXT NOT NULL,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX ix_difference_entity_id ON difference (entity_id);
CREATE INDEX ix_difference_found_at_some ON difference (found_at) WHERE choice = 'open';
CREATE TABLE dispatch (
  id TEXT NOT NULL,
  team_id TEXT NOT NULL,
  verb TEXT NOT NULL,
  task TEXT NOT NULL,
  place_name TEXT NOT NULL,
  people INTEGER NOT NULL,
  ordered_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  state_at INTEGER NOT NULL,
  place_id TEXT NOT NULL,
  lon REAL,
  lat REAL,
  event_id TEXT,
  response_id TEXT,
  ordered_by TEXT NOT NULL,
  number TEXT NOT NULL,
  muster TEXT NOT NULL,
  channel TEXT NOT NULL,
  expected_at INTEGER,
  ended_why TEXT NOT NULL,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX ix_dispatch_team_id ON dispatch (team_id);
CREATE TABLE dispatch_step (
  id TEXT NOT NULL,
  dispatch_id TEXT NOT NULL,
  state TEXT NOT NULL,
  at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  "by" TEXT NOT NULL,
  note TEXT NOT NULL,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX ix_dispatch_step_dispatch_id ON dispatch_step (dispatch_id);
CREATE TABLE document (
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  event_id TEXT NOT NULL,
  response_id TEXT NOT NULL,
  approval_id TEXT NOT NULL,
  organ TEXT NOT NULL,
  title TEXT NOT NULL,
  addressees TEXT NOT NULL,
  paragraphs TEXT NOT NULL,
  signature TEXT NOT NULL,
  decided_at INTEGER NOT NULL,
  urgency TEXT NOT NULL,
  copies_to TEXT NOT NULL,
  printed_by TEXT NOT NULL,
  hands TEXT NOT NULL,
  sign_mode TEXT,
  signed_on_paper_at INTEGER,
  number TEXT NOT NULL,
  number_id TEXT,
  voided_at INTEGER,
  void_reason TEXT NOT NULL,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE document_number (
  id TEXT NOT NULL,
  organ TEXT NOT NULL,
  year INTEGER NOT NULL,
  n INTEGER NOT NULL,
  document_id TEXT NOT NULL,
  title TEXT NOT NULL,
  allotted_at INTEGER NOT NULL,
  voided_at INTEGER,
  void_reason TEXT NOT NULL,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE UNIQUE INDEX "one_document_number_0" ON "document_number"("organ", "year", "n") WHERE (deleted = 0) AND deleted = 0;
CREATE TABLE draft(
  key TEXT PRIMARY KEY, body TEXT NOT NULL, kept_at INTEGER NOT NULL, officer TEXT NOT NULL
) STRICT;
CREATE TABLE due (
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  event_id TEXT,
  title TEXT NOT NULL,
  unit TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  met_at INTEGER,
  late_reason TEXT NOT NULL,
  source_title TEXT NOT NULL,
  source_clause TEXT NOT NULL,
  source_mark TEXT NOT NULL,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX ix_due_due_at_some ON due (due_at) WHERE state = 'running';
CREATE INDEX ix_due_subject_id ON due (subject_id);
CREATE TABLE event (
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  hazard TEXT NOT NULL,
  began_at INTEGER NOT NULL,
  ended_at INTEGER,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE expert (
  id TEXT NOT NULL,
  name BLOB,
  fields TEXT NOT NULL,
  title TEXT NOT NULL,
  unit TEXT NOT NULL,
  phone BLOB,
  base TEXT NOT NULL,
  minutes_to_hall INTEGER,
  verified_at INTEGER,
  rank INTEGER NOT NULL,
  archived_at INTEGER,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE figure (
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  value INTEGER,
  as_of INTEGER NOT NULL,
  source TEXT NOT NULL,
  mark TEXT NOT NULL,
  event_id TEXT NOT NULL,
  incident_id TEXT NOT NULL,
  place_id TEXT NOT NULL,
  current INTEGER NOT NULL,
  corrects TEXT NOT NULL,
  corrected_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE UNIQUE INDEX "one_figure_0" ON "figure"("event_id", "incident_id", "place_id", "kind") WHERE (current = 1 AND deleted = 0) AND deleted = 0;
CREATE TABLE handover (
  id TEXT NOT NULL,
  from_watch_id TEXT NOT NULL,
  to_watch_id TEXT NOT NULL,
  state TEXT NOT NULL,
  items TEXT NOT NULL,
  remark BLOB,
  given_by TEXT NOT NULL,
  given_at INTEGER,
  taken_by TEXT NOT NULL,
  taken_at INTEGER,
  reason BLOB,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX ix_handover_state_id ON handover (state, id);
CREATE TABLE holiday (
  id TEXT NOT NULL,
  day TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  archived_at INTEGER,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX ix_holiday_day ON holiday (day);
CREATE TABLE incident (
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  hazard TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  occurred_at INTEGER,
  place_id TEXT NOT NULL,
  place_text TEXT NOT NULL,
  lon REAL,
  lat REAL,
  grade INTEGER,
  event_id TEXT NOT NULL,
  state TEXT NOT NULL,
  verified_at INTEGER,
  verified_from BLOB,
  merged_into TEXT NOT NULL,
  struck_reason BLOB,
  closed_at INTEGER,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE item (
  id TEXT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  spec TEXT NOT NULL,
  unit TEXT NOT NULL,
  purpose TEXT NOT NULL,
  gb_code TEXT NOT NULL,
  aliases TEXT NOT NULL,
  "index" TEXT NOT NULL,
  rank INTEGER NOT NULL,
  archived_at INTEGER,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE journal(
  n INTEGER PRIMARY KEY,
  device TEXT NOT NULL, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL, tx TEXT NOT NULL,
  at INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
  actor TEXT NOT NULL, cause TEXT NOT NULL,
  kind TEXT NOT NULL, subject_kind TEXT NOT NULL, subject_id TEXT NOT NULL,
  facts TEXT NOT NULL, private BLOB, about TEXT NOT NULL,
  important INTEGER NOT NULL, reason TEXT NOT NULL,
  rows TEXT NOT NULL, hash BLOB NOT NULL,
  UNIQUE(device, incarnation, seq)
) STRICT;
CREATE INDEX journal_at ON journal(at);
CREATE INDEX journal_important ON journal(n) WHERE important = 1;
CREATE INDEX journal_subject ON journal(subject_id, n);
CREATE TABLE map_layer (
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  crs TEXT NOT NULL,
  shapes TEXT NOT NULL,
  features INTEGER NOT NULL,
  points INTEGER NOT NULL,
  source TEXT NOT NULL,
  as_of TEXT NOT NULL,
  file_name TEXT NOT NULL,
  swapped INTEGER NOT NULL,
  imported_by TEXT NOT NULL,
  imported_at INTEGER NOT NULL,
  archived_at INTEGER,
  archived_why TEXT NOT NULL,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE officer (
  id TEXT NOT NULL,
  login TEXT NOT NULL,
  name BLOB,
  title TEXT NOT NULL,
  unit TEXT NOT NULL,
  phone BLOB,
  phone_spare BLOB,
  phone_verified_at INTEGER,
  roles TEXT NOT NULL,
  place_id TEXT NOT NULL,
  password TEXT NOT NULL,
  pin TEXT NOT NULL,
  wrong_count INTEGER NOT NULL,
  wrong_at INTEGER,
  must_change INTEGER NOT NULL,
  active INTEGER NOT NULL,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX ix_officer_login ON officer (login);
CREATE TABLE outbox(
  n INTEGER PRIMARY KEY,
  tx_id TEXT NOT NULL, lane INTEGER NOT NULL, schema_no INTEGER NOT NULL,
  hlc TEXT NOT NULL, actor TEXT NOT NULL,
  incarnation INTEGER NOT NULL, first_line INTEGER NOT NULL, last_line INTEGER NOT NULL,
  ops TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending'
    CHECK(state IN ('pending','acked','rejected','quarantined')),
  attempts INTEGER NOT NULL DEFAULT 0, last_error TEXT, answers TEXT,
  server_seq INTEGER, acked_at INTEGER
) STRICT;
CREATE INDEX outbox_answered ON outbox(server_seq) WHERE server_seq IS NOT NULL;
CREATE INDEX outbox_aside ON outbox(n) WHERE state = 'quarantined';
CREATE INDEX outbox_pending ON outbox(lane, n) WHERE state = 'pending';
CREATE INDEX outbox_refused ON outbox(n) WHERE state = 'rejected';
CREATE INDEX outbox_tx ON outbox(tx_id);
CREATE TABLE peer_key(
  about TEXT NOT NULL, made_by TEXT NOT NULL, key BLOB, made_at INTEGER NOT NULL,
  destroyed_at INTEGER, told INTEGER NOT NULL DEFAULT 1, PRIMARY KEY(about, made_by)
) STRICT, WITHOUT ROWID;
CREATE INDEX peer_key_untold ON peer_key(about) WHERE told = 0;
CREATE TABLE place (
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  code TEXT NOT NULL,
  parent_id TEXT NOT NULL,
  township_id TEXT NOT NULL,
  aliases TEXT NOT NULL,
  "index" TEXT NOT NULL,
  lon REAL,
  lat REAL,
  archived_at INTEGER,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE "plan" (
  id TEXT NOT NULL,
  code TEXT NOT NULL,
  version TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  entered_at INTEGER NOT NULL,
  active INTEGER NOT NULL,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE proposal (
  id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  plan_code TEXT NOT NULL,
  plan_version TEXT NOT NULL,
  action TEXT NOT NULL,
  response_id TEXT,
  statement TEXT NOT NULL,
  reason TEXT NOT NULL,
  findings TEXT NOT NULL,
  proposed_by TEXT NOT NULL,
  proposed_at INTEGER NOT NULL,
  criteria TEXT NOT NULL,
  follow_up TEXT NOT NULL,
  state TEXT NOT NULL,
  closed_at INTEGER,
  return_reason TEXT NOT NULL,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX ix_proposal_event_id ON proposal (event_id);
CREATE TABLE quarantine_in(
  seq INTEGER PRIMARY KEY, raw TEXT NOT NULL, error TEXT NOT NULL, schema_no INTEGER NOT NULL
) STRICT;
CREATE TABLE quota (
  id TEXT NOT NULL,
  depot_id TEXT NOT NULL,
  item_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  until INTEGER NOT NULL,
  given_by TEXT NOT NULL,
  given_at INTEGER NOT NULL,
  taken_back_at INTEGER,
  ended_at INTEGER,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX ix_quota_depot_id ON quota (depot_id);
CREATE TABLE reading (
  metric TEXT NOT NULL,
  value INTEGER NOT NULL,
  window_end INTEGER NOT NULL,
  window_start INTEGER,
  span_minutes INTEGER,
  station TEXT NOT NULL,
  place_code TEXT,
  is_max INTEGER NOT NULL,
  source TEXT NOT NULL,
  mark TEXT NOT NULL,
  note TEXT NOT NULL,
  raw TEXT NOT NULL,
  id TEXT NOT NULL,
  recorded_by TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  replaces TEXT,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX ix_reading_metric_window_end ON reading (metric, window_end);
CREATE TABLE receipt (
  id TEXT NOT NULL,
  document_id TEXT NOT NULL,
  unit TEXT NOT NULL,
  sent_at INTEGER NOT NULL,
  received_at INTEGER,
  note TEXT NOT NULL,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE reservoir (
  id TEXT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  size TEXT NOT NULL,
  place_id TEXT NOT NULL,
  place_name TEXT NOT NULL,
  lon REAL,
  lat REAL,
  capacity INTEGER NOT NULL,
  datum TEXT NOT NULL,
  flood_limit INTEGER,
  design_flood INTEGER,
  note TEXT NOT NULL,
  rank INTEGER NOT NULL,
  archived_at INTEGER,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE response (
  id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  plan_code TEXT NOT NULL,
  plan_version TEXT NOT NULL,
  level INTEGER NOT NULL,
  state TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  level_at INTEGER NOT NULL,
  matter TEXT NOT NULL,
  expected_until INTEGER NOT NULL,
  measures TEXT NOT NULL,
  scope TEXT NOT NULL,
  paused_at INTEGER,
  ended_at INTEGER,
  criteria TEXT NOT NULL,
  follow_up TEXT NOT NULL,
  reviewed_at INTEGER,
  archived_at INTEGER,
  joined_to TEXT,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE UNIQUE INDEX "one_response_0" ON "response"("event_id", "plan_code") WHERE (state IN ('active', 'paused') AND deleted = 0) AND deleted = 0;
CREATE TABLE responsible (
  id TEXT NOT NULL,
  code TEXT NOT NULL,
  name BLOB,
  rung TEXT NOT NULL,
  charge TEXT NOT NULL,
  title TEXT NOT NULL,
  unit TEXT NOT NULL,
  place_id TEXT NOT NULL,
  place_name TEXT NOT NULL,
  about_kind TEXT NOT NULL,
  about_id TEXT NOT NULL,
  about_name TEXT NOT NULL,
  phone BLOB,
  second BLOB,
  second_phone BLOB,
  verified_at INTEGER,
  rank INTEGER NOT NULL,
  archived_at INTEGER,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX ix_responsible_about_id ON responsible (about_id);
CREATE INDEX ix_responsible_place_id ON responsible (place_id);
CREATE TABLE review (
  id TEXT NOT NULL,
  response_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  impact TEXT NOT NULL,
  course TEXT NOT NULL,
  lessons TEXT NOT NULL,
  measures TEXT NOT NULL,
  written_at INTEGER NOT NULL,
  reported_to TEXT NOT NULL,
  reported_at INTEGER,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE risk_point (
  id TEXT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  place_id TEXT NOT NULL,
  place_name TEXT NOT NULL,
  lon REAL,
  lat REAL,
  households INTEGER NOT NULL,
  people INTEGER NOT NULL,
  threshold TEXT NOT NULL,
  shelter_id TEXT NOT NULL,
  checked_at INTEGER,
  note TEXT NOT NULL,
  rank INTEGER NOT NULL,
  archived_at INTEGER,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE rule (
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  words TEXT NOT NULL,
  standard TEXT NOT NULL,
  version INTEGER NOT NULL,
  ground TEXT NOT NULL,
  archived_at INTEGER,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE seat (
  id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  token INTEGER NOT NULL,
  since INTEGER NOT NULL,
  "by" TEXT NOT NULL,
  reason TEXT NOT NULL,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE shelter (
  id TEXT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  place_id TEXT NOT NULL,
  place_name TEXT NOT NULL,
  lon REAL,
  lat REAL,
  capacity INTEGER NOT NULL,
  area INTEGER NOT NULL,
  keeper BLOB,
  phone BLOB,
  checked_at INTEGER,
  note TEXT NOT NULL,
  rank INTEGER NOT NULL,
  archived_at INTEGER,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE shortfall (
  id TEXT NOT NULL,
  account TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  item_id TEXT NOT NULL,
  balance INTEGER NOT NULL,
  found_at INTEGER NOT NULL,
  settled_at INTEGER,
  settled_by TEXT NOT NULL,
  how TEXT NOT NULL,
  reason TEXT NOT NULL,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE state(k TEXT PRIMARY KEY, v TEXT NOT NULL) STRICT;
CREATE TABLE station (
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  post TEXT NOT NULL,
  enrolled_at INTEGER NOT NULL,
  revoked_at INTEGER,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE stock_move (
  id TEXT NOT NULL,
  item_id TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  from_account TEXT NOT NULL,
  to_account TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  "by" TEXT NOT NULL,
  transfer_id TEXT NOT NULL,
  line_id TEXT NOT NULL,
  document TEXT NOT NULL,
  note TEXT NOT NULL,
  reverses TEXT NOT NULL,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX ix_stock_move_at_id_some ON stock_move (at, id) WHERE deleted = 0;
CREATE INDEX ix_stock_move_from_account_batch_id_quantity_some ON stock_move (from_account, batch_id, quantity) WHERE deleted = 0;
CREATE INDEX ix_stock_move_item_id_at ON stock_move (item_id, at);
CREATE INDEX ix_stock_move_to_account_batch_id_quantity_some ON stock_move (to_account, batch_id, quantity) WHERE deleted = 0;
CREATE INDEX ix_stock_move_transfer_id ON stock_move (transfer_id);
CREATE TABLE subject_key(
  about TEXT PRIMARY KEY, key BLOB, made_at INTEGER NOT NULL, destroyed_at INTEGER,
  told INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX subject_key_untold ON subject_key(about) WHERE told = 0;
CREATE TABLE task (
  id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  response_id TEXT,
  level INTEGER,
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  detail TEXT NOT NULL,
  unit TEXT NOT NULL,
  issued_at INTEGER NOT NULL,
  due_at INTEGER,
  state TEXT NOT NULL,
  urgent TEXT,
  acknowledged_at INTEGER,
  done_at INTEGER,
  withdrawn_at INTEGER,
  reason TEXT NOT NULL,
  feedback TEXT NOT NULL,
  feedback_at INTEGER,
  progress INTEGER,
  total INTEGER,
  source_title TEXT NOT NULL,
  source_clause TEXT NOT NULL,
  source_mark TEXT NOT NULL,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX ix_task_response_id ON task (response_id);
CREATE TABLE team (
  id TEXT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  owner TEXT NOT NULL,
  verb TEXT NOT NULL,
  through TEXT NOT NULL,
  tags TEXT NOT NULL,
  headcount INTEGER NOT NULL,
  available INTEGER NOT NULL,
  status TEXT NOT NULL,
  base TEXT NOT NULL,
  ready_at INTEGER,
  ready_by TEXT NOT NULL,
  place_id TEXT NOT NULL,
  place_name TEXT NOT NULL,
  lon REAL,
  lat REAL,
  leader BLOB,
  phone BLOB,
  minutes_out INTEGER,
  rank INTEGER NOT NULL,
  archived_at INTEGER,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE transfer (
  id TEXT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  to_depot_id TEXT NOT NULL,
  requested_by TEXT NOT NULL,
  requested_at INTEGER NOT NULL,
  requested_means TEXT NOT NULL,
  caller BLOB,
  caller_phone BLOB,
  event_id TEXT,
  response_id TEXT,
  from_depot_id TEXT NOT NULL,
  urgent INTEGER NOT NULL,
  advice TEXT NOT NULL,
  advised_at INTEGER,
  approved_at INTEGER,
  approver_id TEXT NOT NULL,
  approver_role TEXT NOT NULL,
  approved_means TEXT,
  repeated_back INTEGER NOT NULL,
  number TEXT NOT NULL,
  order_to TEXT NOT NULL,
  ordered_at INTEGER,
  plate TEXT NOT NULL,
  driver BLOB,
  driver_phone BLOB,
  left_at INTEGER,
  eta INTEGER,
  receipt_by BLOB,
  closed_at INTEGER,
  ended_why TEXT NOT NULL,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE transfer_line (
  id TEXT NOT NULL,
  transfer_id TEXT NOT NULL,
  item_id TEXT NOT NULL,
  requested INTEGER NOT NULL,
  approved INTEGER NOT NULL,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX ix_transfer_line_transfer_id ON transfer_line (transfer_id);
CREATE TABLE unit (
  id TEXT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  way TEXT NOT NULL,
  duty TEXT NOT NULL,
  duty_phone TEXT NOT NULL,
  place_id TEXT NOT NULL,
  place_name TEXT NOT NULL,
  mark TEXT NOT NULL,
  rank INTEGER NOT NULL,
  archived_at INTEGER,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE upper_receipt (
  id TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  level TEXT NOT NULL,
  receiver TEXT NOT NULL,
  at INTEGER NOT NULL,
  note TEXT NOT NULL,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX ix_upper_receipt_subject_id ON upper_receipt (subject_id);
CREATE TABLE vehicle (
  id TEXT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  owner TEXT NOT NULL,
  place_id TEXT NOT NULL,
  place_name TEXT NOT NULL,
  seats INTEGER NOT NULL,
  load INTEGER NOT NULL,
  driver BLOB,
  phone BLOB,
  usable INTEGER NOT NULL,
  checked_at INTEGER,
  note TEXT NOT NULL,
  rank INTEGER NOT NULL,
  archived_at INTEGER,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE verdict (
  id TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  action TEXT NOT NULL,
  decision_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  made_by TEXT NOT NULL,
  standing TEXT NOT NULL,
  token INTEGER,
  settled_at INTEGER,
  settled_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX ix_verdict_subject_id ON verdict (subject_id);
CREATE TABLE watch (
  id TEXT NOT NULL,
  starts INTEGER NOT NULL,
  ends INTEGER NOT NULL,
  mode TEXT NOT NULL,
  level INTEGER,
  assignments TEXT NOT NULL,
  taken_at INTEGER,
  left_at INTEGER,
  ver INTEGER DEFAULT '0' NOT NULL,
  shadow TEXT,
  deleted INTEGER DEFAULT '0' NOT NULL,
  PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX ix_watch_starts ON watch (starts);
CREATE INDEX ix_watch_starts_some ON watch (starts) WHERE left_at IS NULL;
CREATE TRIGGER journal_kept BEFORE DELETE ON journal
  BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER journal_stays BEFORE UPDATE ON journal
  BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
