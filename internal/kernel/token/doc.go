// Package token keeps the tokens by which programs use the API as an account. A token has a name, scopes and a last day; it is shown
// once and kept as a hash. What a request may do is what its scopes name and the account's roles allow at that moment (promises.md A7):
// a role taken back, an account disabled or a token ended counts from the next request on.
package token
