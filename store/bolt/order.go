package bolt

import (
	"slices"
	"sort"
)

// blockSize is how many entries a block holds before it is split.
const blockSize = 512

// order keeps entries sorted by when they are due, in blocks short enough that
// one more in the middle costs little. The zero order is empty.
type order struct {
	blocks [][]*entry // none is empty
}

// insert adds an entry. It must not be altered while it is in.
func (o *order) insert(e *entry) {
	if len(o.blocks) == 0 {
		o.blocks = [][]*entry{{e}}
		return
	}
	b := min(o.block(e), len(o.blocks)-1)
	block := o.blocks[b]
	i, _ := slices.BinarySearchFunc(block, e, sooner)
	if len(block) < blockSize {
		o.blocks[b] = slices.Insert(block, i, e)
		return
	}
	half := make([]*entry, blockSize/2, blockSize)
	copy(half, block[blockSize/2:])
	clear(block[blockSize/2:])
	o.blocks[b] = block[:blockSize/2]
	o.blocks = slices.Insert(o.blocks, b+1, half)
	o.insert(e)
}

// remove takes an entry out, if it is in.
func (o *order) remove(e *entry) {
	b := o.block(e)
	if b == len(o.blocks) {
		return
	}
	i, found := slices.BinarySearchFunc(o.blocks[b], e, sooner)
	if !found {
		return
	}
	o.blocks[b] = slices.Delete(o.blocks[b], i, i+1)
	if len(o.blocks[b]) == 0 {
		o.blocks = slices.Delete(o.blocks, b, b+1)
	}
}

// after visits the entries later than one, soonest first, until do returns
// false.
func (o *order) after(e *entry, do func(*entry) bool) {
	for b := o.block(e); b < len(o.blocks); b++ {
		block := o.blocks[b]
		i := sort.Search(len(block), func(i int) bool { return sooner(block[i], e) > 0 })
		for _, one := range block[i:] {
			if !do(one) {
				return
			}
		}
	}
}

// block is the first block that may hold an entry: whose last is no sooner.
func (o *order) block(e *entry) int {
	return sort.Search(len(o.blocks), func(i int) bool {
		block := o.blocks[i]
		return sooner(block[len(block)-1], e) >= 0
	})
}
