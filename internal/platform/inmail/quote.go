package inmail

import (
	"regexp"
	"strings"
)

var (
	// answerMark is the line above what an answer quotes: "Op di 3 nov 2026 om 10:12 schreef Erik <…>:".
	answerMark = regexp.MustCompile(`(?i)^(op .{4,200} schreef .*:|on .{4,200} wrote:|-{2,} ?(oorspronkelijk bericht|original message) ?-{2,})$`)
	// forwardMark is the line above a mail that was forwarded.
	forwardMark = regexp.MustCompile(`(?i)^-{2,} ?(forwarded message|doorgestuurd bericht|begin doorgestuurd bericht|begin forwarded message:?) ?-*$|^begin (doorgestuurd bericht|forwarded message):$`)
	// writer is the line that says who wrote it.
	writer = regexp.MustCompile(`(?i)^\**(van|from):\** .*?([^\s<>":;,]+@[^\s<>":;,]+)`)
	sentAt = regexp.MustCompile(`(?i)^\**(verzonden|sent|datum|date):\** `)
)

// headLines is how many lines after a mark the head of a forwarded mail may have.
const headLines = 12

// forwardedIn finds who wrote the mail that is forwarded in a text: below a mark, or where a head of its own stands in the text.
func forwardedIn(text string) *Address {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		line = strings.TrimSpace(line)
		marked := forwardMark.MatchString(line)
		if !marked && !writer.MatchString(line) {
			continue
		}
		near := lines[i:min(len(lines), i+headLines)]
		var from *Address
		dated := marked
		for _, l := range near {
			l = strings.TrimSpace(l)
			if m := writer.FindStringSubmatch(l); m != nil && from == nil {
				from = &Address{Email: strings.ToLower(strings.Trim(m[2], ".[]()*"))}
			}
			dated = dated || sentAt.MatchString(l)
		}
		if from != nil && dated && strings.Count(from.Email, "@") == 1 {
			return from
		}
	}
	return nil
}

// fold parts what was written now from what it answers to. Of a mail that was forwarded all is what it is about.
func fold(text string, forwarded bool) (now, quoted string) {
	var above, below []string
	under := false
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimRight(line, " \t\r")
		if !forwarded && answerMark.MatchString(strings.TrimSpace(line)) {
			under = true
		}
		if under || strings.HasPrefix(line, ">") {
			below = append(below, line)
		} else {
			above = append(above, line)
		}
	}
	return tidy(above), tidy(below)
}

var gaps = regexp.MustCompile(`\n{3,}`)

func tidy(lines []string) string {
	return strings.TrimSpace(gaps.ReplaceAllString(strings.Join(lines, "\n"), "\n\n"))
}
