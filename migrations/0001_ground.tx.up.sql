-- The whole ground of MemberPulse: who there is (organizations, members), what WorkOS told (events, directories),
-- and what became of it (sync logs, live rows, audit). Every table carries forced row-level security; the app works
-- under memberpulse_app, which owns nothing and cannot bypass it.
--
-- Scope of a transaction, set by server/pg:
--   app.organization = 'org_…'   sees and writes that organization's rows
--   app.platform     = 'on'      sees all: only for the reads and writes listed in server/pg/platform.go
-- Without either: no row, and no row can be written.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'memberpulse_app') THEN
    BEGIN
      CREATE ROLE memberpulse_app NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this cluster was faster
    END;
  END IF;
  EXECUTE format('GRANT memberpulse_app TO %I', current_user);
END $$;

GRANT USAGE ON SCHEMA public TO memberpulse_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO memberpulse_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO memberpulse_app;

CREATE FUNCTION app_organization() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT NULLIF(current_setting('app.organization', true), '') $$;
CREATE FUNCTION app_platform() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT COALESCE(current_setting('app.platform', true), '') = 'on' $$;

-- ── Organizations, domains, connections ─────────────────────────────────────────────────────────────────────────

-- The tenancy key is WorkOS's organization id.
CREATE TABLE organizations (
  id             text PRIMARY KEY,
  name           text NOT NULL,
  external_id    text,
  metadata       jsonb NOT NULL DEFAULT '{}',
  allow_just_in_time boolean NOT NULL DEFAULT false, -- lets newcomers in by SSO although a directory is linked
  version_at     timestamptz NOT NULL,               -- versions: see directory_users
  version_rank   smallint NOT NULL,
  version_event  text NOT NULL,
  died_at        timestamptz,
  deleted_at     timestamptz,
  created_at     timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL,
  last_event_id  text
);

CREATE TABLE organization_domains (
  organization_id text NOT NULL REFERENCES organizations (id),
  id             text NOT NULL,                      -- org_domain_…
  domain         text NOT NULL,
  state          text NOT NULL,                      -- verified legacy_verified pending failed unverified
  version_at     timestamptz NOT NULL,
  version_rank   smallint NOT NULL,
  version_event  text NOT NULL,
  deleted_at     timestamptz,
  created_at     timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL,
  last_event_id  text,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX organization_domains_domain ON organization_domains (lower(domain)) WHERE deleted_at IS NULL;

CREATE TABLE connections (
  organization_id text NOT NULL REFERENCES organizations (id),
  id             text NOT NULL,                      -- conn_…
  name           text NOT NULL,
  connection_type text NOT NULL,
  state          text NOT NULL,                      -- active inactive validating draft deleting
  domains        jsonb NOT NULL DEFAULT '[]',
  enabled        boolean NOT NULL DEFAULT true,      -- ours: which connection may sign in
  certificate_expires_at timestamptz,                -- as the newest certificate event told
  version_at     timestamptz NOT NULL,
  version_rank   smallint NOT NULL,
  version_event  text NOT NULL,
  deleted_at     timestamptz,
  created_at     timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL,
  last_event_id  text,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX connections_id ON connections (id);

-- ── Directories: tables, columns and indexes as the directory documents name them, ours beside them ─────────────

CREATE TABLE directories (
  id                  bigint GENERATED ALWAYS AS IDENTITY,
  organization_id     text NOT NULL REFERENCES organizations (id),
  workos_directory_id text NOT NULL,
  name                text NOT NULL DEFAULT '',
  directory_type      text NOT NULL DEFAULT '',
  external_key        text NOT NULL DEFAULT '',
  state               text NOT NULL,                 -- active inactive validating invalid_credentials deleting
  version_at          timestamptz NOT NULL,
  version_rank        smallint NOT NULL,
  version_event       text NOT NULL,
  deleted_at          timestamptz,
  created_at          timestamptz NOT NULL,
  updated_at          timestamptz NOT NULL,
  last_event_id       text,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX idx_directories_workos_id ON directories (workos_directory_id);

-- A person as the directory tells. Versions are registers that only grow, so that any order of events ends alike:
--   version_*  the newest create or update seen (attributes follow it)
--   born_at    the newest dsync.user.created seen
--   died_at    the newest dsync.user.deleted seen; a person is a tombstone while died >= born
--   cut_at     the newest dsync.user.deleted by the event's own time: memberships told before it are gone
CREATE TABLE directory_users (
  id                bigint GENERATED ALWAYS AS IDENTITY,
  organization_id   text NOT NULL,
  directory_id      bigint NOT NULL,
  workos_user_id    text NOT NULL,                   -- directory_user_…
  member_id         text,
  idp_id            text NOT NULL DEFAULT '',
  email             text,
  first_name        text,
  last_name         text,
  state             text NOT NULL,                   -- active inactive suspended deleted
  role_slugs        text[] NOT NULL DEFAULT '{}',    -- WorkOS's role slugs
  custom_attributes jsonb NOT NULL DEFAULT '{}',     -- the customer's names: never in code
  raw_attributes    jsonb NOT NULL DEFAULT '{}',     -- the event's data as it came (NUL replaced), for debugging
  version_at        timestamptz NOT NULL,
  version_rank      smallint NOT NULL,
  version_event     text NOT NULL,
  born_at           timestamptz,
  born_event        text,
  died_at           timestamptz,
  died_event        text,
  cut_at            timestamptz,
  deleted_at        timestamptz,
  created_at        timestamptz NOT NULL,
  updated_at        timestamptz NOT NULL,
  last_event_id     text NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, directory_id) REFERENCES directories (organization_id, id)
);
CREATE UNIQUE INDEX idx_users_workos_id ON directory_users (workos_user_id);
CREATE INDEX idx_users_directory ON directory_users (directory_id);
CREATE INDEX directory_users_member ON directory_users (organization_id, member_id);

CREATE TABLE directory_groups (
  id              bigint GENERATED ALWAYS AS IDENTITY,
  organization_id text NOT NULL,
  directory_id    bigint NOT NULL,
  workos_group_id text NOT NULL,                     -- directory_group_…
  idp_id          text NOT NULL DEFAULT '',
  name            text NOT NULL DEFAULT '',
  state           text NOT NULL DEFAULT 'active',    -- active deleted
  raw_attributes  jsonb NOT NULL DEFAULT '{}',
  version_at      timestamptz NOT NULL,
  version_rank    smallint NOT NULL,
  version_event   text NOT NULL,
  born_at         timestamptz,
  born_event      text,
  died_at         timestamptz,
  died_event      text,
  cut_at          timestamptz,
  deleted_at      timestamptz,
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  last_event_id   text NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, directory_id) REFERENCES directories (organization_id, id)
);
CREATE UNIQUE INDEX idx_groups_workos_id ON directory_groups (workos_group_id);
CREATE INDEX idx_groups_directory ON directory_groups (directory_id);
CREATE INDEX directory_groups_name ON directory_groups (organization_id, name);

-- Only memberships in force stand here; the registers of the others (removed, or cut off by a deletion) stand below.
CREATE TABLE directory_group_memberships (
  organization_id text NOT NULL,
  user_id         bigint NOT NULL,
  group_id        bigint NOT NULL,
  version_at      timestamptz NOT NULL,              -- the event's created_at: a membership has no time of its own
  version_event   text NOT NULL,
  PRIMARY KEY (organization_id, user_id, group_id),
  FOREIGN KEY (organization_id, user_id) REFERENCES directory_users (organization_id, id),
  FOREIGN KEY (organization_id, group_id) REFERENCES directory_groups (organization_id, id)
);
CREATE INDEX directory_group_memberships_group ON directory_group_memberships (organization_id, group_id, user_id);

CREATE TABLE directory_group_membership_registers (
  organization_id text NOT NULL,
  user_id         bigint NOT NULL,
  group_id        bigint NOT NULL,
  added           boolean NOT NULL,                  -- true: added, but the person or the group is deleted
  version_at      timestamptz NOT NULL,
  version_event   text NOT NULL,
  PRIMARY KEY (organization_id, user_id, group_id),
  FOREIGN KEY (organization_id, user_id) REFERENCES directory_users (organization_id, id),
  FOREIGN KEY (organization_id, group_id) REFERENCES directory_groups (organization_id, id)
);

-- A first sync, later a resync or a reconciliation, that people can watch.
CREATE TABLE sync_runs (
  organization_id text NOT NULL,
  id              text NOT NULL,                     -- run_…
  directory_id    bigint NOT NULL,
  kind            text NOT NULL,                     -- first_sync resync reconciliation
  phase           text NOT NULL,                     -- users groups memberships done
  state           text NOT NULL,                     -- running completed failed
  users_done      integer NOT NULL DEFAULT 0,
  users_total     integer,                           -- null: WorkOS has not told
  groups_done     integer NOT NULL DEFAULT 0,
  groups_total    integer,
  memberships_done integer NOT NULL DEFAULT 0,
  rate            double precision NOT NULL DEFAULT 0, -- changes a second, over the last full window
  window_at       timestamptz NOT NULL,              -- where the present window began,
  window_done     integer NOT NULL DEFAULT 0,        -- and what was done by then
  started_at      timestamptz NOT NULL,
  last_change_at  timestamptz NOT NULL,
  finished_at     timestamptz,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, directory_id) REFERENCES directories (organization_id, id)
);
CREATE INDEX sync_runs_directory ON sync_runs (organization_id, directory_id, started_at DESC);

-- ── Members ─────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE members (
  organization_id text NOT NULL REFERENCES organizations (id),
  id              text NOT NULL,                     -- member_…
  email           text NOT NULL DEFAULT '',
  first_name      text NOT NULL DEFAULT '',
  last_name       text NOT NULL DEFAULT '',
  department      text NOT NULL DEFAULT '',
  job_title       text NOT NULL DEFAULT '',
  state           text NOT NULL,                     -- active inactive tombstoned
  state_reason    text NOT NULL DEFAULT '',
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  last_event_id   text,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX members_email ON members (organization_id, lower(email));

-- What a member owns: an SSO profile, a directory user, an AuthKit user.
CREATE TABLE member_identities (
  organization_id text NOT NULL,
  kind            text NOT NULL,                     -- sso_profile directory_user authkit_user
  external_id     text NOT NULL,                     -- prof_… directory_user_… user_…
  member_id       text NOT NULL,
  idp_id          text NOT NULL DEFAULT '',
  email           text NOT NULL DEFAULT '',
  connection_id   text,
  state           text NOT NULL DEFAULT 'active',    -- active inactive deleted
  attributes      jsonb NOT NULL DEFAULT '{}',       -- what the source last told: groups, names, job title, role slugs
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  PRIMARY KEY (organization_id, kind, external_id),
  FOREIGN KEY (organization_id, member_id) REFERENCES members (organization_id, id)
);
CREATE INDEX member_identities_member ON member_identities (organization_id, member_id);
CREATE INDEX member_identities_idp ON member_identities (organization_id, idp_id) WHERE idp_id <> '';

CREATE TABLE role_mappings (
  organization_id text NOT NULL REFERENCES organizations (id),
  id              text NOT NULL,                     -- rolemap_…
  kind            text NOT NULL,                     -- group (a directory or IdP group's name) | role_slug (WorkOS's)
  match           text NOT NULL,
  role            text NOT NULL,
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, kind, match, role)
);

-- The set of a member's roles, each with the reasons that give it.
CREATE TABLE member_roles (
  organization_id    text NOT NULL,
  member_id          text NOT NULL,
  role               text NOT NULL,
  source             text NOT NULL,                  -- directory_group sso_group role_slug granted default
  reason_key         text NOT NULL,                  -- tells reasons of one source apart (group id, slug, …)
  directory_group_id text,
  group_name         text,
  role_mapping_id    text,
  event_id           text,
  created_at         timestamptz NOT NULL,
  PRIMARY KEY (organization_id, member_id, role, source, reason_key),
  FOREIGN KEY (organization_id, member_id) REFERENCES members (organization_id, id)
);

-- AuthKit's memberships (om_…), as WorkOS tells them.
CREATE TABLE organization_memberships (
  organization_id text NOT NULL REFERENCES organizations (id),
  id              text NOT NULL,                     -- om_…
  user_id         text NOT NULL,                     -- user_…
  status          text NOT NULL,                     -- active inactive pending
  role_slugs      text[] NOT NULL DEFAULT '{}',
  version_at      timestamptz NOT NULL,
  version_rank    smallint NOT NULL,
  version_event   text NOT NULL,
  deleted_at      timestamptz,
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  last_event_id   text,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX organization_memberships_id ON organization_memberships (id);
CREATE INDEX organization_memberships_user ON organization_memberships (user_id);

-- AuthKit's users belong to no organization. One sees those with a membership in it.
CREATE TABLE workos_users (
  id             text PRIMARY KEY,                   -- user_…
  email          text NOT NULL,
  email_verified boolean NOT NULL DEFAULT false,
  first_name     text,
  last_name      text,
  version_at     timestamptz NOT NULL,
  version_rank   smallint NOT NULL,
  version_event  text NOT NULL,
  deleted_at     timestamptz,
  created_at     timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL,
  last_event_id  text
);

-- ── Events: keys, payloads, lanes, what became of each ──────────────────────────────────────────────────────────

-- One row per event, small: the event id alone is the key. organization_id is null until it is known.
CREATE TABLE events (
  id              text PRIMARY KEY,
  seq             bigint GENERATED ALWAYS AS IDENTITY,
  event           text NOT NULL,
  lane            text NOT NULL,                     -- directory_… | org_… | environment
  organization_id text,
  directory_id    text,
  occurred_at     timestamptz NOT NULL,              -- the event's created_at
  received_at     timestamptz NOT NULL,
  received_on     date NOT NULL,                     -- the partition of its payload and sync log
  source          text NOT NULL,                     -- webhook events_api
  lock_out        boolean NOT NULL,                  -- takes somebody's access away: goes first
  outcome         text NOT NULL DEFAULT 'pending',   -- pending applied stale ignored parked held failed dead
  waits_for       text,                              -- parked: the id that has not come yet
  parked_at       timestamptz,
  attempts        smallint NOT NULL DEFAULT 0,
  next_attempt_at timestamptz,
  duplicates      integer NOT NULL DEFAULT 0,
  applied_at      timestamptz
) WITH (fillfactor = 85);
CREATE INDEX events_todo ON events (lane, lock_out DESC, seq) WHERE outcome IN ('pending', 'failed');
CREATE INDEX events_waiting ON events (waits_for) WHERE waits_for IS NOT NULL; -- parked; and what lacks its parent
CREATE INDEX events_trouble ON events (outcome, seq) WHERE outcome IN ('failed', 'dead', 'parked', 'held');
CREATE INDEX events_organization ON events (organization_id, seq);
CREATE INDEX events_seq ON events (seq); -- the platform's list

CREATE TABLE event_payloads (
  received_on date NOT NULL,
  event_id    text NOT NULL,
  body        bytea NOT NULL,                        -- the raw bytes as they came
  PRIMARY KEY (received_on, event_id)
) PARTITION BY RANGE (received_on);

-- A lane's row is the lock of its worker: it dies with the worker's connection.
CREATE TABLE lanes (
  id text PRIMARY KEY
);

CREATE SEQUENCE sync_logs_seq;
-- What became of an event, in words: one row per event, its newest decision.
CREATE TABLE sync_logs (
  received_on     date NOT NULL,
  organization_id text NOT NULL,                     -- '' for events of no organization
  event_id        text NOT NULL,
  seq             bigint NOT NULL DEFAULT nextval('sync_logs_seq'),
  event           text NOT NULL,
  directory_id    text,
  outcome         text NOT NULL,
  reason          text NOT NULL,                     -- one sentence a client admin understands
  action          text NOT NULL DEFAULT '',          -- who acts, and what next (troubles only)
  subject_id      text NOT NULL DEFAULT '',
  subject_name    text NOT NULL DEFAULT '',
  related_id      text NOT NULL DEFAULT '',          -- a membership's group
  member_id       text,
  changed_fields  text[] NOT NULL DEFAULT '{}',
  occurred_at     timestamptz NOT NULL,
  received_at     timestamptz NOT NULL,
  applied_at      timestamptz NOT NULL,
  took_ms         integer NOT NULL DEFAULT 0,
  PRIMARY KEY (received_on, organization_id, event_id)
) PARTITION BY RANGE (received_on);
CREATE INDEX sync_logs_by_seq ON sync_logs (organization_id, seq);
CREATE INDEX sync_logs_by_subject ON sync_logs (organization_id, subject_id, seq) WHERE subject_id <> '';

CREATE SEQUENCE live_seq;
-- Frames of rows that a returning browser may have missed. seq grows in the order of commits within an organization.
CREATE TABLE live_rows (
  received_on     date NOT NULL,
  organization_id text NOT NULL,
  seq             bigint NOT NULL,
  topic           text NOT NULL,
  data            text NOT NULL,                     -- one line of JSON: an array of rows
  PRIMARY KEY (received_on, organization_id, seq)
) PARTITION BY RANGE (received_on);

CREATE TABLE event_cursors (
  name       text PRIMARY KEY,                       -- events_api
  cursor     text NOT NULL,
  range_end  timestamptz NOT NULL,
  polled_at  timestamptz,
  error      text NOT NULL DEFAULT '',
  healed     bigint NOT NULL DEFAULT 0               -- events that no webhook brought
);

-- Days are partitions, made ahead and dropped when they are old. The default takes a row whose day is not made yet.
CREATE TABLE event_payloads_default PARTITION OF event_payloads DEFAULT;
CREATE TABLE sync_logs_default PARTITION OF sync_logs DEFAULT;
CREATE TABLE live_rows_default PARTITION OF live_rows DEFAULT;

-- One table per call, hence per transaction: it locks the table out, and two at once could meet a reader of both.
CREATE FUNCTION make_day(parent text, day date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE t text := parent || '_' || to_char(day, 'YYYYMMDD');
BEGIN
  IF parent NOT IN ('event_payloads', 'sync_logs', 'live_rows') THEN
    RAISE EXCEPTION 'no table of days: %', parent;
  END IF;
  IF to_regclass(t) IS NULL THEN
    EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', t, parent, day, day + 1);
    -- Reached through its table alone, under that table's policy.
    EXECUTE format('REVOKE ALL ON %I FROM memberpulse_app', t);
  END IF;
END $$;
REVOKE ALL ON FUNCTION make_day(text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_day(text, date) TO memberpulse_app;

CREATE FUNCTION drop_days_before(day date) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE r record; n integer := 0;
BEGIN
  FOR r IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
           WHERE p.relname IN ('event_payloads', 'sync_logs', 'live_rows') AND c.relname ~ '_[0-9]{8}$'
             AND to_date(right(c.relname, 8), 'YYYYMMDD') < day LOOP
    EXECUTE format('DROP TABLE %I', r.relname);
    n := n + 1;
  END LOOP;
  RETURN n;
END $$;
REVOKE ALL ON FUNCTION drop_days_before(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drop_days_before(date) TO memberpulse_app;

-- ── Sign-in, sessions, keys ─────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE platform_admins (
  id         text PRIMARY KEY,                       -- admin_…
  email      text NOT NULL UNIQUE,
  first_name text NOT NULL DEFAULT '',
  last_name  text NOT NULL DEFAULT '',
  user_id    text NOT NULL DEFAULT '',               -- user_…
  created_at timestamptz NOT NULL,
  last_sign_in_at timestamptz
);

-- organization_id is '' for a session of the platform or of an admin link. Tokens are stored hashed.
CREATE TABLE sessions (
  organization_id   text NOT NULL DEFAULT '',
  id                text NOT NULL,                   -- session_…
  token_hash        bytea NOT NULL,
  kind              text NOT NULL,                   -- member platform setup
  member_id         text,
  platform_admin_id text,
  method            text NOT NULL,                   -- sso authkit admin_link
  connection_id     text,
  workos_session_id text,
  ip                text NOT NULL DEFAULT '',
  user_agent        text NOT NULL DEFAULT '',
  attributes        jsonb NOT NULL DEFAULT '{}',     -- what gorilla/sessions keeps beside
  created_at        timestamptz NOT NULL,
  seen_at           timestamptz NOT NULL,
  expires_at        timestamptz NOT NULL,            -- absolute
  ended_at          timestamptz,
  end_reason        text NOT NULL DEFAULT '',
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX sessions_token ON sessions (token_hash);
CREATE INDEX sessions_member ON sessions (organization_id, member_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- A sign-in under way: single use, ten minutes, bound to the browser that started it.
CREATE TABLE sign_in_flows (
  state_hash      bytea PRIMARY KEY,
  browser_hash    bytea NOT NULL,
  kind            text NOT NULL,                     -- sso authkit
  organization_id text NOT NULL DEFAULT '',
  connection_id   text NOT NULL DEFAULT '',
  attempt_id      text NOT NULL,
  return_to       text NOT NULL,
  nonce           text NOT NULL DEFAULT '',
  code_verifier   text NOT NULL DEFAULT '',          -- sealed
  pending         bytea,                             -- sealed: an AuthKit sign-in that waits for a choice of organization
  created_at      timestamptz NOT NULL,
  expires_at      timestamptz NOT NULL,
  used_at         timestamptz
);

CREATE TABLE sign_in_attempts (
  organization_id text NOT NULL DEFAULT '',          -- '' where it is not known
  id              text NOT NULL,                     -- attempt_…
  method          text NOT NULL,                     -- sso authkit admin_link
  status          text NOT NULL,                     -- in_progress succeeded refused timed_out
  code            text NOT NULL DEFAULT '',          -- why it was refused
  email           text NOT NULL DEFAULT '',
  member_id       text,
  connection_id   text NOT NULL DEFAULT '',
  connection_name text NOT NULL DEFAULT '',
  ip              text NOT NULL DEFAULT '',
  user_agent      text NOT NULL DEFAULT '',
  expected        text NOT NULL DEFAULT '',
  received        text NOT NULL DEFAULT '',
  stages          jsonb NOT NULL DEFAULT '[]',
  started_at      timestamptz NOT NULL,
  finished_at     timestamptz,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX sign_in_attempts_id ON sign_in_attempts (id);
CREATE INDEX sign_in_attempts_recent ON sign_in_attempts (organization_id, started_at DESC, id);

CREATE TABLE api_keys (
  organization_id text NOT NULL DEFAULT '',          -- '' for a key of the platform
  id              text NOT NULL,                     -- key_…
  name            text NOT NULL,
  role            text NOT NULL,
  key_hash        bytea NOT NULL,
  last_four       text NOT NULL,
  created_at      timestamptz NOT NULL,
  last_used_at    timestamptz,
  revoked_at      timestamptz,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX api_keys_hash ON api_keys (key_hash);

CREATE TABLE admin_links (
  token_hash bytea PRIMARY KEY,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz
);

-- Settings of the platform: one row per name, sealed where secret.
CREATE TABLE settings (
  name       text PRIMARY KEY,
  value      text NOT NULL DEFAULT '',
  sealed     bytea,
  last_four  text NOT NULL DEFAULT '',
  updated_at timestamptz NOT NULL,
  updated_by text NOT NULL
);

-- Append-only: the app may insert and read, nothing else.
CREATE TABLE audit_events (
  organization_id text NOT NULL DEFAULT '',
  seq             bigint GENERATED ALWAYS AS IDENTITY,
  id              text NOT NULL,                     -- audit_…
  action          text NOT NULL,                     -- member.role_added, session.ended, …
  actor_kind      text NOT NULL,                     -- member platform_admin api_key workos system
  actor_id        text NOT NULL,
  actor_name      text NOT NULL DEFAULT '',
  target_kind     text NOT NULL,
  target_id       text NOT NULL,
  target_name     text NOT NULL DEFAULT '',
  before          jsonb,
  after           jsonb,
  event_id        text,
  ip              text NOT NULL DEFAULT '',
  request_id      text NOT NULL DEFAULT '',
  occurred_at     timestamptz NOT NULL,
  PRIMARY KEY (organization_id, seq)
);
CREATE INDEX audit_events_target ON audit_events (organization_id, target_id, seq);

-- ── Row-level security ──────────────────────────────────────────────────────────────────────────────────────────

DO $$
DECLARE t text;
BEGIN
  -- An organization's own rows.
  FOREACH t IN ARRAY ARRAY['organization_domains', 'connections', 'directories', 'directory_users', 'directory_groups',
      'directory_group_memberships', 'directory_group_membership_registers', 'sync_runs', 'members', 'member_identities',
      'role_mappings', 'member_roles', 'organization_memberships', 'events', 'sync_logs', 'live_rows', 'sessions',
      'sign_in_attempts', 'api_keys', 'audit_events'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY scope ON %I USING (organization_id = app_organization() OR app_platform())
                    WITH CHECK (organization_id = app_organization() OR app_platform())', t);
  END LOOP;
  ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
  ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
  CREATE POLICY scope ON organizations USING (id = app_organization() OR app_platform())
    WITH CHECK (id = app_organization() OR app_platform());
  -- A payload is seen by whoever sees its event.
  ALTER TABLE event_payloads ENABLE ROW LEVEL SECURITY;
  ALTER TABLE event_payloads FORCE ROW LEVEL SECURITY;
  CREATE POLICY scope ON event_payloads
    USING (app_platform() OR EXISTS (SELECT FROM events e WHERE e.id = event_id AND e.organization_id = app_organization()))
    WITH CHECK (app_platform());
  -- The platform's alone.
  FOREACH t IN ARRAY ARRAY['lanes', 'event_cursors', 'workos_users', 'platform_admins', 'sign_in_flows', 'admin_links', 'settings'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY scope ON %I USING (app_platform()) WITH CHECK (app_platform())', t);
  END LOOP;
  CREATE POLICY membership ON workos_users FOR SELECT
    USING (EXISTS (SELECT FROM organization_memberships m WHERE m.user_id = workos_users.id AND m.organization_id = app_organization()));
END $$;

-- A partition is closed to direct reads: rows are reached through their table, under its policy.
REVOKE ALL ON event_payloads_default, sync_logs_default, live_rows_default FROM memberpulse_app;
REVOKE UPDATE, DELETE ON audit_events FROM memberpulse_app;
