package product_test

import (
	"testing"

	"stanok/tools/e2e/product"
)

func TestTheDataAreCheckedWithTheProgressSeen(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p := w.Owner()
	p.Go("/settings")
	p.Click("settings-data-more")
	p.Click("data-check")
	p.Has("data-state", "data-state", "done")
	p.Says("data-state", "No damage found")
	p.Go("/settings/data")
	p.Says("data-state", "No damage found")
}

func TestABackupIsTakenFromThePageWhichSaysHowItWent(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p := w.Owner()
	p.Go("/settings/data")
	p.Click("data-download")
	p.Has("backup-state", "data-state", "done")
	p.Says("backup-state", "Backup made, ")
	p.Screenshot("backup-made")
	p.Axe()
	p.Reload()
	p.Says("backup-state", "Backup made, ")
}
