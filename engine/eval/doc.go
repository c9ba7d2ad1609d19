// Package eval holds everything a document may say with {{ }}: expressions,
// templates whose inserts are encoded for the place they stand in, paths into
// data, and JSON templates that cannot give broken JSON. It knows nothing of
// processings, actions or stores.
//
// Values are plain: nil, bool, string, json.Number (the digits exactly as they
// came), []any and map[string]any. Whatever leaves this package is plain, valid
// UTF-8 and safe to share as long as nobody changes it: results may be parts
// of the given variables.
//
// The grammar of expressions is that of expr-lang, whose parser is used. The
// parsed tree is then run by this package and not by expr's virtual machine,
// because numbers must keep their digits, a missing member must read as empty,
// variables may be computed when first needed, secrets must stay masked until
// they are written, and every step must count against a budget of steps, time
// and text.
//
// Everything parsed is immutable and may be used by many goroutines at once.
//
// # Errors
//
// Every error is an *Error or several joined ones. Its arguments by code:
//
//	expression.syntax            message
//	expression.unknown_name      name, closest
//	expression.unknown_function  name, closest or what
//	expression.unknown_field     name, field, closest
//	expression.too_large         limit
//	template.unclosed            -
//	template.empty               -
//	compose.not_json             line, column, want
//	compose.placeholder          line, column, want
//	compose.duplicate_key        line, column, key
//	path.syntax                  path, want
//	value.missing                name
//	value.kind                   name, kind, want or reason, country, known
//	value.limit                  limit, name
//	compose.limit                limit
//	parse.not_json               line, column, near
//	parse.limit                  limit
//	parse.path_missing           path, closest, keys or length, suggestion
//	http.header                  -
//
// A kind is one of: empty, text, number, boolean, list, object.
package eval
