package product_test

import (
	"testing"

	"stanok/tools/e2e/browser"
)

func TestMain(m *testing.M) { browser.Main(m) }
