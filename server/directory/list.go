package directory

import (
	"context"
	"fmt"
	"strings"

	"memberpulse/server/errs"
	"memberpulse/server/pg"
)

// list puts a statement together: its conditions are written in this package, values travel as arguments.
type list struct {
	alias, table, id string
	when             string // the column that orders it: a time, or the name
	where            []string
	args             []any
}

func (q Query) list(alias, table, id string) *list {
	l := &list{alias: alias, table: table, id: id, when: "created_at", where: []string{"true"}}
	if q.OrganizationID != "" {
		l.add(alias+".organization_id = ?", q.OrganizationID)
	}
	return l
}

func (l *list) add(condition string, value any) {
	l.args = append(l.args, value)
	l.where = append(l.where, strings.ReplaceAll(condition, "?", fmt.Sprintf("$%d", len(l.args))))
}

// states leaves tombstones out, unless a state is asked for.
func (l *list) states(state string) {
	if state == "" {
		l.where = append(l.where, l.alias+".state <> 'deleted'")
		return
	}
	l.add(l.alias+".state = ?", state)
}

// search finds text within a name, or as the whole of an id, WorkOS's or the identity provider's.
func (l *list) search(text, in string) {
	if text != "" {
		l.add(fmt.Sprintf("(strpos(lower(%s), lower(?)) > 0 OR %s.%s = ? OR %[2]s.idp_id = ?)", in, l.alias, l.id), text)
	}
}

// key is what the list is ordered by; names in small letters, as people look for them.
func (l *list) key(alias string) string {
	if l.when == "name" {
		return "lower(" + alias + ".name)"
	}
	return alias + "." + l.when
}

// rowsOf reads a page: newest first, or oldest first where the page climbs, past its cursor.
func rowsOf[T any](ctx context.Context, l *list, from string, q Query) ([]T, error) {
	order, past := " DESC", "<"
	if q.Climbs {
		order, past = " ASC", ">"
	}
	if q.Cursor != "" {
		found, err := pg.Strings(ctx, `SELECT `+l.id+` FROM `+l.table+` WHERE `+l.id+` = $1`, q.Cursor)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, errs.Invalid("invalid_cursor", "The cursor does not name an item of this list.",
				"Take before and after from list_metadata of a former answer, or begin without them.")
		}
		l.add("("+l.key(l.alias)+", "+l.alias+"."+l.id+") "+past+" (SELECT "+l.key("c")+", c."+l.id+" FROM "+l.table+" c WHERE c."+l.id+" = ?)", q.Cursor)
	}
	args := append(l.args, q.Limit) //nolint:gocritic // the list ends here
	return pg.Query[T](ctx, from+` WHERE `+strings.Join(l.where, " AND ")+` ORDER BY `+l.key(l.alias)+order+`, `+l.alias+`.`+l.id+order+
		fmt.Sprintf(` LIMIT $%d`, len(args)), args...)
}
