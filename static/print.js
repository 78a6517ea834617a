/* On a text's page: what is printed are sheets, as a book has them, with the notes at the foot of the sheet on which they are
   called. They are made when printing begins, from copies, and are gone when it ends. The copies stand in a shadow root, where
   only sheets.css applies: no style of the screen, no window's width changes a line between measuring and printing, and no id is
   there twice. Without this script the page prints as print.css has it, with its notes at the end. */
(() => {
  'use strict'
  const page = document, root = page.documentElement, one = selector => page.querySelector(selector), every = selector => [...page.querySelectorAll(selector)]
  const make = (name, kind, parent, words) => {
    const element = page.createElement(name)
    if (kind) element.className = kind
    if (words) element.textContent = words
    if (parent) parent.append(element)
    return element
  }
  const host = make('div', 'sheets'), shadow = host.attachShadow({ mode: 'open' }), style = make('link', '', shadow), ours = one('link[href$="print.css"]')
  let only, say, saidIn
  style.rel = 'stylesheet'
  style.href = edition.base + 'static/sheets.css'
  host.hidden = true
  page.body.append(host)

  /* Printing does not wait, so the words are there before, and again when the reader takes another language. */
  const words = async () => {
    const lang = edition.lang
    if (lang !== saidIn) try { say = await edition.words(); saidIn = lang } catch (e) { /* without them, then */ }
  }
  words()
  new MutationObserver(words).observe(root, { attributes: true })

  /* Azerbaijani and Turkish words break before each consonant with a vowel; browsers do not know that, other languages they do. */
  const vowel = '[aeıioöuüəâîû]', consonant = '[bcçdfgğhjklmnpqrsştvwxyz]', syllable = RegExp(`${vowel}${consonant}*(?=${consonant}${vowel})`, 'giu')
  const hyphenated = (words, lang) => !/^(az|tr)/.test(lang) ? words : words.replace(/\p{L}{5,}(?!\p{L}|[.@]\w)/gu,
    word => word.replace(syllable, (part, at) => at + part.length > 1 ? part + '\u00ad' : part))

  /* A copy of what can be read in an element, without links, names' marks and the interface. Each call of a note is put into
     `calls` as [anchor, element around it]. */
  function copy(from, into, lang, calls = []) {
    for (const node of from.childNodes) {
      if (node.nodeType === 3) into.append(hyphenated(node.data, lang))
      if (node.nodeType !== 1 || node.matches('.anchor, .also, .back, .on > a, .print-citation, button, dialog, details, nav, svg, style, script, [hidden], [popover], [data-screen], .note[id]' +
        (root.matches('.plain') ? ', .corr, .remark' : ''))) continue
      const own = node.lang || lang, name = node.nodeName, href = node.getAttribute('href')
      let to = into
      if (/^(H\d|P|DIV|UL|LI|D[TD]|SU[PB]|I|B|EM|STRONG|Q|CODE|INS|BR)$/.test(name) || node.lang || /turn|said|entry|leader|mark$|sic|signed/.test(node.className)) {
        to = make(/^(A|TIME|MARK)$/.test(name) ? 'span' : name, node.className, into)
        if (own !== lang) to.lang = own
      }
      if (node.matches('[role=doc-noteref], .remark a')) calls.push([node.hash.slice(1), to])
      copy(node, to, own, calls)
      if (/^http/.test(href) && node.textContent !== href) to.append(` (${href})`)
    }
    for (let last; (last = into.lastChild) && last.nodeType === 3 && !(last.data = last.data.trimEnd());) last.remove()
  }

  /* A block is what stands by itself: a unit, a note, a line of the facts. `whole`: it is never divided. */
  const block = (element, calls, more) => ({ element, calls, pieces: [element], cuts: [], ...more })
  function blockOf(from, name, kind, lang, more) {
    const element = make(name, kind), calls = [], inner = from.querySelectorAll(':scope > p'), heading = /^h\d/i.test(name)
    if (from.lang) element.lang = from.lang
    copy(inner.length === 1 ? inner[0] : from, element, from.lang || lang, calls)
    return block(element, calls, { from, heading, anchor: from.id, whole: heading || /\btoc\b/.test(kind), ...more })
  }
  function unitOf(from, lang) {
    const heading = /^H\d/.test(from.nodeName), made = blockOf(from, heading || from.matches('blockquote') ? from.nodeName : 'p', heading ? 'unit heading' : from.className, lang, { unit: from.id })
    made.element.prepend(make('span', 'at', null, from.id))
    return made
  }

  /* The head of the first sheet: the text's own, the citation, the version and the day. */
  function front(lang) {
    const element = make('div', 'front'), head = one('.text-head'), given = only ? only.citation : one('.print-citation')
    if (!only && head) copy(head, make('div', 'text-head', element), lang)
    const box = make('div', 'cited', element), cited = make('p', '', box), now = new Date(), version = one('.site-foot p')
    if (given && given.nodeType) copy(given, cited, '')
    else if (given && given.html) copy(new DOMParser().parseFromString(given.html, 'text/html').body, cited, '')
    else cited.textContent = given ? given.text || given : `${page.title}. ${location.href.replace(/[?#].*/, '')}${only ? '#' + only.from + (only.to ? '-' + only.to : '') : ''}`
    let day = new Intl.DateTimeFormat(edition.lang, { dateStyle: 'long' }).format(now)
    if (/M\d/.test(day)) day = now.toLocaleDateString('tr')  /* a browser without the names of the months (az in Chrome) */
    for (const words of [version && version.textContent.trim(), say ? say('print-day', { date: day }) : day]) make('p', 'printed', box, words).lang = edition.lang
    return block(element, [], { whole: true })
  }

  /* What is printed, in order: blocks; and the notes for the feet, by their anchors. */
  function gather(lang) {
    const blocks = [front(lang)], called = new Set(), notes = new Map(every('.note[id]').map(from =>
      [from.id, blockOf(from, 'div', from.matches('.comment') ? 'note comment' : 'note', lang, { remark: from.matches('.comment') })]))
    const follow = made => made.calls.forEach(([anchor]) => {
      const note = notes.get(anchor)
      if (note && !called.has(note)) { called.add(note); follow(note) }
    })
    const title = from => from && blocks.push(blockOf(from, 'h2', 'heading', lang))
    const set = note => { notes.delete(note.anchor); blocks.push(note); follow(note) }
    let units = every('.units .unit:not([role])'), around
    if (only) {
      const ends = [only.from, only.to || only.from].map(anchor => units.findIndex(each => each.id === anchor)).sort((a, b) => a - b)
      if (notes.has(only.from)) set(notes.get(only.from))
      units = ends[0] < 0 ? [] : units.slice(ends[0], ends[1] + 1)
    }
    blocks.push(...units.map(from => unitOf(from, lang)))
    if (only) return [blocks, notes]
    blocks.forEach(follow)
    for (const note of notes.values()) {
      if (called.has(note)) continue
      if (around !== (around = note.from.closest('section')) && around) title(around.querySelector('h2'))
      set(note)
    }
    for (const from of every('.corrections h2, .corrections > p, .corrections li, .colophon h2, .colophon .facts > div')) {
      if (from.matches('h2')) title(from)
      else blocks.push(blockOf(from, 'div', 'note fact', lang))
    }
    return [blocks, notes]
  }

  function sheet(head, at, number) {
    const element = make('section', 'sheet'), running = make('header', '', element)
    make('span', 'title', running, head)
    make('span', 'anchors', running, at)
    element.text = make('div', 'text', element)
    element.foot = make('div', 'foot', element)
    make('footer', '', element, number)
    return element
  }

  /* Every block's height, the gap before it, its lines, and on which line each note is called: read at once, from one layout. */
  function measure(blocks, notes) {
    let before
    for (const made of blocks) {
      const { top, bottom, height } = made.element.getBoundingClientRect()
      made.top = top
      made.gap = before ? Math.max(0, top - before) : 0
      made.lines = made.whole ? 1 : Math.max(1, Math.round(height / parseFloat(getComputedStyle(made.element).lineHeight)))
      made.line = height / made.lines
      before = bottom
      made.calls = made.calls.map(([anchor, mark]) => {
        const at = mark.getBoundingClientRect()
        return { note: notes.get(anchor), line: Math.min(made.lines - 1, Math.max(0, Math.floor((at.top + at.height / 2 - top) / made.line))) }
      }).filter(({ note }) => note && note !== made)
    }
  }

  /* The notes of a sheet in the space that is left for them; {put, rest: what goes on at the next sheet's foot}, or nothing where
     they cannot stand so: two lines of a note stay together, each note begins where it is called, and what was carried over
     from the sheet before ends here, unless it is as long as a sheet. `anyhow`: as much as there is room for. */
  function settle(parts, space, room, anyhow) {
    const put = []
    for (const [i, { note, from, to }] of parts.entries()) {
      const fit = Math.floor((space - note.gap) / note.line), lines = Math.min(fit, to - from - 2), cut = from + Math.max(0, lines), later = parts.slice(i + 1)
      if (to - from <= fit) {
        put.push(parts[i])
        space -= (to - from) * note.line + note.gap
        continue
      }
      if (!anyhow && (lines < 2 || from && lines * note.line < room * .6 ||
          !later.every(each => each.by === note && each.on >= cut || later.some(other => other.note === each.by)))) return
      if (cut > from) put.push({ note, from, to: cut })
      return { put, rest: [{ note, from: cut, to }, ...later] }
    }
    return { put, rest: [] }
  }

  /* Sheet after sheet: the lines from `at` on, as far as they fit together with the notes that they call; comments after the
     notes, but before one that goes on at the next sheet. A sheet ends only where a book's may: two lines of a paragraph stay
     together, a heading with what follows. Gives
     [{from: [block, line], to: [block, line], put: [{note, from, to}]}], and each block's cuts. */
  function fill(blocks, room, ruled) {
    const sheets = [], seen = new Set()
    let at = [0, 0], rest = []
    const may = (made, line) => line === made.lines ? !made.heading || made === blocks[blocks.length - 1] : line > 1 && line < made.lines - 1
    function next() {
      let called = [], used = 0, line = at[1], whole, split, some
      const call = (note, by, on) => {
        if (seen.has(note) || called.some(part => part.note === note)) return
        called.push({ note, from: 0, to: note.lines, by, on })
        note.calls.forEach(inner => call(inner.note, note, inner.line))
      }
      const ending = (to, anyhow) => {
        const notes = called.filter(part => !part.note.remark), remarks = called.filter(part => part.note.remark), last = notes[notes.length - 1]
        const orders = [[...rest, ...notes, ...remarks]], space = room - used - (orders[0].length && ruled)
        if (last && remarks.every(part => part.by !== last.note)) orders.push([...rest, ...notes.slice(0, -1), ...remarks, last])
        const settled = settle(orders[0], space, room, anyhow) || orders[1] && settle(orders[1], space, room)
        return settled && { from: at, to, used, called, ...settled }
      }
      for (let number = at[0]; number < blocks.length; number++, line = 0) {
        const made = blocks[number]
        if (used) used += made.gap
        for (; line < made.lines; line++) {
          used += made.line
          if (used > room && some) break
          called = [...called]
          for (const each of made.calls) if (each.line === line) call(each.note)
          const to = [number, line + 1], fine = may(made, line + 1), fits = fine && ending(to)
          if (fits && fits.rest.length) split = fits
          else if (fits) whole = fits
          if (fine || !some) some = ending(to, true)
        }
        if (line < made.lines) break
      }
      /* Rather a little white at the foot of the text than a note in two. */
      if (split && (!whole || split.used - whole.used > 3 * blocks[split.to[0]].line)) return split
      if (whole || !rest.length) return whole || some
      used = 0
      called = []
      return ending(at, true)
    }
    while (at[0] < blocks.length || rest.length) {
      const end = next(), [number, line] = end.to
      sheets.push(end)
      end.called.forEach(part => seen.add(part.note))
      for (const { note, to } of end.put) if (to < note.lines) note.cuts.push(to)
      if (end.to !== at) {
        if (line === blocks[number].lines) end.to = [number + 1, 0]
        else blocks[number].cuts.push(line)
      }
      at = end.to
      rest = end.rest
    }
    return sheets
  }

  /* Where in a block a line begins, as a range to the block's end; `hyphen`: within a word. */
  function begins({ element, top, line: tall }, line) {
    const walk = page.createTreeWalker(element, NodeFilter.SHOW_TEXT), spots = [], range = page.createRange()
    for (let node; (node = walk.nextNode());) if (node.parentNode.className !== 'at') for (let i = 0; i < node.length; i++) spots.push([node, i])
    const below = i => {
      for (; i < spots.length; i++) {
        const [node, offset] = spots[i]
        range.setStart(node, offset)
        range.setEnd(node, offset + 1)
        const box = [...range.getClientRects()].pop()
        if (box) return (box.top + box.bottom) / 2 >= top + line * tall
      }
      return true
    }
    let low = 0, high = spots.length - 1
    while (low < high) { const middle = low + high >> 1; if (below(middle)) high = middle; else low = middle + 1 }
    let [first, offset] = spots[low]
    const [before, after] = [spots[low - 1] || spots[low], spots[low]].map(([node, i]) => node.data[i]), letter = /\p{L}/u
    /* A page's mark that opens the line goes with it, whole. */
    for (let previous; !offset && !((previous = first.previousSibling) && (previous.textContent || previous.nodeName === 'BR')) && (previous || first.parentNode !== element);) first = previous || first.parentNode
    if (offset) range.setStart(first, offset)
    else range.setStartBefore(first)
    range.setEnd(element, element.childNodes.length)
    return [range, before === '\u00ad' || letter.test(before) && letter.test(after)]
  }

  /* Divide the blocks at their cuts: all places are found first, then the last cut is made first. */
  function divide(blocks) {
    for (const [{ element, pieces }, places] of blocks.map(made => [made, made.cuts.map(line => begins(made, line))])) {
      for (const [range, hyphen] of places.reverse()) {
        const later = element.cloneNode()
        if (hyphen) { const mark = make('i', 'hyphen'); range.insertNode(mark); range.setStartAfter(mark) }
        later.append(range.extractContents())
        later.classList.add('rest')
        pieces.splice(1, 0, later)
      }
      pieces.slice(0, -1).forEach(piece => piece.classList.add('cut'))
    }
  }

  function build() {
    const lang = root.lang, all = make('div', 'all'), trial = sheet('x', 'x', 1), feet = sheet('x', 'x', 1), [blocks, notes] = gather(lang), below = [...notes.values()]
    all.lang = lang
    all.append(trial, feet)
    trial.text.append(...blocks.map(made => made.element))
    feet.foot.append(...below.map(made => made.element))
    host.hidden = false
    shadow.append(all)
    measure(blocks, notes)
    measure(below, notes)
    const ruled = below.length && feet.foot.offsetHeight - below.reduce((sum, { line, lines, gap }) => sum + line * lines + gap, 0)
    const sheets = fill(blocks, trial.text.clientHeight - 2, ruled), head = one('main h1').textContent.trim()
    divide([...blocks, ...below])
    all.replaceChildren(...sheets.map(({ from, to, put }, number) => {
      const shown = from === to ? [] : blocks.slice(from[0], to[1] ? to[0] + 1 : to[0]), units = shown.map(made => made.unit).filter(Boolean), made = sheet(head, [...new Set([units[0], units.pop()])].join('–'), number + 1)
      made.text.append(...shown.map(each => each.pieces.shift()))
      made.foot.append(...put.map(({ note }) => { note.pieces[0].dataset.note = note.anchor; return note.pieces.shift() }))
      return made
    }))
    root.classList.add('sheeted')
  }
  function remove() {
    while (shadow.children[1]) shadow.lastChild.remove()
    host.hidden = true
    root.classList.remove('sheeted')
    if (!root.className) root.removeAttribute('class')
    only = null
  }
  addEventListener('beforeprint', () => {
    if (style.sheet && ours?.sheet && !shadow.children[1]) try { build() } finally { if (!root.matches('.sheeted')) remove() }
  })
  addEventListener('afterprint', remove)

  /* editionPrint.passage('p12', 'p15', {html: …}): these units alone, with their notes, and the passage's citation above. The
     citation as text, {text: …} or {html: …}; of its markup only elements without attributes are taken over. */
  window.editionPrint = {
    async passage(from, to, citation) {
      await words()
      only = { from, to, citation }
      window.print()
    }
  }
})()
