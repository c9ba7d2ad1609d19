// Package memory keeps a store in maps. It is the plainest reading of
// engine.Store: the reference that other stores are compared with, and what the
// engine's own tests run on. Nothing survives the process.
package memory

import (
	"sync"

	"stanok/engine"
)

// Store implements engine.Store. The zero Store is empty and ready to use.
type Store struct {
	mu         sync.Mutex
	workspaces map[engine.WorkspaceID]*workspace
	links      map[string]place    // by webhook token
	bearers    map[[32]byte]bearer // by the hash of a token
	sessions   map[[32]byte]held[engine.Session]
	passes     map[[32]byte]held[engine.Pass]
	site       engine.Site
	notices    []engine.Notice // oldest first
	letters    []engine.Letter // by ID
	leases     int64           // greatest token ever given
}

// workspace holds everything of one workspace.
type workspace struct {
	known       bool // PutWorkspace was called
	about       engine.Workspace
	tokens      map[string]engine.Token
	people      map[engine.PersonID]engine.Person
	processings map[engine.ProcessingID]*processing
	connections map[engine.ConnectionID]engine.SealedConnection
	accesses    map[engine.ConnectionID]engine.Access
	tables      map[engine.TableID]engine.Table
	operations  map[engine.OperationID]*operation
	keys        map[eventKey]engine.OperationID
	values      map[valueKey]*value
	alerts      map[engine.ProcessingID]engine.Alert
	vigils      map[engine.ProcessingID]engine.Vigil
	batches     map[engine.BatchID]*batch
}

type place struct {
	workspace  engine.WorkspaceID
	processing engine.ProcessingID
}

// held is what a browser holds the secret of, and in which workspace.
type held[T any] struct {
	workspace engine.WorkspaceID
	one       T
}

type bearer struct {
	workspace engine.WorkspaceID
	token     string
}

var _ engine.Store = (*Store)(nil)

// New returns an empty store.
func New() *Store { return &Store{} }

// Close does nothing: the store stays readable.
func (*Store) Close() error { return nil }

// in returns what is kept of a workspace, made on first use. The caller holds
// the lock.
func (s *Store) in(id engine.WorkspaceID) *workspace {
	if w := s.workspaces[id]; w != nil {
		return w
	}
	if s.workspaces == nil {
		s.workspaces = map[engine.WorkspaceID]*workspace{}
		s.links = map[string]place{}
		s.bearers = map[[32]byte]bearer{}
		s.sessions = map[[32]byte]held[engine.Session]{}
		s.passes = map[[32]byte]held[engine.Pass]{}
	}
	w := &workspace{
		tokens:      map[string]engine.Token{},
		people:      map[engine.PersonID]engine.Person{},
		processings: map[engine.ProcessingID]*processing{},
		connections: map[engine.ConnectionID]engine.SealedConnection{},
		accesses:    map[engine.ConnectionID]engine.Access{},
		tables:      map[engine.TableID]engine.Table{},
		operations:  map[engine.OperationID]*operation{},
		keys:        map[eventKey]engine.OperationID{},
		values:      map[valueKey]*value{},
		alerts:      map[engine.ProcessingID]engine.Alert{},
		vigils:      map[engine.ProcessingID]engine.Vigil{},
		batches:     map[engine.BatchID]*batch{},
	}
	s.workspaces[id] = w
	return w
}

func notFound(code string) error { return &engine.Error{Kind: engine.NotFound, Code: code} }
func conflict(code string) error { return &engine.Error{Kind: engine.Conflict, Code: code} }
func invalid(code string) error  { return &engine.Error{Kind: engine.Invalid, Code: code} }
