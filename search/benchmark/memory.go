package benchmark

import (
	"bufio"
	"fmt"
	"os"
	"runtime/debug"
)

// Memory is what a process holds, in bytes.
type Memory struct {
	Own   int64 // heap and stacks
	Files int64 // pages of mapped files that the system has in memory
}

// Total is all of it.
func (m Memory) Total() int64 { return m.Own + m.Files }

// Less is what came on top of before.
func (m Memory) Less(before Memory) Memory { return Memory{m.Own - before.Own, m.Files - before.Files} }

// ReadMemory is what this process holds once what it no longer needs is given
// back; 0 where the system does not tell.
func ReadMemory() Memory {
	debug.FreeOSMemory()
	debug.FreeOSMemory() // what pools hold is let go of by the second collection
	status, err := os.Open("/proc/self/status")
	if err != nil {
		return Memory{}
	}
	defer func() { _ = status.Close() }() // only read
	var m Memory
	for lines := bufio.NewScanner(status); lines.Scan(); {
		var kB int64
		if n, _ := fmt.Sscanf(lines.Text(), "RssAnon: %d kB", &kB); n == 1 {
			m.Own = kB << 10
		}
		if n, _ := fmt.Sscanf(lines.Text(), "RssFile: %d kB", &kB); n == 1 {
			m.Files = kB << 10
		}
	}
	return m
}
