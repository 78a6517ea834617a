/* On a text's page, reached by an address that its elements alone do not answer: a version (#p42@1.0.0), a range (#p12-p15), an anchor
   that was merged or is gone, a phrase (?quote=…). Marks what is meant, and says in a quiet notice how it stands there now. */
(function () {
  'use strict'
  var ANCHOR = /^(?:[hp]\d+|n(?:\d+|-star-\d+)(?:-\d+)?)$/, home = hashNow(), marks = [], targets = [], notice, turn = 0, say, phrase, known

  function hashNow() { try { return decodeURIComponent(location.hash.slice(1)) } catch (e) { return location.hash.slice(1) } }
  function make(name, text, lang) {
    var made = document.createElement(name)
    if (text) made.append(text)
    if (lang) made.lang = lang
    return made
  }
  function link(anchor) {
    var made = make('a', anchor)
    made.href = '#' + anchor
    return made
  }

  /* #p12-p15@1.0.0 → {from, to, version}; null where it is nothing of ours. */
  function parse(hash) {
    var at = hash.indexOf('@'), version = at < 0 ? '' : hash.slice(at + 1), anchors = at < 0 ? hash : hash.slice(0, at)
    if (ANCHOR.test(anchors)) return { from: anchors, to: anchors, version: version }
    for (var i = 1; i < Math.min(anchors.length, 60); i++) {
      var from = anchors.slice(0, i), to = anchors.slice(i + 1)
      if (/[-–]/.test(anchors[i]) && ANCHOR.test(from) && ANCHOR.test(to)) return { from: from, to: to, version: version }
    }
    return null
  }

  /* ---- finding ---- */

  /* A letter without what spellings differ by. */
  function fold(letter) {
    return letter.normalize('NFD').replace(/\p{M}/gu, '').replace(/[İIı]/g, 'i').toLowerCase().replace(/ə/g, 'e')
  }
  /* Where a text comes nearest to a quotation, letter by letter (Sellers): [start, end, share of letters that differ]. */
  function nearby(text, quote) {
    var all = phrase.letters(text, fold), own = phrase.letters(quote, fold).said, n = own.length
    if (n < 4 || n * all.said.length > 8e6) return null
    var cost = [], from = [], best = [0, 0, n]
    for (var j = 0; j <= n; j++) { cost[j] = j; from[j] = 0 }
    for (var i = 1; i <= all.said.length; i++) {
      var corner = cost[0], cornerFrom = from[0]
      from[0] = i
      for (j = 1; j <= n; j++) {
        var up = cost[j], upFrom = from[j], swap = corner + (all.said[i - 1] !== own[j - 1])
        if (swap <= up + 1 && swap <= cost[j - 1] + 1) { cost[j] = swap; from[j] = cornerFrom }
        else if (up < cost[j - 1]) cost[j] = up + 1
        else { cost[j] = cost[j - 1] + 1; from[j] = from[j - 1] }
        corner = up
        cornerFrom = upFrom
      }
      if (cost[n] < best[2]) best = [from[n], i, cost[n]]
    }
    if (best[1] <= best[0]) return null
    var start = all.at[best[0]], end = all.at[best[1] - 1] + 1
    start -= /[\p{L}\p{N}\p{M}]*$/u.exec(text.slice(0, start))[0].length  // whole words
    end += /^[\p{L}\p{N}\p{M}]*/u.exec(text.slice(end))[0].length
    return [start, end, best[2] / n]
  }
  /* A quotation shortened to its first and last words, whose letters all together have a known checksum. */
  function shortened(text, asked) {
    var parts = asked.quote.split('…'), near = null
    for (var cut = 1; cut < Math.min(parts.length, 9); cut++) {
      var first = phrase.places(text, parts.slice(0, cut).join('…'), asked.before).slice(0, 40)
      var last = phrase.places(text, parts.slice(cut).join('…'), '', asked.after).slice(0, 40)
      for (var head of first) {
        for (var tail of last) {
          if (tail[0] < head[1]) continue
          if (phrase.sum(text.slice(head[0], tail[1])) === asked.sum) return { at: [head[0], tail[1]], how: 'found' }
          near = near || { at: [head[0], tail[1]], how: 'inside' }
        }
      }
      var one = first[0] || last[0]
      near = near || one && { at: one, how: 'lost' }
    }
    return near
  }
  function find(text, asked) {
    if (asked.sum) return shortened(text, asked)
    var at = phrase.places(text, asked.quote, asked.before, asked.after)[0] || phrase.places(text, asked.quote)[0]
    if (at) return { at: at, how: at[2] ? 'found' : 'changed' }
    at = phrase.places(text, asked.quote, asked.before, asked.after, fold)[0] || phrase.places(text, asked.quote, '', '', fold)[0]
    if (at) return { at: at, how: 'changed' }
    at = nearby(text, asked.quote)
    return at && at[2] <= .5 ? { at: at, how: at[2] <= .25 ? 'changed' : 'lost' } : null
  }
  function all() { return Array.from(document.querySelectorAll('.unit[id]')) }
  function words(text) { return text.split(/[^\p{L}\p{N}\p{M}]+/u).map(function (word) { return Array.from(word, fold).join('') }).filter(function (word) { return word.length > 2 }) }
  /* The unit that has most of these words, at least half of them. */
  function likest(text) {
    var own = new Set(words(text)), best = null, most = 0
    all().forEach(function (unit) {
      var has = new Set(words(phrase.read([unit]).text)), share = 0
      own.forEach(function (word) { if (has.has(word)) share++ })
      if (share > most) { most = share; best = unit }
    })
    return own.size && most >= own.size / 2 ? best : null
  }
  /* The anchor nearest to one that is not there: the last one before it of its kind. */
  function neighbour(anchor) {
    var kind = anchor.replace(/\d.*/, ''), number = +/\d+/.exec(anchor)[0], best = null
    all().forEach(function (unit) {
      if (unit.id.replace(/\d.*/, '') === kind && (!best || +/\d+/.exec(unit.id)[0] <= number)) best = unit
    })
    return best
  }

  /* ---- what changed, word by word ---- */

  function differences(then, now, lang) {
    var a = then.split(' '), b = now.split(' '), made = make('p', '', lang), first = 0, last = 0
    made.className = 'then'
    while (first < a.length && first < b.length && a[first] === b[first]) first++
    while (last < a.length - first && last < b.length - first && a[a.length - 1 - last] === b[b.length - 1 - last]) last++
    var x = a.slice(first, a.length - last), y = b.slice(first, b.length - last), long = [], gone = [], come = []
    function flush() {
      if (gone.length) made.append(make('del', gone.join(' ')), ' ')
      if (come.length) made.append(make('ins', come.join(' ')), ' ')
      gone = []
      come = []
    }
    function same(some) { if (some.length) { flush(); made.append(some.join(' ') + ' ') } }
    same(a.slice(0, first))
    if (x.length * y.length > 4e6) { gone = x; come = y } else {
      for (var i = x.length; i >= 0; i--) {
        long[i] = []
        for (var j = y.length; j >= 0; j--) long[i][j] = i === x.length || j === y.length ? 0 : x[i] === y[j] ? long[i + 1][j + 1] + 1 : Math.max(long[i + 1][j], long[i][j + 1])
      }
      i = j = 0
      while (i < x.length || j < y.length) {
        if (i < x.length && j < y.length && x[i] === y[j]) { same([x[i++]]); j++ } else if (j === y.length || i < x.length && long[i + 1][j] >= long[i][j + 1]) gone.push(x[i++])
        else come.push(y[j++])
      }
    }
    flush()
    same(a.slice(a.length - last))
    return made
  }

  /* ---- versions ---- */

  function versions() { return (known.releases || []).map(function (one) { return one[0] }) }
  /* A unit's text in a release: {text} where it was another one, {since} where it was not there yet, {} where it is today's. */
  function textIn(anchor, version) {
    var order = versions(), at = order.indexOf(version), since = known.since || {}, own = anchor in since ? since[anchor] : since[''] || ''
    if (!order.includes(own) || order.indexOf(own) > at) return { since: own, young: true }
    var old = ((known.old || {})[anchor] || []).filter(function (one) { return order.indexOf(one[0]) >= at })
    old.sort(function (a, b) { return order.indexOf(a[0]) - order.indexOf(b[0]) })
    return old.length ? { text: old[0][1] } : {}
  }
  function tellVersion(place, units, told) {
    var version = place.version, name = units.length > 1 ? units[0].id + '–' + units[units.length - 1].id : units[0].id, other = false
    if (!versions().includes(version)) {
      var draft = version === known.version && !known.released
      return told.lines.push(say(draft ? 'arrive-draft' : versions().length ? 'arrive-no-version' : 'arrive-no-versions', { version: version.slice(0, 30), versions: versions().join(', ') }))
    }
    units.forEach(function (unit) {
      var then = textIn(unit.id, version)
      if (then.young) told.lines.push(say(then.since ? 'arrive-young' : 'arrive-unreleased', { place: unit.id, version: version, since: then.since }))
      else if (then.text) {
        told.lines.push(say('arrive-then', { place: unit.id, version: version }))
        told.more.push(older(unit, then.text, version))
      }
      other = other || then.young || then.text
    })
    if (!other) told.lines.push(say('arrive-same', { place: name, version: version }))
  }
  function older(unit, text, version) {
    var made = make('details'), lang = unit.closest('[lang]').lang
    made.append(make('summary', say('arrive-show', { place: unit.id, version: version })), make('p', say('arrive-legend', { version: version })), differences(text, phrase.read([unit]).text, lang))
    return made
  }

  /* ---- arriving ---- */

  function clear() {
    if (notice) notice.remove()
    notice = null
    phrase.unmark(marks)
    marks = []
    targets.forEach(function (unit) { unit.classList.remove('cited-unit') })
    targets = []
    document.documentElement.style.scrollPaddingBottom = ''
  }
  /* The place that an anchor means now: its unit; what is said where it is another one or none. */
  function resolve(anchor, told) {
    var there = document.getElementById(anchor), into = (known.into || {})[anchor], gone = (known.gone || {})[anchor]
    if (there) return there.closest('.unit')
    if (into && document.getElementById(into)) {
      told.lines.push(say('arrive-merged', { place: anchor, into: into }))
      return document.getElementById(into).closest('.unit')
    }
    var near = gone && likest(gone[1]) || neighbour(anchor)
    told.lines.push(say(gone ? gone[0] ? 'arrive-gone' : 'arrive-gone-now' : 'arrive-nowhere', { place: anchor, version: gone ? gone[0] : '' }))
    if (gone) told.more.push(quoted(gone[1], say('arrive-last-words'), known.lang))
    if (near) told.more.push(lead(near))
    return null
  }
  function quoted(text, label, lang) {
    var made = make('p', label + ' ')
    made.append(make('q', text.length > 600 ? text.slice(0, 600) + '…' : text, lang))
    return made
  }
  function lead(unit, there) {
    var made = make('p', say(there ? 'arrive-elsewhere' : 'arrive-nearest') + ' ')
    made.append(link(unit.id))
    return made
  }
  function marked(words, at) { return phrase.mark(words, words.at[at[0]], words.at[at[1] - 1] + 1, 'cited') }

  function tellPhrase(asked, units, told) {
    var words = phrase.read(units), found = units.length ? find(words.text, asked) : null, lang = units.length ? units[0].closest('[lang]').lang : known.lang || ''
    if (found) marks = marked(words, found.at)
    var how = found ? found.how : 'lost', now = found ? words.text.slice(found.at[0], found.at[1]) : ''
    told.lines.push(say('arrive-' + (how === 'found' && !units.length ? 'lost' : how)))
    if (how === 'changed') told.more.push(make('p', say('arrive-phrase-legend')), differences(phrase.clean(asked.quote), now, lang))
    if (how !== 'lost') return
    told.more.push(quoted(phrase.clean(asked.quote), say('arrive-quotation'), lang))
    if (found) return told.lines.push(say('arrive-near-here'))
    var other = all().find(function (unit) {
      var words = phrase.read([unit]), found = asked.sum ? shortened(words.text, asked) : { at: phrase.places(words.text, asked.quote)[0] || phrase.places(words.text, asked.quote, '', '', fold)[0], how: 'found' }
      if (!found || !found.at || found.how !== 'found') return false
      marks = marked(words, found.at)
      return true
    }), near = other || likest(asked.quote)
    if (near) told.more.push(lead(near, other))
    else told.lines.push(say('arrive-nothing-near'))
  }

  function show(told) {
    var box = make('aside', '', edition.lang), status = make('div'), close = make('button', '×')
    notice = box
    box.className = 'arrival'
    box.setAttribute('aria-label', say('arrive-notice'))
    status.setAttribute('role', 'status')
    close.type = 'button'
    close.title = say('cite-close')
    close.setAttribute('aria-label', say('cite-close'))
    close.onclick = clear
    box.append(status)
    box.append.apply(box, told.more)
    box.append(close)
    document.body.append(box)
    setTimeout(function () {  // a change, which is read out
      told.lines.forEach(function (line) { status.append(make('p', line)) })
      document.documentElement.style.scrollPaddingBottom = box.offsetHeight + 16 + 'px'
    }, 50)
  }
  function go(units, plain) {
    var state = history.state, unit = plain || targets[0], first = marks[0]
    var at = first && (!units.length || units.some(function (each) { return each.contains(first) })) ? first : unit
    if (state && state.arrived === location.href) return  // back, forward or anew: the browser knows where it was
    try { history.replaceState(Object.assign({}, state, { arrived: location.href }), '') } catch (e) { /* not allowed here */ }
    if (!at) return
    var box = at.getBoundingClientRect()
    if (!plain || box.top < 0 || box.bottom > innerHeight * .8) at.scrollIntoView({ block: at === first ? 'center' : 'start' })
    if (plain || !unit) return
    unit.tabIndex = -1  // from here on by keyboard
    unit.focus({ preventScroll: true })
    unit.addEventListener('blur', function () { unit.removeAttribute('tabindex') }, { once: true })
  }

  function arrive() {
    var mine = ++turn, hash = hashNow(), asked = null, query = new URLSearchParams(location.search), plain = hash && document.getElementById(hash)
    if (query.get('quote') && hash === home) {
      asked = { sum: query.get('sum') || '' }
      ;['quote', 'before', 'after'].forEach(function (name) { asked[name] = (query.get(name) || '').slice(0, 4000) })
    }
    if (!asked && (plain || !hash)) {  // the browser's own
      if (!query.get('quote') && phrase) clear()
      return
    }
    edition.load('static/phrase.js').then(function () {
      phrase = window.editionPhrase
      var place = parse(hash), needs = place && (place.version || !document.getElementById(place.from) || !document.getElementById(place.to)), slug = phrase.slug()
      if (!place && !asked) return
      return Promise.all([edition.words(), phrase.style(), needs && edition.load(slug + '/cite.js').catch(function () { /* without it, then */ })]).then(function (ready) {
        if (mine !== turn) return
        var told = { lines: [], more: [] }, units = []
        say = ready[0]
        known = (window.editionCiting || {})[slug] || {}
        clear()
        if (place) {
          var from = resolve(place.from, told), to = place.to === place.from ? from : resolve(place.to, told)
          if (from || to) units = phrase.units((from || to).id, (to || from).id)
        } else if (!hash) units = all()
        if (!plain) targets = units.length < all().length ? units : []
        targets.forEach(function (unit) { unit.classList.add('cited-unit') })
        if (place && place.version && units.length) tellVersion(place, units, told)
        if (asked) tellPhrase(asked, units, told)
        if (told.lines.length) show(told)
        go(units, plain)
      })
    }).catch(function () { /* the place stays unmarked, then */ })
  }
  addEventListener('hashchange', arrive)
  arrive()
})()
