// Package publicweb holds the pages that anybody may read: the menu of a network or a subregion, and the form on which a company
// registers itself. They show published facts only (class C0), whoever is signed in besides.
package publicweb
