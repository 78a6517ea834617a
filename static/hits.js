/* A text's page that was reached from a search: marks what the query finds in this text, and steps from one to the next. */
(function () {
  'use strict'
  var query = new URLSearchParams(location.search).get('q'), units = document.querySelector('.units'), words = units.dataset
  var slug = location.pathname.replace(/\/[^/]*$/, '').split('/').pop(), marks = [], at = -1

  /* The page may break lines otherwise than the text, so letters are counted, not spaces. */
  function letters(text) { return text.replace(/\s/g, '').length }
  function place(text, count) {  // of the letter after so many letters
    for (var at = 0; at < text.length; at++) if (/\S/.test(text[at]) && !count--) return at
    return text.length
  }
  function mark(element, text, spans) {
    spans.slice().reverse().forEach(function (span) {
      var words = editionPhrase.read([element])
      var first = place(words.all, letters(text.slice(0, span[0]))), last = place(words.all, letters(text.slice(0, span[1])) - 1) + 1
      editionPhrase.mark(words, first, last, 'hit').forEach(function (piece) { piece.whole = span; marks.push(piece) })
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

  edition.load('static/phrase.js').then(function () {
    return editionSearch(query, { text: slug, limit: 1e6, order: 'text', names: !/[?&]names=off/.test(location.search) })
  }).then(function (result) {
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
      marks.forEach(editionPhrase.unmark)
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
