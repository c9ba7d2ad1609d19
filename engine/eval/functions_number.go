package eval

import (
	"encoding/json"
	"slices"
	"strconv"
)

// toInt cuts off what is behind the point.
func toInt(c *arguments) (any, error) {
	n, err := c.number(0)
	if err != nil {
		return nil, err
	}
	return rounded(n, 0, towardZero)
}

// toNumber reads a number from text and keeps its digits.
func toNumber(c *arguments) (any, error) { return c.number(0) }

func absolute(c *arguments) (any, error) {
	n, err := c.number(0)
	if err == nil && n[0] == '-' {
		return negate(n), nil
	}
	return n, err
}

// roundTo rounds to whole numbers, or to the digits of a second argument.
func roundTo(way rounding) func(c *arguments) (any, error) {
	return func(c *arguments) (any, error) {
		n, err := c.number(0)
		if err != nil {
			return nil, err
		}
		digits := 0
		if c.has(1) {
			if digits, err = c.whole(1); err != nil {
				return nil, err
			}
		}
		if digits < 0 || digits > maxDigits {
			return nil, errKind{c.values[1], "number from 0"}
		}
		return rounded(n, digits, way)
	}
}

// numbers reads all arguments, and the elements of lists among them.
func (c *arguments) numbers() ([]json.Number, error) {
	var all []json.Number
	for _, v := range c.values {
		list, ok := v.([]any)
		if !ok {
			list = []any{v}
		}
		for _, element := range list {
			element, err := resolve(element)
			if err != nil {
				return nil, err
			}
			n, ok := element.(json.Number)
			if !ok {
				return nil, errKind{element, "number"}
			}
			if err := c.r.spend(4 + len(n)/bytesPerTextStep); err != nil {
				return nil, err
			}
			all = append(all, n)
		}
	}
	return all, nil
}

// extreme finds the greatest or the least number; of none it is nothing.
func extreme(direction int) func(c *arguments) (any, error) {
	return func(c *arguments) (any, error) {
		all, err := c.numbers()
		if err != nil || len(all) == 0 {
			return nil, err
		}
		best := all[0]
		for _, n := range all[1:] {
			if compareNumbers(n, best)*direction > 0 {
				best = n
			}
		}
		return best, nil
	}
}

func mean(c *arguments) (any, error) {
	all, err := c.numbers()
	if err != nil || len(all) == 0 {
		return nil, err
	}
	total := json.Number("0")
	for _, n := range all {
		if total, err = addNumbers(total, n); err != nil {
			return nil, err
		}
	}
	return divideNumbers(total, json.Number(strconv.Itoa(len(all))))
}

func median(c *arguments) (any, error) {
	all, err := c.numbers()
	if err != nil || len(all) == 0 {
		return nil, err
	}
	slices.SortFunc(all, compareNumbers)
	middle := len(all) / 2
	if len(all)%2 == 1 {
		return all[middle], nil
	}
	sum, err := addNumbers(all[middle-1], all[middle])
	if err != nil {
		return nil, err
	}
	return divideNumbers(sum, "2")
}
