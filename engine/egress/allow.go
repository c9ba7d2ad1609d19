package egress

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// AllowRule opens addresses that are otherwise closed: special ranges, or other
// ports of public ones.
type AllowRule struct {
	Prefix netip.Prefix
	Port   uint16 // 0: every port
}

// ParseAllow reads a list such as "127.0.0.1/32:18080, 10.0.0.0/8, [fd00::/8]:443".
// Items are divided by commas or spaces; a lone address stands for itself; an
// IPv6 range with a port is put in brackets. It returns every mistake.
func ParseAllow(list string) ([]AllowRule, error) {
	var rules []AllowRule
	var wrong []error
	for _, item := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' }) {
		rule, err := parseAllowRule(item)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		rules = append(rules, rule)
	}
	return rules, errors.Join(wrong...)
}

// String returns the rule as [ParseAllow] reads it.
func (r AllowRule) String() string {
	switch {
	case r.Port == 0:
		return r.Prefix.String()
	case r.Prefix.Addr().Is6():
		return fmt.Sprintf("[%s]:%d", r.Prefix, r.Port)
	}
	return fmt.Sprintf("%s:%d", r.Prefix, r.Port)
}

func (r AllowRule) covers(a netip.Addr, port uint16) bool {
	return (r.Port == 0 || r.Port == port) && r.Prefix.Contains(a)
}

func parseAllowRule(item string) (AllowRule, error) {
	network, port := splitPort(item)
	p, err := parseNetwork(network)
	if err != nil {
		return AllowRule{}, fmt.Errorf("%q is not a network: write it like 10.0.0.0/8, 127.0.0.1/32:8080 or [fd00::/8]:443", item)
	}
	rule := AllowRule{Prefix: p}
	if port == "" {
		return rule, nil
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return AllowRule{}, fmt.Errorf("%q: the port must be a number from 1 to 65535", item)
	}
	rule.Port = uint16(n)
	return rule, nil
}

// splitPort parts "net:port"; in IPv6 only brackets tell the port's colon.
func splitPort(item string) (network, port string) {
	if rest, ok := strings.CutPrefix(item, "["); ok {
		if inner, after, ok := strings.Cut(rest, "]"); ok && (after == "" || len(after) > 1 && after[0] == ':') {
			return inner, strings.TrimPrefix(after, ":")
		}
		return item, ""
	}
	if strings.Count(item, ":") == 1 {
		network, port, _ = strings.Cut(item, ":")
		if port == "" {
			return item, ""
		}
		return network, port
	}
	return item, ""
}

func parseNetwork(s string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(s); err == nil {
		a = a.WithZone("").Unmap()
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return netip.Prefix{}, err
	}
	if p.Addr().Is4In6() {
		if p.Bits() < 96 {
			return netip.Prefix{}, errors.New("a range of mapped addresses needs at least 96 bits")
		}
		p = netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96)
	}
	return p.Masked(), nil
}
