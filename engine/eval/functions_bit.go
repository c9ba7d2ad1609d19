package eval

import (
	"encoding/json"
	"strconv"
)

// bits works on two whole numbers of 64 bits.
func bits(do func(x, y int) int) func(c *arguments) (any, error) {
	return func(c *arguments) (any, error) {
		x, err := c.whole(0)
		if err != nil {
			return nil, err
		}
		y, err := c.whole(1)
		if err != nil {
			return nil, err
		}
		return wholeOf(do(x, y)), nil
	}
}

// shifted64 works on a whole number and how far its bits move. What is moved
// out is lost, as everywhere.
func shifted64(do func(x int, by uint) int) func(c *arguments) (any, error) {
	return func(c *arguments) (any, error) {
		x, err := c.whole(0)
		if err != nil {
			return nil, err
		}
		by, err := c.whole(1)
		if err != nil {
			return nil, err
		}
		if by < 0 {
			return nil, errKind{c.values[1], "number from 0"}
		}
		return wholeOf(do(x, uint(by))), nil
	}
}

func bitNot(c *arguments) (any, error) {
	x, err := c.whole(0)
	if err != nil {
		return nil, err
	}
	return wholeOf(^x), nil
}

func wholeOf(n int) json.Number { return json.Number(strconv.Itoa(n)) }
