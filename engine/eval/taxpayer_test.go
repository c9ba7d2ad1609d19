package eval_test

import "testing"

// The alphanumeric number is the example of the Receita Federal.
func TestNumbersOfBrazilianTaxpayersAreChecked(t *testing.T) {
	for src, want := range map[string]string{
		`cpf("529.982.247-25")`:        `"52998224725"`,
		`cpf(" 529 982 247 25 ")`:      `"52998224725"`,
		`cpf(52998224725)`:             `"52998224725"`,
		`cpf(1234567890)`:              `"01234567890"`, // a leading zero lost by a spreadsheet
		`cpf("")`:                      `null`,
		`cpf(nil)`:                     `null`,
		`cnpj("11.222.333/0001-81")`:   `"11222333000181"`,
		`cnpj("12.ABC.345/01DE-35")`:   `"12ABC34501DE35"`,
		`cnpj("12abc34501de35")`:       `"12ABC34501DE35"`,
		`is_cpf("529.982.247-25")`:     `true`,
		`is_cpf("529.982.247-24")`:     `false`,
		`is_cpf("111.111.111-11")`:     `false`,
		`is_cpf("11.222.333/0001-81")`: `false`,
		`is_cpf(nil)`:                  `false`,
		`is_cpf([1])`:                  `false`,
		`is_cnpj("11222333000181")`:    `true`,
		`is_cnpj("11222333000182")`:    `false`,
		`is_cnpj("00000000000000")`:    `false`,
		`is_cnpj("12ABC34501DE36")`:    `false`,
		`is_cnpj("12ABC34501DEXY")`:    `false`,
		`is_cnpj("529.982.247-25")`:    `false`,
	} {
		gives(t, src, want)
	}
	for _, src := range []string{`cpf("529.982.247-24")`, `cpf("x")`, `cpf([])`, `cnpj("1")`, `cnpj("№ 11222333000181")`} {
		fails(t, src, "value.kind")
	}
}
