package deliver

import (
	"testing"
	"time"
)

func TestASignatureIsWhatWorkOSWrites(t *testing.T) {
	t.Parallel()
	got := Sign("whsec_0FWAiVGkEfGBqqsJH4aNAGBJ4", []byte(`{"object":"event","id":"event_01K8Q2M4T6V8X0Z2B4D6F8H001"}`), time.UnixMilli(1763630130412))
	want := "t=1763630130412, v1=437f330de63b3fc9547309d3f06e636f700682b58d69bbca4cbbb4c46509dc6a"
	if got != want {
		t.Errorf("signature = %s, want %s", got, want)
	}
}

func TestTheGapsGrowAndLeaveSixAttempts(t *testing.T) {
	t.Parallel()
	if len(Gaps)+1 != 6 {
		t.Errorf("%d attempts, want 6", len(Gaps)+1)
	}
	for i := 1; i < len(Gaps); i++ {
		if Gaps[i] != 3*Gaps[i-1] {
			t.Errorf("gap %d is %s after %s", i, Gaps[i], Gaps[i-1])
		}
	}
}
