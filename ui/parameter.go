package ui

import (
	"strconv"

	"stanok/engine"
)

// flag reads a parameter that is true or false; false if it is not given.
func (c *call) flag(name string) (bool, error) {
	if !c.QueryParams().Has(name) {
		return false, nil
	}
	on, err := strconv.ParseBool(c.QueryParam(name))
	if err != nil {
		return false, wrongParameter(name)
	}
	return on, nil
}

// wrongParameter says that a parameter of the query has no possible value.
func wrongParameter(name string) error {
	return &engine.Error{Kind: engine.Invalid, Code: "request.parameter", Field: name, Args: map[string]string{"name": name}}
}
