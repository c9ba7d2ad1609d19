package memory_test

import (
	"testing"

	"stanok/engine"
	"stanok/store/memory"
	"stanok/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Test(t, func(*testing.T) engine.Store { return memory.New() })
}
