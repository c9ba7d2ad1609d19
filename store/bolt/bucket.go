package bolt

import (
	bbolt "go.etcd.io/bbolt"
)

// bucket is one of those that doc.go describes.
type bucket uint8

const (
	metaBucket bucket = iota
	workspaceBucket
	tokenBucket
	bearerBucket
	processingBucket
	definitionBucket
	linkBucket
	sampleBucket
	connectionBucket
	nameBucket
	liveBucket
	settledBucket
	ofBucket
	bodyBucket
	keyBucket
	valueBucket
	seizedBucket
	alertBucket
	noticeBucket
	letterBucket
	editBucket
	personBucket
	emailBucket
	sessionBucket
	browserBucket
	passBucket
	entryBucket
	siteBucket
	accessBucket
	tableBucket
	rowBucket
	tableNameBucket
	batchBucket
	turnBucket
	vigilBucket
	buckets // how many there are
)

// bucketNames are stored, so never changed.
var bucketNames = [buckets]string{
	"meta", "workspace", "token", "bearer", "processing", "definition", "link", "sample", "connection", "name",
	"live", "settled", "of", "body", "key", "value", "seized", "alert", "notice", "letter",
	"edit", "person", "email", "session", "browser", "pass", "entry", "site", "access", "table", "row", "tablename",
	"batch", "turn", "vigil",
}

func (b bucket) String() string { return bucketNames[b] }

// firstLate is the first of the buckets that came after files of format 1 were
// made.
const firstLate = editBucket

// late reports whether a file of format 1 may not have the bucket yet. It is made
// when the file is opened; a program that does not know it leaves it alone.
func (b bucket) late() bool { return b >= firstLate }

// of returns the bucket in a transaction.
func (b bucket) of(tx *bbolt.Tx) *bbolt.Bucket {
	found := tx.Bucket([]byte(bucketNames[b]))
	if found != nil && b.appended() {
		found.FillPercent = filled
	}
	return found
}

// filled is how far the pages of such a bucket are filled. Some keys come a
// little late; a page quite full would be split for each.
const filled = 0.9

// appended reports whether the keys of a bucket come in order, so that its
// pages may be filled.
func (b bucket) appended() bool { return b == settledBucket || b == bodyBucket || b == noticeBucket }

// get returns the content of a record, or nil if there is none.
func (b bucket) get(tx *reading, key []byte) ([]byte, error) {
	record := b.of(tx.Tx).Get(key)
	if record == nil {
		return nil, nil
	}
	payload, err := tx.opened(key, record)
	if err != nil {
		return nil, damaged(b, err)
	}
	return payload, nil
}

// has reports whether there is a record.
func (b bucket) has(tx *reading, key []byte) bool { return b.of(tx.Tx).Get(key) != nil }
