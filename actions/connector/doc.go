// Package connector reads declarations of services: what a person has to know to
// connect to one, and the requests that do things there. A declaration is a YAML
// file; connector.schema.json says how one is written, and the documentation
// beside it (README.md) says it for people. Package actions makes actions of them.
package connector
