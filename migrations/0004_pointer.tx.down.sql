DROP INDEX connections_enabled;
