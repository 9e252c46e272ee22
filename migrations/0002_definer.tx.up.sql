-- The two functions that work as the owner look names up in the catalog first and in temporary schemas last. With
-- "public" alone PostgreSQL looks into the caller's temporary schema before all others, even for pg_inherits: a
-- temporary view of that name would have run as the owner whatever the app's role was made to send.

CREATE OR REPLACE FUNCTION make_day(parent text, day date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE t text := parent || '_' || to_char(day, 'YYYYMMDD');
BEGIN
  IF parent NOT IN ('event_payloads', 'sync_logs', 'live_rows') THEN
    RAISE EXCEPTION 'no table of days: %', parent;
  END IF;
  IF to_regclass('public.' || quote_ident(t)) IS NULL THEN
    EXECUTE format('CREATE TABLE public.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)', t, parent, day, day + 1);
    -- Reached through its table alone, under that table's policy.
    EXECUTE format('REVOKE ALL ON public.%I FROM memberpulse_app', t);
  END IF;
END $$;

CREATE OR REPLACE FUNCTION drop_days_before(day date) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE r record; n integer := 0;
BEGIN
  FOR r IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
           WHERE p.relnamespace = 'public'::regnamespace AND c.relnamespace = 'public'::regnamespace
             AND p.relname IN ('event_payloads', 'sync_logs', 'live_rows') AND c.relname ~ '_[0-9]{8}$'
             AND to_date(right(c.relname, 8), 'YYYYMMDD') < day LOOP
    EXECUTE format('DROP TABLE public.%I', r.relname);
    n := n + 1;
  END LOOP;
  RETURN n;
END $$;

-- Nothing of ours is temporary, and nobody but the owner makes things in our schema.
DO $$ BEGIN
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM memberpulse_app', current_database());
EXCEPTION WHEN insufficient_privilege THEN NULL; -- the database is another role's: the search path above holds all the same
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
