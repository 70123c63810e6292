// htmx as Schakel uses it: set up for a page whose content security policy allows no inline script or style,
// and which holds people's data. A page may still change these in its own <meta name="htmx-config">.
import htmx from 'htmx.org'

// The policy refuses both: a style element made by a script, and code made from text.
htmx.config.includeIndicatorStyles = false
htmx.config.allowEval = false
htmx.config.allowScriptTags = false
// Pages are not kept in the browser's storage: the next person at a school's computer must not find them there.
htmx.config.historyCacheSize = 0
htmx.config.refreshOnHistoryMiss = true
// 422 is a form that comes back with its messages: show it. Other errors leave the page as it is and raise an event.
htmx.config.responseHandling = [
  { code: '204', swap: false },
  { code: '[23]..', swap: true },
  { code: '422', swap: true },
  { code: '[45]..', swap: false, error: true },
]

window.htmx = htmx
