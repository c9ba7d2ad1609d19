package ui_test

import (
	"testing"
	"time"

	"stanok/engine"
)

// A row that cannot be read is known by its id alone.
func TestAnOperationWithoutItsProcessingStandsInTheList(t *testing.T) {
	c := newClient(t)
	id := c.create(deepFlow)
	c.run(id, `{"phone": "1"}`, 200)
	now := time.Now()
	op := engine.Operation{
		ID: engine.OperationID(engine.NewID(now)), State: engine.Kept, Created: now, Finished: now,
		Failure: &engine.Failure{Kind: engine.Internal, Code: "storage.damaged", At: now},
	}
	if _, _, err := c.store.CreateOperation(t.Context(), engine.MainWorkspace, op); err != nil {
		t.Fatal(err)
	}
	c.browse("GET", "/ops", nil).shows(string(op.ID), "Deep").lacks("⟦")
	c.browse("GET", "/", nil).lacks("⟦")
}
