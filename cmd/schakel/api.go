package main

import (
	"context"
	"fmt"
	"os"

	"schakel/internal/app"
)

type apiCmd struct {
	Call callCmd `cmd:"" help:"Send one request to the API and print the answer."`
}

type callCmd struct {
	Method string `arg:"" help:"GET, POST or PUT."`
	Path   string `arg:"" help:"Of an operation, such as /units or /needs?state=open."`

	Server    string `help:"Address of the Schakel." env:"SCHAKEL_API_URL" default:"http://127.0.0.1:8080"`
	TokenFile string `help:"File that holds the token; else it is read from SCHAKEL_API_TOKEN." type:"existingfile" env:"SCHAKEL_API_TOKEN_FILE"`
	Data      string `help:"JSON to send; @FILE reads it from a file, @- from the standard input."`
	Key       string `help:"Idempotency-Key: sent twice with the same key, it is done once."`
	IfMatch   string `help:"Version that was read (its ETag), for what changes something."`
}

// Run prints the answer. A refusal is printed too, and ends with status 1.
func (c *callCmd) Run(ctx context.Context) error {
	token := os.Getenv("SCHAKEL_API_TOKEN") //nolint:forbidigo // no setting of a server, and never an argument: everybody on the machine can read those
	if c.TokenFile != "" {
		text, err := os.ReadFile(c.TokenFile)
		if err != nil {
			return fmt.Errorf("api: %w", err)
		}
		token = string(text)
	}
	return app.Call{
		Server: c.Server, Token: token, Method: c.Method, Path: c.Path, Data: c.Data, Key: c.Key, IfMatch: c.IfMatch, In: os.Stdin,
	}.Do(ctx, os.Stdout)
}
