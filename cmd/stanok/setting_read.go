package main

import (
	"errors"
	"fmt"
	"math"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"stanok/engine"
	"stanok/engine/egress"
	"stanok/ui/password"
)

func readData(s *settings, v string) error {
	if s.data = v; v == "" {
		return errors.New("it must name a folder")
	}
	return nil
}

func readKeyFile(s *settings, v string) error { s.keyFile = v; return nil }

func readPassword(s *settings, v string) error {
	if n := utf8.RuneCountInString(v); v != "" && (n < password.Least || n > password.Most) {
		return fmt.Errorf("it has not from %d to %d characters", password.Least, password.Most)
	}
	s.adminPassword = engine.Secret(v)
	return nil
}

func oneOf(field func(*settings) *string, allowed ...string) func(*settings, string) error {
	return func(s *settings, v string) error {
		*field(s) = v
		if !slices.Contains(allowed, v) {
			return fmt.Errorf("%q is none of %s", v, strings.Join(allowed, ", "))
		}
		return nil
	}
}

func whole(field func(*settings) *int, least, most int) func(*settings, string) error {
	return func(s *settings, v string) error {
		n, err := strconv.Atoi(v)
		if err != nil || n < least || n > most {
			return fmt.Errorf("%q is no whole number from %d to %d", v, least, most)
		}
		*field(s) = n
		return nil
	}
}

func readListen(s *settings, v string) error {
	s.listen = v
	_, port, err := net.SplitHostPort(v)
	if err != nil {
		return fmt.Errorf("%q is no address like 127.0.0.1:8080", v)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("%q has no port from 0 to 65535", v)
	}
	return nil
}

func readDatabase(_ *settings, v string) error {
	if v != "" {
		return errors.New("only the embedded store is built into this version; leave it empty")
	}
	return nil
}

func readPublicURL(s *settings, v string) error {
	if v == "" {
		return nil
	}
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" {
		return fmt.Errorf("%q is no address like https://stanok.example.com", v)
	}
	s.publicURL = strings.TrimRight(v, "/")
	return nil
}

func readSMTP(s *settings, v string) error {
	if v == "" {
		return nil
	}
	smtp, err := egress.ParseSMTP(v)
	if err != nil {
		return err
	}
	s.smtp = &smtp
	return nil
}

func readMail(field func(*settings) *string) func(*settings, string) error {
	return func(s *settings, v string) error {
		if v == "" {
			return nil
		}
		*field(s) = v
		if _, err := mail.ParseAddress(v); err != nil {
			return fmt.Errorf("%q is no e-mail address", v)
		}
		return nil
	}
}

func readAllow(s *settings, v string) (err error) {
	s.allow, err = egress.ParseAllow(v)
	return err
}

func readProxies(s *settings, v string) error {
	var problems []error
	for _, part := range strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' }) {
		prefix, err := netip.ParsePrefix(part)
		if err != nil {
			addr, err := netip.ParseAddr(part)
			if err != nil {
				problems = append(problems, fmt.Errorf("%q is no network like 10.0.0.0/8", part))
				continue
			}
			prefix = netip.PrefixFrom(addr, addr.BitLen())
		}
		s.proxies = append(s.proxies, prefix)
	}
	return errors.Join(problems...)
}

// minToken is the least length of admin_token: it is guarded by nothing else.
const minToken = 16

func readAdminToken(s *settings, v string) error {
	if v != "" && len(v) < minToken {
		return fmt.Errorf("it has fewer than %d characters", minToken)
	}
	s.adminToken = engine.Secret(v)
	return nil
}

var sizes = regexp.MustCompile(`^([0-9]+)([KMGT]i?B|B)$`)

func readSize(s *settings, v string) error {
	parts := sizes.FindStringSubmatch(v)
	if parts == nil || strings.Trim(v, "0KMGTiB") == "" {
		return fmt.Errorf("%q is no size like 5GiB", v)
	}
	n, err := strconv.ParseInt(parts[1], 10, 64)
	shift := 10 * strings.Index("BKMGT", parts[2][:1])
	if err != nil || n > math.MaxInt64>>shift {
		return fmt.Errorf("%q is larger than any disk", v)
	}
	s.history = n << shift
	return nil
}

func readFolder(s *settings, v string) error {
	if v == "" {
		return nil
	}
	if at, err := os.Stat(v); err != nil || !at.IsDir() {
		return fmt.Errorf("%q is no folder", v)
	}
	s.connectors = v
	return nil
}

func readDrain(s *settings, v string) (err error) {
	if s.drain, err = time.ParseDuration(v); err != nil || s.drain < 0 {
		return fmt.Errorf("%q is no duration like 30s", v)
	}
	return nil
}

func readTraces(_ *settings, v string) error {
	if v != "" {
		return errors.New("this version sends no traces; leave it empty")
	}
	return nil
}
