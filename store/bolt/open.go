package bolt

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	bbolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"stanok/engine"
)

// fileName is the name of the file in the data folder.
const fileName = "stanok.db"

// Open opens the store of a data folder, or creates both. Its errors tell what
// to do: code "storage.busy" (args folder, pid) if another process uses it;
// "storage.damaged" (file, finding) if the file is not what was written;
// "storage.newer" (file, format, known) if a later program wrote it;
// "storage.unusable" (file, finding) if it cannot be read or written.
func Open(folder string, o Options) (*Store, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, unusable(folder, err)
	}
	h, err := take(folder)
	if err != nil {
		return nil, err
	}
	s, err := open(folder, h, o)
	if err != nil {
		h.release()
		return nil, err
	}
	return s, nil
}

func open(folder string, h *hold, o Options) (*Store, error) {
	if o.Prepare != nil {
		if err := o.Prepare(); err != nil {
			return nil, unusable(folder, err)
		}
	}
	path := filepath.Join(folder, fileName)
	if err := os.Remove(filepath.Join(folder, copyName)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, unusable(folder, err)
	}
	if err := ensure(folder, path); err != nil {
		return nil, err
	}
	db, err := openFile(path)
	if err != nil {
		return nil, err
	}
	s, err := start(folder, db, h, o)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// ensure leaves at path a file that can be opened, or says what is wrong.
func ensure(folder, path string) error {
	_, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return create(folder, path)
	}
	if err != nil {
		return unusable(path, err)
	}
	m, err := preflight(path)
	if err != nil {
		return err
	}
	return listFree(path, m)
}

// openFile opens a file that was found to be sound.
func openFile(path string) (_ *bbolt.DB, err error) {
	defer survive(path, &err)
	db, err := bbolt.Open(path, 0o600, fileOptions())
	if errors.Is(err, berrors.ErrTimeout) {
		return nil, &engine.Error{Kind: engine.Unavailable, Code: "storage.busy", Args: map[string]string{"folder": filepath.Dir(path), "pid": ""}, Err: err}
	}
	if err != nil {
		return nil, unusable(path, err)
	}
	db.AllocSize = allocSize
	return db, nil
}

// addressSpace is reserved for the file to grow into: where it ends, writing
// waits for every reader, and a backup reads for long.
const addressSpace = 16 << 30

// allocSize is how much the file grows by at a time.
const allocSize = 1 << 20

func fileOptions() *bbolt.Options {
	return &bbolt.Options{
		Timeout:         time.Second,
		FreelistType:    bbolt.FreelistMapType,
		InitialMmapSize: addressSpace,
		PageSize:        pageSize,
	}
}

// start reads what is kept in memory, and begins to write.
func start(folder string, db *bbolt.DB, h *hold, o Options) (_ *Store, err error) {
	defer survive(db.Path(), &err)
	e, err := newEntities()
	if err != nil {
		return nil, err
	}
	by, err := newSealer(o.Key)
	if err != nil {
		return nil, err
	}
	s := &Store{
		files: files{now: &file{db: db}}, sealer: by, hold: h, entities: e, pageRows: pageRows, things: newLocks(), ops: newLocks(), sieve: newSieve(), stop: make(chan struct{}), ended: make(chan struct{}),
		state: &health{folder: folder, reserve: o.Reserve, measure: o.measure, failed: make(chan struct{})},
	}
	if s.state.measure == nil {
		s.state.measure = measure
	}
	if o.commit == nil {
		o.commit = (*bbolt.Tx).Commit
	}
	began := time.Now()
	epoch, id, err := begin(db, folder, by)
	if err != nil {
		return nil, err
	}
	took := time.Since(began)
	if err := s.remember(epoch); err != nil {
		return nil, err
	}
	s.fit.init(s.extent)
	s.state.look()
	pages := &residence{files: &s.files}
	pages.trim()
	s.writer = newWriter(db, s.state, &journal{folder: folder, id: id}, o.commit, s.state.look, pages.trim, s.fit.ring, took)
	go func() {
		defer close(s.ended)
		s.fillSieve(s.stop)
	}()
	s.fit.ended.Go(s.keepFit)
	return s, nil
}

// remember reads which operations are live. Lease tokens and the numbers of
// body records go on above all that an earlier process gave.
func (s *Store) remember(epoch uint64) error {
	s.live.tokens = int64(epoch) << 32
	s.numbers.Store(epoch << 40)
	names := map[string]string{} // so that each is in memory once
	known := func(name []byte) string {
		if same, ok := names[string(name)]; ok {
			return same
		}
		names[string(name)] = string(name)
		return names[string(name)]
	}
	return s.view(func(tx *reading) error {
		return liveBucket.scan(tx, nil, func(key, payload []byte) (bool, error) {
			r := reader{rest: key}
			ws, id := known(r.take(r.uvarint())), string(r.rest)
			g, ok := glanceAt(payload)
			if r.bad || !ok {
				return false, damaged(liveBucket, errCut)
			}
			op, ok := g.read(engine.OperationID(id))
			if !ok {
				return false, damaged(liveBucket, errCut)
			}
			op.Processing = engine.ProcessingID(known(g.processing))
			s.live.set(engine.WorkspaceID(ws), &op)
			return true, nil
		})
	})
}
