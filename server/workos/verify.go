package workos

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"memberpulse/server/errs"
)

// What a webhook's signature is held to.
const (
	SignatureHeader     = "WorkOS-Signature"
	SignatureTolerance  = 180_000 * time.Millisecond // to either side, inclusive
	MinSecretLength     = 16
	maxSignatureHeader  = 8 << 10
	signatureDigestSize = 2 * sha256.Size // in hex digits
)

// Verify checks a webhook: one of the secrets must have signed exactly these bytes, within 180 seconds of now to
// either side. The header is `t=<unix milliseconds>, v1=<lower-case hex>`: parts go by name, space around them does
// not count, and several v1 may stand side by side while a secret rotates.
func Verify(header string, body []byte, secrets []string, now time.Time) error {
	if err := checkSecrets(secrets); err != nil {
		return err
	}
	stamp, signatures, err := parseSignature(header)
	if err != nil {
		return err
	}
	if err := checkStamp(stamp, now); err != nil {
		return err
	}
	matched := false
	for _, secret := range secrets {
		want := sign(stamp, body, secret)
		for _, got := range signatures {
			// No early way out: which secret matched must not show in the time taken.
			matched = hmac.Equal(got, want) || matched
		}
	}
	if !matched {
		return unsigned("signature_mismatch", "No secret of this endpoint signed this request.")
	}
	return nil
}

// SignatureOf is the header that a sender with this secret would set: for test deliveries of our own.
func SignatureOf(body []byte, secret string, at time.Time) string {
	stamp := strconv.FormatInt(at.UnixMilli(), 10)
	return "t=" + stamp + ", v1=" + hex.EncodeToString(sign(stamp, body, secret))
}

func sign(stamp string, body []byte, secret string) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(stamp))
	mac.Write([]byte{'.'})
	mac.Write(body)
	return mac.Sum(nil)
}

// checkSecrets fails closed: an empty key would verify what anyone forged.
func checkSecrets(secrets []string) error {
	short := len(secrets) == 0
	for _, s := range secrets {
		short = short || len(s) < MinSecretLength
	}
	if short {
		return errs.Unavailable("webhook_secret_missing",
			"This endpoint has no usable webhook secret, so no event can be trusted.",
			"The operator sets WORKOS_WEBHOOK_SECRET to the endpoint's secret (16 characters or more) and starts MemberPulse again; WorkOS delivers again by itself.",
			time.Minute)
	}
	return nil
}

func parseSignature(header string) (stamp string, signatures [][]byte, err error) {
	if header == "" {
		return "", nil, unsigned("signature_missing", "The request carries no WorkOS-Signature header.")
	}
	if len(header) > maxSignatureHeader {
		return "", nil, malformed()
	}
	for part := range strings.SplitSeq(header, ",") {
		name, value, found := strings.Cut(strings.TrimSpace(part), "=")
		switch {
		case !found:
			return "", nil, malformed()
		case name == "t" && stamp == "" && digits(value):
			stamp = value
		case name == "t": // twice, or no number: which one was signed is anyone's guess
			return "", nil, malformed()
		case name == "v1":
			digest, ok := lowerHex(value)
			if !ok {
				return "", nil, malformed()
			}
			signatures = append(signatures, digest)
		}
	}
	if stamp == "" || len(signatures) == 0 {
		return "", nil, malformed()
	}
	return stamp, signatures, nil
}

// SignedAt is the time that a signature names. Only a verified header's is the sender's.
func SignedAt(header string) (time.Time, bool) {
	stamp, _, err := parseSignature(header)
	if err != nil {
		return time.Time{}, false
	}
	ms, err := strconv.ParseInt(stamp, 10, 64)
	return time.UnixMilli(ms), err == nil
}

func checkStamp(stamp string, now time.Time) error {
	ms, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return malformed()
	}
	tolerance := SignatureTolerance.Milliseconds()
	current := now.UnixMilli()
	if ms < current-tolerance || ms > current+tolerance {
		return unsigned("signature_outside_tolerance",
			"The signature's time is more than 180 seconds away from this server's clock.")
	}
	return nil
}

// digits holds for the decimal text of a time; a sign, a blank, an exponent do not.
func digits(s string) bool {
	if s == "" || len(s) > 19 {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// lowerHex decodes a whole digest; WorkOS writes lower case only.
func lowerHex(s string) ([]byte, bool) {
	if len(s) != signatureDigestSize || strings.ToLower(s) != s {
		return nil, false
	}
	digest, err := hex.DecodeString(s)
	return digest, err == nil
}

func malformed() error {
	return unsigned("signature_malformed", "The WorkOS-Signature header does not read `t=<milliseconds>, v1=<hex>`.")
}

func unsigned(code, detail string) error {
	return errs.Unauthenticated(code, detail,
		"The operator checks that WORKOS_WEBHOOK_SECRET holds the secret of this endpoint in WorkOS.").
		Titled("The signature does not hold")
}
