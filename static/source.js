/* A unit or note as the source file has it: editionSource.toggle(unit, opener) shows or hides it under the reading text; without
   a unit, of the one at hand. Loaded when it is first wanted, with its style and <slug>/source.js, which edition/sourcedoc.py
   makes and describes; the rows here are those of its `rows_of`. */
(function () {
  'use strict'
  var KINDS = { t: 'text', c: 'sic', n: 'normalized', s: 'space', h: 'hyphen', r: 'reference', m: 'mark', f: 'furniture', l: 'rule' }
  var PLAIN = /[\S\ufeff]+(?: [\S\ufeff]+| (?=[^\S\ufeff]+[\S\ufeff]))*|[^\S\ufeff]+/g
  var SPACE = /^[^\S\ufeff]/, SIGNS = { '\f': '␌', '\t': '⇥' }
  var here = document.querySelector('.units')
  var slug = here.dataset.text || location.pathname.replace(/\/[^/]*$/, '').split('/').pop()
  var sources = null, styled = new Promise(function (done) {
    var style = document.createElement('link')
    style.rel = 'stylesheet'
    style.href = edition.base + 'static/source.css'
    style.onload = style.onerror = done
    document.head.append(style)
  })

  /* The lines of the source, unpacked once: number, runs [kind, text, corr, lang], owner, end of line, furniture, decisions. */
  function unpack(packed) {
    var next = 0, owner = ''
    var lines = packed.lines.split('\n').map(function (text, i) {
      var number = i + 1, told = packed.runs[number] || '', corrections = (packed.corrections[number] || []).slice(), runs
      if (packed.units[next + 1] === number) { owner = packed.units[next]; next += 2 }
      if (told.replace('+', '')) {
        var letters = Array.from(text), at = 0
        runs = told.match(/[a-z]\d+(~[\w-]+,)?/gi).map(function (run) {
          var length = parseInt(run.slice(1), 10), kind = run[0].toLowerCase(), words = letters.slice(at, at += length).join('')
          return [KINDS[kind], words, kind === run[0] ? '' : corrections.shift(), (run.split('~')[1] || '').slice(0, -1)]
        })
      } else runs = (text.match(PLAIN) || []).map(function (words) { return [SPACE.test(words) ? 'space' : 'text', words, ''] })
      var blank = runs.every(function (run) { return run[0] === 'space' })
      var none = blank || runs[0][0] === 'furniture' || runs[0][0] === 'rule'
      return {
        number: number, runs: runs, blank: blank, owner: none ? '' : owner, joined: told.slice(-1) === '+',
        furniture: packed.furniture[number] || '', decisions: packed.decisions[number] || [], top: packed.tops[number]
      }
    })
    return { packed: packed, lines: lines }
  }
  function rows(anchor) {
    var own = sources.lines.filter(function (line) { return line.owner === anchor }), made = [], blanks = [], other = null
    if (!own.length) return made
    var last = own[own.length - 1].number
    function close() {
      if (other) made.push(other)
      made = made.concat(blanks)
      blanks = []
      other = null
    }
    sources.lines.slice(own[0].number - 1, last).forEach(function (line) {
      if (line.top) { close(); made.push({ page: line.top }) }
      if (line.blank) blanks.push(line)
      else if (!line.owner || line.owner === anchor) {
        close()
        var end = line.joined ? 'joined' : sources.packed.kept.includes(anchor) ? 'kept' : 'space'
        made.push(Object.assign({}, line, { end: line.owner && line.number < last ? end : '' }))
      } else {
        if (!other) { close(); other = { first: line.number, owners: [] } }
        blanks = []
        other.last = line.number
        if (!other.owners.includes(line.owner)) other.owners.push(line.owner)
      }
    })
    close()
    return made
  }

  /* Building. Every sign has its name in the legend, and its own for those who do not see it. */
  function make(name, kind, words, lang) {
    var made = document.createElement(name)
    if (kind) made.className = kind
    if (words) made.textContent = words
    if (lang) made.lang = lang
    return made
  }
  function unseen(words) { return make('span', 'source-said', words, edition.lang) }
  function spaces(run, say) {  // each white space but the common one has a sign
    var made = make('span')
    run.split(/([^ ])/).forEach(function (part) {
      if (!part || part[0] === ' ') return made.append(part)
      var code = part.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0'), sign = make('span', 'source-sign', part)
      sign.dataset.sign = SIGNS[part] || '⍽'
      sign.title = part === '\f' ? say('source-feed') : say('source-white', { code: code })
      made.append(sign)
    })
    return made
  }
  function piece(run, say, kinds) {
    var kind = run[0], label = ''
    if (kind === 'text') return [run[3] ? make('span', '', run[1], run[3]) : run[1]]
    var made = kind === 'space' || kind === 'rule' ? spaces(run[1], say) : make(kind === 'hyphen' ? 'del' : 'span', '', run[1])
    made.dataset.kind = kind
    if (run[3]) made.lang = run[3]
    if (kind === 'hyphen') label = say('source-hyphen')
    if (kind === 'hyphen' && run[1] === '\u00ad') made.dataset.sign = '‐'
    if (kind === 'reference') label = say('source-reference')
    if (kind === 'mark') label = say('source-mark')
    if (kind === 'normalized') label = say('source-read-as', { read: run[1].normalize('NFC') })
    if (label) { made.title = label; made.append(unseen(' (' + label + ') ')) }
    kinds.add(kind)
    if (/\f/.test(run[1])) kinds.add('feed')
    if (!run[2]) return [made]
    var read = make('ins', 'source-corr', '[' + run[2] + ']')
    read.title = say('editors-read', { corr: run[2] })
    read.prepend(unseen(say('source-corr') + ' '))
    return [made, read]
  }
  function lineRow(line, say, kinds) {
    var row = make('li', line.blank ? 'source-blank' : ''), number = make('span', 'source-number', String(line.number)), code = make('code')
    number.replaceChildren(unseen(say('line', { n: String(line.number) }).replace(String(line.number), '')), String(line.number))
    line.runs.forEach(function (run) { code.append.apply(code, piece(run, say, line.blank ? new Set() : kinds)) })
    if (line.end) {
      var end = make('span', 'source-end')
      end.dataset.end = line.end
      end.title = say('source-end-' + line.end)
      if (line.end === 'joined') end.append(unseen(' (' + end.title + ')'))
      code.append(end)
      kinds.add('end-' + line.end)
    }
    if (line.blank) row.setAttribute('aria-hidden', 'true')
    row.append(number, code)
    var kind = line.furniture ? say('furniture-' + line.furniture) : line.runs.length && line.runs[0][0] === 'rule' ? say('source-rule', { n: line.runs[0][1].length }) : ''
    if (kind) code.append(make('span', 'source-name', kind, edition.lang))
    return row
  }
  function aside(kind, nodes, lang) {
    var row = make('li', 'source-aside ' + kind, '', lang || edition.lang)
    row.append.apply(row, nodes)
    return row
  }
  function between(row, say) {
    var many = row.first < row.last, links = []
    row.owners.forEach(function (anchor, i) {
      var link = make('a', '', anchor)
      link.href = '#' + anchor
      links.push(i ? ', ' : '', link)
    })
    return aside('source-between', [say(many ? 'source-lines' : 'line', { first: String(row.first), last: String(row.last), n: String(row.first) }) + ': '].concat(links))
  }
  function page(said, say) {
    return aside('source-turn', [say('page-' + (said[1] === null ? 'unknown' : said[0]), { n: String(said[1]) })])
  }
  function legend(kinds, say) {
    var list = make('ul', 'source-legend')
    ;[['hyphen', 'del', '-'], ['end-joined', 'span', ''], ['end-space', 'span', ''], ['end-kept', 'span', ''], ['reference', 'span', '1'], ['mark', 'span', '1'],
      ['sic', 'span', 'abc'], ['normalized', 'span', 'é'], ['space', 'span', '  '], ['feed', 'span', '']].forEach(function (each) {
      if (!kinds.has(each[0])) return
      var one = make('li'), sample = make(each[1], '', each[2])
      if (each[0].startsWith('end-')) { sample.className = 'source-end'; sample.dataset.end = each[0].slice(4) }
      else if (each[0] === 'feed') { sample.className = 'source-sign'; sample.dataset.sign = SIGNS['\f'] }
      else sample.dataset.kind = each[0]
      sample.setAttribute('aria-hidden', 'true')
      one.append(sample, ' ' + say('source-' + each[0]))
      list.append(one)
    })
    return list
  }
  function fill(panel, anchor, say) {
    var all = rows(anchor), list = make('ol', 'source-rows', '', sources.packed.langs[anchor] || sources.packed.lang), kinds = new Set()
    var title = panel.querySelector('.source-title')
    list.setAttribute('role', 'list')
    if (!all.length) { title.textContent = say('source-none', { file: sources.packed.file }); return }
    var numbered = all.filter(function (row) { return row.number }), first = numbered[0].number, last = numbered[numbered.length - 1].number
    title.textContent = say('source-title', {
      file: sources.packed.file, lines: first < last ? say('source-lines', { first: String(first), last: String(last) }) : say('line', { n: String(first) })
    })
    all.forEach(function (row) {
      list.append(row.page ? page(row.page, say) : row.owners ? between(row, say) : lineRow(row, say, kinds))
      ;(row.decisions || []).forEach(function (decision) {
        list.append(aside('source-decision', [say('source-decision') + ': ', make('code', '', decision[0]), '. ', make('span', '', decision[1], 'en')]))
      })
    })
    list.style.setProperty('--digits', String(last).length)
    panel.append(legend(kinds, say), list)
  }

  /* The panel. */
  function anchorOf(unit) { return unit.querySelector('.anchor, .note-mark') }
  function close(panel) {
    var unit = panel.unit, opener = panel.opener, within = panel.contains(document.activeElement)
    panel.remove()
    if (opener) { opener.setAttribute('aria-expanded', 'false'); opener.removeAttribute('aria-controls') }
    var back = opener && opener.isConnected && opener.getClientRects().length ? opener : anchorOf(unit)
    if (within && back) back.focus()
  }
  function open(unit, opener) {
    var panel = make('section', 'source-panel', '', edition.lang), title = make('p', 'source-title', '…'), button = make('button', 'source-close', '×')
    panel.id = 'source-' + unit.id
    panel.unit = unit
    panel.opener = opener
    panel.tabIndex = -1
    title.id = panel.id + '-title'
    panel.setAttribute('aria-labelledby', title.id)
    button.type = 'button'
    button.onclick = function () { close(panel) }
    panel.addEventListener('keydown', function (event) {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      close(panel)
    })
    panel.append(title, button)
    return edition.words().then(function (say) {
      button.setAttribute('aria-label', say('source-close'))
      button.title = say('source-close')
      return Promise.all([edition.load(slug + '/source.js'), styled]).then(function () {
        sources = sources || unpack(window.editionSources[slug])
        fill(panel, unit.id, say)
      }, function () { title.textContent = say('source-failed') })
    }).then(function () {
      if (unit.matches('li, div')) unit.append(panel); else unit.after(panel)
      if (opener) { opener.setAttribute('aria-expanded', 'true'); opener.setAttribute('aria-controls', panel.id) }
      panel.focus({ preventScroll: true })
      panel.scrollIntoView({ block: 'nearest' })
      return panel
    })
  }

  /* The unit that has the focus, or is the address's target, or is the first in view. */
  function seen(element) {
    var box = element && element.getBoundingClientRect()
    return box && box.height && box.bottom > 0 && box.top < innerHeight ? element : null
  }
  function atHand() {
    var focus = document.activeElement, panel = focus.closest('.source-panel')
    if (panel) return panel.unit
    return seen(focus.closest('.unit')) || seen(Array.from(document.querySelectorAll(':target')).map(function (e) { return e.closest('.unit') })[0]) ||
      Array.from(document.querySelectorAll('.unit')).find(function (unit) { return unit.getBoundingClientRect().bottom > 60 })
  }
  window.editionSource = {
    toggle: function (unit, opener) {
      unit = unit || atHand()
      if (!unit) return Promise.resolve(null)
      var panel = document.getElementById('source-' + unit.id)
      if (panel) { close(panel); return Promise.resolve(null) }
      if (unit.opening) return unit.opening
      unit.opening = open(unit, opener)
      var done = function () { unit.opening = null }
      unit.opening.then(done, done)
      return unit.opening
    }
  }
})()
