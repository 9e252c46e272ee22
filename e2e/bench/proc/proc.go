// Package proc reads what processes have cost: processor seconds and the most memory they held.
package proc

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

const ticksPerSecond = 100 // USER_HZ of Linux

func stat(pid int) []string {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil
	}
	s := string(b)
	return strings.Fields(s[strings.LastIndexByte(s, ')')+2:])
}

func seconds(fields ...string) float64 {
	sum := 0.0
	for _, f := range fields {
		v, _ := strconv.ParseFloat(f, 64) // the kernel writes numbers
		sum += v
	}
	return sum / ticksPerSecond
}

// CPU is the processor seconds of one process so far.
func CPU(pid int) float64 {
	if f := stat(pid); f != nil {
		return seconds(f[11], f[12])
	}
	return 0
}

// Tree is the processor seconds of a process, of its children, and of those that it has reaped: a PostgreSQL.
func Tree(pid int) float64 {
	f := stat(pid)
	if f == nil {
		return 0
	}
	sum := seconds(f[11], f[12], f[13], f[14])
	dirs, _ := filepath.Glob("/proc/[0-9]*") // the pattern is good
	for _, d := range dirs {
		child, _ := strconv.Atoi(filepath.Base(d)) // the pattern gives numbers
		if c := stat(child); c != nil && c[1] == strconv.Itoa(pid) {
			sum += seconds(c[11], c[12])
		}
	}
	return sum
}

// PeakMiB is the most memory that a process has held, since its start or since ForgetPeak.
func PeakMiB(pid int) float64 { return status(pid, "VmHWM:") }

// MiB is the memory that a process holds.
func MiB(pid int) float64 { return status(pid, "VmRSS:") }

// ForgetPeak lets PeakMiB begin anew.
func ForgetPeak(pid int) error {
	const peak = "5"
	return os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte(peak), 0) // the file is there
}

func status(pid int, name string) float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			kib, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64) // the kernel writes numbers
			return kib / 1024
		}
	}
	return 0
}
