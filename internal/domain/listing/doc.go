// Package listing is working with lists (Dutch: lijsten): views that are saved or published, changes of many rows in one go with
// their undoing, and boards over a choice. What a list asks and shows is relation's; this noun keeps and changes.
//
// A bulk change is one transaction. Its id is the batch under which the history keeps what each row was; whoever made it can undo
// it for 30 days. Undoing puts back what still is as the change left it, and tells how many rows it left alone.
package listing
