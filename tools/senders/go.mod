// The tests with the libraries of those who send webhooks. The application never
// imports them.
module stanok/tools/senders

go 1.26.0

require (
	github.com/standard-webhooks/standard-webhooks/libraries v0.0.1
	github.com/stripe/stripe-go/v85 v85.0.0
	stanok/tools v0.0.0-00010101000000-000000000000
)

require (
	github.com/go-playground/webhooks/v6 v6.4.0
	github.com/gogits/go-gogs-client v0.0.0-20200905025246-8bb8a50cb355 // indirect
)

replace stanok/tools => ../
