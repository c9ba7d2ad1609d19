package program

import (
	"context"
	"net"
	"path/filepath"
)

// token is the administrator's token of every server started here.
const token = "measured-from-outside-4c0d7b19e2a85f36"

// Stanok is a Stanok server on a data folder.
type Stanok struct {
	*Process
	API
}

// Server says how Stanok is to serve.
type Server struct {
	Bin   string
	Home  string   // holds the data folder and the log
	Addr  string   // the host:port to listen at
	Allow string   // the one host:port that it may call
	Flags []string // further flags of serve
}

// StartStanok starts `bin serve` on home, at a free address. It lets the server
// call the host:port allow and sets no limit below what a load of 64 connections
// needs; further flags of serve follow.
func StartStanok(ctx context.Context, bin, home, allow string, flags ...string) (*Stanok, error) {
	addr, err := FreeAddr()
	if err != nil {
		return nil, err
	}
	s := Server{Bin: bin, Home: home, Addr: addr, Allow: allow, Flags: flags}
	command, err := s.Command()
	if err != nil {
		return nil, err
	}
	process, err := Start(ctx, command, addr)
	if err != nil {
		return nil, err
	}
	return &Stanok{process, API{addr}}, nil
}

// Command is the command line and the environment of the server.
func (s Server) Command() (Command, error) {
	host, port, err := net.SplitHostPort(s.Allow)
	if err != nil {
		return Command{}, err
	}
	return Command{
		Path: s.Bin,
		Args: append([]string{"serve"}, s.Flags...),
		Log:  filepath.Join(s.Home, "stanok.log"),
		Env: []string{
			"STANOK_LISTEN=" + s.Addr,
			"STANOK_DATA=" + s.Data(),
			"STANOK_ADMIN_TOKEN=" + token,
			"STANOK_ALLOW_NETWORKS=" + host + "/32:" + port,
			"STANOK_WEBHOOK_RATE=0",
			"STANOK_HOST_CONCURRENCY=64",
			"STANOK_WORKERS=64",
		},
	}, nil
}

// Data is the data folder.
func (s Server) Data() string { return filepath.Join(s.Home, "data") }
