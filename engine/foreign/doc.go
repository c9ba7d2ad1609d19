// Package foreign reads requests as other programs write them down: a cURL
// command, an OpenAPI 3 file, an HTTP archive, a Postman collection, or a sample
// of JSON. What it finds becomes actions of a processing.
//
// Nothing is fetched and no file is read: what refers to another place is refused
// or left out. A text of any content is read in bounded time and memory.
package foreign
