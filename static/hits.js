/* A text's page that was reached from a search: marks what the query finds in this text, and steps from one to the next. */
(function () {
  'use strict'
  var query = new URLSearchParams(location.search).get('q'), units = document.querySelector('.units'), words = units.dataset
  var slug = location.pathname.replace(/\/[^/]*$/, '').split('/').pop(), marks = [], at = -1

  /* A unit's own words, without what the page adds to them. The page may break lines otherwise, so letters are counted, not spaces. */
  function texts(element) {
    var walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, function (node) {
      if (node.nodeType === 3) return NodeFilter.FILTER_ACCEPT
      return node.matches('.anchor, sup, ins, .turn, .back, .note-mark, .also, .said') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP
    }), found = []
    while (walker.nextNode()) found.push(walker.currentNode)
    return found
  }
  function letters(text) { return text.replace(/\s/g, '').length }
  function place(text, count) {  // of the letter after so many letters
    for (var at = 0; at < text.length; at++) if (/\S/.test(text[at]) && !count--) return at
    return text.length
  }
  function mark(element, text, spans) {
    var from = 0
    spans = spans.map(function (span) { return [letters(text.slice(0, span[0])), letters(text.slice(0, span[1]))] })
    texts(element).forEach(function (node) {
      var start = from, to = from += letters(node.data)
      spans.filter(function (span) { return span[0] < to && span[1] > start }).reverse().forEach(function (span) {
        var first = place(node.data, Math.max(span[0] - start, 0)), last = place(node.data, Math.min(span[1], to) - start - 1) + 1
        var piece = document.createElement('mark'), rest = first ? node.splitText(first) : node
        if (last - first < rest.data.length) rest.splitText(last - first)
        piece.className = 'hit'
        rest.replaceWith(piece)
        piece.append(rest)
        piece.whole = span
        marks.push(piece)
      })
    })
  }
  function step(by) {
    if (at >= 0) marks[at].forEach(function (piece) { piece.classList.remove('here') })
    at = (at + by + marks.length) % marks.length
    marks[at].forEach(function (piece) { piece.classList.add('here') })
    marks[at][0].scrollIntoView({ block: 'center', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' })
    count.textContent = (at + 1) + ' / ' + marks.length + '  ' + query
  }
  var bar = document.createElement('div'), count = document.createElement('p')
  function button(label, sign, act) {
    var made = document.createElement('button')
    made.type = 'button'
    made.textContent = sign
    made.setAttribute('aria-label', label)
    made.title = label
    made.onclick = act
    bar.append(made)
  }

  editionSearch(query, { text: slug, limit: 1e6, order: 'text', names: !/[?&]names=off/.test(location.search) }).then(function (result) {
    return result.total ? editionSearch.read(result, result.hits) : []
  }).then(function (found) {
    found.forEach(function (unit) {
      var element = document.getElementById(unit.anchor.slice(slug.length + 1))
      if (element) mark(element, unit.text, unit.spans)
    })
    if (!marks.length) return
    marks.sort(function (a, b) { return a.compareDocumentPosition(b) & 4 ? -1 : 1 })
    marks = marks.reduce(function (all, piece, i) {  // a word that a link divides is one
      if (i && marks[i - 1].whole === piece.whole) all[all.length - 1].push(piece)
      else all.push([piece])
      return all
    }, [])
    bar.className = 'stepper'
    bar.setAttribute('role', 'group')
    bar.setAttribute('aria-label', words.found)
    count.setAttribute('aria-live', 'polite')
    bar.append(count)
    button(words.previous, '↑', function () { step(-1) })
    button(words.next, '↓', function () { step(1) })
    button(words.close, '×', function () {
      marks.forEach(function (pieces) { pieces.forEach(function (piece) { piece.replaceWith.apply(piece, piece.childNodes) }) })
      bar.remove()
      history.replaceState(null, '', location.pathname + location.hash)
    })
    document.body.append(bar)
    count.textContent = marks.length + '  ' + query
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)))
    var first = target ? marks.findIndex(function (pieces) { return target.contains(pieces[0]) }) : 0
    if (first >= 0) { at = first - 1; step(1) }
  })
})()
