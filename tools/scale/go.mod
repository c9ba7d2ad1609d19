// Command scale, which writes data folders with the program's own store. The
// application never imports it.
module stanok/tools/scale

go 1.26.0

require (
	stanok v0.0.0-00010101000000-000000000000
	stanok/tools v0.0.0-00010101000000-000000000000
)

require (
	github.com/fxamacker/cbor/v2 v2.9.6 // indirect
	github.com/klauspost/compress v1.20.3 // indirect
	github.com/x448/float16 v0.8.4 // indirect
	go.etcd.io/bbolt v1.5.0 // indirect
	golang.org/x/crypto v0.58.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/text v0.43.0 // indirect
)

replace (
	stanok => ../..
	stanok/tools => ../
)
