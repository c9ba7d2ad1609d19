package main

import (
	"testing"

	"stanok/engine/document"
	"stanok/ui/words"
)

func TestThereIsADocumentToStartFromInEveryLanguage(t *testing.T) {
	names := map[string]bool{}
	for _, lang := range words.Languages {
		doc, err := document.Parse(startDocuments()[lang])
		if err != nil || doc.Name() == "" || names[doc.Name()] {
			t.Fatalf("%s: %q, %v", lang, doc.Name(), err)
		}
		names[doc.Name()] = true
	}
}
