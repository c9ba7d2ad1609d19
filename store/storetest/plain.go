package storetest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// plain writes a value out, with only what it means: a time in UTC, bytes as
// text, nothing for zero fields and for empty lists.
func plain(v any) string {
	var b strings.Builder
	write(&b, reflect.ValueOf(v))
	return b.String()
}

func write(b *strings.Builder, v reflect.Value) {
	if !v.IsValid() {
		b.WriteString("nil")
		return
	}
	switch x := v.Interface().(type) {
	case time.Time:
		b.WriteString(x.UTC().Format(time.RFC3339Nano))
		return
	case json.RawMessage:
		b.WriteString(string(x))
		return
	case []byte:
		fmt.Fprintf(b, "%q", x)
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			b.WriteString("nil")
			return
		}
		write(b, v.Elem())
	case reflect.Struct:
		writeStruct(b, v)
	case reflect.Slice, reflect.Array:
		b.WriteByte('[')
		for i := range v.Len() {
			write(b, v.Index(i))
			b.WriteByte(' ')
		}
		b.WriteByte(']')
	case reflect.Map:
		var lines []string
		for it := v.MapRange(); it.Next(); {
			lines = append(lines, fmt.Sprintf("%v:%s", it.Key(), plain(it.Value().Interface())))
		}
		slices.Sort(lines)
		b.WriteString("{" + strings.Join(lines, " ") + "}")
	default:
		fmt.Fprintf(b, "%#v", v.Interface())
	}
}

func writeStruct(b *strings.Builder, v reflect.Value) {
	b.WriteByte('{')
	for i := range v.NumField() {
		f := v.Field(i)
		if f.IsZero() || f.Kind() == reflect.Slice && f.Len() == 0 {
			continue
		}
		b.WriteString(v.Type().Field(i).Name + ":")
		write(b, f)
		b.WriteByte(' ')
	}
	b.WriteByte('}')
}
