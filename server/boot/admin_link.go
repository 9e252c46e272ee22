package boot

import (
	"context"
	"errors"
	"fmt"

	"memberpulse/server/signin"
)

func adminLink(ctx context.Context, env Env, args []string) error {
	if err := noArguments("admin-link", args); err != nil {
		return err
	}
	t, err := env.target()
	if err != nil {
		return err
	}
	if t.PublicURL == "" {
		return errors.New("MEMBERPULSE_PUBLIC_URL is not set, so it is not known where the link leads: set it as serve has it")
	}
	db, err := t.open(ctx)
	if err != nil {
		return err
	}
	link, err := signin.NewAdminLink(ctx, db, t.PublicURL, now())
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(env.Stdout, link)
	return err
}
