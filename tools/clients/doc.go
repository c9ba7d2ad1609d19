// Package clients holds the tests in which clients that others wrote for the real
// services, in JavaScript, talk to the stand-ins, and in which the script for
// Google Sheets runs. They need Node; ./task check:clients has it.
package clients
