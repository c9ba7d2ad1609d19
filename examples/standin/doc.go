// Package standin holds stand-ins for the services that processings talk to:
// real HTTP servers with the wire formats and the quirks of the originals, for
// tests of the whole product, for `stanok demo`, and for trying a processing
// before the first real key is pasted.
//
// A stand-in is an http.Handler: UON, Envybox, AmoCRM, Bitrix24, Telegram,
// GetCourse, YooKassa, Sheets, ERP and more; Tilda only sends. Serve puts one on a
// loopback address:
//
//	uon := standin.NewUON(standin.UONOptions{Key: "demo"})
//	server, err := standin.Serve(uon, "127.0.0.1:0")
//	// server.URL + "/demo/request/4821.json" answers like api.u-on.ru.
//
// Every stand-in has a Front, which is three things:
//
//   - a Recorder, which keeps the latest requests and lets a test wait for one;
//   - Faults, a queue of ways to go wrong, by prefix of the path and by count;
//   - a route, which is the path without the secret and without old aliases, so
//     that faults, waits and printed lines need not know the key.
//
// What is particular to one service is switched by its quirks (UONQuirks and the
// like). What is documented, what was only seen in working clients and
// what nobody knows is said at each of them.
//
// Stand-ins are not engine code: only examples, tests and the demo import them.
package standin
