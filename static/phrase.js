/* On a text's page: the words of its units as they stand there, found and marked. For hits.js, selection.js, cite.js and arrive.js. */
(function () {
  'use strict'
  /* What the page adds to a unit's own words. */
  var added = '.unit, .anchor, .tools-of, .source-panel, sup, ins, .turn, .back, .note-mark, .also, .said'

  /* The words of these elements, one after another: `text` has single spaces; `at` says where each of its
     characters stands in `all`, which has every character of `nodes`, and `starts` where each node begins there. */
  function read(elements) {
    var nodes = [], starts = [], all = '', text = '', at = []
    elements.forEach(function (element) {
      var walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, function (node) {
        if (node.nodeType === 3) return NodeFilter.FILTER_ACCEPT
        return node.matches(added) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP
      })
      while (walker.nextNode()) {
        nodes.push(walker.currentNode)
        starts.push(all.length)
        all += walker.currentNode.data
      }
      all += ' '
    })
    for (var i = 0; i < all.length; i++) {
      var space = /\s/.test(all[i])
      if (space && (!text || text.endsWith(' '))) continue
      text += space ? ' ' : all[i]
      at.push(i)
    }
    return { text: text.trimEnd(), all: all, nodes: nodes, starts: starts, at: at }
  }

  /* Puts marks around the words between two places of `words.all`; what was made. */
  function mark(words, from, to, name) {
    var made = []
    words.nodes.forEach(function (node, n) {
      var first = Math.max(from - words.starts[n], 0), last = Math.min(to - words.starts[n], node.data.length)
      if (first >= last) return
      var piece = document.createElement('mark'), rest = first ? node.splitText(first) : node
      if (last - first < rest.data.length) rest.splitText(last - first)
      piece.className = name
      rest.replaceWith(piece)
      piece.append(rest)
      made.push(piece)
    })
    return made
  }
  function unmark(pieces) {
    pieces.forEach(function (piece) {
      var parent = piece.parentNode
      piece.replaceWith.apply(piece, piece.childNodes)
      parent.normalize()
    })
  }

  /* A quotation as it is compared: NFC, single spaces. */
  function clean(text) { return text.normalize('NFC').replace(/\s+/g, ' ').trim() }

  /* The letters and digits alone, each folded if need be, and where each stands. */
  function letters(text, fold) {
    var said = '', at = []
    for (var i = 0; i < text.length;) {
      var one = String.fromCodePoint(text.codePointAt(i))
      if (/[\p{L}\p{N}\p{M}]/u.test(one)) {
        var as = fold ? fold(one) : one
        for (var n = 0; n < as.length; n++) at.push(i)
        said += as
      }
      i += one.length
    }
    at.push(i)
    return { said: said, at: at }
  }

  /* Where a quotation stands in a text, by its letters: [[start, end, to the letter?] …]; what stands before or after it narrows it down. */
  function places(text, quote, before, after, fold) {
    quote = clean(quote)
    var all = letters(text, fold), own = letters(quote, fold).said, found = []
    var opens = /^[^\p{L}\p{N}]*/u.exec(quote)[0], ends = /[^\p{L}\p{N}\p{M}]*$/u.exec(quote)[0]
    before = letters(clean(before || ''), fold).said
    after = letters(clean(after || ''), fold).said
    for (var i = all.said.indexOf(own); own && i >= 0; i = all.said.indexOf(own, i + 1)) {
      var next = i + own.length
      if (!all.said.slice(0, i).endsWith(before) || !all.said.startsWith(after, next)) continue
      var start = all.at[i], end = all.at[next - 1]
      end += String.fromCodePoint(text.codePointAt(end)).length
      if (/^\p{M}/u.test(text.slice(end))) continue  // half of a letter
      if (opens && text.slice(0, start).endsWith(opens)) start -= opens.length
      if (text.startsWith(ends, end)) end += ends.length
      found.push([start, end, text.slice(start, end) === quote])
    }
    return found
  }

  /* A short checksum of all letters of a quotation that is shortened in its address (FNV-1a). */
  function sum(text) {
    var said = letters(clean(text)).said, hash = 0x811c9dc5
    for (var i = 0; i < said.length; i++) hash = Math.imul(hash ^ said.charCodeAt(i), 0x1000193)
    return (hash >>> 0).toString(36)
  }

  /* The units from one anchor to another, in reading order, either way round; [] where one is not there. */
  function units(from, to) {
    function unit(anchor) { var there = document.getElementById(anchor); return there && there.closest('.unit') }
    var all = Array.from(document.querySelectorAll('.unit[id]')), first = all.indexOf(unit(from)), last = all.indexOf(unit(to || from))
    if (first < 0 || last < 0) return []
    return all.slice(Math.min(first, last), Math.max(first, last) + 1).filter(function (each) {
      return each.matches('.note') === all[first].matches('.note')
    })
  }

  var sheet
  window.editionPhrase = {
    read: read, mark: mark, unmark: unmark, clean: clean, letters: letters, places: places, sum: sum, units: units,
    slug: function () {
      var texts = document.querySelector('.units')
      return texts && (texts.dataset.text || location.pathname.replace(/\/[^/]*$/, '').split('/').pop())
    },
    style: function () {  // the style sheet of citing, once
      return sheet = sheet || new Promise(function (done) {
        var link = document.createElement('link')
        link.rel = 'stylesheet'
        link.href = edition.base + 'static/cite.css'
        link.onload = link.onerror = done
        document.head.append(link)
      })
    }
  }
})()
