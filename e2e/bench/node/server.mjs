// The receiver that WorkOS's documentation leads to: express.json(), the SDK's constructEvent, an upsert, 200.
import express from 'express';
import pg from 'pg';
import { WorkOS } from '@workos-inc/node';

const workos = new WorkOS('sk_test_bench');
const secret = process.env.SECRET;
const pool = new pg.Pool({ connectionString: process.env.PGURL, max: 10 });
await pool.query(`create table if not exists peer_users (id text primary key, directory_id text not null, organization_id text not null,
  email text, first_name text, last_name text, username text, state text, custom_attributes jsonb, raw_attributes jsonb, updated_at timestamptz, last_event_at timestamptz)`);
await pool.query('create index if not exists peer_users_directory on peer_users (directory_id)');
const upsert = `insert into peer_users values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12) on conflict (id) do update set
  email=excluded.email, first_name=excluded.first_name, last_name=excluded.last_name, username=excluded.username, state=excluded.state,
  custom_attributes=excluded.custom_attributes, raw_attributes=excluded.raw_attributes, updated_at=excluded.updated_at, last_event_at=excluded.last_event_at
  where peer_users.last_event_at <= excluded.last_event_at`;

const app = express();
app.use(express.json());
app.get('/ready', (_, res) => res.sendStatus(200));
app.post('/webhook', async (req, res) => {
  try {
    const event = await workos.webhooks.constructEvent({ payload: req.body, sigHeader: req.headers['workos-signature'], secret });
    const u = req.body.data;
    if (event.event === 'dsync.user.created') {
      await pool.query(upsert, [u.id, u.directory_id, u.organization_id, u.email, u.first_name, u.last_name, u.username, u.state,
        u.custom_attributes, u.raw_attributes, u.updated_at, req.body.created_at]);
    }
    res.sendStatus(200);
  } catch (e) {
    res.sendStatus(400);
  }
});
app.listen(Number(process.env.PORT), '127.0.0.1');
