package text

// Broken says what is wrong with how a sentence is written, in a language whose
// counted words have so many forms.
func Broken(sentence string, forms int) error {
	_, err := parse(sentence, forms)
	return err
}

// Size is how a language says a number of bytes.
func Size(lang, bytes string) string { return size(lang, bytes) }
