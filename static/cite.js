/* How a place is cited: its address, and a dialog with it, its citations in several styles and what programs read.
   editionCite.open({text, from, to, quote, before, after}) on any page of the site. What it says is in <text>/cite.js. */
(function () {
  'use strict'
  var LONG = 160, dialog, say

  function citing(text) { return (window.editionCiting || {})[text] || {} }
  function data(text) {  // what is known of a text; {} where its file does not come
    return Promise.all([edition.load('static/phrase.js'), edition.load(text + '/cite.js').catch(function () { /* without it, then */ })])
      .then(function () { return citing(text) })
  }
  function here(of) { return editionPhrase.slug() === of.text ? editionPhrase.units(of.from, of.to) : [] }

  /* ---- the address ---- */

  function encoded(words) {
    return encodeURIComponent(words).replace(/%20/g, '+').replace(/[!'()*~]/g, function (sign) { return '%' + sign.charCodeAt(0).toString(16).toUpperCase() })
  }
  function range(of, dash) { return of.from + (of.to && of.to !== of.from ? dash + of.to : '') }
  function lastOf(text, many) { return text.trim().split(' ').slice(-many).join(' ') }
  function firstOf(text, many) { return text.trim().split(' ').slice(0, many).join(' ') }

  /* What must be said beside a quotation that stands more than once in its place: as few words before or after it as will do. */
  function beside(of, quote) {
    var text = editionPhrase.read(here(of)).text
    if (!text) return { before: lastOf(of.before || '', 6), after: firstOf(of.after || '', 6) }
    var at = editionPhrase.places(text, quote, of.before, of.after)[0]
    if (!at || editionPhrase.places(text, quote).length < 2) return {}
    for (var many = 1; many < 25; many++) {
      var before = lastOf(text.slice(0, at[0]), many), after = firstOf(text.slice(at[1]), many)
      var choices = [{ before: before }, { after: after }, { before: before, after: after }]
      for (var one of choices) {
        var left = editionPhrase.places(text, quote, one.before, one.after)
        if (left.length === 1 && left[0][0] === at[0]) return one
      }
    }
    return { before: before, after: after }
  }
  /* `base`, where given, takes the place of the text's own address. What `data` loads must be there. */
  function address(of, base) {
    var known = citing(of.text)
    base = base || (known.address ? known.address + of.text + '/' : edition.base + of.text + '/index.html')
    var quote = editionPhrase.clean(of.quote || ''), said = ''
    if (editionPhrase.letters(quote).said) {
      var near = beside(of, quote), short = quote
      for (var many = 6; many && short.length > LONG && quote.split(' ').length > 2 * many; many--) short = firstOf(quote, many) + '…' + lastOf(quote, many)
      said = '?quote=' + encoded(short)
      if (near.before) said += '&before=' + encoded(near.before)
      if (near.after) said += '&after=' + encoded(near.after)
      if (short !== quote) said += '&sum=' + editionPhrase.sum(quote)
    }
    return base + said + '#' + range(of, '-') + (of.version ? '@' + of.version : '')
  }

  /* ---- what is known of the place ---- */

  function pages(known, of) {
    var all = known.pages || {}, first = (all[of.from] || [])[0], last = (all[of.to || of.from] || [])[1]
    return first && last ? first === last ? [first] : [first, last] : []
  }
  function between(known, of) {  // the anchors of the place
    var all = (known.order || []).concat(known.notes || []), first = all.indexOf(of.from), last = all.indexOf(of.to || of.from)
    return first < 0 || last < first ? [of.from] : all.slice(first, last + 1)
  }
  function since(known, anchor) {
    var all = known.since || {}
    return (anchor in all ? all[anchor] : all['']) || ''
  }
  /* The state of a place's text in words; the version since which it is fixed, or ''. */
  function state(known, of) {
    var anchors = between(known, of), releases = (known.releases || []).map(function (one) { return one[0] }), changed = [], newest = -1, latest = releases[releases.length - 1]
    for (var anchor of anchors) {
      var first = releases.indexOf(since(known, anchor))
      if (first < 0) return { said: say('cite-draft'), draft: true }
      newest = Math.max(newest, first)
      changed = changed.concat((known.changed || {})[anchor] || [])
    }
    var now = anchors.some(function (anchor) { return ((known.old || {})[anchor] || []).some(function (one) { return one[0] === latest }) })
    changed = releases.filter(function (one) { return changed.includes(one) })
    var said = changed.length ? say('cite-changed', { versions: changed.join(', ') }) : now ? '' : say('cite-unchanged', { version: releases[newest] })
    return { said: [said, now && say('cite-changed-now', { version: latest })].filter(Boolean).join(' ') }
  }
  function dated(iso, lang, form) {  // a promise
    if (form === 'iso') return Promise.resolve(iso)
    var parts = iso.split('-'), day = +parts[2]
    if (form === 'dmy') return Promise.resolve([parts[2], parts[1], parts[0]].join('.'))
    var said = new Date(+parts[0], parts[1] - 1, day).toLocaleDateString(lang === 'en' ? 'en-GB' : lang, { day: 'numeric', month: 'long', year: 'numeric' })
    if (!/M\d/.test(said)) return Promise.resolve(said.replace(/ г\.$/, ''))
    return edition.load('words/' + lang + '.js').then(function () {  // Chromium has no months in some languages
      return day + ' ' + editionWords[lang]['cite-months'].split(' ')[parts[1] - 1] + ' ' + parts[0]
    }).catch(function () { return iso })
  }
  function today() {
    var now = new Date()
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(function (n) { return String(n).padStart(2, '0') }).join('-')
  }
  /* A sentence of the data for this place; a promise. */
  function filled(told, known, of, lang) {
    var printed = pages(known, of)
    var form = printed.length > 1 ? told.pages || told.page || told.none : printed.length ? told.page || told.none : told.none
    var forms = Array.from(new Set((form.match(/⟦accessed:\w+⟧/g) || []).map(function (all) { return all.slice(10, -1) })))
    return Promise.all(forms.map(function (one) { return dated(today(), lang, one) })).then(function (dates) {
      return form.replace(/⟦([\w:]+)⟧/g, function (all, name) {
        if (name === 'pages') return printed.join('–')
        if (name === 'anchor') return of.text + '.' + range(of, '–')
        if (name === 'url') return address({ text: of.text, from: of.from, to: of.to, version: of.version })
        return dates[forms.indexOf(name.slice(9))] || all
      })
    })
  }
  /* An address of the repository's form for a new remark, filled in; '' where there is none. */
  function report(of, words) {
    var known = citing(of.text), repository = (known.repository || '').replace(/(\.git)?\/*$/, '')
    if (!/^https?:\/\//.test(repository)) return ''
    var anchor = of.text + '.' + range(of, '–'), lab = /^https?:\/\/[^/]*gitlab/.test(repository)
    var body = [anchor, address({ text: of.text, from: of.from, to: of.to }), say('version', { version: known.version || '–' }), '',
      '> ' + cut(words || '', 400), '', say('cite-remark'), ''].join('\n')
    return repository + (lab ? '/-/issues/new?issue%5Btitle%5D=' : '/issues/new?title=') + encodeURIComponent(anchor) +
      (lab ? '&issue%5Bdescription%5D=' : '&body=') + encodeURIComponent(body)
  }
  function cut(words, most) {
    return words.length > most ? words.slice(0, most * .6).replace(/\s\S*$/, '') + ' … ' + words.slice(-most * .3).replace(/^\S*\s/, '') : words
  }

  /* ---- copying ---- */

  /* Copies an element, with its italics and as plain text, or a text; `by` is what was pressed. A promise: whether it went. */
  function copy(what, by) {
    var plain = what.textContent || what, html = what.innerHTML
    function old() {
      var selection = getSelection(), before = selection.rangeCount && selection.getRangeAt(0)
      function set(event) {
        event.clipboardData.setData('text/plain', plain)
        if (html) event.clipboardData.setData('text/html', html)
        event.preventDefault()
        event.stopImmediatePropagation()
      }
      selection.selectAllChildren(what.nodeType ? what : by)
      addEventListener('copy', set, true)
      var done = document.execCommand('copy')
      removeEventListener('copy', set, true)
      selection.removeAllRanges()
      if (before) selection.addRange(before)
      return done
    }
    if (!navigator.clipboard) return Promise.resolve(old())
    var blobs = { 'text/plain': new Blob([plain], { type: 'text/plain' }) }
    if (html) blobs['text/html'] = new Blob([html], { type: 'text/html' })
    return (html && window.ClipboardItem ? navigator.clipboard.write([new ClipboardItem(blobs)]) : navigator.clipboard.writeText(plain))
      .then(function () { return true }, old)
  }

  /* ---- the dialog ---- */

  function make(name, values) {
    var made = document.createElement(name)
    Object.keys(values).forEach(function (key) {
      if (key in made) made[key] = values[key]
      else if (values[key]) made.setAttribute(key, values[key])
    })
    made.append.apply(made, Array.prototype.slice.call(arguments, 2).filter(function (each) { return each }))
    return made
  }
  function rich(element, sentence) {  // <i> is all the markup there is
    element.replaceChildren.apply(element, sentence.split(/(<i>.*?<\/i>)/).map(function (part) {
      var plain = part.replace(/<\/?i>/g, '').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&')
      return part.startsWith('<i>') ? make('i', {}, plain) : plain
    }))
  }
  function pressed(label, what, act) {
    return make('button', { type: 'button', textContent: label, 'aria-label': what && label + ': ' + what, onclick: act })
  }
  function copier(what, source) {
    var made = pressed(say('cite-copy'), what, function () {
      copy(source(), made).then(function (done) {
        var said = say(done ? 'cite-copied' : 'cite-not-copied')
        dialog.told.textContent = ''
        made.textContent = said
        made.setAttribute('aria-label', said + ': ' + what)
        setTimeout(function () { dialog.told.textContent = said + ': ' + what }, 50)
        clearTimeout(made.timer)
        made.timer = setTimeout(function () {
          made.textContent = say('cite-copy')
          made.setAttribute('aria-label', say('cite-copy') + ': ' + what)
        }, 2500)
      })
    })
    return made
  }
  function part(title) {
    return make.apply(0, ['section', {}, make('h3', { textContent: title })].concat(Array.prototype.slice.call(arguments, 1)))
  }
  function chosen(label, choices, value, change) {
    var select = make('select', { onchange: change })
    choices.forEach(function (one) { select.append(make('option', { value: one[0], textContent: one[1], selected: one[0] === value })) })
    return make('label', {}, label + ' ', select)
  }
  function check(label, on, change) {
    return make('label', {}, make('input', { type: 'checkbox', checked: on, onchange: function (event) { change(event.target.checked) } }), ' ' + label)
  }

  function facts(known, of, words) {
    var list = make('dl', {}), printed = pages(known, of), told = state(known, of)
    function row(name, value) { if (value) list.append(make('div', {}, make('dt', { textContent: name }), make('dd', {}, value))) }
    row(say('cite-anchor'), make('code', { textContent: of.text + '.' + range(of, '–') }))
    row(say('cite-page'), printed.join('–'))
    if (known.version) {
      var version = make('span', { textContent: known.version + ' · ' + say('cite-draft') })
      if (known.released) dated(known.released, edition.lang, 'long').then(function (date) { version.textContent = known.version + ' · ' + say('released', { date: date }) })
      row(say('cite-version'), version)
      if (!told.draft) row(say('cite-state'), told.said)
    }
    return list
  }
  function citations(known, of, redraw) {
    var all = known.citations || []
    if (!all.length) return null
    var style = all.find(function (one) { return one.id === edition.kept('cite-style') }) || all[0]
    function first() { return say(style.form && style.form !== 'note' ? 'cite-in-text' : 'cite-note') }
    var note = make('p', { className: 'cite-entry' }), notes = make('div', {}), entry = make('p', { className: 'cite-entry hanging' }), tongue = make('span', {})
    var styles = chosen(say('cite-style'), all.map(function (one) { return [one.id, one.name] }), style.id, function (event) {
      style = all.find(function (one) { return one.id === event.target.value })
      edition.keep('cite-style', style.id)
      tongues()
    })
    function tongues() {
      notes.replaceChildren(part(first(), note, copier(first(), function () { return note })))
      var langs = Object.keys(style.langs), lang = [edition.lang, known.lang].find(function (one) { return langs.includes(one) }) || langs[0]
      tongue.replaceChildren()
      if (langs.length > 1) tongue.append(chosen(say('cite-lang'), langs.map(function (one) { return [one, say('lang-' + one)] }), lang, function (event) { fill(event.target.value) }))
      fill(lang)
    }
    function fill(lang) {
      redraw.now = function () {
        [[note, 'note'], [entry, 'bibliography']].forEach(function (one) {
          one[0].lang = lang
          filled(style.langs[lang][one[1]], known, of, lang).then(function (sentence) { rich(one[0], sentence) })
        })
      }
      redraw.now()
    }
    tongues()
    return make('div', {}, make('p', { className: 'cite-choices' }, styles, tongue),
      notes,
      part(say('cite-entry'), entry, copier(say('cite-entry'), function () { return entry })))
  }
  function exported(known, of) {
    var kinds = [['bibtex', 'BibTeX', 'bib', 'application/x-bibtex'], ['ris', 'RIS', 'ris', 'application/x-research-info-systems'], ['csl', 'CSL-JSON', 'json', 'application/json']]
    var list = make('ul', { className: 'cite-files' })
    kinds.forEach(function (kind) {
      var told = (known.exports || {})[kind[0]]
      if (!told) return
      var text = ''
      function now() { return filled(told, known, of, 'en').then(function (said) { text = said }) }
      now()
      list.append(make('li', { onpointerenter: now, onfocusin: now }, make('span', { textContent: kind[1] }), pressed(say('cite-save'), kind[1], function () {
        var link = make('a', { href: URL.createObjectURL(new Blob([text], { type: kind[3] })), download: of.text + '.' + range(of, '-') + '.' + kind[2] })
        dialog.append(link)
        link.click()
        link.remove()
        setTimeout(function () { URL.revokeObjectURL(link.href) }, 1e4)
      }), copier(kind[1], function () { return text })))
    })
    return list.children.length ? part(say('cite-files'), list) : null
  }
  function doors(of, words) {
    var made = make('p', { className: 'cite-doors' }), href = report(of, words)
    if (here(of).length) {
      edition.load('static/print.js').then(function () {
        made.prepend(pressed(say('cite-print'), '', function () {
          dialog.close()
          editionPrint.passage(of.from, of.to || of.from)
        }))
      }).catch(function () { /* without it, then */ })
    }
    if (href) made.append(make('a', { href: href, rel: 'external noreferrer', textContent: say('cite-report') }))
    return made
  }

  function open(of) {
    var opener = document.activeElement
    of = Object.assign({}, of)
    return Promise.all([data(of.text), edition.words()]).then(function (ready) {
      return editionPhrase.style().then(function () { return ready })
    }).then(function (ready) {
      var known = ready[0], units = here(of)
      say = ready[1]
      if (dialog) dialog.close()
      if (units.length) of = Object.assign(of, inOrder(of, units))
      var words = of.quote || units.length && editionPhrase.read(units).text || '', tongue = units.length ? units[0].closest('[lang]').lang : known.lang
      var place = make('code', { className: 'cite-address' }), phrase = !!of.quote, redraw = {}, fixed = !state(known, of).draft && known.released && known.version
      function again() {
        place.textContent = address(Object.assign({}, of, phrase ? {} : { quote: '' }))
        if (redraw.now) redraw.now()
      }
      var told = make('p', { className: 'cite-told', role: 'status' }), title = make('h2', { id: 'cite-title', tabIndex: -1, textContent: say('cite-title', { place: range(of, '–') }) })
      dialog = make('dialog', { className: 'cite', lang: edition.lang, 'aria-labelledby': 'cite-title' },
        make('div', { className: 'cite-head' }, title, make('button', { type: 'button', className: 'cite-close', 'aria-label': say('cite-close'), title: say('cite-close'), textContent: '×', onclick: function () { dialog.close() } })),
        known.title && make('p', { className: 'cite-of', lang: known.lang, textContent: known.title }),
        words && make('blockquote', { lang: tongue || '', textContent: cut(words, 280) }),
        facts(known, of, words),
        part(say('cite-address'), place, copier(say('cite-address'), function () { return place.textContent }),
          /^file:/.test(address(of)) && make('p', { className: 'cite-hint', textContent: say('cite-local') }),
          of.quote && check(say('cite-with-words'), true, function (on) { phrase = on; again() }),
          fixed && check(say('cite-fixed', { version: known.version }), false, function (on) { of.version = on ? known.version : ''; again() })),
        citations(known, of, redraw), exported(known, of), doors(of, words), told)
      dialog.told = told
      again()
      var pressedOn
      dialog.addEventListener('pointerdown', function (event) { pressedOn = event.target })
      dialog.addEventListener('click', function (event) {
        var box = dialog.getBoundingClientRect(), x = event.clientX, y = event.clientY
        if (event.target === dialog && pressedOn === dialog && (x < box.left || x > box.right || y < box.top || y > box.bottom)) dialog.close()
      })
      dialog.addEventListener('close', function () {
        this.remove()
        if (dialog === this) dialog = null
        if (!opener.isConnected && units.length) opener = units[0].querySelector('.anchor, .note-mark') || opener
        if (opener !== document.body) opener.focus({ preventScroll: true })
      })
      document.body.append(dialog)
      dialog.showModal()
      title.focus()
    })
  }
  function inOrder(of, units) {  // a range the right way round, a merged anchor as the one it is now
    var first = units[0].id, last = units[units.length - 1].id
    return { from: first, to: last === first ? '' : last }
  }

  window.editionCite = { open: open, address: address, data: data, copy: copy, report: function (of, words) {
    return Promise.all([data(of.text), edition.words()]).then(function (ready) { say = ready[1]; return report(of, words) })
  } }
})()
