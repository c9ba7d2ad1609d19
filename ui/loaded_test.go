package ui_test

import (
	"sync"

	"stanok/actions/connector"
	"stanok/examples"
	"stanok/examples/template"
	"stanok/ui/static"
	"stanok/ui/text"
	"stanok/ui/words"
)

// What never changes once it is read is read once for all tests.
var (
	loadTexts     = sync.OnceValues(text.Load)
	loadWords     = sync.OnceValues(words.Load)
	loadAssets    = sync.OnceValues(static.Load)
	loadServices  = sync.OnceValues(connector.BuiltIn)
	loadTemplates = sync.OnceValues(func() ([]template.Template, error) { return template.All(examples.FS()) })
)
