package i18n

// Plain returns a printer without texts, for what only needs dates, numbers and money in a language: documents that bring their own
// words. A language that is unknown becomes NL.
func Plain(lang Lang) *Printer {
	if _, ok := wordsOf[lang]; !ok {
		lang = NL
	}
	return &Printer{lang: lang, words: wordsOf[lang]}
}
