package portal

import (
	"memberpulse/server/sandbox/world"
)

// directoryProviders are the directories to choose from.
var directoryProviders = []provider{
	{"okta scim v2.0", "Okta", "SCIM"},
	{"azure scim v2.0", "Microsoft Entra ID", "SCIM"},
	{"onelogin scim v2.0", "OneLogin", "SCIM"},
	{"pingfederate scim v2.0", "PingFederate", "SCIM"},
	{"jump cloud scim v2.0", "JumpCloud", "SCIM"},
	{"cyberark scim v2.0", "CyberArk", "SCIM"},
	{"rippling scim v2.0", "Rippling", "SCIM"},
	{"sailpoint scim v2.0", "SailPoint", "SCIM"},
	{"gsuite directory", "Google Workspace", "Google"},
	{"workday", "Workday", "HR"},
	{"bamboohr", "BambooHR", "HR"},
	{"sftp", "SFTP", "files"},
	{"generic scim v2.0", "Another provider", "SCIM"},
}

type directoryRow struct {
	world.Directory
	Provider string
	Status   string
	Word     string
}

var directoryWords = map[string][2]string{
	"linked": {"ok", "Linked"}, "unlinked": {"off", "Not linked"}, "validating": {"run", "Being set up"}, "invalid_credentials": {"bad", "Credentials refused"},
}

func directoryRowOf(d world.Directory) directoryRow {
	name := d.Type
	for _, p := range directoryProviders {
		if p.Type == d.Type {
			name = p.Name
		}
	}
	w := directoryWords[d.State]
	return directoryRow{Directory: d, Provider: name, Status: w[0], Word: w[1]}
}

func (v *visit) directories() {
	var rows []directoryRow
	for _, d := range v.s.world.DirectoriesOf(v.org.ID) {
		rows = append(rows, directoryRowOf(d))
	}
	v.show(status(v.form), "directories", struct {
		page
		Directories []directoryRow
		Providers   []provider
	}{v.page("dsync"), rows, directoryProviders})
}

func (v *visit) createDirectory() {
	kind := v.form.Text("directory_type")
	if kind == "" {
		v.form.Blame("directory_type", "Choose your directory provider first.")
		v.directories()
		return
	}
	name := v.form.Text("name")
	if name == "" {
		name = v.org.Name
	}
	d, token, err := v.s.world.CreateDirectory(world.DirectoryInput{OrganizationID: v.org.ID, Type: kind, Name: name})
	if err != nil {
		v.failed(err)
		return
	}
	v.showOnce(d.ID, token)
	v.next("/dsync/"+d.ID, "created")
}

// showOnce keeps a token for the next look at the directory, and no longer.
func (v *visit) showOnce(directoryID, token string) {
	v.s.mu.Lock()
	defer v.s.mu.Unlock()
	v.s.tokens[v.base+directoryID] = token
}

func (v *visit) takeToken(directoryID string) string {
	v.s.mu.Lock()
	defer v.s.mu.Unlock()
	token := v.s.tokens[v.base+directoryID]
	delete(v.s.tokens, v.base+directoryID)
	return token
}

func (v *visit) ownDirectory() (world.Directory, bool) {
	d, err := v.s.world.Directory(v.r.PathValue("id"))
	if err != nil || d.OrganizationID != v.org.ID {
		v.failed(&world.Error{Kind: world.NotFound})
		return d, false
	}
	return d, true
}

func (v *visit) directory() {
	d, ok := v.ownDirectory()
	if !ok {
		return
	}
	view := v.s.world.DirectoryView(d)
	v.show(status(v.form), "directory", struct {
		page
		Directory directoryRow
		Endpoint  string
		Older     string
		Token     string
		Counts    world.DirectoryMetadata
	}{
		v.page("dsync"), directoryRowOf(d), v.s.base() + "/scim/v2.0/" + d.ExternalKey, v.s.base() + "/directories/" + d.ID + "/scim/v2",
		v.takeToken(d.ID), *view.Metadata,
	})
}

func (v *visit) rotateToken() {
	d, ok := v.ownDirectory()
	if !ok {
		return
	}
	d, token, err := v.s.world.RotateToken(d.ID)
	if err != nil {
		v.failed(err)
		return
	}
	v.showOnce(d.ID, token)
	v.next("/dsync/"+d.ID, "rotated")
}

func (v *visit) revokeToken() {
	d, ok := v.ownDirectory()
	if !ok {
		return
	}
	if _, err := v.s.world.RevokeToken(d.ID, v.form.Text("token_id")); err != nil {
		v.failed(err)
		return
	}
	v.next("/dsync/"+d.ID, "revoked")
}

func (v *visit) deleteDirectory() {
	d, ok := v.ownDirectory()
	if !ok {
		return
	}
	if v.form.Text("confirm") != d.Name {
		v.form.Blame("confirm", "Type the directory’s name, "+d.Name+", to say that you mean it.")
		v.directory()
		return
	}
	if err := v.s.world.DeleteDirectory(d.ID); err != nil {
		v.failed(err)
		return
	}
	v.next("/dsync", "deleted")
}
