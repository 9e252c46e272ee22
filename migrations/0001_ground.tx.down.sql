DROP TABLE IF EXISTS audit_events, settings, admin_links, api_keys, sign_in_attempts, sign_in_flows, sessions, platform_admins,
  event_cursors, live_rows, sync_logs, lanes, event_payloads, events, workos_users, organization_memberships, member_roles,
  role_mappings, member_identities, members, sync_runs, directory_group_membership_registers, directory_group_memberships,
  directory_groups, directory_users, directories, connections, organization_domains, organizations CASCADE;
DROP SEQUENCE IF EXISTS live_seq, sync_logs_seq;
DROP FUNCTION IF EXISTS drop_days_before(date), make_day(text, date), app_platform(), app_organization();
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT, INSERT, UPDATE, DELETE ON TABLES FROM memberpulse_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE USAGE, SELECT ON SEQUENCES FROM memberpulse_app;
REVOKE USAGE ON SCHEMA public FROM memberpulse_app;
