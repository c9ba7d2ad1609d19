package standin_test

import (
	"fmt"
	"net/http"

	"stanok/examples/standin"
)

func ExampleServe() {
	uon := standin.NewUON(standin.UONOptions{Key: "demo"})
	server, err := standin.Serve(uon, "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()

	uon.Fail("/request/", 1, standin.TooMany(0))
	for range 2 {
		answer, err := http.Get(server.URL + "/demo/request/4821.json")
		if err != nil {
			fmt.Println(err)
			return
		}
		answer.Body.Close()
		fmt.Println(answer.Status)
	}
	// Output:
	// 429 Too Many Requests
	// 200 OK
}
