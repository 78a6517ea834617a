/* The page /search/: puts the question to editionSearch (search.js) and shows the hits. The address holds question and view.
   What the first hits can do without (facets, suggestions, concordance, help when nothing is found) is in searchtools.js. */
(function () {
  'use strict'
  var by = id => document.getElementById(id), words = JSON.parse(by('words').textContent), plural, headline = document.title
  var input = by('q'), help = by('help'), found = by('found'), ways = by('ways'), order = by('order'), remarks = by('remarks'), hits = by('hits')
  var toolsAt = document.currentScript.src.replace('page.js', 'tools.js')

  /* Elements, and the interface's words. What comes from a reader or a text is only ever text, never markup. */
  function make(name, given, ...inside) {
    var element = document.createElement(name)
    for (var key in given) if (given[key]) element.setAttribute(key, given[key])
    return fill(element, inside)
  }
  function fill(element, inside) {
    element.textContent = ''
    element.append(...inside.flat(9))
    return element
  }
  function tell(key, given) {  // as nodes: {name} stands for a string, an element or a list of these
    var said = words[key] || key
    if (said.other) {
      said = said[plural.select(given.n)] || said.other
      given = Object.assign({}, given, { n: String(given.n).replace(/\B(?=(\d{3})+$)/g, words.group) })
    }
    return said.split(/\{(\w+)\}/).map((part, i) => i % 2 ? given[part] : part)
  }
  function say(key, given) { return tell(key, given).join('') }
  function between(nodes, mark) { return nodes.map((node, i) => i ? [mark, node] : node) }
  function counting(lang) {
    plural = new Intl.PluralRules(Intl.PluralRules.supportedLocalesOf(lang)[0] || 'en')
  }
  counting(document.documentElement.lang)
  function nameOf(names) { return names[document.documentElement.lang] || Object.values(names)[0] }
  function titleOf(each) { return each.titles ? nameOf(each.titles) : each.title }
  function entity(each) { return '../' + each.register + '/' + each.id + '/index.html' }
  function leads(changes, ...inside) { return make('a', { href: ask(changes) }, inside) }
  function swap(word, other) {  // the question with one of its words in another form
    var whole = new RegExp('(^|[^\\p{L}\\p{N}])' + word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') + '(?![\\p{L}\\p{N}])', 'u')
    return page.state.q.replace(whole, (all, before) => before + other)
  }

  /* The question and the view, as the address says them; what is as usual is left out there. */
  var usual = { q: '', order: 'best', view: 'list', sort: 'where', names: 'on', any: 'off', n: '10' }
  var turn = 0, settled = true, typing, waiting, loading
  var page = window.editionPage = { words, make, fill, say, between, nameOf, titleOf, leads, swap, ask, go, entity, kwic, address, whys, asked, search: submit }
  function read(query) {
    var said = new URLSearchParams(query)
    page.state = {}
    for (var key in usual) page.state[key] = (said.get(key) || usual[key]).trim()
    settled = true
  }
  function ask(changes) {
    var all = Object.assign({}, page.state, { n: usual.n }, 'q' in changes && { any: usual.any }, changes), said = new URLSearchParams()
    for (var key in usual) if (all[key] !== usual[key]) said.set(key, all[key])
    return '?' + said
  }
  function go(query, replace, focus) {
    clearTimeout(typing)
    read(query)
    try { history[replace ? 'replaceState' : 'pushState'](null, '', query) } catch (e) { /* not allowed here; answered all the same */ }
    return answer(focus)
  }
  function asked(limit) {
    var state = page.state
    return { limit, order: state.view === 'list' ? state.order : 'text', names: state.names !== 'off', any: state.any === 'on' }
  }
  function tools() {
    return loading = loading || new Promise((done, fail) => {
      var script = make('script', { src: toolsAt })
      script.onload = done
      script.onerror = () => { loading = null; fail() }
      document.head.append(script)
    })
  }

  /* What stands beside the hits is loaded once somebody is there: at the first move of a pointer, or touch, or when a key opens it. */
  var present = new Promise(done => ['pointermove', 'pointerdown', 'toggle'].forEach(name => addEventListener(name, () => setTimeout(done, 30), { once: true, capture: true })))

  async function answer(focus) {
    var mine = ++turn, state = page.state, q = state.q, table = state.view === 'concordance', result, shown
    clearTimeout(waiting)
    waiting = setTimeout(() => document.body.classList.add('waiting'), 200)
    if (input.value.trim() !== q) input.value = q
    if (help.bare !== !q) help.open = help.bare = !q
    document.title = (q && q + ' · ') + headline
    order.value = state.order
    order.parentNode.hidden = table
    ways.querySelectorAll('button').forEach(each => each.setAttribute('aria-pressed', each.value === state.view))
    try {
      if (q) {
        result = await editionSearch(q, asked(table ? 50 : Math.min(Math.max(state.n, 10) || 10, 999)))
        if (!settled && (!result.total || result.query.unclear[0])) await new Promise(done => setTimeout(done, 700))  // still typing
        if (table || !result.total) await tools()
        shown = table ? await page.rows(result, Math.max(state.n, 500) || 500, () => mine === turn) : await editionSearch.read(result, result.hits)
      }
      if (mine === turn) show(result, shown, table, focus)
    } catch (error) {
      if (mine === turn) {
        found.textContent = say('failed')
        fill(hits, [make('a', { href: 'words/index.html' }, say('try-words'))])
      }
    }
    if (mine !== turn) return
    clearTimeout(waiting)
    document.body.classList.remove('waiting')
    if (result) present.then(tools).then(() => mine === turn && page.beside(result, table)).catch(() => 0)
  }
  function show(result, shown, table, focus) {
    var total = result ? result.total : 0, said = total ? say('total', { passages: say('passages', { n: total }), texts: result.texts ? say('texts', { n: result.texts }) : '' }) : result ? say('none') : ''
    var key = focus || document.activeElement.dataset.key, rest = total && total - shown.length
    if (found.textContent !== said) found.textContent = said  // said once
    document.body.classList.toggle('asked', !!total)
    document.body.classList.toggle('concordance', table)
    remark(result)
    fill(hits, !total ? [] : table ? page.table(shown) : [make('ol', null, shown.map(hit)), rest > 0 ? more(Math.min(20, rest), shown.length) : ''])
    page.focus(key)
  }
  page.focus = key => {
    var element = key && document.querySelector('[data-key="' + CSS.escape(key) + '"]')
    if (element) element.focus()
  }
  page.more = more
  function more(count, shown) {
    var button = make('button', { class: 'more' }, say('more', { n: count }))
    button.onclick = () => go(ask({ n: shown + count + '' }), true, 'hit' + shown)
    return button
  }

  /* What is to be said of the answer, with ways on. */
  function remark(result) {
    var line = (...inside) => remarks.append(make('p', null, inside)), state = page.state
    fill(remarks, [])
    if (!result) return
    var query = result.query, names = result.names.filter(each => each.n)
    if (query.unclear[0]) line(tell('unclear', { text: between(query.unclear.map(each => make('q', null, each.text)), ', '), said: make('code', null, query.said || '–') }))
    result.words.forEach(word => {
      if (word.nearest[0]) line(tell('mean', { typed: word.typed, words: between(word.nearest.map(near => leads({ q: swap(word.typed, near) }, near)), ', ') }))
    })
    if (result.loosened) line(say('some'))
    else if (state.any === 'on') line(say('any-said'), ' ', leads({ any: 'off' }, say('all')))
    else if (result.total && result.total < 5 && result.words[1]) line(leads({ any: 'on' }, say('any')))
    if (names[0]) line(tell('through', { names: between(names.map(each => [make('a', { href: entity(each) }, nameOf(each.name)), ' ' + each.n]), ', ') }), ' ', leads({ names: 'off' }, say('names-off')))
    else if (state.names === 'off') line(leads({ names: 'on' }, say('names-on')))
    if (!result.total) page.steps(line)
  }

  /* A hit: where it is, and up to three lines of it, those with most different words. */
  function whys(spans) { return spans.map(span => span[2]).filter((why, i, all) => why && all.indexOf(why) === i) }
  function address(each) { return '../' + each.slug + '/index.html?q=' + encodeURIComponent(page.state.q) + (page.state.names === 'off' ? '&names=off' : '') + '#' + each.anchor.slice(each.slug.length + 1) }
  function hit(each, i) {
    var text = each.text, lines = [], last, reasons = whys(each.spans)
    var at = [each.kind === 'note' && each.mark ? say('note', each) : say('kind-' + each.kind)]
    if (each.page) at.push(say('page', { n: each.page }))
    at.push(each.anchor)
    if (!reasons.includes('exact')) at.push(...reasons.map(why => say('why-' + why)))
    each.spans.forEach(span => {
      if (!last || span[0] - last[last.length - 1][1] > 60 || span[1] - last[0][0] > 200) lines.push(last = [])
      last.push(span)
      last.worth = new Set(last.map(span => text.slice(span[0], span[1]).toLowerCase())).size
    })
    lines = lines.sort((a, b) => b.worth - a.worth).slice(0, 3).sort((a, b) => a[0][0] - b[0][0])
    return make('li', { 'data-anchor': each.anchor },
      make('p', { class: 'place' }, make('a', { href: address(each), lang: each.titleLang, 'data-key': 'hit' + i }, titleOf(each)), ' ', make('span', { class: 'at' }, at.join(' · '))),
      (lines[0] ? lines : [[[0, 0]]]).map(line => {
        var at = line[0][0], end = line[line.length - 1][1], [from, to] = kwic(text, at, end, !end ? 180 : lines[1] ? 42 : 90), inside = [from ? '… ' : '', text.slice(from, at)]
        line.forEach(span => {
          var why = span[2] && span[2] !== 'exact' && say('why-' + span[2])
          inside.push(text.slice(at, span[0]), end ? make('mark', { title: why }, text.slice(span[0], span[1])) : '')
          at = span[1]
        })
        return make('p', { class: 'kwic', lang: each.lang }, inside, text.slice(end, to), to < text.length ? '\u00a0…' : '')
      }))
  }
  function kwic(text, start, end, reach) {  // from where to where its context goes, cut between words
    return [start > reach ? Math.min(start, text.indexOf(' ', start - reach) + 1) : 0,
      end + reach < text.length ? Math.max(end, text.lastIndexOf(' ', end + reach)) : text.length]
  }

  /* What the reader does. A pause in typing is answered at once; going back returns to what was asked before typing. */
  function submit() {
    var q = input.value.trim()
    if (page.close) page.close()
    clearTimeout(typing)
    if (q !== page.state.q) go(ask({ q }), !settled)
    settled = true
    if (matchMedia('(pointer: coarse)').matches) input.blur()
  }
  by('ask').addEventListener('submit', event => { event.preventDefault(); submit() })
  input.addEventListener('input', () => {
    clearTimeout(typing)
    typing = setTimeout(() => {
      var q = input.value.trim(), shown = q !== page.state.q && go(ask({ q }), !settled)
      settled = !shown && settled
      Promise.resolve(shown).then(tools).then(() => page.suggest()).catch(() => 0)
    }, 150)
  })
  input.addEventListener('blur', () => { settled = true })
  order.addEventListener('change', () => go(ask({ order: order.value })))
  ways.addEventListener('click', event => { if (event.target.value && event.target !== order) go(ask({ view: event.target.value })) })
  document.addEventListener('click', event => {  // a link to another question is answered here
    var link = event.target.closest('a'), href = link ? link.getAttribute('href') : ''
    if (!/^(index\.html)?\?/.test(href) || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go(href.replace('index.html', ''))
  })
  document.addEventListener('keydown', event => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || /^(input|select|textarea)$/.test(event.target.localName)) return
    event.preventDefault()
    input.focus()
    input.select()
  })
  /* Another language of the interface. */
  document.addEventListener('edition-lang', () => {
    var all = editionWords[edition.lang]
    for (var key in all) words[key.replace(/^find-/, '')] = all[key]
    counting(edition.lang)
    headline = document.title
    answer()
  })
  addEventListener('popstate', () => { read(location.search); answer() })
  read(location.search)
  answer()
})()
