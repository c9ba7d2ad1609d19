package bolt

import bbolt "go.etcd.io/bbolt"

// reading is a transaction and what opens the records in it.
type reading struct {
	*bbolt.Tx
	sealer
}
