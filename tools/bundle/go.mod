// The program that bundles the browser's side: one job, one dependency. The
// application never imports it.
module stanok/tools/bundle

go 1.26.0

require (
	github.com/evanw/esbuild v0.28.2 // indirect
	golang.org/x/sys v0.0.0-20220715151400-c0bba94af5f8 // indirect
)
