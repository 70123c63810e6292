// Package ui is the design system of Schakel: the frame around pages, accessible components (templ), the icon set and
// the computation of a unit's accent colour. Sub package chart draws the charts. README.md shows every component with an
// example; the page /styleguide shows them in all states.
//
// Components take translated text. The few fixed words of their own come from the printer in the context: [Shell] and
// [Bare] put it there, a handler that renders a fragment calls [WithPrinter]. No component writes a style attribute,
// a style element or an inline handler: the content security policy forbids them.
package ui
