package words

// Check reports what is wrong with a text of a language.
func Check(text, lang string) error {
	_, err := parse(text, forms(lang))
	return err
}
