package program

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Memory is what a process holds, in MiB.
type Memory struct {
	Peak  float64 // resident, the most it ever was
	Files float64 // of what is resident now, pages of mapped files
	Own   float64 // of what is resident now, what is of no file
}

// Memory reads the kernel's account of the process. Linux alone keeps one.
func (p *Process) Memory() (Memory, error) {
	file, err := os.Open(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return Memory{}, fmt.Errorf("reading the memory of the process: %w", err)
	}
	defer file.Close()
	var m Memory
	for lines := bufio.NewScanner(file); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), ":")
		kib, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
		switch name {
		case "VmHWM":
			m.Peak = kib / 1024
		case "RssFile":
			m.Files = kib / 1024
		case "RssAnon":
			m.Own = kib / 1024
		}
	}
	if m.Peak == 0 {
		return Memory{}, fmt.Errorf("the kernel does not say how much memory the process held")
	}
	return m, nil
}
