-- Who left an organization stays there as they were known when they left, whichever event comes late: that takes what
-- AuthKit's users were before. Versions that no late event can ask for any more are dropped as newer ones come.
CREATE TABLE workos_user_versions (
  user_id       text NOT NULL,
  version_at    timestamptz NOT NULL,
  version_rank  smallint NOT NULL,
  version_event text COLLATE "C" NOT NULL,
  email         text NOT NULL,
  first_name    text,
  last_name     text,
  PRIMARY KEY (user_id, version_at, version_rank, version_event)
);
ALTER TABLE workos_user_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE workos_user_versions FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON workos_user_versions USING (app_platform()) WITH CHECK (app_platform());
CREATE POLICY membership ON workos_user_versions FOR SELECT
  USING (EXISTS (SELECT FROM organization_memberships m WHERE m.user_id = workos_user_versions.user_id AND m.organization_id = app_organization()));

SELECT set_config('app.platform', 'on', true); -- the policies hold for the owner too
INSERT INTO workos_user_versions (user_id, version_at, version_rank, version_event, email, first_name, last_name)
SELECT id, version_at, version_rank, version_event, email, first_name, last_name FROM workos_users WHERE version_event <> '';

-- Whoever was ever more than invited is somebody's member, alive or not: that too must not hang on which event came first.
ALTER TABLE organization_memberships ADD COLUMN joined boolean NOT NULL DEFAULT false;
UPDATE organization_memberships SET joined = true WHERE status <> 'pending';
