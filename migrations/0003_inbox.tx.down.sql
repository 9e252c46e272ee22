ALTER TABLE event_payloads DROP CONSTRAINT event_payloads_pkey;
ALTER TABLE event_payloads DROP COLUMN seq;
ALTER TABLE event_payloads ADD PRIMARY KEY (received_on, event_id);

DROP INDEX events_organization;
DROP INDEX events_seq;
CREATE INDEX events_organization ON events (organization_id, seq);
CREATE INDEX events_seq ON events (seq);
