// Package egress is the one way out of the program. Every HTTP request and
// every letter leaves through an [Egress]; nothing else in the program dials.
//
// An Egress reaches the public internet on a few ports and nothing beside it
// unless the operator opened it ([ParseAllow]), and never the program itself.
// The rule is applied to the address really dialled, after the name was looked
// up, so that no spelling of an address and no change of a name's meaning
// passes it.
//
// Time, size and number are bounded: each stage of a request has a limit, an
// answer is counted after decompression, a host gets a few requests at a time,
// and one that keeps failing is left alone for a while.
//
// A request that must not be repeated is never repeated: [Error.Sent] says
// whether the other side may have seen any of it.
package egress
