-- One connection of an organization signs its people in: the table itself says so now. Where several were enabled, the
-- one that an admin enabled last stays, else the first that is active, else the first.
SELECT set_config('app.platform', 'on', true); -- the policies hold for the owner too
UPDATE connections SET enabled = false WHERE (organization_id, id) IN (
  SELECT organization_id, id FROM (
    SELECT c.organization_id, c.id, row_number() OVER (PARTITION BY c.organization_id ORDER BY
        (SELECT max(a.seq) FROM audit_events a WHERE a.organization_id = c.organization_id AND a.target_id = c.id
          AND a.action = 'connection.enabled') DESC NULLS LAST,
        c.state = 'active' DESC, c.created_at, c.id) AS place
    FROM connections c WHERE c.enabled AND c.deleted_at IS NULL) ranked
  WHERE place > 1);
CREATE UNIQUE INDEX connections_enabled ON connections (organization_id) WHERE enabled AND deleted_at IS NULL;
