package main

import (
	"archive/zip"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// backupsNear is where backups of a data folder are looked for: in it, beside it,
// in a folder "backups" of either, and in the folder that the program runs in.
func backupsNear(data string) []string {
	beside := filepath.Dir(filepath.Clean(data))
	return []string{data, filepath.Join(data, "backups"), beside, filepath.Join(beside, "backups"), "."}
}

// newestBackup is the path of the newest backup in some folders; "" if there is none.
func newestBackup(folders []string) (newest string) {
	var at time.Time
	for _, folder := range folders {
		paths, _ := filepath.Glob(filepath.Join(folder, "*.zip")) // a folder that is not there has none
		for _, path := range paths {
			info, err := os.Stat(path)
			if err == nil && info.ModTime().After(at) && isBackup(path) {
				newest, at = path, info.ModTime()
			}
		}
	}
	if whole, err := filepath.Abs(newest); newest != "" && err == nil {
		return whole
	}
	return newest
}

func isBackup(path string) bool {
	z, err := zip.OpenReader(path)
	if err != nil {
		return false
	}
	defer func() { _ = z.Close() }() // it was only read
	return slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == storeFile })
}
