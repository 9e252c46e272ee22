-- Storing is what comes in bursts, so it writes as few index entries as it can. An event that waits stands in events_todo
-- alone; the lists' indexes take it in when it is decided, as the change of its row does anyway. A payload stands under
-- its event's number: numbers only grow, so its index is written at the end, however the ids are strewn.
DROP INDEX events_organization;
DROP INDEX events_seq;
CREATE INDEX events_organization ON events (organization_id, seq) WHERE outcome <> 'pending';
CREATE INDEX events_seq ON events (seq) WHERE outcome <> 'pending'; -- the platform's list

SELECT set_config('app.platform', 'on', true); -- the policies hold for the owner too
ALTER TABLE event_payloads ADD COLUMN seq bigint;
UPDATE event_payloads p SET seq = e.seq FROM events e WHERE e.id = p.event_id;
ALTER TABLE event_payloads DROP CONSTRAINT event_payloads_pkey;
ALTER TABLE event_payloads ALTER COLUMN seq SET NOT NULL;
ALTER TABLE event_payloads ADD PRIMARY KEY (received_on, seq);
