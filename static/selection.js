/* On a text's page, once words were selected: what is selected (editionSelection), and a small bar beside it that offers to cite it. */
(function () {
  'use strict'
  var bar, timer, down = false, touched = matchMedia('(pointer: coarse)').matches, busy = false

  /* What is selected, as editionCite.open takes it: from, to, quote and what stands before and after; nothing where no words of a unit are. */
  window.editionSelection = function () {
    var selection = getSelection(), parts = []
    if (!window.editionPhrase || selection.isCollapsed || !selection.rangeCount) return null
    var range = selection.getRangeAt(0)
    document.querySelectorAll('.unit[id]').forEach(function (unit) {
      if (!range.intersectsNode(unit)) return
      var words = editionPhrase.read([unit]), first = Infinity, last = -1
      words.nodes.forEach(function (node, n) {
        if (!range.intersectsNode(node)) return
        var from = node === range.startContainer ? range.startOffset : 0, to = node === range.endContainer ? range.endOffset : node.data.length
        if (from >= to) return
        first = Math.min(first, words.starts[n] + from)
        last = Math.max(last, words.starts[n] + to)
      })
      first = words.at.findIndex(function (at) { return at >= first })
      last = words.at.filter(function (at) { return at < last }).length
      if (first < 0) return
      var part = { unit: unit, note: unit.matches('.note'), text: words.text, start: first, end: last, own: words.text.slice(first, last) }
      if (editionPhrase.letters(part.own).said) parts.push(part)
    })
    parts = parts.filter(function (part) { return part.note === parts[0].note })
    if (!parts.length) return null
    var one = parts[0], other = parts[parts.length - 1], whole = !one.text.slice(0, one.start).trim() && !other.text.slice(other.end).trim()
    return {
      text: editionPhrase.slug(), from: one.unit.id, to: other === one ? '' : other.unit.id,
      quote: whole ? '' : parts.map(function (part) { return part.own.trim() }).join(' '),
      before: one.text.slice(0, one.start), after: other.text.slice(other.end),
      words: parts.map(function (part) { return part.own.trim() }).join(' ')
    }
  }

  function away() { if (bar) bar.remove(); bar = null }
  function button(label, act) {
    var made = document.createElement('button')
    made.type = 'button'
    made.textContent = label
    made.onclick = function () { act(made) }
    bar.append(made)
  }
  function citing() { return edition.load('static/cite.js') }

  /* What to search for: a few words side by side, of many only that they are there. */
  function query(words) {
    words = words.match(/[\p{L}\p{N}\p{M}]+(?:[’'-][\p{L}\p{N}\p{M}]+)*/gu).slice(0, 12)
    return words.length > 1 && words.length < 9 ? '"' + words.join(' ') + '"' : words.join(' ')
  }
  function show() {
    var chosen = editionSelection(), range = chosen && getSelection().getRangeAt(0)
    if (!chosen || document.querySelector('dialog[open]')) return away()
    Promise.all([edition.words(), editionPhrase.style()]).then(function (ready) {
      var say = ready[0]
      if (getSelection().isCollapsed) return
      away()
      bar = document.createElement('div')
      bar.className = 'selection-bar'
      bar.lang = edition.lang
      bar.setAttribute('role', 'region')
      bar.setAttribute('aria-label', say('select-bar'))
      button(say('cite'), function () { citing().then(function () { editionCite.open(chosen); away() }) })
      button(say('select-link'), function (made) {
        citing().then(function () { return editionCite.data(chosen.text) }).then(function () {
          return editionCite.copy(editionCite.address(chosen), made)
        }).then(function (done) {
          told.textContent = made.textContent = say(done ? 'cite-copied' : 'cite-not-copied')
        })
      })
      var find = document.createElement('a'), told = document.createElement('span')
      find.href = edition.base + 'search/index.html?q=' + encodeURIComponent(query(chosen.words))
      find.textContent = say('select-search')
      told.className = 'cite-told'
      told.setAttribute('role', 'status')
      bar.append(find, told)
      bar.onpointerdown = function (event) { busy = true; if (event.pointerType === 'mouse') event.preventDefault() }
      bar.onpointerenter = bar.onfocusin = citing  // so that it is there at the click
      document.body.append(bar)
      put(range)
    })
  }
  /* Above the selection, by touch below it, where the system's own menu leaves room; always in sight. */
  function put(range) {
    var boxes = Array.from(range.getClientRects()).filter(function (box) { return box.width && box.height })
    if (!boxes.length) return away()
    var top = Math.min.apply(0, boxes.map(function (box) { return box.top })), end = Math.max.apply(0, boxes.map(function (box) { return box.bottom }))
    if (end < 0 || top > innerHeight) return away()
    var high = bar.offsetHeight, gap = touched ? 44 : 8, above = top - high - 8, below = end + gap
    var y = !touched && above > 8 || below + high > innerHeight ? above : below
    var x = Math.max(8, Math.min(boxes[0].left, document.documentElement.clientWidth - bar.offsetWidth - 8))
    bar.style.top = Math.max(8, Math.min(y, innerHeight - high - 8)) + scrollY + 'px'
    bar.style.left = x + scrollX + 'px'
  }

  function soon() {
    clearTimeout(timer)
    if (!busy) timer = setTimeout(function () { if (!down) show() }, 200)
  }
  document.addEventListener('selectionchange', function () { if (!busy && getSelection().isCollapsed) away(); soon() })
  document.addEventListener('pointerdown', function (event) {
    touched = event.pointerType !== 'mouse'
    if (bar && bar.contains(event.target)) return
    busy = false
    down = !touched
  }, true)
  addEventListener('pointerup', function () { down = false; soon() })
  addEventListener('pointercancel', function () { down = false; soon() })
  addEventListener('click', function (event) { if (bar && !bar.contains(event.target)) busy = false })
  addEventListener('keydown', function (event) { if (event.key === 'Escape') away() })
  edition.load('static/phrase.js').then(soon)
})()
