// Finding things on a page as a person does. Evaluated by page.go as (this)(selector of the part, what, text, value);
// returns {error} or {x, y, …}. Only looks and focuses; the clicks and keys come from the browser itself.
(within, what, text, value) => {
  const norm = s => (s || '').replace(/\s+/g, ' ').trim()
  const root = within ? document.querySelector(within) : document.body
  if (!root) return { error: `there is no ${within || 'body'}` }
  const box = el => el.getBoundingClientRect()
  const visible = el => el.checkVisibility({ visibilityProperty: true }) && box(el).width > 0 && box(el).height > 0
  const byIds = ids => (ids || '').split(/\s+/).map(id => id && norm(document.getElementById(id)?.textContent)).filter(Boolean).join(' ')
  const own = el => norm(el.getAttribute('aria-label')) || byIds(el.getAttribute('aria-labelledby'))
  const short = el => norm(el.outerHTML).slice(0, 160)

  // pick chooses by exact name, else by the one that contains it; two different ones are an error.
  const pick = (all, nameOf, kind) => {
    const names = all.map(el => [el, nameOf(el)])
    let hits = names.filter(([, n]) => n.some(s => s === text))
    if (!hits.length) hits = names.filter(([, n]) => n.some(s => s.startsWith(text)))
    if (!hits.length) hits = names.filter(([, n]) => n.some(s => s.includes(text)))
    if (!hits.length) {
      const there = [...new Set(names.map(([, n]) => n[0]).filter(Boolean))].slice(0, 40)
      return { error: `no ${kind} "${text}"; there are: ${there.map(s => `"${s.slice(0, 60)}"`).join(', ') || 'none'}` }
    }
    const els = hits.map(([el]) => el)
    const same = els.every(el => el.href && el.href === els[0].href)
    if (els.length > 1 && !same) return { error: `${els.length} times ${kind} "${text}": ${els.slice(0, 4).map(short).join(' | ')}` }
    return { el: els[0] }
  }
  const point = el => {
    el.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })
    // A link over two lines has a middle outside itself: take the first of its boxes.
    const r = [...el.getClientRects()].find(r => r.width > 0 && r.height > 0) || box(el)
    const x = r.left + r.width / 2, y = r.top + r.height / 2
    const top = document.elementFromPoint(x, y)
    if (top && top !== el && !el.contains(top) && !top.contains(el) && ![...(el.labels || [])].some(l => l.contains(top)))
      return { error: `${short(el)} is covered by ${short(top)}` }
    return { x, y }
  }

  if (what === 'click') {
    const clickable = 'a[href],button,summary,input[type=submit],input[type=button],input[type=image],[role=button],[role=link],[role=tab],[role=menuitem],[role=option]'
    const name = el => [own(el) || norm(el.tagName === 'INPUT' ? el.value || el.alt : el.innerText) || norm(el.querySelector('img[alt]')?.alt || el.title), norm(el.innerText)]
    let found = pick([...root.querySelectorAll(clickable)].filter(visible), name, 'button or link')
    if (found.error?.startsWith('no ')) {
      const label = pick([...root.querySelectorAll('label')].filter(visible), el => [norm(el.innerText)], 'label')
      if (label.el) found = label
    }
    if (found.error) return found
    if (found.el.disabled) return { error: `${short(found.el)} is disabled` }
    return point(found.el)
  }

  if (what === 'css') {
    const el = [...root.querySelectorAll(text)].find(visible)
    return el ? point(el) : { error: `nothing visible matches ${text}` }
  }

  // A field, by its label. Marks behind a label ("*", "(verplicht)") need not be named: a beginning is enough.
  const fields = [...root.querySelectorAll('input:not([type=hidden]):not([type=submit]):not([type=button]),select,textarea,[contenteditable=true]')]
  const name = el => [own(el), ...[...(el.labels || [])].map(l => norm(l.innerText || l.textContent)), norm(el.placeholder)].filter(Boolean)
  const found = pick(fields.filter(el => visible(el) || [...(el.labels || [])].some(visible)), name, 'field')
  if (found.error) return found
  const el = found.el
  if (el.disabled) return { error: `field "${text}" is disabled` }
  const changed = () => {
    el.dispatchEvent(new Event('input', { bubbles: true }))
    el.dispatchEvent(new Event('change', { bubbles: true }))
  }

  switch (what) {
    case 'fill':
      if (el.tagName === 'SELECT' || ['checkbox', 'radio', 'file'].includes(el.type)) return { error: `field "${text}" is a ${el.type}: use Select, Check or Upload` }
      el.scrollIntoView({ block: 'center', behavior: 'instant' })
      el.focus()
      // Fields with parts of their own take no typed text.
      if (['date', 'time', 'datetime-local', 'month', 'week', 'color', 'range'].includes(el.type)) {
        el.value = value
        if (el.value !== value) return { error: `field "${text}" does not take "${value}"` }
        changed()
        return { done: true }
      }
      if (el.select) el.select()
      return { typed: true, empty: value === '' }
    case 'value':
      return { text: el.type === 'checkbox' || el.type === 'radio' ? String(el.checked) : el.value }
    case 'select': {
      if (el.tagName !== 'SELECT') return { error: `field "${text}" is no list` }
      const option = [...el.options].find(o => norm(o.text) === value) || [...el.options].find(o => norm(o.text).startsWith(value))
      if (!option) return { error: `field "${text}" has no "${value}"; it has: ${[...el.options].map(o => norm(o.text)).join(', ')}` }
      if (!option.selected) {
        option.selected = true
        changed()
      }
      return { done: true }
    }
    case 'check':
      if (!['checkbox', 'radio'].includes(el.type)) return { error: `field "${text}" is no tick box` }
      if (el.checked !== (value === 'true')) el.click()
      return el.checked === (value === 'true') ? { done: true } : { error: `field "${text}" did not change` }
    case 'file':
      el.setAttribute('data-browser-upload', '')
      return { done: true }
  }
  return { error: `unknown: ${what}` }
}
