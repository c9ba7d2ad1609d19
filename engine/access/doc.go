// Package access gets and keeps what services give out for connections: the
// tokens of OAuth 2, and client certificates.
//
// # How a token is renewed
//
// Many services take a refresh token once, and answer its second use by ending
// all access. So a token is never renewed by two at once, and a new one is stored
// before anybody uses it:
//
//  1. Within a process, all who need a connection's next token wait for one flight.
//  2. A flight claims the access by writing it with the next number. Of two
//     processes one is refused by the store, and waits for what the other gets.
//  3. It asks the service, stores the answer, and only then hands it out.
//
// A crash between the service's answer and the store leaves the claim behind. It
// lapses after a while, or at once where no other process can be alive. The next
// flight then tries the old refresh token once more: services that saw nothing of
// the cut-off renewal, or leave some time for such cases, give a token; from the
// others comes the end of access, and people are told that it was cut off. If only
// the store failed, the new tokens wait in memory for it to work again.
//
// The token at hand goes on being used while it is good, whatever became of its
// renewal, which begins some time before its end.
package access
