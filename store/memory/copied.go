package memory

import (
	"reflect"
	"time"
)

// copied returns a deep copy of v, so that what callers pass in and get back is
// theirs to change. It follows exported fields, pointers, slices and maps, and
// keeps nil apart from empty.
func copied[T any](v T) T {
	return deep(reflect.ValueOf(&v).Elem()).Interface().(T)
}

var timeType = reflect.TypeFor[time.Time]()

func deep(v reflect.Value) reflect.Value {
	to := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			to.Set(deep(v.Elem()).Addr())
		}
	case reflect.Slice:
		if !v.IsNil() {
			to.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			for i := range v.Len() {
				to.Index(i).Set(deep(v.Index(i)))
			}
		}
	case reflect.Map:
		if !v.IsNil() {
			to.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
			for it := v.MapRange(); it.Next(); {
				to.SetMapIndex(it.Key(), deep(it.Value()))
			}
		}
	case reflect.Struct:
		if v.Type() == timeType {
			to.Set(v)
			break
		}
		for i := range v.NumField() {
			to.Field(i).Set(deep(v.Field(i)))
		}
	default:
		to.Set(v)
	}
	return to
}
