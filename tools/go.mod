// Programs that drive the application from outside: the load generator and the
// crash run. The application never imports them.
module stanok/tools

go 1.26.0

require go.etcd.io/bbolt v1.5.0

require golang.org/x/sys v0.45.0 // indirect
