package bolt

import (
	"errors"
	"io"
)

// Every page of a bbolt file begins with a header of 16 bytes: its number of 8,
// flags and a count of 2, and of 4 how many pages it goes on over. On a branch
// follow elements of 16 bytes that end with the number of the page below. On a leaf
// follow elements that begin with flags and where, counted from the element, the
// key is, and how long it is; of a bucket, the number of its root page comes right
// after the key, 0 if all of the bucket is there.
const (
	pageHead    = 16
	elementSize = 16

	branchPage = 1
	leafPage   = 2
	freePage   = 16

	bucketElement = 1
)

// survey finds out which pages of a file are in use. bbolt does so too, but in the
// order of keys and in memory it shares with the file, so that a start takes as
// much memory as the file is long, and many times as long as reading it in order.
type survey struct {
	f     io.ReaderAt
	size  int64 // of a page
	heads []head
	used  []bool
}

// head is what is needed of a page's header: all of it zero if there is none.
type head struct {
	flags uint16
	more  uint32 // pages that it goes on over
}

var errTangled = errors.New("its pages contradict themselves")

// usedPages reads the headers of a file's pages in order, and then its branches.
func usedPages(f io.ReaderAt, m meta) ([]bool, error) {
	s := &survey{f: f, size: m.pageSize, heads: make([]head, m.pages), used: make([]bool, m.pages)}
	if err := s.readHeads(); err != nil {
		return nil, err
	}
	s.used[0], s.used[1] = true, true // the meta pages
	return s.used, s.visit(m.root, true)
}

func (s *survey) readHeads() error {
	var p [pageHead]byte
	for id := range s.heads {
		if _, err := s.f.ReadAt(p[:], int64(id)*s.size); err != nil {
			return err
		}
		if native.Uint64(p[:]) == uint64(id) {
			s.heads[id] = head{native.Uint16(p[8:]), native.Uint32(p[12:])}
		}
	}
	return nil
}

// visit marks a page and all below it. Only the leaves of buckets hold other
// buckets: a store's buckets have none in them.
func (s *survey) visit(id int64, buckets bool) error {
	if id < 2 || id >= int64(len(s.heads)) {
		return errTangled
	}
	h := s.heads[id]
	end := id + 1 + int64(h.more)
	if end > int64(len(s.heads)) || h.flags != branchPage && h.flags != leafPage {
		return errTangled
	}
	for i := id; i < end; i++ {
		if s.used[i] {
			return errTangled
		}
		s.used[i] = true
	}
	if h.flags == leafPage && !buckets {
		return nil
	}
	page := make([]byte, (end-id)*s.size)
	if _, err := s.f.ReadAt(page, id*s.size); err != nil {
		return err
	}
	below, err := children(page, h.flags)
	if err != nil {
		return err
	}
	for _, child := range below {
		if err := s.visit(child, buckets && h.flags == branchPage); err != nil {
			return err
		}
	}
	return nil
}

// children returns the pages that a branch, or a leaf of buckets, leads to.
func children(page []byte, flags uint16) (all []int64, err error) {
	n := int(native.Uint16(page[10:]))
	if pageHead+n*elementSize > len(page) {
		return nil, errTangled
	}
	for i := range n {
		element := page[pageHead+i*elementSize:]
		if flags == branchPage {
			all = append(all, int64(native.Uint64(element[8:])))
			continue
		}
		if native.Uint32(element)&bucketElement == 0 {
			return nil, errTangled
		}
		at := int64(native.Uint32(element[4:])) + int64(native.Uint32(element[8:]))
		if at+8 > int64(len(element)) {
			return nil, errTangled
		}
		if root := int64(native.Uint64(element[at:])); root != 0 {
			all = append(all, root)
		}
	}
	return all, nil
}
