// Package examples holds ready processings, with sample events and
// instructions, one folder each. They are what `stanok demo` runs, what
// templates are offered from, and what a newcomer reads first.
package examples

import "embed"

// Kinds of files are listed, so that nothing unintended is embedded.
//
//go:embed uon-envybox/*.yaml uon-envybox/*.md uon-envybox/events/*
//go:embed wbudget-anything/*.yaml wbudget-anything/*.md wbudget-anything/events/*
//go:embed wda-functions/*.yaml wda-functions/*.md wda-functions/events/*
//go:embed anything-wbudget/*.yaml anything-wbudget/*.md anything-wbudget/events/*
//go:embed datacake-voalle/*.yaml datacake-voalle/*.md datacake-voalle/events/*
//go:embed form-amocrm-telegram/*.yaml form-amocrm-telegram/*.md form-amocrm-telegram/events/*
//go:embed form-bitrix24/*.yaml form-bitrix24/*.md form-bitrix24/events/*
//go:embed jivochat-ploomes/*.yaml jivochat-ploomes/*.md jivochat-ploomes/events/*
//go:embed payment-amocrm/*.yaml payment-amocrm/*.md payment-amocrm/events/*
var files embed.FS

// FS gives the examples, read only: "uon-envybox/request.yaml" and so on. A
// document and its instructions stand in English beside those in another
// language: "request.ru.yaml", "README.ru.md".
func FS() embed.FS { return files }
