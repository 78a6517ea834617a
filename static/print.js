/* On a text's page: what is printed are sheets, as a book has them, with the notes at the foot of the sheet on which they are
   called. They are made when printing begins, from copies, and are gone when it ends. The copies stand in a shadow root, where
   only sheets.css applies: no style of the screen, no window's width changes a line between measuring and printing, and no id is
   there twice. Without this script the page prints as print.css has it, with its notes at the end. */
(function () {
  'use strict'
  var host = document.createElement('div'), root = document.documentElement, only = null, say = null, saidIn = ''
  var ours = document.querySelector('link[href$="static/print.css"]'), style = document.createElement('link')
  host.className = 'sheets'
  host.hidden = true
  host.attachShadow({ mode: 'open' })
  style.rel = 'stylesheet'
  style.href = edition.base + 'static/sheets.css'
  host.shadowRoot.append(style)
  document.body.append(host)

  /* Printing does not wait, so the words are there before, and again when the reader takes another language. */
  function words() {
    var lang = edition.lang
    if (lang === saidIn) return Promise.resolve()
    return edition.words().then(function (said) { say = said; saidIn = lang }, function () { /* without them, then */ })
  }
  words()
  new MutationObserver(words).observe(root, { attributes: true })

  function make(name, kind, parent) {
    var element = document.createElement(name)
    if (kind) element.className = kind
    if (parent) parent.append(element)
    return element
  }

  /* Azerbaijani and Turkish words break before each consonant with a vowel; browsers do not know that, other languages they do. */
  var syllable = /[aeıioöuüəâîû][bcçdfgğhjklmnpqrsştvwxyz]*(?=[bcçdfgğhjklmnpqrsştvwxyz][aeıioöuüəâîû])/giu
  function hyphenated(words, lang) {
    return /^(az|tr)/.test(lang) ? words.replace(/\p{L}{5,}(?!\p{L}|[.@]\w)/gu, function (word) {
      return word.replace(syllable, function (part, at) { return at + part.length > 1 ? part + '\u00ad' : part })
    }) : words
  }

  /* A copy of what can be read in an element, without links, names' marks and the interface. Each call of a note is put into
     `calls` as [anchor, element around it]. */
  function copy(from, into, lang, calls) {
    var without = '.anchor, .also, .back, .on > a, button, dialog, details, nav, svg, style, script, [hidden], [popover], [data-screen], [role=toolbar], [role=doc-footnote], [role=doc-endnote]'
    if (root.classList.contains('plain')) without += ', .corr, .remark'
    from.childNodes.forEach(function (node) {
      if (node.nodeType === 3) return into.append(hyphenated(node.data, lang))
      if (node.nodeType !== 1 || node.matches(without)) return
      var own = node.lang || lang, to = into
      if (/^(H\d|P|DIV|UL|OL|LI|D[LTD]|SU[PB]|I|B|EM|STRONG|Q|CODE|CITE|INS|BR)$/.test(node.nodeName) || node.lang || /turn|said|entry|leader|mark$|sic|signed/.test(node.className)) {
        to = make(/^(A|TIME|MARK)$/.test(node.nodeName) ? 'span' : node.localName, node.className, into)
        if (own !== lang) to.lang = own
      }
      if (node.matches('[role=doc-noteref], .remark a')) calls.push([decodeURIComponent(node.hash.slice(1)), to])
      copy(node, to, own, calls)
      if (/^http/.test(node.getAttribute('href')) && node.textContent !== node.href) to.append(' (' + node.href + ')')
    })
    for (var last; (last = into.lastChild) && last.nodeType === 3 && !(last.data = last.data.trimEnd());) last.remove()
  }

  /* A block is what stands by itself: a unit, a note, a line of the facts. `whole`: it is never divided. */
  function block(from, name, kind, lang) {
    var element = make(name, kind), made = { element: element, anchor: from.id, calls: [], whole: /^h\d|div/.test(name) || /\btoc\b/.test(kind), pieces: [element], cuts: [] }
    var inner = from.querySelectorAll(':scope > p')
    if (from.lang) element.lang = from.lang
    copy(inner.length === 1 ? inner[0] : from, element, from.lang || lang, made.calls)
    return made
  }
  function unit(from, lang) {
    var heading = /^H\d/.test(from.nodeName), name = heading || from.nodeName === 'BLOCKQUOTE' ? from.localName : 'p'
    var made = block(from, name, heading ? 'unit heading' : from.className, lang), at = make('span', 'at')
    made.heading = heading
    made.unit = from.id
    at.textContent = from.id
    made.element.prepend(at)
    return made
  }

  /* What is printed, in order: blocks; and the notes by their anchors. */
  function gather(lang) {
    var notes = new Map(), blocks = [], units = Array.from(document.querySelectorAll('.units .unit:not([role])')), called = new Set()
    document.querySelectorAll('[role=doc-footnote], [role=doc-endnote]').forEach(function (from) {
      notes.set(from.id, Object.assign(block(from, 'section', 'note' + (from.matches('.comment') ? ' comment' : ''), lang), { from: from }))
    })
    if (only) {
      var ends = [only.from, only.to || only.from].map(function (anchor) { return units.findIndex(function (each) { return each.id === anchor }) }).sort(function (a, b) { return a - b })
      blocks.push(front(lang))
      if (ends[0] >= 0) units.slice(ends[0], ends[1] + 1).forEach(function (from) { blocks.push(unit(from, lang)) })
      else if (notes.has(only.from)) { blocks.push(notes.get(only.from)); notes.delete(only.from) }
      return { blocks: blocks, notes: notes }
    }
    blocks.push(front(lang))
    units.forEach(function (from) { blocks.push(unit(from, lang)) })
    function follow(made) {
      made.calls.forEach(function (call) {
        var note = notes.get(call[0])
        if (note && !called.has(note)) { called.add(note); follow(note) }
      })
    }
    blocks.forEach(follow)
    var last
    notes.forEach(function (note) {
      if (called.has(note)) return
      var around = note.from.closest('section')
      if (around !== last && around) title(around.querySelector('h2'))
      last = around
      follow(note)
      notes.delete(note.anchor)
      blocks.push(note)
    })
    document.querySelectorAll('.corrections h2, .corrections > p, .corrections li, .colophon h2, .colophon .facts > div').forEach(function (from) {
      if (from.nodeName === 'H2') title(from)
      else blocks.push(block(from, 'section', 'note fact', lang))
    })
    function title(from) {
      if (from) blocks.push(Object.assign(block(from, 'h2', 'heading end', lang), { heading: true }))
    }
    return { blocks: blocks, notes: notes }
  }

  /* The head of the first sheet: the text's own, the citation, the version and the day. */
  function front(lang) {
    var element = make('div', 'front'), head = document.querySelector('.text-head'), given = document.querySelector('.print-citation'), by
    if (!only && head) copy(head, make('header', 'text-head', element), lang, [])
    element.querySelectorAll('.print-citation').forEach(function (each) { each.remove() })
    var box = make('div', 'cited', element), cited = make('p', '', box), passage = only && only.citation
    if (passage && passage.html) copy(new DOMParser().parseFromString(passage.html, 'text/html').body, cited, '', [])
    else if (passage) cited.textContent = passage.text || passage
    else if (given && !only) copy(given, cited, '', [])
    else {
      by = document.querySelector('.text-head .by')
      cited.textContent = (by ? by.textContent.trim() + '. ' : '') + document.title + '. ' + location.href.replace(/[?#].*/, '') + (only ? '#' + only.from + (only.to && only.to !== only.from ? '-' + only.to : '') : '')
    }
    var now = new Date(), day = new Intl.DateTimeFormat(edition.lang, { dateStyle: 'long' }).format(now), version = document.querySelector('.site-foot p')
    if (/M\d/.test(day)) day = now.toLocaleDateString('tr')  /* a browser without the names of the months (az in Chrome) */
    ;[version && version.textContent.trim(), say ? say('print-day', { date: day }) : day].forEach(function (words) {
      var line = make('p', 'printed', box)
      line.lang = edition.lang
      line.textContent = words || ''
    })
    return { element: element, calls: [], whole: true, pieces: [element], cuts: [] }
  }

  function sheet(head, at, number, first) {
    var element = make('section', first ? 'sheet first' : 'sheet'), running = make('header', '', element)
    make('span', 'title', running).textContent = head
    make('span', 'anchors', running).textContent = at
    element.text = make('div', 'text', element)
    element.foot = make('div', 'foot', element)
    make('footer', '', element).textContent = number
    return element
  }

  /* Every block's height, the gap before it, its lines, and on which line each note is called: read at once, from one layout. */
  function measure(blocks, notes) {
    var before = 0
    blocks.forEach(function (made) {
      var box = made.element.getBoundingClientRect(), line = parseFloat(getComputedStyle(made.element).lineHeight)
      made.top = box.top
      made.height = box.height
      made.gap = Math.max(0, box.top - (before || box.top))
      before = box.bottom
      made.lines = made.whole ? 1 : Math.max(1, Math.round(box.height / line))
      made.line = made.height / made.lines
      made.calls = made.calls.map(function (call) {
        var at = call[1].getBoundingClientRect()
        return { note: notes.get(call[0]), line: Math.min(made.lines - 1, Math.max(0, Math.floor((at.top + at.height / 2 - box.top) / made.line))) }
      }).filter(function (call) { return call.note && call.note !== made })
    })
  }

  /* The notes of a sheet in the space that is left for them; {put, rest: what goes on at the next sheet's foot}, or null where
     they cannot stand so: two lines of a note stay together, each note begins where it is called, and what was carried over
     from the sheet before ends here, unless it is as long as a sheet. `anyhow`: as much as there is room for. */
  function settle(parts, space, room, anyhow) {
    var put = []
    for (var i = 0; i < parts.length; i++) {
      var part = parts[i], note = part.note, all = part.to - part.from, lines = Math.floor((space - note.gap) / note.line)
      if (all <= lines) {
        put.push(part)
        space -= all * note.line + note.gap
        continue
      }
      lines = Math.min(lines, all - 2)
      var cut = part.from + lines, later = parts.slice(i + 1)
      if (anyhow) cut = Math.max(part.from, cut)
      else if (lines < 2 || part.from && lines * note.line < room * .6 || !later.every(function (each) {
        return each.by === note && each.line >= cut || later.some(function (one) { return one.note === each.by })
      })) return null
      if (cut > part.from) put.push({ note: note, from: part.from, to: cut })
      return { put: put, rest: [{ note: note, from: cut, to: part.to }].concat(later) }
    }
    return { put: put, rest: [] }
  }

  /* Sheet after sheet: the lines from `at` on, as far as they fit together with the notes that they call. A sheet ends only
     where a book's may: two lines of a paragraph stay together, a heading with what follows. Gives
     [{from: [block, line], to: [block, line], notes: [{note, from, to}]}], and each block's cuts. */
  function fill(blocks, room, ruled) {
    var sheets = [], at = [0, 0], rest = [], seen = new Set()
    function may(made, line) {
      return line === made.lines ? !made.heading || made === blocks[blocks.length - 1] : line > 1 && line < made.lines - 1
    }
    function next() {
      var called = [], mine = new Set(), whole, split, some, used = 0, line = at[1]
      function call(note, by, where) {
        if (seen.has(note) || mine.has(note)) return
        mine.add(note)
        called.push({ note: note, from: 0, to: note.lines, by: by, line: where })
        note.calls.forEach(function (inner) { call(inner.note, note, inner.line) })
      }
      function ending(to, anyhow) {
        var parts = rest.concat(called.filter(function (part) { return !part.note.remark }), called.filter(function (part) { return part.note.remark }))
        var settled = settle(parts, room - used - (parts.length ? ruled : 0), room, anyhow)
        return settled && { to: to, used: used, put: settled.put, rest: settled.rest, seen: new Set(mine) }
      }
      for (var number = at[0]; number < blocks.length; number++, line = 0) {
        var made = blocks[number]
        if (used) used += made.gap
        for (; line < made.lines; line++) {
          used += made.line
          if (used > room && some) break
          made.calls.forEach(function (each) { if (each.line === line) call(each.note) })
          var to = [number, line + 1], fits = may(made, line + 1) && ending(to)
          if (fits && fits.rest.length) split = fits
          else if (fits) whole = fits
          if (!some || may(made, line + 1)) some = ending(to, true)
        }
        if (line < made.lines) break
      }
      /* Rather a little white at the foot of the text than a note in two. */
      if (split && (!whole || split.used - whole.used > 3 * blocks[split.to[0]].line)) return split
      if (whole) return whole
      if (!rest.length) return some
      used = 0
      called = []
      mine.clear()
      return ending(at, true)
    }
    while (at[0] < blocks.length || rest.length) {
      var end = next(), to = end.to
      if (to !== at && to[1] === blocks[to[0]].lines) to = [to[0] + 1, 0]
      end.seen.forEach(function (note) { seen.add(note) })
      sheets.push({ from: at, to: to, notes: end.put })
      if (to !== at && to[1]) blocks[to[0]].cuts.push(to[1])
      end.put.forEach(function (part) { if (part.to < part.note.lines) part.note.cuts.push(part.to) })
      at = to
      rest = end.rest
    }
    return sheets
  }

  /* Where in a block a line begins, as a range to the block's end; `hyphen`: within a word. */
  function begins(made, line) {
    var walk = document.createTreeWalker(made.element, NodeFilter.SHOW_TEXT), nodes = [], total = 0, range = document.createRange()
    for (var node; (node = walk.nextNode());) {
      if (node.parentNode.className === 'at') continue
      nodes.push([total, node])
      total += node.length
    }
    function place(i) {
      var low = 0, high = nodes.length - 1
      while (low < high) { var middle = low + high + 1 >> 1; if (nodes[middle][0] <= i) low = middle; else high = middle - 1 }
      return [nodes[low][1], i - nodes[low][0]]
    }
    function below(i) {
      for (; i < total; i++) {
        var spot = place(i)
        range.setStart(spot[0], spot[1])
        range.setEnd(spot[0], spot[1] + 1)
        var boxes = range.getClientRects(), box = boxes[boxes.length - 1]
        if (box) return (box.top + box.bottom) / 2 >= made.top + line * made.line
      }
      return true
    }
    var low = 0, high = total
    while (low < high) { var middle = low + high >> 1; if (below(middle)) high = middle; else low = middle + 1 }
    var spot = place(low), first = spot[0], offset = spot[1]
    var before = (offset ? first.data[offset - 1] : low ? nodes[nodes.findIndex(function (each) { return each[1] === first }) - 1][1].data.slice(-1) : '')
    if (offset) range.setStart(first, offset)
    else {
      /* A page's mark that opens the line goes with it, whole. */
      for (;;) {
        var previous = first.previousSibling
        if (previous && (previous.textContent || previous.nodeName === 'BR')) break
        if (!previous && first.parentNode === made.element) break
        first = previous || first.parentNode
      }
      range.setStartBefore(first)
    }
    range.setEnd(made.element, made.element.childNodes.length)
    return { range: range, hyphen: before === '\u00ad' || /\p{L}/u.test(before) && /^\p{L}/u.test(spot[0].data.slice(spot[1])) }
  }

  /* Divide the blocks at their cuts: all places are found first, then the last cut is made first. */
  function divide(all) {
    all.map(function (made) { return made.cuts.map(function (line) { return begins(made, line) }) }).forEach(function (places, number) {
      var made = all[number]
      places.reverse().forEach(function (place) {
        var later = made.element.cloneNode(false)
        if (place.hyphen) { var mark = make('i', 'hyphen'); place.range.insertNode(mark); place.range.setStartAfter(mark) }
        later.append(place.range.extractContents())
        later.classList.add('rest')
        if (made.pieces.length > 1) later.classList.add('cut')
        made.pieces.splice(1, 0, later)
      })
      if (places.length) made.element.classList.add('cut')
    })
  }

  function build() {
    if (!style.sheet || ours && !ours.sheet || host.shadowRoot.children.length > 1) return
    var lang = root.lang, heading = document.querySelector('main h1').textContent.trim(), all = make('div', 'all'), found = gather(lang)
    var notes = Array.from(found.notes.values())
    var trial = sheet('x', 'x', 1), feet = sheet('x', 'x', 1)
    all.lang = lang
    all.append(trial, feet)
    found.blocks.forEach(function (made) { trial.text.append(made.element) })
    notes.forEach(function (made) { made.remark = made.from.matches('.comment'); feet.foot.append(made.element) })
    host.hidden = false
    host.shadowRoot.append(all)
    measure(found.blocks, found.notes)
    measure(notes, found.notes)
    var room = trial.text.clientHeight, ruled = notes.length ? feet.foot.offsetHeight - notes.reduce(function (sum, note) { return sum + note.height + note.gap }, 0) : 0
    var sheets = fill(found.blocks, room - 2, ruled)
    divide(found.blocks.concat(notes))
    all.replaceChildren.apply(all, sheets.map(function (each, number) {
      var to = each.to[1] && each.to !== each.from ? each.to[0] + 1 : each.to[0], shown = found.blocks.slice(each.from[0], to), anchors = shown.map(function (made) { return made.unit }).filter(Boolean)
      var one = sheet(heading, anchors[0] === anchors[anchors.length - 1] ? anchors[0] || '' : anchors[0] + '–' + anchors[anchors.length - 1], number + 1, !number)
      one.text.append.apply(one.text, shown.map(function (made) { return made.pieces.shift() }))
      one.foot.append.apply(one.foot, each.notes.map(function (part) { part.note.pieces[0].dataset.note = part.note.anchor; return part.note.pieces.shift() }))
      return one
    }))
    root.classList.add('sheeted')
  }
  function start() { try { build() } finally { if (!root.matches('.sheeted')) remove() } }
  function remove() {
    while (host.shadowRoot.children.length > 1) host.shadowRoot.lastChild.remove()
    host.hidden = true
    root.classList.remove('sheeted')
    if (!root.className) root.removeAttribute('class')
    only = null
  }
  addEventListener('beforeprint', start)
  addEventListener('afterprint', remove)

  /* editionPrint.passage('p12', 'p15', {html: …}): these units alone, with their notes, and the passage's citation above. The
     citation as text, {text: …} or {html: …}; of its markup only elements without attributes are taken over. */
  window.editionPrint = {
    passage: function (from, to, citation) {
      return words().then(function () {
        only = { from: from, to: to, citation: citation }
        window.print()
      })
    }
  }
})()
