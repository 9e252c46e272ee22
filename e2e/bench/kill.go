package main

import "os/exec"

// kill ends a peer's process.
func kill(cmd *exec.Cmd) {
	_ = cmd.Process.Kill() // it may have ended already
	_ = cmd.Wait()         // killed, it ends with an error
}
