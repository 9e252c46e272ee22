ALTER TABLE organization_memberships DROP COLUMN joined;
DROP TABLE workos_user_versions;
