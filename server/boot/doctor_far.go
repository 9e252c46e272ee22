package boot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"memberpulse/server/config"
	"memberpulse/server/errs"
	"memberpulse/server/pg"
	"memberpulse/server/workos"

	"github.com/uptrace/bun"
)

func examineDatabase(ctx context.Context, cfg config.Config) []finding {
	db, err := pg.Open(ctx, cfg.DatabaseURL, pg.Options{MaxConns: 2, Name: "memberpulse doctor"})
	if errs.Is(err, errs.KindUnavailable) {
		return []finding{{what: "database", mend: fmt.Sprintf("PostgreSQL does not take the connection (%v): start it, or set DATABASE_URL to where it is", causeOf(err))}}
	}
	if err != nil {
		return []finding{{what: "database", mend: fmt.Sprintf("%v; if it was never migrated, run `memberpulse migrate`", causeOf(err))}}
	}
	defer db.Close()
	found := []finding{{what: "database", ok: "answers, under the role that row-level security binds"}}
	if err := db.Ready(ctx); err != nil {
		return append(found, finding{what: "migrations", mend: fmt.Sprintf("%v: run `memberpulse migrate` with this version", causeOf(err))})
	}
	found = append(found, finding{what: "migrations", ok: "all in"})
	var at time.Time
	err = db.InPlatform(ctx, pg.Overview, func(ctx context.Context, tx bun.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT clock_timestamp()`).Scan(&at)
	})
	if err != nil {
		return append(found, finding{what: "database clock", mend: fmt.Sprintf("it cannot be read (%v): run the doctor again", causeOf(err))})
	}
	return append(found, examineClock("database clock", "PostgreSQL's", at))
}

// examineClock compares a clock with this machine's.
func examineClock(what, whose string, at time.Time) finding {
	by := now().Sub(at)
	if by.Abs() <= mostSkew {
		return finding{what: what, ok: "agrees with this machine's"}
	}
	direction := "ahead of"
	if by < 0 {
		direction = "behind"
	}
	return finding{what: what, mend: fmt.Sprintf("this machine's clock is %s %s %s: let both follow a time server (NTP); webhooks are refused from 3 minutes on",
		by.Abs().Round(time.Second), direction, whose)}
}

// causeOf is what is behind an error that is worded for those who do not run the program.
func causeOf(err error) error {
	if e, ok := errors.AsType[*errs.Error](err); ok && errors.Unwrap(e) != nil {
		return errors.Unwrap(e)
	}
	return err
}

func examineWorkOS(ctx context.Context, cfg config.Config) []finding {
	if !cfg.WorkOS.IsSet() {
		return []finding{{what: "WorkOS", ok: "no credentials in the environment: set-up mode, `memberpulse admin-link` opens the door"}}
	}
	client := workos.New(workos.Credentials{
		APIKey: cfg.WorkOS.APIKey, ClientID: cfg.WorkOS.ClientID, RedirectURI: cfg.Redirect(), BaseURL: cfg.WorkOS.BaseURL,
	}, workos.Options{Now: now})
	endpoints, err := client.ListWebhookEndpoints(ctx)
	if err != nil {
		return []finding{unanswered(cfg, err)}
	}
	found := []finding{{what: "WorkOS", ok: "takes the API key"}, examineTime(ctx, cmp.Or(cfg.WorkOS.BaseURL, workos.BaseURL))}
	return append(found, examineWebhook(endpoints, cfg), examineRedirect(ctx, client, cfg))
}

func unanswered(cfg config.Config, err error) finding {
	address := cmp.Or(cfg.WorkOS.BaseURL, workos.BaseURL)
	if errs.HasCode(err, "workos_credentials_refused") {
		return finding{what: "WorkOS", mend: fmt.Sprintf("%s does not take the API key (%v): set WORKOS_API_KEY to a key of this environment, from WorkOS's dashboard, API Keys", address, causeOf(err))}
	}
	return finding{what: "WorkOS", mend: fmt.Sprintf("%s does not answer as WorkOS does (%v): see that this machine may reach it, and that WORKOS_API_BASE_URL is right", address, causeOf(err))}
}

func examineWebhook(endpoints []workos.WebhookEndpoint, cfg config.Config) finding {
	address := cfg.PublicURL + "/webhooks/workos"
	for _, e := range endpoints {
		if e.URL != address {
			continue
		}
		var missing []string
		for _, name := range handledEvents() {
			if len(e.Events) > 0 && !slices.Contains(e.Events, name) {
				missing = append(missing, name)
			}
		}
		switch {
		case e.Status != "" && e.Status != "enabled":
			return finding{what: "webhook", mend: "the endpoint " + address + " is " + e.Status + ": enable it in WorkOS's dashboard, Webhooks"}
		case e.Secret != "" && !slices.Contains(cfg.WorkOS.WebhookSecrets, e.Secret):
			return finding{what: "webhook", mend: "WORKOS_WEBHOOK_SECRET is not the secret of " + address + ", so every delivery would be refused: copy it from WorkOS's dashboard, Webhooks"}
		case len(missing) > 0:
			return finding{what: "webhook", mend: "the endpoint " + address + " does not ask for " + strings.Join(missing, ", ") + ": choose these events too in WorkOS's dashboard, Webhooks"}
		}
		return finding{what: "webhook", ok: "WorkOS delivers to " + address}
	}
	return finding{what: "webhook", mend: "no endpoint of WorkOS's delivers to " + address + ": add one in WorkOS's dashboard, Webhooks"}
}

func examineRedirect(ctx context.Context, client *workos.Client, cfg config.Config) finding {
	allowed, err := client.ListRedirectURIs(ctx)
	if err != nil {
		return finding{what: "redirect URI", mend: fmt.Sprintf("the list of redirect URIs cannot be read (%v): see in WorkOS's dashboard, Redirects, that %s is there", causeOf(err), cfg.Redirect())}
	}
	for _, u := range allowed {
		if u.URI == cfg.Redirect() {
			return finding{what: "redirect URI", ok: u.URI + " is allowed"}
		}
	}
	return finding{what: "redirect URI", mend: "WorkOS does not allow " + cfg.Redirect() + ": add it in WorkOS's dashboard, Redirects"}
}

// examineTime compares the time that WorkOS writes on its answers with this machine's.
func examineTime(ctx context.Context, base string) finding {
	const what = "clock"
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, base, nil)
	if err != nil {
		return finding{what: what, mend: fmt.Sprintf("WORKOS_API_BASE_URL is no address (%v): set it to one, or unset it", err)}
	}
	res, err := (&http.Client{Timeout: 10 * time.Second}).Do(req)
	if err != nil {
		return finding{what: what, mend: fmt.Sprintf("WorkOS's time cannot be read (%v): run the doctor again", err)}
	}
	_ = res.Body.Close() // an answer to HEAD has none
	at, err := http.ParseTime(res.Header.Get("Date"))
	if err != nil {
		return finding{what: what, ok: "WorkOS tells no time to compare with"}
	}
	return examineClock(what, "WorkOS's", at)
}
