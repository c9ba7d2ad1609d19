package eval

import (
	"strings"

	"stanok/engine/taxpayer"
)

// cpfOf reads the number of a person in Brazil, however it is written, and gives
// its 11 digits. Leading zeros that a number lost are put back. One with wrong
// check digits is value.kind, a missing one is nil.
func cpfOf(c *arguments) (any, error) { return taxpayerOf(c, taxpayer.CPF, "CPF") }

// cnpjOf reads the number of a company in Brazil and gives its 14 characters: 12
// digits or, since 2026, capital letters, and two check digits. It fails as cpf
// does.
func cnpjOf(c *arguments) (any, error) { return taxpayerOf(c, taxpayer.CNPJ, "CNPJ") }

// isCPF says whether a value is the number of a person.
func isCPF(c *arguments) (any, error) { return isTaxpayer(c, taxpayer.CPF) }

// isCNPJ says whether a value is the number of a company.
func isCNPJ(c *arguments) (any, error) { return isTaxpayer(c, taxpayer.CNPJ) }

func taxpayerOf(c *arguments, read func(string) (string, bool), want string) (any, error) {
	s, err := c.text(0)
	if err != nil || strings.TrimSpace(s) == "" {
		return nil, err
	}
	if number, ok := read(excerpt(s, 100)); ok {
		return number, nil
	}
	return nil, errKind{c.values[0], want}
}

func isTaxpayer(c *arguments, read func(string) (string, bool)) (any, error) {
	s, ok := scalarText(c.values[0])
	if !ok {
		return false, nil
	}
	if err := c.r.read(len(s)); err != nil {
		return nil, err
	}
	_, ok = read(excerpt(s, 100))
	return ok, nil
}
