package config

import (
	"encoding/base64"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"memberpulse/shared"
)

const keySize = 32

func (l *loader) databaseURL() string {
	value := l.secret("DATABASE_URL")
	if value == "" || strings.HasPrefix(value, "postgres://") || strings.HasPrefix(value, "postgresql://") || strings.Contains(value, "host=") {
		return value
	}
	l.fault("DATABASE_URL", "is no address of PostgreSQL", "write it like postgres://user:password@host:5432/memberpulse")
	return ""
}

func (l *loader) address(name, otherwise string) string {
	value := l.text(name, otherwise)
	_, port, err := net.SplitHostPort(value)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		l.fault(name, fmt.Sprintf("is %q, which is no listen address", value), "write it as host:port, like "+otherwise)
	}
	return value
}

func (l *loader) opsAddress() string {
	const name = "MEMBERPULSE_OPS_ADDR"
	if l.text(name, "") == "off" {
		return ""
	}
	return l.address(name, "127.0.0.1:9090")
}

// origin reads scheme and host, in the one form that comparisons use.
func (l *loader) origin(name string) string {
	value := l.text(name, "")
	if value == "" {
		return ""
	}
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil ||
		strings.TrimSuffix(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		l.fault(name, fmt.Sprintf("is %q, which is no origin", value), "write scheme and host alone, like https://id.example.com")
		return ""
	}
	return originOf(u)
}

// originOf is the origin of an address: schemes and hosts know no case, and a scheme's own port goes without saying.
func originOf(u *url.URL) string {
	host := strings.ToLower(u.Host)
	return u.Scheme + "://" + strings.TrimSuffix(host, map[string]string{"http": ":80", "https": ":443"}[u.Scheme])
}

func (l *loader) baseURL(name string) string {
	value := strings.TrimSuffix(l.text(name, ""), "/")
	if value == "" {
		return ""
	}
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.RawQuery != "" || u.Fragment != "" {
		l.fault(name, fmt.Sprintf("is %q, which is no address of an API", value), "unset it for WorkOS's own, or write scheme and host, like https://api.example.com")
	}
	return value
}

// redirect takes an address of this installation alone: the browser brings its cookies nowhere else, so no sign-in that
// came back elsewhere could be finished.
func (l *loader) redirect(name, value, publicURL string) {
	if value == "" {
		return
	}
	const mend = "unset it to follow the public URL, or write it like https://id.example.com/auth/callback/workos"
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.Fragment != "":
		l.fault(name, fmt.Sprintf("is %q, which is no address to return to", value), mend)
	case publicURL != "" && originOf(u) != publicURL:
		l.fault(name, fmt.Sprintf("leads to %s, and MEMBERPULSE_PUBLIC_URL is %s: no sign-in would come back", originOf(u), publicURL), mend)
	}
}

func (l *loader) keys() [][]byte {
	const name = "MEMBERPULSE_SECRET_KEY"
	var keys [][]byte
	for i, text := range l.list(name, l.secret(name)) {
		key, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			key, err = base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "="))
		}
		switch {
		case err != nil:
			l.fault(name, fmt.Sprintf("has a key (number %d) that is not base64", i+1), "make one with `openssl rand -base64 32`")
		case len(key) != keySize:
			l.fault(name, fmt.Sprintf("has a key (number %d) of %d bytes, and %d are needed", i+1, len(key), keySize), "make one with `openssl rand -base64 32`")
		default:
			keys = append(keys, key)
		}
	}
	return keys
}

func (l *loader) emails(name string) []string {
	var out []string
	for _, text := range l.list(name, l.text(name, "")) {
		parsed, err := mail.ParseAddress(text)
		if err != nil || parsed.Address != text {
			l.fault(name, fmt.Sprintf("has %q, which is no e-mail address", text), "write addresses with commas between them, like ann@example.com,bo@example.com")
			continue
		}
		out = append(out, shared.FoldEmail(text))
	}
	return out
}

func (l *loader) prefixes(name string) []netip.Prefix {
	var out []netip.Prefix
	for _, text := range l.list(name, l.text(name, "")) {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			var one netip.Addr
			if one, err = netip.ParseAddr(text); err == nil {
				prefix = netip.PrefixFrom(one, one.BitLen())
			}
		}
		if err != nil {
			l.fault(name, fmt.Sprintf("has %q, which is neither an address nor a network", text), "write them with commas between, like 10.0.0.0/8,192.0.2.7")
			continue
		}
		out = append(out, prefix.Masked())
	}
	return out
}

func (l *loader) smtp(name string) string {
	value := l.secret(name)
	if value == "" {
		return ""
	}
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Hostname() == "" {
		l.fault(name, "is no address of a mail server", "write it like smtps://user:password@mail.example.com:465")
		return ""
	}
	return value
}
