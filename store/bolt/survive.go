package bolt

// survive turns a page that is not what was written into an error: bbolt panics
// at one, with words. Any other panic is a fault of the program, and goes on. It
// is deferred, with the path of the file and the error to set.
func survive(path string, err *error) {
	switch said := recover().(type) {
	case nil:
	case string:
		*err = finding(path, said)
	default:
		panic(said)
	}
}
