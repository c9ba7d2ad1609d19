package main

import (
	"testing"

	"stanok/engine/document"
)

func TestThereIsADocumentToStartFrom(t *testing.T) {
	doc, err := document.Parse(startDocument())
	if err != nil || doc.Name() == "" {
		t.Fatalf("%q, %v", doc.Name(), err)
	}
}
