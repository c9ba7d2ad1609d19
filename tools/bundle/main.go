// Command bundle makes what the browser loads: scripts, styles, fonts and the
// picture beside the title, under names that change with their content, and a
// manifest that tells the names.
//
//	go run -C tools/bundle . [-root FOLDER]
//
// It fails, and leaves what was there, when a page would load more than its
// budget allows.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	root := flag.String("root", "../..", "folder of the project")
	flag.Parse()
	if err := run(*root); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

func run(root string) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	made, err := build(root)
	if err != nil {
		return err
	}
	sizes, err := made.measure()
	if err != nil {
		return err
	}
	for _, s := range sizes {
		fmt.Println(s)
	}
	if err := over(sizes); err != nil {
		return err
	}
	return made.write(filepath.Join(root, "ui", "static", "dist"))
}
