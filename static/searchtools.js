/* What the search page needs after its first hits: the facets, the forms that were found, suggestions, looser steps, the concordance. */
(function () {
  'use strict'
  var page = window.editionPage, make = page.make, fill = page.fill, say = page.say, between = page.between, leads = page.leads
  var by = id => document.getElementById(id), input = by('q'), options = by('suggested'), forms = by('forms'), facets = by('facets'), hits = by('hits')
  var wide = matchMedia('(min-width: 68rem)'), latest, active = -1, asking = 0

  /* The facets stand beside the hits on wide screens, else above them, shut, and are counted when they are opened.
     A facet is a part of the question that is put in or taken out. */
  page.beside = (result, table) => {
    var now = wide.matches && !table
    latest = result
    if (facets.now !== now) {
      facets.open = now || facets.now == null && facets.open  // not shut on somebody who has just opened them
      facets.now = now
      if (wide.matches) hits.after(facets)
      else hits.before(facets)
    }
    formsOf(result)
    return narrow()
  }
  wide.addEventListener('change', () => { if (latest) page.beside(latest, page.state.view === 'concordance') })
  facets.addEventListener('toggle', () => narrow())

  function parts() { return page.state.q.match(/[^\s"]*"[^"]*"?|\S+/g) || [] }
  async function narrow() {
    var result = latest
    if (!result || !result.total || !facets.open || facets.of === result) return
    facets.of = result
    var got = await editionSearch.facets(result), all = parts()
    if (result !== latest) return
    var key = facets.contains(document.activeElement) ? document.activeElement.dataset.key : facets.key
    fill(facets.lastChild, ['text', 'lang', 'kind', 'person', 'place', 'year'].map(name => {
      var field = (name === 'year' ? 'date' : name) + ':', found = got[name] || []
      if (found.length < 2 && !all.some(part => part.startsWith(field))) return []
      var items = found.map(each => {
        var part = field + (/^[\w.-]+$/.test(each.value) ? each.value : '"' + each.value + '"'), on = all.includes(part), label = each.label
        label = label && (label.big ? label : page.nameOf(label)) || page.words[name + '-' + each.value] || each.value
        var link = leads({ q: on ? all.filter(other => other !== part).join(' ') : page.state.q + ' ' + part }, label)
        link.dataset.key = part
        if (each.lang) link.lang = each.lang
        if (on) link.setAttribute('aria-current', true)
        link.onclick = () => { facets.key = part }
        return make('li', null, link, '\u00a0', make('span', { class: 'count' }, each.n))
      })
      var list = make('ul', null, items.slice(0, 8)), rest = make('button', null, say('more', { n: items.length - 8 }))
      rest.onclick = () => {
        list.append(...items.slice(8))
        rest.remove()
        items[8].firstChild.focus()
      }
      return [make('h2', null, say('by-' + name)), list, items[8] ? rest : '']
    }))
    page.focus(key)
    facets.key = null
  }

  /* The forms that each word was found in, and why. */
  function formsOf(result) {
    fill(forms.lastChild, result.words.map(word => {
      var kinds = {}, only = (form, ...said) => leads({ q: page.swap(word.typed, '=' + form) }, said)
      word.forms.forEach(form => { (kinds[form.why] = kinds[form.why] || []).push(form) })
      var whys = Object.keys(kinds)
      return [make('dt', null, word.typed, ' ', kinds.exact && whys[1] ? only(word.typed, say('exactly')) : '')].concat(whys.map(why => {
        var of = kinds[why], rest = of.length - 40
        return make('dd', null, make('span', { class: 'at' }, say('why-' + why)), ' ',
          of.slice(0, 40).map(form => [only(form.form, form.form), ' ', make('span', { class: 'count' }, form.n), ' ']), rest > 0 ? say('other-forms', { n: rest }) : '')
      }))
    }))
  }

  /* Nothing was found: looser questions. */
  page.steps = line => {
    var q = page.state.q, all = parts(), steps = make('ul')
    function step(key, list) {
      var next = list.join(' ').trim()
      if (next && next !== q) steps.append(make('li', null, leads({ q: next }, say('step-' + key), ': ', make('code', null, next))))
    }
    step('spelling', [q.replace(/(^|[\s"-])=/g, '$1')])
    step('apart', all.filter(each => !/^NEAR\b/.test(each)).map(each => /^"/.test(each) ? each.replace(/"/g, '') : each))
    step('without', all.filter(each => !/^-/.test(each)))
    step('filters', all.filter(each => !/^-?[a-z]+:./.test(each)))
    step('begin', all.map(each => /^[\p{L}\p{N}]{3,}$/u.test(each) && each !== 'NEAR' ? each + '*' : each))
    if (steps.firstChild) line(say('try'), steps)
  }

  /* Names as one types. No row is chosen until one asks for it, so that Enter searches. */
  page.suggest = async () => {
    var mine = ++asking, typed = input.value.trim(), got = /^[^":*=]{2,}$/.test(typed) ? await editionSearch.suggest(typed) : []
    if (mine !== asking || document.activeElement !== input) return
    fill(options, got.map((each, i) => {
      var name = page.nameOf(each.name)
      return make('li', { role: 'option', id: 'name' + i, 'data-href': page.entity(each) }, make('b', null, name), each.as && each.as !== name ? ' ' + each.as : '',
        make('span', { class: 'at' }, page.words['page-' + each.register] + ' · ' + each.n))
    }).concat(make('li', { role: 'option', id: 'name' }, say('search-for', { q: typed }))))
    choose(-1)
    options.hidden = !got.length
    input.setAttribute('aria-expanded', !!got.length)
  }
  page.close = () => {
    asking++
    choose(-1)
    options.hidden = true
    input.setAttribute('aria-expanded', false)
  }
  function choose(i) {  // -1 is the box itself
    var rows = Array.from(options.children), row = rows[i]
    active = row ? i : -1
    rows.forEach(each => each.setAttribute('aria-selected', each === row))
    if (!row) return input.removeAttribute('aria-activedescendant')
    input.setAttribute('aria-activedescendant', row.id)
    row.scrollIntoView({ block: 'nearest' })
  }
  function follow(row) {
    if (row.dataset.href) location.href = row.dataset.href
    else page.search()
  }
  input.addEventListener('keydown', event => {
    var step = { ArrowDown: 1, ArrowUp: -1 }[event.key], count = options.children.length + 1
    if (event.isComposing) return
    if (step && options.hidden) page.suggest()
    else if (step) choose((active + 1 + step + count) % count - 1)
    else if (event.key === 'Escape' && !options.hidden) page.close()
    else if (event.key === 'Enter' && active >= 0) follow(options.children[active])
    else return
    event.preventDefault()
  })
  input.addEventListener('blur', page.close)
  options.addEventListener('mousedown', event => event.preventDefault())
  options.addEventListener('click', event => {
    var row = event.target.closest('li')
    if (row) follow(row)
  })

  /* The concordance: every matched word (or row of them) of the hits between what stands before and after it. */
  page.rows = async (result, enough, wanted) => {
    var rows = [], part = result, from = 0
    while (wanted() && part.hits.length) {
      (await editionSearch.read(part, part.hits)).forEach(hit => {
        var text = hit.text, last
        hit.spans.forEach(span => {
          if (last && text.slice(last.end, span[0]) === ' ') last.end = span[1]
          else rows.push(last = { hit, start: span[0], end: span[1] })
        })
      })
      from += part.hits.length
      if (rows.length >= enough || from >= result.total) break
      part = await editionSearch(page.state.q, Object.assign(page.asked(50), { from }))
    }
    rows.rest = from < result.total
    rows.forEach(row => {
      var text = row.hit.text, [from, to] = page.kwic(text, row.start, row.end, 90)
      row.word = text.slice(row.start, row.end)
      row.left = text.slice(from, row.start)
      row.right = text.slice(row.end, to)
    })
    return rows
  }
  page.table = rows => {
    var plain = text => text.replace(/[^\p{L}\p{N}\s]/gu, '').trim(), save = make('button', null, say('csv')), key = {
      left: row => plain(row.left).split(/\s+/).reverse().join(' '), word: row => row.word + ' ' + plain(row.right), right: row => plain(row.right)
    }[page.state.sort]
    if (key && rows[0]) {
      var compare = new Intl.Collator(rows[0].hit.lang).compare
      rows.forEach(row => { row.key = key(row) })
      rows.sort((a, b) => compare(a.key, b.key))
    }
    save.onclick = csv
    return [
      make('p', { class: 'tally' }, say(rows.rest ? 'first' : 'occurrences', { n: rows.length }), ' ', save),
      make('table', null, make('thead', null, make('tr', null, ['left', 'word', 'right', 'where'].map(side => {
        var on = page.state.sort === side, link = leads({ sort: side, n: page.state.n }, say(side))
        link.dataset.key = side
        return make('th', { scope: 'col', class: side, 'aria-sort': on && 'ascending' }, link)
      }))), make('tbody', null, rows.map((row, i) => {
        var hit = row.hit, lang = hit.lang
        return make('tr', { 'data-anchor': hit.anchor }, make('td', { class: 'left' }, make('bdi', { lang }, row.left)), make('th', { scope: 'row', lang }, row.word),
          make('td', { class: 'right', lang }, row.right), ' ', make('td', { class: 'at' }, make('a', { href: page.address(hit), title: page.titleOf(hit), 'data-key': 'hit' + i }, hit.anchor), hit.page ? ' ' + say('page', { n: hit.page }) : ''))
      }))),
      rows.rest ? page.more(500, rows.length) : ''
    ]
  }
  async function csv() {
    var q = page.state.q, rows = await page.rows(await editionSearch(q, page.asked(50)), Infinity, () => q === page.state.q)
    /* A spreadsheet must not take a text's words for a formula. */
    var cell = value => '"' + String(value || '').trim().replace(/^(?=\s*[=+\-@])/, "'").replace(/"/g, '""') + '"'
    var lines = [['anchor', 'title', 'page', 'left', 'word', 'right']].concat(rows.map(row => [row.hit.anchor, page.titleOf(row.hit), row.hit.page, row.left, row.word, row.right]))
    var url = URL.createObjectURL(new Blob(['\ufeff' + lines.map(line => line.map(cell).join(',') + '\r\n').join('')], { type: 'text/csv;charset=utf-8' }))
    make('a', { href: url, download: q.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') + '.csv' }).click()
    setTimeout(() => URL.revokeObjectURL(url), 9999)
  }
})()
