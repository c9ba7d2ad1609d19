package sheet_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"stanok/engine"
	"stanok/ui/sheet"
)

func TestAFileIsReadHoweverASpreadsheetWroteIt(t *testing.T) {
	russian, err := charmap.Windows1251.NewEncoder().String("Товар;Кампания\r\nТур;17\r\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct{ content, want string }{
		"commas":             {"a,b\n1,2\n", "[a b] [[1 2]]"},
		"semicolons":         {"a;b\r\n1;\"2,5\"\r\n", "[a b] [[1 2,5]]"},
		"tabs":               {"a\tb\n1\t2;3", "[a b] [[1 2;3]]"},
		"windows-1251":       {russian, "[Товар Кампания] [[Тур 17]]"},
		"UTF-8 with a mark":  {"\uFEFFТовар,b\nТур,2", "[Товар b] [[Тур 2]]"},
		"UTF-16":             {"\xff\xfea\x00,\x00b\x00\n\x001\x00,\x002\x00", "[a b] [[1 2]]"},
		"one column":         {"a\n1\n2\n", "[a] [[1] [2]]"},
		"names in quotes":    {"\"a;b\",c\n1,2\n", "[a;b c] [[1 2]]"},
		"blank rows and end": {"a,b,,\n\n1,2,,\n,,,\n", "[a b] [[1 2]]"},
		"a short row":        {"a,b\n1\n", "[a b] [[1 ]]"},
		"lines in a cell":    {"a,b\n1,\"x\r\ny\"\n", "[a b] [[1 x\ny]]"},
	} {
		s, err := sheet.Read([]byte(tc.content))
		if got := fmt.Sprint(s.Columns, " ", s.Rows); err != nil || got != tc.want {
			t.Errorf("%s: %s %v, want %s", name, got, err, tc.want)
		}
	}
	for reason, content := range map[string]string{
		"empty": "", "wide": "a,b\n1,2,3\n", "large": strings.Repeat("x", sheet.MaxBytes+1),
	} {
		_, err := sheet.Read([]byte(content))
		var e *engine.Error
		if !errors.As(err, &e) || e.Code != "table.file" || e.Args["reason"] != reason {
			t.Errorf("%s: %v", reason, err)
		}
	}
}

var cities = engine.Table{
	Name: "Cities", Columns: []string{"city", "code", "note"}, Keys: []string{"city"},
	Rows: [][]string{{"Анапа", "1", "x"}, {"Сочи", "2", ""}, {"Томск", "3", ""}},
}

func TestAnImportSaysWhatItDoesToEachRow(t *testing.T) {
	s, err := sheet.Read([]byte("code;city;zip\n1; Анапа;\n22;Сочи;354000\n4;Омск;644000\n5;Омск;1\n6;;7\n" + strings.Repeat("x", engine.MaxTableCell+1) + ";Пермь;\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, replace := range []bool{false, true} {
		r, err := sheet.Merge(cities, s, replace)
		if err != nil {
			t.Fatal(err)
		}
		want := [][]string{{"Анапа", "1", "x", ""}, {"Сочи", "22", "", "354000"}, {"Томск", "3", "", ""}, {"Омск", "4", "", "644000"}}
		removed := 0
		if replace {
			want, removed = slices.Delete(want, 2, 3), 1
		}
		if !reflect.DeepEqual(r.Table.Rows, want) || r.Removed != removed || r.Table.Size != len(want) {
			t.Errorf("replace %v: %q, %d removed", replace, r.Table.Rows, r.Removed)
		}
		if len(r.Added) != 1 || len(r.Changed) != 1 || r.Unchanged != 1 || fmt.Sprint(r.Columns) != "[zip]" {
			t.Errorf("added %v changed %v unchanged %d, new %v", r.Added, r.Changed, r.Unchanged, r.Columns)
		}
		refused := ""
		for _, one := range r.Refused {
			refused += fmt.Sprint(one.Line, " ", one.Err.Code, " ", one.Err.Args["other"], one.Err.Args["row"], "; ")
		}
		if refused != "5 table.double 45; 6 table.blank 6; 7 table.cell 7; " {
			t.Errorf("refused %s", refused)
		}
		if faults := r.Table.Check(); len(faults) > 0 {
			t.Errorf("the table cannot be saved: %v", faults[0])
		}
	}
	if !reflect.DeepEqual(cities.Rows[1], []string{"Сочи", "2", ""}) || len(cities.Columns) != 3 {
		t.Error("the table that was given is another now")
	}
	lacking, _ := sheet.Read([]byte("code,x\n1,2"))
	if _, err := sheet.Merge(cities, lacking, false); err == nil {
		t.Error("a file without the key column is taken")
	}
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	odd := cities
	odd.Rows = [][]string{{"a;b", "1,\"2\"", "x\ny"}, {"=1+1", " 007 ", "\t"}, {"\uFEFF", "", "#"}}
	for _, sep := range []rune{',', ';', '\t'} {
		s, err := sheet.Read(sheet.Write(odd, sep))
		if err != nil || !reflect.DeepEqual(s.Columns, odd.Columns) {
			t.Fatal(s.Columns, err)
		}
		want := [][]string{odd.Rows[0], {"=1+1", " 007 ", ""}, odd.Rows[2]} // white space alone is nothing
		if !reflect.DeepEqual(s.Rows, want) {
			t.Errorf("%q: %q", sep, s.Rows)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{"a,b\n1,2\n", "a;\"b\n\";c\n1", "\xff\xfea", "\uFEFFa\tb\n\"", "Товар;x\nТур;1"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		s, err := sheet.Read(content)
		if err != nil {
			return
		}
		for _, row := range s.Rows {
			if len(row) != len(s.Columns) {
				t.Fatalf("a row of %d in %d columns", len(row), len(s.Columns))
			}
		}
		r, err := sheet.Merge(engine.Table{Name: "t", Columns: s.Columns[:1], Keys: s.Columns[:1]}, s, false)
		if err == nil && len(r.Table.Check()) > 0 {
			t.Fatalf("the import cannot be saved: %v", r.Table.Check()[0])
		}
	})
}
