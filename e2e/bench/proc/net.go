package proc

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Unsent is how many bytes the kernel holds that were written to a TCP connection of this machine, and that its far side
// has not taken.
func Unsent(near, far int) int {
	b, err := os.ReadFile("/proc/net/tcp")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		f := strings.Fields(line)
		if len(f) > 4 && strings.HasSuffix(f[1], fmt.Sprintf(":%04X", near)) && strings.HasSuffix(f[2], fmt.Sprintf(":%04X", far)) {
			waiting, _, _ := strings.Cut(f[4], ":")
			n, _ := strconv.ParseInt(waiting, 16, 64) // the kernel writes numbers
			return int(n)
		}
	}
	return 0
}

// Load is how many processes wanted a processor, over the last minute.
func Load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "?"
	}
	minute, _, _ := strings.Cut(string(b), " ")
	return minute
}
