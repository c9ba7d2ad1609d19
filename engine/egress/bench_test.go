package egress_test

import (
	"bytes"
	"io"
	"net/http"
	"testing"

	"stanok/engine/egress"
)

const body = `{"id":12345,"name":"Ann","phone":"+7 900 000-00-00","items":[1,2,3]}`

func echo(w http.ResponseWriter, r *http.Request) {
	io.Copy(io.Discard, r.Body)
	io.WriteString(w, body)
}

func BenchmarkDo(b *testing.B) {
	e, at := local(b), serve(b, echo)
	b.ReportAllocs()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			h := http.Header{"Content-Type": {"application/json"}, "Idempotency-Key": {"operation/step"}}
			a, err := e.Do(b.Context(), egress.Request{Method: "POST", URL: at + "/orders?x=1", Header: h, Body: []byte(body)})
			if err != nil || len(a.Body) != len(body) {
				b.Error(err)
				return
			}
		}
	})
}

func BenchmarkPlainClient(b *testing.B) {
	client, at := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 10}}, serve(b, echo)
	b.Cleanup(client.CloseIdleConnections)
	b.ReportAllocs()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			req, err := http.NewRequestWithContext(b.Context(), "POST", at+"/orders?x=1", bytes.NewReader([]byte(body)))
			if err != nil {
				b.Error(err)
				return
			}
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("Idempotency-Key", "operation/step")
			resp, err := client.Do(req)
			if err != nil {
				b.Error(err)
				return
			}
			got, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			if err != nil || len(got) != len(body) {
				b.Error(err)
			}
		}
	})
}
