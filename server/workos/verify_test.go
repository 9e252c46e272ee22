package workos_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/workos/workos-go/v4/pkg/webhooks"

	"memberpulse/server/errs"
	"memberpulse/server/workos"
)

const hookSecret = "whsec_0123456789abcdef"

var (
	now  = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	body = []byte(`{"id":"event_1","event":"dsync.user.created","data":{}}`)
)

func stamp(at time.Time) string { return strconv.FormatInt(at.UnixMilli(), 10) }

// hexOf is the digest in a header that the secret makes.
func hexOf(at time.Time, secret string) string {
	_, digest, _ := strings.Cut(workos.SignatureOf(body, secret, at), "v1=")
	return digest
}

func TestSignaturesAreHeldToTheirForm(t *testing.T) {
	t.Parallel()
	good := hexOf(now, hookSecret)
	tampered := "0" + good[1:]
	if good[0] == '0' {
		tampered = "1" + good[1:]
	}
	for name, c := range map[string]struct {
		header string
		code   string
	}{
		"as WorkOS writes it":     {"t=" + stamp(now) + ", v1=" + good, ""},
		"without the space":       {"t=" + stamp(now) + ",v1=" + good, ""},
		"parts the other way":     {"v1=" + good + ", t=" + stamp(now), ""},
		"two signatures":          {"t=" + stamp(now) + ", v1=" + tampered + ", v1=" + good, ""},
		"a version not known":     {"t=" + stamp(now) + ", v2=whatever, v1=" + good, ""},
		"missing":                 {"", "signature_missing"},
		"a comma":                 {",", "signature_malformed"},
		"no signature":            {"t=1,x", "signature_malformed"},
		"empty time":              {"t=1,", "signature_malformed"},
		"no time":                 {"v1=" + good, "signature_malformed"},
		"two times":               {"t=" + stamp(now) + ", t=" + stamp(now) + ", v1=" + good, "signature_malformed"},
		"upper-case hex":          {"t=" + stamp(now) + ", v1=" + strings.ToUpper(good), "signature_malformed"},
		"partial hex":             {"t=" + stamp(now) + ", v1=" + good[:32], "signature_malformed"},
		"longer hex":              {"t=" + stamp(now) + ", v1=" + good + "00", "signature_malformed"},
		"no hex":                  {"t=" + stamp(now) + ", v1=" + strings.Repeat("z", 64), "signature_malformed"},
		"another digest":          {"t=" + stamp(now) + ", v1=" + tampered, "signature_mismatch"},
		"another time":            {"t=" + stamp(now.Add(time.Millisecond)) + ", v1=" + good, "signature_mismatch"},
		"ten kilobytes":           {"t=" + stamp(now) + ", v1=" + good + strings.Repeat(", x=1", 2000), "signature_malformed"},
		"header lines joined":     {"t=" + stamp(now) + ", v1=" + good + ", t=" + stamp(now) + ", v1=" + good, "signature_malformed"},
		"a negative time":         {"t=-" + stamp(now) + ", v1=" + good, "signature_malformed"},
		"a time beyond 64 bits":   {"t=9223372036854775808, v1=" + good, "signature_malformed"},
		"a time with an exponent": {"t=1e3, v1=" + good, "signature_malformed"},
		"a blank in the time":     {"t= " + stamp(now) + ", v1=" + good, "signature_malformed"},
		"a plus in the time":      {"t=+" + stamp(now) + ", v1=" + good, "signature_malformed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := workos.Verify(c.header, body, []string{hookSecret}, now)
			switch {
			case c.code == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.code != "" && (!errs.HasCode(err, c.code) || !errs.Is(err, errs.KindUnauthenticated)):
				t.Errorf("got %v, want 401 %s", err, c.code)
			}
		})
	}
	if err := workos.Verify(workos.SignatureOf(body, hookSecret, now), append([]byte(" "), body...), []string{hookSecret}, now); !errs.HasCode(err, "signature_mismatch") {
		t.Errorf("a changed body: %v", err)
	}
}

func TestTheSignaturesTimeMayBeAwayThreeMinutesToEitherSide(t *testing.T) {
	t.Parallel()
	for offset, ok := range map[time.Duration]bool{
		-180_000 * time.Millisecond: true, -180_001 * time.Millisecond: false,
		180_000 * time.Millisecond: true, 180_001 * time.Millisecond: false, 365 * 24 * time.Hour: false,
	} {
		err := workos.Verify(workos.SignatureOf(body, hookSecret, now.Add(offset)), body, []string{hookSecret}, now)
		if (err == nil) != ok {
			t.Errorf("%v: %v", offset, err)
		}
	}
	seconds := time.UnixMilli(now.Unix()) // seconds where milliseconds belong
	if err := workos.Verify(workos.SignatureOf(body, hookSecret, seconds), body, []string{hookSecret}, now); !errs.HasCode(err, "signature_outside_tolerance") {
		t.Errorf("seconds: %v", err)
	}
}

func TestWhileSecretsRotateEitherSigns(t *testing.T) {
	t.Parallel()
	const old = "whsec_the_old_one_here"
	for _, signer := range []string{hookSecret, old} {
		if err := workos.Verify(workos.SignatureOf(body, signer, now), body, []string{hookSecret, old}, now); err != nil {
			t.Errorf("%s: %v", signer, err)
		}
	}
	if err := workos.Verify(workos.SignatureOf(body, old, now), body, []string{hookSecret}, now); !errs.HasCode(err, "signature_mismatch") {
		t.Errorf("the old secret after its time: %v", err)
	}
}

func TestNoSecretIsNoKey(t *testing.T) {
	t.Parallel()
	for name, secrets := range map[string][]string{"none": nil, "empty": {""}, "short": {"fifteen_letters"}, "one short": {hookSecret, "x"}} {
		signed := workos.SignatureOf(body, "", now)
		if len(secrets) > 0 {
			signed = workos.SignatureOf(body, secrets[len(secrets)-1], now)
		}
		if err := workos.Verify(signed, body, secrets, now); !errs.Is(err, errs.KindUnavailable) {
			t.Errorf("%s: %v, want 503 so that WorkOS delivers again", name, err)
		}
	}
}

// theirs is the SDK's verdict; it panics on headers that are too short for it.
func theirs(header string, body []byte) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	client := webhooks.NewClient(hookSecret)
	client.SetNow(func() time.Time { return now })
	_, err := client.ValidatePayload(header, string(body))
	return err == nil
}

// FuzzWebhookHeader holds the check against the SDK's: what the SDK takes, and is not from the future, is taken;
// what is taken in WorkOS's own form, the SDK takes.
func FuzzWebhookHeader(f *testing.F) {
	good := workos.SignatureOf(body, hookSecret, now)
	for _, seed := range []string{good, "", ",", "t=1,x", "x,y", "t=1,", strings.Replace(good, ", ", ",", 1), strings.ToUpper(good), good + ", v1=00"} {
		f.Add(seed, body)
	}
	f.Add(workos.SignatureOf([]byte("{}"), hookSecret, now.Add(time.Hour)), []byte("{}"))
	f.Fuzz(func(t *testing.T, header string, body []byte) {
		ours := workos.Verify(header, body, []string{hookSecret}, now) == nil
		if ours != (workos.Verify(header, body, []string{hookSecret, hookSecret}, now) == nil) {
			t.Error("the same secret twice changes the verdict")
		}
		if ours && len(header) == len(good) && strings.HasPrefix(header, "t=") && strings.Contains(header, ", v1=") && !theirs(header, body) {
			if !strings.Contains(header, "t="+stamp(now.Add(-workos.SignatureTolerance))) { // the SDK's limit is exclusive, and in seconds
				t.Errorf("taken here, refused by the SDK: %q", header)
			}
		}
		if theirs(header, body) && !ours && strings.HasPrefix(header, "t=") && strings.Contains(header, ", v1=") {
			at, err := strconv.ParseInt(header[2:strings.IndexByte(header, ',')], 10, 64)
			if err == nil && at >= 0 && header[2] != '+' && at <= now.Add(workos.SignatureTolerance).UnixMilli() && at >= now.Add(-workos.SignatureTolerance).UnixMilli() {
				t.Errorf("taken by the SDK, refused here: %q", header)
			}
		}
	})
}

func TestSignatureHeaderIsWorkOSs(t *testing.T) {
	t.Parallel()
	h := http.Header{}
	h.Set(workos.SignatureHeader, workos.SignatureOf(body, hookSecret, now))
	if !theirs(h.Get("workos-signature"), body) {
		t.Error("the SDK does not take what we sign")
	}
}
