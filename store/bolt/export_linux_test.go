package bolt

// RemoteKinds names kinds of network disks.
var RemoteKinds = remoteKinds
