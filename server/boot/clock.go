package boot

import "time"

// drainTime is how long serve is not ready before it stops taking requests: a balancer asks that often.
const drainTime = 2 * time.Second

// now is the system's clock: commands begin here, and hand it on.
func now() time.Time { return time.Now() }
